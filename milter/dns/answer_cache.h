/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_ANSWER_CACHE_H
#define MXVET_ANSWER_CACHE_H

/* Answers by name and type, each for its time, in bounded memory; the least recently used go first.
 * Any thread. */

#include <stddef.h>

#include "mxvet/config.h"
#include "mxvet/dns_answer.h"

struct answer_cache;

/* Sizes and times come from the configuration's dns section. NULL without memory or randomness. */
struct answer_cache *answer_cache_open(const struct config *config);
void answer_cache_close(struct answer_cache *cache); /* accepts NULL */

/* A reference to the answer for the caller, or NULL: not known, or its time is over. */
const struct dns_answer *answer_cache_find(
	struct answer_cache *cache, const struct dns_name *name, enum dns_type type);

/* Keeps an answer, in place of an older one, for as long as its TTL and the limits for its kind
 * say. The caller's reference stays the caller's. Without memory nothing is kept. */
void answer_cache_keep(struct answer_cache *cache, const struct dns_name *name, enum dns_type type,
	const struct dns_answer *answer);

struct answer_cache_usage {
	size_t bytes; /* of entries and answers, and what malloc adds */
	size_t entries;
};
struct answer_cache_usage answer_cache_usage_of(struct answer_cache *cache);

#endif
