/* SPDX-License-Identifier: BSD-2-Clause */
#include "recipient_rule.h"

#include <string.h>

#include "mxvet/text_buffer.h"

static void
append_lower(struct text_buffer *buffer, const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++)
		text_append_char(buffer,
			text[i] >= 'A' && text[i] <= 'Z' ? (char)(text[i] + 'a' - 'A') : text[i]);
}

/* Appends a domain as recipients' domains are compared: lower case, A-labels. */
static bool
append_domain(struct text_buffer *buffer, const char *text)
{
	struct dns_name name;

	if (!dns_name_parse(&name, text))
		return false;
	text_append(buffer, name.text);
	return true;
}

/* A domain with '*' and '?' in it: what a host name may hold besides, and no empty label. */
static bool
is_domain_pattern(const char *text)
{
	static const char may_hold[] = "abcdefghijklmnopqrstuvwxyz"
				       "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.*?";
	const size_t length = strlen(text);

	return length > 0 && text[strspn(text, may_hold)] == '\0' && strstr(text, "..") == NULL &&
		text[0] != '.' && text[length - 1] != '.';
}

/* What stands before the '@' of an address, or all of a pattern without one. */
static const char *
local_part_wrong(const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if ((unsigned char)text[i] <= ' ' || text[i] == 0x7f ||
			strchr("\"\\<>(),:;$", text[i]) != NULL)
			return "holds a character that cannot stand here; put ? in its place";
	return NULL;
}

static const char *
append_address(struct text_buffer *pattern, const char *title, const char *at)
{
	const char *wrong = local_part_wrong(title, (size_t)(at - title));

	if (wrong != NULL)
		return wrong;
	append_lower(pattern, title, (size_t)(at + 1 - title));
	if (strpbrk(at + 1, "*?") == NULL)
		return append_domain(pattern, at + 1) ? NULL : "has no domain name after its @";
	if (!is_domain_pattern(at + 1))
		return "can match no domain name after its @";
	append_lower(pattern, at + 1, strlen(at + 1));
	return NULL;
}

const char *
recipient_pattern_of(char storage[RECIPIENT_PATTERN_SIZE], const char *title)
{
	static const char unclear[] = "is neither an address nor @domain, @.subdomains or a pattern";
	const char *at = strchr(title, '@');
	const char *wrong = NULL;
	struct text_buffer pattern;

	text_init(&pattern, storage, RECIPIENT_PATTERN_SIZE);
	if (title[0] == '@' && strpbrk(title, "*?") == NULL) {
		const bool below = title[1] == '.';
		text_append(&pattern, below ? "*@*." : "*@");
		wrong = append_domain(&pattern, title + (below ? 2 : 1)) ? NULL : unclear;
	} else if (title[0] == '\0' || title[0] == '@' ||
		(at == NULL && strpbrk(title, "*?") == NULL)) {
		wrong = unclear;
	} else if (at == NULL) {
		wrong = local_part_wrong(title, strlen(title));
		append_lower(&pattern, title, strlen(title));
	} else if (strchr(at + 1, '@') != NULL) {
		wrong = "has more than one @";
	} else {
		wrong = append_address(&pattern, title, at);
	}
	return wrong == NULL && pattern.cut ? "is too long" : wrong;
}
