/* SPDX-License-Identifier: BSD-2-Clause */
#include "fold.h"

#include <string.h>

enum { LINE_MAX_LENGTH = 77 };

struct fold
fold_of(struct text_buffer *buffer, const char *name)
{
	return (struct fold){
		.buffer = buffer, .column = strlen(name) + strlen(": "), .start = buffer->length};
}

/* A blank within the line, or the fold: a new line that begins with one. */
static void
separate(struct fold *fold, size_t length)
{
	if (fold->buffer->length == fold->start)
		return;
	if (fold->column + strlen(" ;") + length > LINE_MAX_LENGTH) {
		text_append_char(fold->buffer, '\n');
		fold->column = 0;
	}
	text_append_char(fold->buffer, ' ');
	fold->column++;
}

void
fold_word(struct fold *fold, const char *format, ...)
{
	char storage[FOLD_WORD_SIZE];
	struct text_buffer word;

	va_list arguments;

	text_init(&word, storage, sizeof(storage));
	va_start(arguments, format);
	text_append_format_list(&word, format, arguments);
	va_end(arguments);
	separate(fold, word.length);
	text_append_bytes(fold->buffer, word.text, word.length);
	fold->column += word.length;
	fold->buffer->cut = fold->buffer->cut || word.cut;
}

void
fold_semicolon(struct fold *fold)
{
	text_append_char(fold->buffer, ';');
	fold->column++;
}
