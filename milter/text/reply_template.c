/* SPDX-License-Identifier: BSD-2-Clause */
#include "mxvet/reply_template.h"

#include <string.h>

#define PLACEHOLDER_ROW(name, most) {#name, most},
static const struct placeholder {
	const char *name;
	size_t most;
} placeholders[REPLY_PLACEHOLDER_COUNT] = {REPLY_PLACEHOLDER_LIST(PLACEHOLDER_ROW)};
#undef PLACEHOLDER_ROW

/* Which placeholder's name these characters are; REPLY_PLACEHOLDER_COUNT for none. */
static unsigned
find_placeholder(const char *name, size_t length)
{
	unsigned i;

	for (i = 0; i < REPLY_PLACEHOLDER_COUNT; i++)
		if (strlen(placeholders[i].name) == length &&
			memcmp(placeholders[i].name, name, length) == 0)
			break;
	return i;
}

static void
say_unknown(struct text_buffer *wrong, const char *name, size_t length)
{
	text_append(wrong, "unknown placeholder {");
	text_append_escaped(wrong, name, length < 40 ? length : 40);
	text_append(wrong, "}; there are");
	for (unsigned i = 0; i < REPLY_PLACEHOLDER_COUNT; i++)
		text_append_format(wrong, " {%s}", placeholders[i].name);
}

/* Measures the braces that `at` begins with, and moves it past them. */
static bool
measure_braces(const char **at, size_t *longest, bool *has_id, struct text_buffer *wrong)
{
	const char *name = *at + 1;
	const size_t length = strcspn(name, "{}");
	const unsigned found = find_placeholder(name, length);

	if (name[length] != '}') {
		text_append(wrong, "'{' begins a placeholder, and this one has no '}'");
		return false;
	}
	if (found == REPLY_PLACEHOLDER_COUNT) {
		say_unknown(wrong, name, length);
		return false;
	}
	*has_id = *has_id || found == REPLY_id;
	*longest += placeholders[found].most;
	*at = name + length + 1;
	return true;
}

static bool
measure_character(const char **at, size_t *longest, struct text_buffer *wrong)
{
	const unsigned char c = (unsigned char)**at;

	if (c < ' ' || c >= 0x7f) {
		text_append_format(wrong, "octet 0x%02x is not printable ASCII", c);
		return false;
	}
	if (c == '}') {
		text_append(wrong, "'}' closes no placeholder");
		return false;
	}
	++*longest;
	++*at;
	return true;
}

bool
reply_template_is_sound(const char *template, struct text_buffer *wrong)
{
	bool has_id = false, sound = true;
	size_t longest = 0;

	for (const char *at = template; sound && *at != '\0';)
		sound = *at == '{' ? measure_braces(&at, &longest, &has_id, wrong)
				   : measure_character(&at, &longest, wrong);
	if (!sound)
		return false;
	if (!has_id)
		text_append(wrong,
			"{id} is missing; without it the decision cannot be found in the log");
	else if (longest >= REPLY_TEXT_SIZE)
		text_append_format(wrong,
			"the text could become %zu characters long; %d is the most", longest,
			REPLY_TEXT_SIZE - 1);
	return has_id && longest < REPLY_TEXT_SIZE;
}

static void
append_value(struct text_buffer *buffer, const char *value, size_t most)
{
	static const char dots[] = "...";
	const size_t length = strlen(value);

	if (length <= most) {
		text_append(buffer, value);
	} else {
		text_append_bytes(buffer, value, most - strlen(dots));
		text_append(buffer, dots);
	}
}

void
reply_template_fill(struct text_buffer *buffer, const char *template,
	const char *const values[REPLY_PLACEHOLDER_COUNT])
{
	while (*template != '\0') {
		const size_t literal = strcspn(template, "{");
		size_t length;
		unsigned found;

		text_append_bytes(buffer, template, literal);
		template += literal;
		if (*template == '\0')
			break;
		length = strcspn(template, "}");
		found = find_placeholder(template + 1, length - 1);
		if (found < REPLY_PLACEHOLDER_COUNT)
			append_value(buffer, values[found], placeholders[found].most);
		template += length + (template[length] == '}');
	}
}
