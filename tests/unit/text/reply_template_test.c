/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "mxvet/reply_template.h"

static char storage[1024];

/* What is wrong with a template; "" for a sound one. */
static const char *
wrong_with(const char *template)
{
	struct text_buffer wrong;
	bool sound;

	text_init(&wrong, storage, sizeof(storage));
	sound = reply_template_is_sound(template, &wrong);
	assert_int_equal(sound, wrong.length == 0);
	return storage;
}

static const char *
filled(const char *template, const char *finding)
{
	const char *const values[REPLY_PLACEHOLDER_COUNT] = {[REPLY_finding] = finding,
		[REPLY_remedy] = "give it one",
		[REPLY_id] = "ah0w0a04",
		[REPLY_client] = "192.0.2.1",
		[REPLY_domain] = "example.org",
		[REPLY_score] = "9.50"};
	struct text_buffer text;

	text_init(&text, storage, REPLY_TEXT_SIZE);
	reply_template_fill(&text, template, values);
	assert_false(text.cut);
	return storage;
}

static void
placeholders_become_values(void **state)
{
	assert_string_equal(
		filled("{score} for {domain} from {client}: {finding}; {remedy} ({id})", "no name"),
		"9.50 for example.org from 192.0.2.1: no name; give it one (ah0w0a04)");
	assert_string_equal(filled("{id}", ""), "ah0w0a04");
	assert_string_equal(filled("100% {id}{id}.", ""), "100% ah0w0a04ah0w0a04.");
}

static void
braces_in_a_value_are_left_alone(void **state)
{
	assert_string_equal(filled("{finding} {id}", "{id} {finding}"), "{id} {finding} ah0w0a04");
}

static void
a_value_that_is_too_long_ends_with_dots_and_the_id_stays(void **state)
{
	char longest[501];
	const char *text;

	memset(longest, 'x', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	text = filled("{finding} {id}", longest);
	assert_non_null(strstr(text, "x... ah0w0a04"));
	assert_int_equal(strlen(text), 460 + strlen(" ah0w0a04"));
}

static void
what_is_wrong_is_said(void **state)
{
	assert_string_equal(wrong_with("{finding} {id}"), "");
	assert_string_equal(wrong_with("{foo} {id}"),
		"unknown placeholder {foo}; there are {finding} {remedy} {id} {client} {domain} {score}");
	assert_non_null(strstr(wrong_with("{} {id}"), "unknown placeholder {}"));
	assert_non_null(strstr(wrong_with("{ID}"), "unknown placeholder {ID}"));
	assert_string_equal(
		wrong_with("{id} {finding"), "'{' begins a placeholder, and this one has no '}'");
	assert_string_equal(
		wrong_with("{id} {"), "'{' begins a placeholder, and this one has no '}'");
	assert_string_equal(
		wrong_with("{fin{id}}"), "'{' begins a placeholder, and this one has no '}'");
	assert_string_equal(wrong_with("{id} }"), "'}' closes no placeholder");
	assert_string_equal(wrong_with("{id}\n"), "octet 0x0a is not printable ASCII");
	assert_string_equal(wrong_with("{id} \xc3\xbc"), "octet 0xc3 is not printable ASCII");
	assert_string_equal(wrong_with(""),
		"{id} is missing; without it the decision cannot be found in the log");
}

static void
no_text_can_become_longer_than_a_reply(void **state)
{
	char template[1000];

	memset(template, 'x', sizeof(template));
	snprintf(template + 891, sizeof(template) - 891, "{id}");
	assert_string_equal(wrong_with(template), "");
	snprintf(template + 891, sizeof(template) - 891, "x{id}");
	assert_string_equal(
		wrong_with(template), "the text could become 900 characters long; 899 is the most");
	assert_string_equal(wrong_with("{finding}{finding} {id}"),
		"the text could become 929 characters long; 899 is the most");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(placeholders_become_values),
		cmocka_unit_test(braces_in_a_value_are_left_alone),
		cmocka_unit_test(a_value_that_is_too_long_ends_with_dots_and_the_id_stays),
		cmocka_unit_test(what_is_wrong_is_said),
		cmocka_unit_test(no_text_can_become_longer_than_a_reply),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
