/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_QUESTION_KEY_H
#define MXVET_QUESTION_KEY_H

/* What tables of questions are searched by: the name and type, and a hash with a secret, because
 * senders choose the names and must not be able to choose where they fall. */

#include <stdbool.h>
#include <stdint.h>

#include "mxvet/dns_answer.h"
#include "mxvet/secret_hash.h"

/* SipHash over name and type. */
uint64_t question_hash(
	const struct hash_secret *secret, const struct dns_name *name, enum dns_type type);

/* A name and type, packed, at the end of an entry of such a table. */
struct question_key {
	uint8_t type;
	uint8_t length;
	char name[];
};

void question_key_write(struct question_key *key, const struct dns_name *name, enum dns_type type);
bool question_key_is(
	const struct question_key *key, const struct dns_name *name, enum dns_type type);

#endif
