/* SPDX-License-Identifier: BSD-2-Clause */
#include "json_read.h"

#include <string.h>

struct json_reader
json_reader_of(const char *text, size_t length)
{
	return (struct json_reader){.begin = text, .at = text, .end = text + length};
}

bool
json_complain(struct json_reader *reader, const char *wrong)
{
	if (reader->wrong == NULL)
		reader->wrong = wrong;
	return false;
}

void
json_path_set(struct json_reader *reader, unsigned depth, const struct json_key *key)
{
	if (reader->wrong != NULL)
		return;
	if (depth < JSON_PATH_MAX)
		reader->path[depth] = *key;
	reader->path_length = depth + 1;
}

void
json_append_complaint(const struct json_reader *reader, struct text_buffer *buffer)
{
	for (unsigned i = 0; i < reader->path_length && i < JSON_PATH_MAX; i++) {
		if (i > 0)
			text_append_char(buffer, '.');
		text_append_escaped(buffer, reader->path[i].text, reader->path[i].length);
	}
	text_append_format(buffer, "%soctet %u: %s", reader->path_length > 0 ? ", " : "",
		(unsigned)(reader->at - reader->begin) + 1,
		reader->wrong != NULL ? reader->wrong : "nothing is wrong");
}

/* The next octet that counts, NUL at the end. */
static char
peek(struct json_reader *reader)
{
	while (reader->at < reader->end &&
		(*reader->at == ' ' || *reader->at == '\t' || *reader->at == '\n' ||
			*reader->at == '\r'))
		reader->at++;
	return reader->at < reader->end ? *reader->at : '\0';
}

bool
json_is_next(struct json_reader *reader, char first)
{
	return reader->wrong == NULL && peek(reader) == first;
}

/* Takes one octet of the grammar. */
static bool
take(struct json_reader *reader, char c, const char *wrong)
{
	if (!json_is_next(reader, c))
		return json_complain(reader, wrong);
	reader->at++;
	return true;
}

bool
json_enter(struct json_reader *reader, char bracket)
{
	if (!take(reader, bracket, bracket == '{' ? "an object is needed" : "a list is needed"))
		return false;
	if (++reader->depth > JSON_DEPTH_MAX)
		return json_complain(reader, "nested too deeply");
	return true;
}

static void
leave(struct json_reader *reader)
{
	reader->at++;
	reader->depth--;
}

/* The text between two quotes as it stands there. */
static bool
take_quoted(struct json_reader *reader, struct json_key *inside)
{
	const char *at;

	if (!take(reader, '"', "a text is needed"))
		return false;
	for (at = reader->at; at < reader->end && *at != '"'; at++) {
		if ((unsigned char)*at < 0x20)
			return json_complain(reader, "a control character in a text");
		if (*at == '\\' && at + 1 < reader->end)
			at++;
	}
	if (at >= reader->end)
		return json_complain(reader, "the closing quote is missing");
	*inside = (struct json_key){reader->at, (size_t)(at - reader->at)};
	reader->at = at + 1;
	return true;
}

/* Whether another member or item follows: after a comma, or as the first one. */
static bool
has_another(struct json_reader *reader, char closing)
{
	const char before = reader->at > reader->begin ? reader->at[-1] : '\0';
	const bool first = before == '{' || before == '[';

	if (reader->wrong != NULL)
		return false;
	if (peek(reader) == closing) {
		leave(reader);
		return false;
	}
	return first || take(reader, ',', "a comma or the end is needed");
}

bool
json_next_member(struct json_reader *reader, struct json_key *key)
{
	if (!has_another(reader, '}'))
		return false;
	return take_quoted(reader, key) && take(reader, ':', "a colon is needed");
}

bool
json_next_item(struct json_reader *reader)
{
	return has_another(reader, ']');
}

bool
json_key_is(const struct json_key *key, const char *name)
{
	return strncmp(key->text, name, key->length) == 0 && name[key->length] == '\0';
}

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* \u and what follows; -1 when those are not four hexadecimal digits. */
static int
code_of(const char *digits, const char *end)
{
	int code = 0;

	if (end - digits < 4)
		return -1;
	for (int i = 0; i < 4; i++) {
		int digit = hex_digit(digits[i]);

		if (digit < 0)
			return -1;
		code = code * 16 + digit;
	}
	return code;
}

/* Our own writers write one octet as \u00XX; what is beyond comes from other programs, and becomes UTF-8. */
static size_t
write_code(char to[3], int code)
{
	if (code <= 0xff) {
		to[0] = (char)code;
		return 1;
	}
	if (code < 0x800) {
		to[0] = (char)(0xc0 | code >> 6);
		to[1] = (char)(0x80 | (code & 0x3f));
		return 2;
	}
	to[0] = (char)(0xe0 | code >> 12);
	to[1] = (char)(0x80 | (code >> 6 & 0x3f));
	to[2] = (char)(0x80 | (code & 0x3f));
	return 3;
}

/* What a backslash and the character after it stand for; -1: nothing. */
static int
escape_of(char c)
{
	static const char names[] = "\"\\/bfnrt", values[] = "\"\\/\b\f\n\r\t";
	const char *found = c != '\0' ? strchr(names, c) : NULL;

	return found != NULL ? values[found - names] : -1;
}

