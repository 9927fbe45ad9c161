/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_FOLD_H
#define MXVET_FOLD_H

/* The value of a header field, word by word, folded so that no line is longer than 77 characters
 * (RFC 5322 2.1.1). */

#include <stddef.h>

#include "mxvet/text_buffer.h"

enum {
	FOLD_WORD_SIZE = 640
}; /* the longest single word, with its NUL: a quoted name and what leads to it */

struct fold {
	struct text_buffer *buffer;
	size_t column; /* of the next character, counted from 0 */
	size_t start;  /* where the value begins in the buffer */
};

/* Starts the value of the field `name`. */
struct fold fold_of(struct text_buffer *buffer, const char *name);

/* Appends a word, after a blank or on a new line; one that is longer than a line stands alone on
 * its own. */
void fold_word(struct fold *fold, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Appends ';' to the last word, for which fold_word() always keeps room. */
void fold_semicolon(struct fold *fold);

#endif
