/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_MTA_FORGED_FIELDS_H
#define MXVET_MTA_FORGED_FIELDS_H

/*
 * The fields of one incoming message that claim to be ours, noted while they pass and taken out at
 * the end. An MTA finds a field by its name and its number among the fields of that name, so all
 * that is kept is counts: memory stays bounded whatever a message holds.
 */

#include <stdbool.h>

#include "mxvet/format.h"

enum {
	FORGED_NAMES_MAX = 100,    /* unknown names X-MXVet-*, kept apart */
	FORGED_NAME_SIZE = 200,    /* of one such name; a longer one is left alone */
	FORGED_RESULTS_MAX = 1000, /* Authentication-Results told from other people's */
	FORGED_FIELDS_MAX = 1000, /* in one message; to an MTA each removal costs a walk over all of them */
};

struct forged_name {
	char *name;
	unsigned count;
};

struct forged_fields {
	unsigned known[HEADER_COUNT]; /* fields of that name, as in header_table */
	unsigned *results;            /* which Authentication-Results are ours, rising from 1 */
	unsigned result_count;
	bool results_cut; /* there were more than we remember */
	struct forged_name *other;
	unsigned other_count;
	bool others_cut; /* there were more names than we remember */
};

/* What is to be done to the header of a message: `number` counts the fields of a name from 1, and
 * what is inserted stands above everything that is there. */
struct header_edits {
	void (*remove)(void *state, const char *name, unsigned number);
	void (*insert)(void *state, const char *name, const char *value);
	void *state;
};

/* Looks at the next field of the message. */
void forged_fields_note(
	struct forged_fields *forged, const char *name, const char *value, const char *authserv_id);

/* Removes what was noted, each name from its highest number down: a removal renumbers what follows.
 */
void forged_fields_remove(const struct forged_fields *forged, const struct header_edits *edits);

/* Whether there are more than can be taken out. No mail brings a thousand of them, and an MTA breaks over tens
 * of thousands; but one that stayed would be believed, so such a message cannot be accepted. */
bool forged_fields_are_too_many(const struct forged_fields *forged);

/* Back to all zero, ready for the next message. */
void forged_fields_forget(struct forged_fields *forged);

#endif
