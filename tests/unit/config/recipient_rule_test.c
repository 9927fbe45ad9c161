/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/unit/config/complaints.h"

#include <stdio.h>
#include <string.h>

static void
sections_are_kept_in_the_files_order_and_inherit(void **state)
{
	const struct config *config = good_config(
		"recipient \"User@Example.ORG\" { mode = enforce }\n"
		"recipient @example.org { tag_at = 1 defer_at = 2.5 }\n"
		"tag_at = 2 recipient '*' {} reject_at = 8\n");
	const struct recipient_rule *rules = config->recipients.item;

	assert_int_equal(config->recipients.count, 3);
	assert_string_equal(rules[0].title, "User@Example.ORG");
	assert_int_equal(rules[0].mode, MODE_ENFORCE);
	assert_int_equal(rules[0].tag_at, 200);
	assert_int_equal(rules[0].reject_at, 800);
	assert_string_equal(rules[1].title, "@example.org");
	assert_int_equal(rules[1].mode, MODE_OBSERVE);
	assert_int_equal(rules[1].tag_at, 100);
	assert_int_equal(rules[1].defer_at, 250);
	assert_string_equal(rules[2].title, "*");
	assert_int_equal(rules[2].tag_at, 200);
	config_release(config);
}

static void
thresholds_must_rise_with_what_is_inherited(void **state)
{
	assert_string_equal(
		complaints_about("recipient @a.example {\n tag_at = 7\n}\n"
				 "recipient @b.example {\n reject_at = 2\n defer_at = 2.5 }\n"
				 "recipient @c.example { tag_at = 9 defer_at = 9 }\n"),
		"t.conf:2: recipient: \"@a.example\": tag_at (7) is above defer_at (6.0)\n"
		"t.conf:6: recipient: \"@b.example\": tag_at (3.0) is above defer_at (2.5)\n"
		"t.conf:6: recipient: \"@b.example\": defer_at (2.5) is above reject_at (2)\n");
}

static void
top_level_thresholds_out_of_order_are_told_once(void **state)
{
	assert_string_equal(complaints_about("tag_at = 7 recipient @example.org { reject_at = 20 }"),
		"t.conf:1: tag_at (7) is above defer_at (6.0)\n");
}

static void
a_section_that_can_never_match_is_told(void **state)
{
	assert_string_equal(complaints_about("recipient @example.org {}\n"
					     "recipient a@EXAMPLE.org {}\n"
					     "recipient \"a*@example.org\" {}\n"
					     "recipient @.example.org {}\n"
					     "recipient @a.example.org {}\n"
					     "recipient @.a.example.org {}\n"
					     "recipient \"*@example.net\" {}\n"
					     "recipient @example.net {}\n"
					     "recipient \"*\" {}\n"
					     "recipient b@example.com {}\n"),
		"t.conf:2: recipient: \"a@EXAMPLE.org\" can never match, because \"@example.org\" on line "
		"1 comes first and matches all of it\n"
		"t.conf:3: recipient: \"a*@example.org\" can never match, because \"@example.org\" on line "
		"1 comes first and matches all of it\n"
		"t.conf:5: recipient: \"@a.example.org\" can never match, because \"@.example.org\" on "
		"line 4 comes first and matches all of it\n"
		"t.conf:6: recipient: \"@.a.example.org\" can never match, because \"@.example.org\" on "
		"line 4 comes first and matches all of it\n"
		"t.conf:8: recipient: \"@example.net\" is there twice; the first is on line 7\n"
		"t.conf:10: recipient: \"b@example.com\" can never match, because \"*\" on line 9 comes "
		"first and matches all of it\n");
}

static void
the_narrow_before_the_wide_is_no_mistake(void **state)
{
	assert_string_equal(
		complaints_about("recipient a@example.org {} recipient \"a*@example.org\" {}\n"
				 "recipient @example.org {} recipient @.example.org {}\n"
				 "recipient \"*.org\" {} recipient \"*\" {}\n"),
		"");
}

static void
a_title_twice_is_told_however_it_is_written(void **state)
{
	assert_string_equal(complaints_about("recipient @example.org {}\n"
					     "recipient \"@Example.Org.\" {}\n"),
		"t.conf:2: recipient: \"@Example.Org.\" is there twice; the first is on line 1\n");
}

