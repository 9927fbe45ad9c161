/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_TESTS_ANSWER_ZONE_H
#define MXVET_TESTS_ANSWER_ZONE_H

/*
 * Answers for SPF's tests, from records in memory: names and texts of any octets, and a source that
 * may tell nothing at the first asking, as DNS does. It keeps count of what was asked.
 */

#include <stdbool.h>
#include <stddef.h>

#include "mxvet/evidence.h"

enum { ANSWER_ZONE_RECORDS_MAX = 1024, ANSWER_ZONE_QUESTIONS_MAX = 512 };

enum { ANSWER_ZONE_CNAME = 5, ANSWER_ZONE_SILENCE = 255 };

struct answer_zone {
	struct {
		struct dns_name name;
		unsigned type; /* enum dns_type, or one of the two above: no answer for types without a record */
		struct ip_addr address;
		struct dns_name target;
		unsigned short preference;
		char *text;
		size_t text_length;
	} record[ANSWER_ZONE_RECORDS_MAX];
	unsigned records;

	struct {
		struct dns_name name;
		enum dns_type type;
		const struct dns_answer *answer;
		bool told;
	} question[ANSWER_ZONE_QUESTIONS_MAX];
	unsigned questions;
	unsigned questions_max; /* beyond, the budget is spent; 0: as many as there is room for */
	bool slow;              /* an answer is known from the next round on */
	unsigned rounds;
};

/* One record; `value` as in a zone file, TXT any octets. False when it is not understood or
 * does not fit. */
bool answer_zone_add(struct answer_zone *zone, const char *name, const char *type,
	const char *value, size_t length);

/* The same for a zone file's lines, `NAME TYPE VALUE`. */
bool answer_zone_add_lines(struct answer_zone *zone, const char *lines);

/* The answer to one question, kept until the zone forgets; NULL: not known yet. */
const struct dns_answer *answer_zone_find(
	struct answer_zone *zone, const struct dns_name *name, enum dns_type type);

struct answer_source answer_zone_source(struct answer_zone *zone);

/* From now on everything asked so far is known. */
void answer_zone_next_round(struct answer_zone *zone);

/* Forgets what was asked; the records stay. */
void answer_zone_forget(struct answer_zone *zone);

/* Frees what the zone holds, and leaves it empty. */
void answer_zone_finish(struct answer_zone *zone);

/* Evaluates to the end, round by round. */
struct spf_evidence answer_zone_evaluate(struct answer_zone *zone, const struct envelope *envelope);

/* An envelope as an MTA's commands would give it: client, HELO, MAIL FROM's address without
 * brackets. */
struct envelope answer_zone_envelope(const char *client, const char *helo, const char *sender);

#endif