/* Reads what a backslash begins, and moves `*at` past it; -1: it stands for nothing. */
static int
read_escape(const char **at, const char *end)
{
	const bool is_code = *at < end && **at == 'u';
	const int code = is_code ? code_of(*at + 1, end) : *at < end ? escape_of(**at) : -1;

	*at += is_code ? 5 : 1;
	return code > 0 ? code : -1;
}

bool
json_read_text(struct json_reader *reader, char *storage, size_t size)
{
	struct json_key inside;
	const char *at, *end;
	size_t length = 0;

	if (!take_quoted(reader, &inside))
		return false;
	for (at = inside.text, end = at + inside.length; at < end;) {
		const char *escape = memchr(at, '\\', (size_t)(end - at));
		const size_t plain = (size_t)((escape != NULL ? escape : end) - at);
		char octets[3];
		size_t count;
		int code;

		if (length + plain >= size)
			return json_complain(reader, "the text is too long");
		memcpy(storage + length, at, plain);
		length += plain;
		at += plain;
		if (escape == NULL)
			break;
		at++;
		code = read_escape(&at, end);
		if (code < 0)
			return json_complain(reader, "an escape that stands for nothing");
		count = write_code(octets, code);
		if (length + count >= size)
			return json_complain(reader, "the text is too long");
		memcpy(storage + length, octets, count);
		length += count;
	}
	storage[length] = '\0';
	return true;
}

static bool
take_word(struct json_reader *reader, const char *word)
{
	const size_t length = strlen(word);

	if (reader->wrong != NULL)
		return false;
	(void)peek(reader);
	if ((size_t)(reader->end - reader->at) < length || memcmp(reader->at, word, length) != 0)
		return false;
	reader->at += length;
	return true;
}

bool
json_take_null(struct json_reader *reader)
{
	return take_word(reader, "null");
}

bool
json_read_flag(struct json_reader *reader, bool *flag)
{
	*flag = take_word(reader, "true");
	return *flag || take_word(reader, "false") ||
		json_complain(reader, "true or false is needed");
}

/* A decimal number in units of 10^-places, its size bounded; further places are dropped. */
static bool
read_decimal(struct json_reader *reader, unsigned places, int64_t *value)
{
	const bool negative = json_is_next(reader, '-');
	bool any = false, fraction = false;
	unsigned taken = 0;
	int64_t number = 0;

	if (negative)
		reader->at++;
	for (; reader->wrong == NULL && reader->at < reader->end; reader->at++) {
		const char c = *reader->at;

		if (c == '.' && any && !fraction) {
			fraction = true;
			continue;
		}
		if (c < '0' || c > '9')
			break;
		any = true;
		if (fraction && taken == places)
			continue;
		taken += fraction;
		if (number > INT64_MAX / 100000)
			return json_complain(reader, "the number is too large");
		number = number * 10 + (c - '0');
	}
	if (!any || (reader->at < reader->end && (*reader->at == 'e' || *reader->at == 'E')))
		return json_complain(reader, "a decimal number is needed");
	for (; taken < places; taken++)
		number *= 10;
	*value = negative ? -number : number;
	return true;
}

bool
json_read_number(struct json_reader *reader, int64_t most, int64_t *number)
{
	if (!read_decimal(reader, 0, number))
		return false;
	return (*number >= 0 && *number <= most) || json_complain(reader, "the number is too large");
}

bool
json_read_points(struct json_reader *reader, int *hundredths)
{
	enum { MOST = 100000000 };
	int64_t value;

	if (!read_decimal(reader, 2, &value))
		return false;
	if (value < -MOST || value > MOST)
		return json_complain(reader, "the number is too large");
	*hundredths = (int)value;
	return true;
}

bool
json_read_milliseconds(struct json_reader *reader, int64_t *microseconds)
{
	return read_decimal(reader, 3, microseconds);
}

/* Strings and brackets are all that matter to find the end of a value; its grammar is not looked at. */
bool
json_pass_over(struct json_reader *reader)
{
	const unsigned outside = reader->depth;
	struct json_key inside;

	do {
		const char c = peek(reader);

		if (reader->wrong != NULL || c == '\0')
			return json_complain(reader, "the value does not end");
		if (c == '"') {
			if (!take_quoted(reader, &inside))
				return false;
		} else if (c == '{' || c == '[') {
			if (!json_enter(reader, c))
				return false;
		} else if (c == '}' || c == ']') {
			if (reader->depth == outside)
				return json_complain(reader, "a value is needed");
			leave(reader);
		} else if (reader->depth == outside && (c == ',' || c == ':')) {
			return json_complain(reader, "a value is needed");
		} else {
			reader->at++;
			while (reader->depth == outside && reader->at < reader->end &&
				strchr(",}] \t\r\n", *reader->at) == NULL)
				reader->at++;
		}
	} while (reader->depth > outside);
	return true;
}

bool
json_is_over(struct json_reader *reader)
{
	return reader->wrong == NULL && peek(reader) == '\0' && reader->at == reader->end;
}
