/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_SPF_PREFETCH_H
#define MXVET_SPF_PREFETCH_H

#include "spf_walk.h"

enum {
	SPF_PREFETCH_MAX = 20
}; /* questions, so that a record cannot spend a message's budget ahead of need */

/* Asks side by side what the records known so far will need of DNS, level by level: a record
 * then costs its depth in round trips, not its length. Terms with macros wait for their turn.
 * The walk is used up by it. */
void spf_prefetch(struct spf_walk *walk, const struct dns_name *domain);

/* Whether the first term of the record that was opened cannot be decided before an answer comes: then nothing is gained by
 * evaluating it. */
bool spf_is_stuck(struct spf_walk *walk);

#endif
