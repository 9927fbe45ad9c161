/* SPDX-License-Identifier: BSD-2-Clause */
#include "mxvet/text_buffer.h"

#include <stdint.h>
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
		buffer->left_out += count - room;
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

/* As printf does it, and ten times as slow as what most formats need. */
__attribute__((format(printf, 2, 0))) static void
append_printf(struct text_buffer *buffer, const char *format, va_list arguments)
{
	size_t room = buffer->size - buffer->length;
	int wanted = vsnprintf(buffer->text + buffer->length, room, format, arguments);

	if (wanted < 0) {
		buffer->text[buffer->length] = '\0';
		buffer->cut = true;
	} else if ((size_t)wanted >= room) {
		buffer->left_out += (size_t)wanted + 1 - room;
		buffer->length = buffer->size - 1;
		buffer->cut = true;
	} else {
		buffer->length += (size_t)wanted;
	}
}

/* A conversion as most formats have them: %s, %.60s, %.*s, %c, %u, %d, %%. */
struct conversion {
	char kind;        /* 0: another one */
	bool bounded;     /* a precision is given, */
	bool by_argument; /* as an argument, */
	size_t precision; /* or here */
	const char *rest;
};

/* Reads what begins with a '%'. */
static struct conversion
conversion_at(const char *percent)
{
	struct conversion conversion = {0};
	const char *at = percent + 1;

	if (*at == '.') {
		conversion.bounded = true;
		conversion.by_argument = *++at == '*';
		at += conversion.by_argument;
		while (*at >= '0' && *at <= '9')
			conversion.precision = conversion.precision * 10 + (size_t)(*at++ - '0');
	}
	if (*at == 's' || (!conversion.bounded && *at != '\0' && strchr("cud%", *at) != NULL))
		conversion.kind = *at++;
	conversion.rest = at;
	return conversion;
}

/* Appends the sign, and returns what follows it. */
static unsigned
append_sign(struct text_buffer *buffer, int number)
{
	if (number >= 0)
		return (unsigned)number;
	text_append_char(buffer, '-');
	return 0U - (unsigned)number;
}

static void
append_conversion(
	struct text_buffer *buffer, const struct conversion *conversion, va_list *arguments)
{
	size_t most = conversion->by_argument ? (size_t)va_arg(*arguments, int)
					      : conversion->precision;
	const char *text;

	switch (conversion->kind) {
	case 's':
		text = va_arg(*arguments, const char *);
		text_append_bytes(
			buffer, text, conversion->bounded ? strnlen(text, most) : strlen(text));
		break;
	case 'c':
		text_append_char(buffer, (char)va_arg(*arguments, int));
		break;
	case 'u':
		text_append_number(buffer, va_arg(*arguments, unsigned));
		break;
	case 'd':
		text_append_number(buffer, append_sign(buffer, va_arg(*arguments, int)));
		break;
	default:
		text_append_char(buffer, '%');
		break;
	}
}

void
text_append_format_list(struct text_buffer *buffer, const char *format, va_list arguments)
{
	const char *percent;

	va_list left;

	va_copy(left, arguments);
	while ((percent = strchr(format, '%')) != NULL) {
		const struct conversion conversion = conversion_at(percent);

		text_append_bytes(buffer, format, (size_t)(percent - format));
		format = percent;
		if (conversion.kind != 0) {
			append_conversion(buffer, &conversion, &left);
			format = conversion.rest;
		} else {
			append_printf(buffer, format, left); /* this one, and all after it */
			format += strlen(format);
		}
	}
	va_end(left);
	text_append(buffer, format);
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
			text_append_char(buffer, bytes[i]);
		else
			text_append_format(buffer, "\\%03o", c);
	}
}

/* The octets of the valid UTF-8 character that `bytes` begins with (RFC 3629 4), and the character; 0: there is none. */
static size_t
utf8_character(const unsigned char *bytes, size_t count, uint32_t *character)
{
	static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
	const size_t length = bytes[0] >= 0xf0 ? 4 : bytes[0] >= 0xe0 ? 3 : 2;

	if (bytes[0] < 0xc2 || bytes[0] > 0xf4 || count < length)
		return 0;
	*character = bytes[0] & (0xffu >> (length + 1));
	for (size_t i = 1; i < length; i++) {
		if ((bytes[i] & 0xc0) != 0x80)
			return 0;
		*character = *character << 6 | (bytes[i] & 0x3fu);
	}
	if (*character < smallest[length] || *character > 0x10ffff ||
		(*character >= 0xd800 && *character < 0xe000))
		return 0;
	return length;
}

/* Neither a control character (C1) nor one that is invisible or turns the text around. */
static bool
is_harmless(uint32_t character)
{
	return character >= 0xa0 && character != 0xad && character != 0x061c &&
		!(character >= 0x200b && character <= 0x200f) &&
		!(character >= 0x2028 && character <= 0x202e) &&
		!(character >= 0x2060 && character <= 0x206f) && character != 0xfeff &&
		character < 0xe000;
}

void
text_append_utf8(struct text_buffer *buffer, const char *bytes, size_t count)
{
	for (size_t i = 0; i < count;) {
		uint32_t character;
		const size_t length = utf8_character(
			(const unsigned char *)bytes + i, count - i, &character);

		if (length > 0 && is_harmless(character))
			text_append_bytes(buffer, bytes + i, length);
		else
			text_append_escaped(buffer, bytes + i, 1);
		i += length > 0 && is_harmless(character) ? length : 1;
	}
}

void
text_append_points(struct text_buffer *buffer, int hundredths)
{
	unsigned size = append_sign(buffer, hundredths);

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
	buffer->left_out = 0;
}
