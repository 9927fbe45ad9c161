/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_RECORD_H
#define MXVET_RECORD_H

/*
 * The decision record of docs/decision-log.md: one decision as one line of JSON. Pure. What is written and read again gives
 * the same verdict.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mxvet/decision.h"
#include "mxvet/text_buffer.h"

/* Appends the record of a decision, one line, without the newline. What does not fit is left out, and `cut` set: length +
 * left_out + 1 octets would be enough. */
void record_write(struct text_buffer *buffer, const struct decision *decision);

/* A record that was read. All zero is nothing known. */
struct record {
	int64_t time_ms; /* since 1970; 0: not told */
	char id[DECISION_ID_SIZE];
	char queue_id[QUEUE_ID_SIZE]; /* "": the message was never taken */
	struct dns_name host;         /* whose record it is; may be empty */
	struct verdict verdict;       /* as it was reached then */
	struct evidence evidence;
	struct inquiry_totals dns;
	struct recipient_list
		recipients; /* of a policy only the section is known; all texts are the record's */
	char config[9];     /* fingerprint of the settings that decided */
	char version[32];
};

/* Room for one record after another; NULL without memory. */
struct record *record_open(void);
void record_close(struct record *record); /* accepts NULL */

/* Reads a line into `record`, in place of what was there. False, and "PATH, octet N: what is wrong" in `error`, when it is no
 * record; then nothing of it counts. What the line does not say is not known; members that it should not have are passed
 * over, and of lists that are too long the first part is kept, and said to be cut. */
bool record_read(struct record *record, const char *line, size_t length, struct text_buffer *error);

#endif
