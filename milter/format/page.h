/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_PAGE_H
#define MXVET_PAGE_H

/* Text for a terminal: lines that wrap between words with a hanging indent, and ink if the terminal
 * has any. */

#include <stdbool.h>
#include <stddef.h>

#include "mxvet/text_buffer.h"

enum ink { INK_PLAIN, INK_BOLD, INK_DIM, INK_GREEN, INK_YELLOW, INK_RED };

struct page {
	struct text_buffer *buffer;
	bool colour;
	size_t width;
	size_t indent; /* no word begins to the left of it */
	size_t column; /* after the last character, from 0 */
	bool blank;    /* one stands before the next word, unless that begins a line */
};

struct page page_of(struct text_buffer *buffer, bool colour, unsigned width);

/* What follows is printed so. */
void page_ink(struct page *page, enum ink ink);

/* Words of `text`, wrapped where it has blanks: printable ASCII, already escaped. A word longer
 * than a line is left whole, so that names can be searched for and copied. */
void page_text(struct page *page, const char *text);
void page_format(struct page *page, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The next word begins at the column, or one further than this line has come; so do lines that wrap
 * from here on. */
void page_column(struct page *page, size_t column);

/* Ends the line, if there is anything on it, and begins the next at `indent`. */
void page_line(struct page *page, size_t indent);

/* Ends the line and leaves one empty. */
void page_gap(struct page *page);

#endif
