/* SPDX-License-Identifier: BSD-2-Clause */
#include "page.h"

#include <string.h>

enum { WIDTH_DEFAULT = 80, WIDTH_MIN = 40, TEXT_SIZE = 2048 };

struct page
page_of(struct text_buffer *buffer, bool colour, unsigned width)
{
	if (width == 0)
		width = WIDTH_DEFAULT;
	return (struct page){.buffer = buffer,
		.colour = colour,
		.width = width < WIDTH_MIN ? (size_t)WIDTH_MIN : width};
}

static const char *
ink_sequence(enum ink ink)
{
	switch (ink) {
	case INK_PLAIN:
		return "\033[0m";
	case INK_BOLD:
		return "\033[1m";
	case INK_DIM:
		return "\033[2m";
	case INK_GREEN:
		return "\033[32m";
	case INK_YELLOW:
		return "\033[33m";
	case INK_RED:
		return "\033[31m";
	}
	return "";
}

void
page_ink(struct page *page, enum ink ink)
{
	if (page->colour)
		text_append(page->buffer, ink_sequence(ink));
}

static void
append_blanks(struct page *page, size_t column)
{
	while (page->column < column) {
		text_append_char(page->buffer, ' ');
		page->column++;
	}
}

static void
append_word(struct page *page, const char *word, size_t length)
{
	size_t start = page->column + (page->blank ? 1 : 0);

	if (page->column > page->indent && start + length > page->width) {
		text_append_char(page->buffer, '\n');
		page->column = 0;
	} else if (page->column > 0) {
		append_blanks(page, start);
	}
	append_blanks(page, page->indent);
	text_append_bytes(page->buffer, word, length);
	for (size_t i = 0; i < length; i++)
		page->column += (word[i] & 0xc0) != 0x80; /* not a further octet of UTF-8 */
	page->blank = false;
}

void
page_text(struct page *page, const char *text)
{
	while (*text != '\0') {
		size_t length = strcspn(text, " ");

		if (length > 0)
			append_word(page, text, length);
		text += length;
		if (*text == ' ') {
			page->blank = true;
			text++;
		}
	}
}

void
page_format(struct page *page, const char *format, ...)
{
	char storage[TEXT_SIZE];
	struct text_buffer text;

	va_list arguments;

	text_init(&text, storage, sizeof(storage));
	va_start(arguments, format);
	text_append_format_list(&text, format, arguments);
	va_end(arguments);
	page_text(page, text.text);
}

void
page_column(struct page *page, size_t column)
{
	page->indent = column > page->column ? column : page->column + 1;
	page->blank = false;
}

void
page_line(struct page *page, size_t indent)
{
	if (page->column > 0)
		text_append_char(page->buffer, '\n');
	page->column = 0;
	page->indent = indent;
	page->blank = false;
}

void
page_gap(struct page *page)
{
	page_line(page, 0);
	text_append_char(page->buffer, '\n');
}
