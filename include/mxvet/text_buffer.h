/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_TEXT_BUFFER_H
#define MXVET_TEXT_BUFFER_H

/*
 * Bounded text: every string that leaves the program is written through one of these, so a name that
 * a stranger chose can neither run over the end nor bring a control character along.
 */

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

struct text_buffer {
	char *text;      /* the caller's storage; always ends with NUL */
	size_t size;     /* of the storage, the NUL included; at least 1 */
	size_t length;   /* without the NUL */
	bool cut;        /* something did not fit and was left out, */
	size_t left_out; /* so many octets since the text began */
};

/* Starts an empty text in the caller's storage. */
void text_init(struct text_buffer *buffer, char *storage, size_t size);

/* Appends; what does not fit is left out and `cut` is set. */
void text_append(struct text_buffer *buffer, const char *text);
void text_append_bytes(struct text_buffer *buffer, const char *bytes, size_t count);
void text_append_format(struct text_buffer *buffer, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void text_append_format_list(struct text_buffer *buffer, const char *format, va_list arguments)
	__attribute__((format(printf, 2, 0)));

/* Here, because every octet that leaves goes through it. */
static inline void
text_append_char(struct text_buffer *buffer, char c)
{
	if (buffer->length + 1 >= buffer->size) {
		buffer->cut = true;
		buffer->left_out++;
		return;
	}
	buffer->text[buffer->length++] = c;
	buffer->text[buffer->length] = '\0';
}

/* Appends foreign octets for people: printable ASCII as it is, everything else (and the backslash)
 * as \ooo, three octal digits. */
void text_append_escaped(struct text_buffer *buffer, const char *bytes, size_t count);

/* The same, but valid UTF-8 stays as it is, except control characters and those that change the direction of the text. */
void text_append_utf8(struct text_buffer *buffer, const char *bytes, size_t count);

/* Appends a decimal number. */
void text_append_number(struct text_buffer *buffer, unsigned number);

/* Appends hundredths as a decimal number with two places: -150 is "-1.50". */
void text_append_points(struct text_buffer *buffer, int hundredths);

/* Shortens the text to `length` octets (an earlier buffer->length) and forgets that it was cut. */
void text_rewind(struct text_buffer *buffer, size_t length);

#endif