static void
a_broken_title_is_told(void **state)
{
	static const struct {
		const char *title, *wrong;
	} rows[] = {
		{"", "is neither an address nor @domain, @.subdomains or a pattern"},
		{"user", "is neither an address nor @domain, @.subdomains or a pattern"},
		{"@", "is neither an address nor @domain, @.subdomains or a pattern"},
		{"@.", "is neither an address nor @domain, @.subdomains or a pattern"},
		{"@exa mple", "is neither an address nor @domain, @.subdomains or a pattern"},
		{"@*.example.org", "is neither an address nor @domain, @.subdomains or a pattern"},
		{"@..example.org", "is neither an address nor @domain, @.subdomains or a pattern"},
		{"a@", "has no domain name after its @"},
		{"a@exa mple", "has no domain name after its @"},
		{"a*@-", "has no domain name after its @"},
		{"a@[192.0.2.1]", "has no domain name after its @"},
		{"a@b@example.org", "has more than one @"},
		{"*@b@*", "has more than one @"},
		{"a@*..org", "can match no domain name after its @"},
		{"a@.*", "can match no domain name after its @"},
		{"a@*.", "can match no domain name after its @"},
		{"a@* b", "can match no domain name after its @"},
		{"a b@example.org", "holds a character that cannot stand here; put ? in its place"},
		{"<a@example.org>", "holds a character that cannot stand here; put ? in its place"},
		{"* *", "holds a character that cannot stand here; put ? in its place"},
	};
	char text[256], expected[256];

	for (unsigned i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		snprintf(text, sizeof(text), "\nrecipient \"%s\" {}", rows[i].title);
		snprintf(expected, sizeof(expected), "t.conf:2: recipient: \"%s\" %s\n",
			rows[i].title, rows[i].wrong);
		assert_string_equal(complaints_about(text), expected);
	}
}

static void
a_title_that_is_too_long_is_told(void **state)
{
	char text[1000] = "recipient \"*";

	memset(text + strlen(text), 'x', 400);
	strcat(text, "\" {}");
	assert_non_null(strstr(complaints_about(text), "\" is too long\n"));
}

static void
a_pattern_is_for_the_whole_address_in_lower_case(void **state)
{
	static const struct {
		const char *title, *pattern;
	} rows[] = {
		{"User@Example.org", "user@example.org"},
		{"@Example.org", "*@example.org"},
		{"@.Example.org", "*@*.example.org"},
		{"@b\xc3\xbc"
		 "cher.example",
			"*@xn--bcher-kva.example"},
		{"List-*@Example.org", "list-*@example.org"},
		{"*@*.Example.org", "*@*.example.org"},
		{"root*", "root*"},
		{"a@localhost", "a@localhost"},
	};
	char text[256];

	for (unsigned i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct config *config;
		snprintf(text, sizeof(text), "recipient \"%s\" {}", rows[i].title);
		config = good_config(text);
		assert_string_equal(config->recipients.item[0].pattern, rows[i].pattern);
		config_release(config);
	}
}

static void
mistakes_in_several_sections_are_told_with_their_lines(void **state)
{
	assert_string_equal(complaints_about("recipient a@example.org {\n"
					     "  mode = off\n"
					     "  tga_at = 1\n"
					     "}\n"
					     "recipient {\n"
					     "  mode = observe }\n"
					     "recipient b@example.org {\n"
					     "  mode = observe\n"
					     "  mode = enforce\n"
					     "  reject_at = 1000 }\n"
					     "recipient c@example.org { mode = enforce }\n"
					     "recipient d@example.org\n"),
		"t.conf:2: recipient.mode: \"off\" is not one of: observe, enforce\n"
		"t.conf:3: unknown key recipient { tga_at }; did you mean recipient { tag_at }?\n"
		"t.conf:5: recipient: the pattern is missing (like recipient \"@example.org\" {...})\n"
		"t.conf:9: recipient.mode is set twice; the first is on line 8\n"
		"t.conf:10: recipient.reject_at: 1000 is out of range (-100.00 to 100.00)\n"
		"t.conf:12: recipient: the opening brace of the section is missing\n");
}

static void
five_thousand_sections_are_enough(void **state)
{
	enum { ONE = sizeof("recipient a0000@b.c{}") };
	char *text = test_malloc(5001 * ONE + 1), *at = text;
	const struct config *config;

	for (int i = 0; i < 5000; i++)
		at += sprintf(at, "recipient a%d@b.c{}\n", i);
	config = good_config(text);
	assert_int_equal(config->recipients.count, 5000);
	config_release(config);
	sprintf(at, "recipient a@b.c{}");
	assert_string_equal(
		complaints_about(text), "t.conf:5001: more than 5000 sections for recipients\n");
	test_free(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sections_are_kept_in_the_files_order_and_inherit),
		cmocka_unit_test(thresholds_must_rise_with_what_is_inherited),
		cmocka_unit_test(top_level_thresholds_out_of_order_are_told_once),
		cmocka_unit_test(a_section_that_can_never_match_is_told),
		cmocka_unit_test(the_narrow_before_the_wide_is_no_mistake),
		cmocka_unit_test(a_title_twice_is_told_however_it_is_written),
		cmocka_unit_test(a_broken_title_is_told),
		cmocka_unit_test(a_title_that_is_too_long_is_told),
		cmocka_unit_test(a_pattern_is_for_the_whole_address_in_lower_case),
		cmocka_unit_test(mistakes_in_several_sections_are_told_with_their_lines),
		cmocka_unit_test(five_thousand_sections_are_enough),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
