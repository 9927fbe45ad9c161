/* SPDX-License-Identifier: BSD-2-Clause */
#include "mxvet/format.h"

#include <string.h>
#include <strings.h>

/*
 * A sender may put fields into the mail that look like ours, written so that a reader
 * recognises our name and a hasty filter does not (CVE-2022-48521). So the beginning of the field
 * is read by its grammar (RFC 8601 2.2), and when that fails, the mere occurrence of our name is
 * enough to be suspicious.
 */

enum { ID_SIZE = 1024 };

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Returns what follows the comment that begins at `text` (RFC 5322 3.2.2: they nest, and a
 * backslash quotes), or its end when nothing closes it. */
static const char *
skip_comment(const char *text)
{
	unsigned depth = 0;

	for (; *text != '\0'; text++) {
		if (*text == '\\' && text[1] != '\0')
			text++;
		else if (*text == '(')
			depth++;
		else if (*text == ')' && --depth == 0)
			return text + 1;
	}
	return text;
}

static const char *
skip_blanks_and_comments(const char *text)
{
	while (is_blank(*text) || *text == '(')
		text = *text == '(' ? skip_comment(text) : text + 1;
	return text;
}

static bool
is_token_character(char c)
{
	unsigned char octet = (unsigned char)c;

	return octet > ' ' && octet != 0x7f && strchr("()<>@,;:\\\"/[]?=", c) == NULL;
}

/* Blanks in a quoted name are left out: a reader may do so as well. NULL when the quotes stay open.
 */
static const char *
read_quoted(const char *text, struct text_buffer *id)
{
	for (text++; *text != '"'; text++) {
		if (*text == '\\')
			text++;
		if (*text == '\0')
			return NULL;
		if (!is_blank(*text))
			text_append_char(id, *text);
	}
	return text + 1;
}

static const char *
read_token(const char *text, struct text_buffer *id)
{
	while (is_token_character(*text))
		text_append_char(id, *text++);
	return text;
}

/* Reads [CFWS] authserv-id [CFWS version] and the ';' or end after it. */
static bool
read_authserv_id(const char *text, struct text_buffer *id)
{
	text = skip_blanks_and_comments(text);
	text = *text == '"' ? read_quoted(text, id) : read_token(text, id);
	if (text == NULL || id->length == 0 || id->cut)
		return false;
	text = skip_blanks_and_comments(text);
	text += strspn(text, "0123456789");
	text = skip_blanks_and_comments(text);
	return *text == ';' || *text == '\0';
}

static bool
ids_equal(const char *one, const char *other)
{
	struct dns_name a, b;

	if (strcasecmp(one, other) == 0)
		return true;
	return dns_name_parse(&a, one) && dns_name_parse(&b, other) && dns_name_equal(&a, &b);
}

/* `needle` occurs in `text` in any case. */
static bool
occurs(const char *text, const char *needle)
{
	size_t length = strlen(needle);

	for (; *text != '\0'; text++)
		if (strncasecmp(text, needle, length) == 0)
			return true;
	return false;
}

/* `needle` occurs once comments, blanks, quotes and backslashes are taken out of `text`. */
static bool
occurs_hidden(const char *text, const char *needle)
{
	char window[ID_SIZE];
	size_t length = strlen(needle), filled = 0;

	if (length == 0 || length > sizeof(window))
		return false;
	while (*text != '\0') {
		if (*text == '(') {
			text = skip_comment(text);
			continue;
		}
		if (!is_blank(*text) && *text != '"' && *text != '\\') {
			if (filled == length)
				memmove(window, window + 1, --filled);
			window[filled++] = *text;
			if (filled == length && strncasecmp(window, needle, length) == 0)
				return true;
		}
		text++;
	}
	return false;
}

static bool
claims_our_id(const char *value, const char *authserv_id)
{
	char storage[ID_SIZE];
	struct text_buffer id;

	text_init(&id, storage, sizeof(storage));
	if (read_authserv_id(value, &id))
		return ids_equal(id.text, authserv_id);
	return occurs(value, authserv_id) || occurs_hidden(value, authserv_id);
}

/* The field's name without the blanks that may stand before its colon (RFC 5322 4.5). */
static bool
name_is(const char *name, const char *wanted)
{
	size_t length = strlen(wanted);

	if (strncasecmp(name, wanted, length) != 0)
		return false;
	for (name += length; is_blank(*name); name++)
		;
	return *name == '\0';
}

bool
header_is_ours(const char *name, const char *value, const char *authserv_id)
{
	static const char prefix[] = "X-MXVet";

	if (strncasecmp(name, prefix, strlen(prefix)) == 0)
		return true;
	return name_is(name, "Authentication-Results") && authserv_id[0] != '\0' &&
		claims_our_id(value, authserv_id);
}
