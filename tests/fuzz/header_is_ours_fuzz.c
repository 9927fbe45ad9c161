/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A field that claims our name is never overlooked: whatever stands in front of it, a value in
 * which the name stands as its authserv-id is ours, and so is the same name when it is read after
 * comments and blanks only. Input: any field value.
 */
#include <stdlib.h>
#include <string.h>

#include "mxvet/format.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char ours[] = "mx.example.org";

static void
check(bool holds)
{
	if (!holds)
		abort();
}

static bool
is_ours(const char *value)
{
	return header_is_ours("Authentication-Results", value, ours);
}

/* Our name behind the input as a comment, properly closed: it is quoted away, and the name is all
 * that is left. */
static void
check_behind_a_comment(const char *value, char *storage, size_t size)
{
	struct text_buffer field;

	text_init(&field, storage, size);
	text_append_char(&field, '(');
	for (; *value != '\0'; value++) {
		if (strchr("()\\", *value) != NULL)
			text_append_char(&field, '\\');
		text_append_char(&field, *value);
	}
	text_append(&field, ") ");
	text_append(&field, ours);
	text_append(&field, "; spf=pass");
	check(field.cut || is_ours(storage));
}

/* Our name with the input behind it, as a reader that stops at the first ';' or blank would take
 * it. */
static void
check_in_front(const char *value, char *storage, size_t size)
{
	struct text_buffer field;

	text_init(&field, storage, size);
	text_append(&field, ours);
	text_append_char(&field, ' ');
	text_append(&field, value);
	check(field.cut || is_ours(storage));
	text_rewind(&field, strlen(ours));
	text_append_char(&field, ';');
	text_append(&field, value);
	check(field.cut || is_ours(storage));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char value[2048], storage[2 * sizeof(value) + 64];

	if (size >= sizeof(value))
		return 0;
	memcpy(value, data, size);
	value[size] = '\0';
	is_ours(value);
	check(!header_is_ours("Authentication-Results", value, ""));
	check_behind_a_comment(value, storage, sizeof(storage));
	check_in_front(value, storage, sizeof(storage));
	return 0;
}
