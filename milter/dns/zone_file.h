/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_ZONE_FILE_H
#define MXVET_ZONE_FILE_H

/* Records and faults from a file, one a line: what `--zone` and the scenarios answer from instead
 * of DNS. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mxvet/dns_answer.h"
#include "mxvet/text_buffer.h"

enum { ZONE_CNAME = 5 }; /* beside those of enum dns_type (RFC 1035 3.2.2) */

/* One line. Which of the values counts follows from the type. */
struct zone_record {
	unsigned line;
	bool wildcard; /* "*.name" (RFC 4592) */
	struct dns_name name;
	unsigned type;            /* enum dns_type or ZONE_CNAME */
	enum lookup lookup;       /* LOOKUP_FOUND; otherwise a fault: what a question comes to */
	enum dns_failure failure; /* of LOOKUP_FAILED */
	struct ip_addr address;
	struct dns_name target; /* CNAME, MX, PTR */
	uint16_t preference;
	const char *text; /* in the file's text */
};

struct zone_file {
	char *text;
	size_t count, room;
	struct zone_record *record;
};

/* Reads a file, or text for which `name` stands in messages. NULL, and "FILE:LINE: what is wrong"
 * in `error`. */
struct zone_file *zone_file_open(const char *path, struct text_buffer *error);
struct zone_file *zone_file_of_text(const char *name, const char *text, struct text_buffer *error);
void zone_file_close(struct zone_file *zone); /* bears NULL */

#endif
