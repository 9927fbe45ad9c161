/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_RECORD_MEMBERS_H
#define MXVET_RECORD_MEMBERS_H

#include "json.h"
#include "json_read.h"
#include "mxvet/record.h"

/* A member around the evidence. */
struct record_member {
	const char *key; /* NULL ends the rows */
	void (*write)(struct json *json, const char *key, const struct decision *decision);
	bool (*read)(struct json_reader *reader,
		struct record *record); /* NULL: it follows from others */
	const char *example, *meaning;  /* for the manual */
};
extern const struct record_member record_members[];

#endif
