/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_ZONE_FILE_H
#define MXVET_ZONE_FILE_H

/* Records and faults from a file, one a line: what `--zone` and the scenarios answer from instead
 * of DNS. */

#include "mxvet/text_buffer.h"
#include "zone_line.h"

struct zone_file {
	char *text;
	size_t count, room;
	struct zone_record *record;
};

/* Reads a file, or text for which `name` stands in messages. NULL, and a line "FILE:LINE: what is wrong" in `error` for
 * each that is wrong. With a zone, `error` holds a line for each that is right and may not say what was meant. */
struct zone_file *zone_file_open(const char *path, struct text_buffer *error);
struct zone_file *zone_file_of_text(const char *name, const char *text, struct text_buffer *error);
void zone_file_close(struct zone_file *zone); /* accepts NULL */

#endif
