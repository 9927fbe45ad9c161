/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_ZONE_LINE_H
#define MXVET_ZONE_LINE_H

/*
 * One record or fault from one line of a zone file:
 *
 *   NAME TYPE VALUE               example.org MX 10 mx1.example.org
 *   NAME [TTL] IN TYPE VALUE      example.org. 3600 IN TXT "v=spf1 " "-all"     (as dig and zone files write them)
 *   NAME TYPE FAULT               example.org MX SERVFAIL
 *
 * What a line says is what the network would say, to the octet.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mxvet/dns_answer.h"

/* Beside those of enum dns_type (RFC 1035 3.2.2): an alias, and records of types that are never asked for. */
enum { ZONE_CNAME = 5, ZONE_OTHER = 0 };

/* Which of the values counts follows from the type. */
struct zone_record {
	unsigned line;
	bool wildcard; /* "*.name" (RFC 4592) */
	struct dns_name name;
	unsigned type;            /* enum dns_type, ZONE_CNAME or ZONE_OTHER */
	enum lookup lookup;       /* LOOKUP_FOUND; otherwise a fault: what a question comes to */
	enum dns_failure failure; /* of LOOKUP_FAILED */
	struct ip_addr address;
	struct dns_name target; /* CNAME, MX, PTR */
	uint16_t preference;
	const char *text; /* in the line's own text; any octets */
	size_t text_length;
};

/* Whether the line says nothing: it is blank or a comment ('#', or ';' as dig writes them). */
bool zone_line_is_empty(const char *line);

/* Reads a line that is not empty, without its newline, into a record that is all zero; the line is changed, and must live
 * as long as the record. Returns NULL, or what is wrong. */
const char *zone_line_read(struct zone_record *record, char *line);

#endif
