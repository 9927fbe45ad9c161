/* SPDX-License-Identifier: BSD-2-Clause */
#include "spf_macro_read.h"
#include "spf_span.h"

enum { KEEP_MAX = 128 }; /* RFC 7208 7.3: at least 127 parts */

/* Reads what stands in braces, without them: macro-letter transformers *delimiter. */
static bool
read_braces(struct macro_expand *macro, struct spf_span text)
{
	size_t at = 1;

	macro->letter = to_lower(text.text[0]);
	macro->escape = macro->letter != text.text[0];
	if (!is_one_of(macro->letter, SPAN("slodiphvcrt")))
		return false;
	for (; at < text.length && is_digit(text.text[at]); at++)
		if (macro->keep < KEEP_MAX)
			macro->keep = macro->keep * 10 + (unsigned)(text.text[at] - '0');
	if (at > 1 && macro->keep == 0)
		return false; /* RFC 7208 7.3 */
	if (at < text.length && to_lower(text.text[at]) == 'r') {
		macro->reverse = true;
		at++;
	}
	macro->delimiters = (struct spf_span){text.text + at, text.length - at};
	for (; at < text.length; at++)
		if (!is_one_of(text.text[at], SPAN(".-+,/_=")))
			return false;
	return true;
}

size_t
spf_macro_read(struct macro_expand *macro, struct spf_span text)
{
	const char *end;

	*macro = (struct macro_expand){0};
	if (text.length < 2)
		return 0;
	if (is_one_of(text.text[1], SPAN("%_-"))) {
		macro->letter = text.text[1];
		return 2;
	}
	end = memchr(text.text, '}', text.length);
	if (text.text[1] != '{' || end == NULL || end == text.text + 2)
		return 0;
	if (!read_braces(macro, (struct spf_span){text.text + 2, (size_t)(end - text.text) - 2}))
		return 0;
	return (size_t)(end - text.text) + 1;
}

bool
spf_macro_is_string(struct spf_span text)
{
	struct macro_expand macro;

	for (size_t at = 0, taken; at < text.length; at += taken) {
		taken = 1;
		if (text.text[at] == '%')
			taken = spf_macro_read(&macro, span_from(text, at));
		else if (text.text[at] <= 0x20 || text.text[at] >= 0x7f)
			taken = 0;
		if (taken == 0)
			return false;
	}
	return true;
}

/* toplabel: letters, digits and inner hyphens, but not digits alone. */
static bool
is_top_label(struct spf_span label)
{
	bool numeric = true;

	if (label.length == 0 || label.text[0] == '-' || label.text[label.length - 1] == '-')
		return false;
	for (size_t i = 0; i < label.length; i++) {
		if (!is_letter(label.text[i]) && !is_digit(label.text[i]) && label.text[i] != '-')
			return false;
		numeric = numeric && is_digit(label.text[i]);
	}
	return !numeric;
}

/* What follows the last macro of a domain-spec: "." toplabel [ "." ] at its end. */
static bool
ends_in_top_label(struct spf_span literal)
{
	size_t start;

	if (literal.length > 0 && literal.text[literal.length - 1] == '.')
		literal.length--;
	start = literal.length;
	while (start > 0 && literal.text[start - 1] != '.')
		start--;
	return start > 0 && is_top_label(span_from(literal, start));
}

bool
spf_macro_is_domain(struct spf_span text)
{
	struct spf_span literal = text;
	struct macro_expand macro;
	unsigned count = 0;

	if (text.length == 0 || !spf_macro_is_string(text))
		return false;
	for (size_t at = 0, taken; at < text.length; at += taken) {
		taken = 1;
		if (text.text[at] != '%')
			continue;
		taken = spf_macro_read(&macro, span_from(text, at));
		if (is_one_of(macro.letter, SPAN("crt")) || ++count > SPF_MACROS_MAX)
			return false;
		literal = span_from(text, at + taken);
	}
	return (literal.length == 0 && literal.text != text.text) || ends_in_top_label(literal);
}

bool
spf_macro_is_used(struct spf_span text)
{
	return text.length > 0 && memchr(text.text, '%', text.length) != NULL;
}

/* Whether some macro of the text is what `is_wanted` looks for. */
static bool
has_macro(struct spf_span text, bool (*is_wanted)(const struct macro_expand *macro))
{
	struct macro_expand macro;

	for (size_t at = 0, taken; at < text.length; at += taken) {
		taken = 1;
		if (text.text[at] != '%')
			continue;
		taken = spf_macro_read(&macro, span_from(text, at));
		if (taken == 0)
			return false;
		if (is_wanted(&macro))
			return true;
	}
	return false;
}

static bool
is_validated(const struct macro_expand *macro)
{
	return macro->letter == 'p';
}

bool
spf_macro_needs_validated(struct spf_span text)
{
	return has_macro(text, is_validated);
}

static bool
is_client(const struct macro_expand *macro)
{
	return (macro->letter == 'i' || macro->letter == 'p') && macro->keep == 0;
}

static bool
is_local_part(const struct macro_expand *macro)
{
	return macro->letter == 'l' || macro->letter == 's';
}

bool
spf_macro_names_local_part(struct spf_span text)
{
	return has_macro(text, is_local_part);
}

bool
spf_macro_names_client(struct spf_span text)
{
	return has_macro(text, is_client);
}
