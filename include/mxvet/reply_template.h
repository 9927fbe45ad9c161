/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_REPLY_TEMPLATE_H
#define MXVET_REPLY_TEMPLATE_H

/*
 * The text of an SMTP reply with placeholders in braces: "{finding}; {remedy} (id {id})". What could run over the end of
 * a reply is refused when the configuration is read, so that the id is never cut off.
 */

#include <stdbool.h>

#include "mxvet/text_buffer.h"

enum {
	REPLY_TEXT_SIZE = 900
}; /* libmilter takes less than 980 characters, and '%' may still be doubled */

/* PLACEHOLDER(name, most characters) */
#define REPLY_PLACEHOLDER_LIST(PLACEHOLDER) \
	PLACEHOLDER(finding, 460) /* what was found, with names and addresses */ \
	PLACEHOLDER(remedy, 100)  /* what the sender's postmaster can do */ \
	PLACEHOLDER(id, 8)        /* by which the decision is found in our logs */ \
	PLACEHOLDER(client, 45)   /* its address */ \
	PLACEHOLDER(domain, 128)  /* the sender's */ \
	PLACEHOLDER(score, 8)

#define REPLY_PLACEHOLDER_ENUM(name, most) REPLY_##name,
enum reply_placeholder { REPLY_PLACEHOLDER_LIST(REPLY_PLACEHOLDER_ENUM) REPLY_PLACEHOLDER_COUNT };
#undef REPLY_PLACEHOLDER_ENUM

/* Whether every placeholder is known, {id} is among them, all else is printable ASCII, and the longest text it can
 * become fits a reply; if not, `wrong` says what is wrong. */
bool reply_template_is_sound(const char *template, struct text_buffer *wrong);

/* Writes a sound template with its values, printable ASCII already; one that is longer than its most is cut and ends
 * with "...". */
void reply_template_fill(struct text_buffer *buffer, const char *template,
	const char *const values[REPLY_PLACEHOLDER_COUNT]);

#endif
