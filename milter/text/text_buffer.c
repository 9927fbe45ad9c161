/* SPDX-License-Identifier: BSD-2-Clause */
#include "mxvet/text_buffer.h"

#include <stdio.h>
#include <string.h>

void
text_init(struct text_buffer *buffer, char *storage, size_t size)
{
	*buffer = (struct text_buffer){.text = storage, .size = size};
	storage[0] = '\0';
}

void
text_append_bytes(struct text_buffer *buffer, const char *bytes, size_t count)
{
	size_t room = buffer->size - buffer->length - 1;

	if (count > room) {
		count = room;
		buffer->cut = true;
	}
	if (count == 0)
		return;
	memcpy(buffer->text + buffer->length, bytes, count);
	buffer->length += count;
	buffer->text[buffer->length] = '\0';
}

void
text_append(struct text_buffer *buffer, const char *text)
{
	text_append_bytes(buffer, text, strlen(text));
}

void
text_append_char(struct text_buffer *buffer, char c)
{
	text_append_bytes(buffer, &c, 1);
}

void
text_append_format_list(struct text_buffer *buffer, const char *format, va_list arguments)
{
	size_t room = buffer->size - buffer->length;
	int wanted = vsnprintf(buffer->text + buffer->length, room, format, arguments);

	if (wanted < 0) {
		buffer->text[buffer->length] = '\0';
		buffer->cut = true;
	} else if ((size_t)wanted >= room) {
		buffer->length = buffer->size - 1;
		buffer->cut = true;
	} else {
		buffer->length += (size_t)wanted;
	}
}

void
text_append_format(struct text_buffer *buffer, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	text_append_format_list(buffer, format, arguments);
	va_end(arguments);
}

void
text_append_escaped(struct text_buffer *buffer, const char *bytes, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		unsigned char c = (unsigned char)bytes[i];

		if (c >= ' ' && c < 0x7f && c != '\\')
			text_append_bytes(buffer, bytes + i, 1);
		else
			text_append_format(buffer, "\\%03o", c);
	}
}

/* A message has some forty numbers, and printf takes ten times as long. */
static void
append_number(struct text_buffer *buffer, unsigned number, unsigned digits_at_least)
{
	char digits[3 * sizeof(number)];
	size_t at = sizeof(digits);

	while (number > 0 || sizeof(digits) - at < digits_at_least) {
		digits[--at] = (char)('0' + number % 10);
		number /= 10;
	}
	text_append_bytes(buffer, digits + at, sizeof(digits) - at);
}

void
text_append_number(struct text_buffer *buffer, unsigned number)
{
	append_number(buffer, number, 1);
}

void
text_append_points(struct text_buffer *buffer, int hundredths)
{
	unsigned size = hundredths < 0 ? 0U - (unsigned)hundredths : (unsigned)hundredths;

	if (hundredths < 0)
		text_append_char(buffer, '-');
	append_number(buffer, size / 100, 1);
	text_append_char(buffer, '.');
	append_number(buffer, size % 100, 2);
}

void
text_rewind(struct text_buffer *buffer, size_t length)
{
	buffer->length = length;
	buffer->text[length] = '\0';
	buffer->cut = false;
}
