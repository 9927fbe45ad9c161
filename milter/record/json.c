/* SPDX-License-Identifier: BSD-2-Clause */
#include "json.h"

#include <inttypes.h>
#include <limits.h>

/* The octets that stand for themselves: printable ASCII without what a web page or a shell could take for its own, which is
 * " & < > and the backslash. */
#define PLAIN(c) [c] = true
#define PLAIN4(c) PLAIN(c), PLAIN((c) + 1), PLAIN((c) + 2), PLAIN((c) + 3)
#define PLAIN16(c) PLAIN4(c), PLAIN4((c) + 4), PLAIN4((c) + 8), PLAIN4((c) + 12)
static const bool plain[UCHAR_MAX + 1] = {PLAIN(' '), PLAIN('!'), PLAIN('#'), PLAIN('$'),
	PLAIN('%'), PLAIN16('\''), PLAIN4('7'), PLAIN(';'), PLAIN('='), PLAIN('?'), PLAIN16('@'),
	PLAIN4('P'), PLAIN4('T'), PLAIN4('X'), PLAIN(']'), PLAIN('^'), PLAIN('_'), PLAIN16('`'),
	PLAIN4('p'), PLAIN4('t'), PLAIN4('x'), PLAIN('|'), PLAIN('}'), PLAIN('~')};

static void
write_escaped(struct text_buffer *buffer, unsigned char c)
{
	static const char digits[] = "0123456789abcdef";
	const char escape[] = {'\\', 'u', '0', '0', digits[c >> 4], digits[c & 15]};

	text_append_bytes(buffer, escape, sizeof(escape));
}

static void
write_quoted(struct text_buffer *buffer, const char *text)
{
	text_append_char(buffer, '"');
	while (*text != '\0') {
		size_t length = 0;

		while (plain[(unsigned char)text[length]])
			length++;
		text_append_bytes(buffer, text, length);
		text += length;
		if (*text != '\0')
			write_escaped(buffer, (unsigned char)*text++);
	}
	text_append_char(buffer, '"');
}

/* The comma before a member that is not the first, and the member's key. */
static void
begin_member(struct json *json, const char *key)
{
	if (json->follows)
		text_append_char(json->buffer, ',');
	json->follows = true;
	if (key == NULL)
		return;
	write_quoted(json->buffer, key);
	text_append_char(json->buffer, ':');
}

static void
begin_nested(struct json *json, const char *key, char bracket)
{
	begin_member(json, key);
	text_append_char(json->buffer, bracket);
	json->follows = false;
}

static void
end_nested(struct json *json, char bracket)
{
	text_append_char(json->buffer, bracket);
	json->follows = true;
}

void
json_object_begin(struct json *json, const char *key)
{
	begin_nested(json, key, '{');
}

void
json_object_end(struct json *json)
{
	end_nested(json, '}');
}

void
json_list_begin(struct json *json, const char *key)
{
	begin_nested(json, key, '[');
}

void
json_list_end(struct json *json)
{
	end_nested(json, ']');
}

void
json_text(struct json *json, const char *key, const char *text)
{
	begin_member(json, key);
	if (text == NULL)
		text_append(json->buffer, "null");
	else
		write_quoted(json->buffer, text);
}

void
json_flag(struct json *json, const char *key, bool flag)
{
	begin_member(json, key);
	text_append(json->buffer, flag ? "true" : "false");
}

static void
write_number(struct text_buffer *buffer, int64_t number)
{
	if (number >= 0 && number <= UINT_MAX)
		text_append_number(buffer, (unsigned)number);
	else
		text_append_format(buffer, "%" PRId64, number);
}

void
json_number(struct json *json, const char *key, int64_t number)
{
	begin_member(json, key);
	write_number(json->buffer, number);
}

void
json_points(struct json *json, const char *key, int hundredths)
{
	begin_member(json, key);
	text_append_points(json->buffer, hundredths);
}

void
json_milliseconds(struct json *json, const char *key, int64_t microseconds)
{
	int64_t tenths = (microseconds + 50) / 100;

	begin_member(json, key);
	write_number(json->buffer, tenths / 10);
	text_append_char(json->buffer, '.');
	write_number(json->buffer, tenths % 10);
}
