/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_DECISION_H
#define MXVET_DECISION_H

/* One decision with everything that belongs to it: what format/ puts into words and record/ writes down. */

#include <stdint.h>

#include "mxvet/inquiry.h"
#include "mxvet/judge.h"
#include "mxvet/recipients.h"

enum {
	DECISION_ID_SIZE = 9, /* eight characters of [0-9a-z], and NUL */
	QUEUE_ID_SIZE = 32,
};

/* The id by which a decision is found again in header, log and reply, from decision_number_next(): different numbers
 * below 2^40 have different ids. */
void decision_id_of(char id[DECISION_ID_SIZE], uint64_t number);

/* Everything that is said about one message. Borrowed throughout. */
struct decision {
	const struct verdict *verdict;
	const struct evidence *evidence;
	const struct config *config;
	const struct recipient_list *recipients;
	struct inquiry_totals dns;
	int64_t time_ms; /* wall clock, since 1970 */
	char id[DECISION_ID_SIZE];
	char queue_id[QUEUE_ID_SIZE]; /* "" when the MTA has none (yet) */
};

#endif
