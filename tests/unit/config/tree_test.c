/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/unit/config/complaints.h"

#include <stdlib.h>
#include <string.h>

static void
comments_of_every_kind_are_no_part_of_the_text(void **state)
{
	const struct config *config = good_config(
		"# tag_at = 1.0\n"
		"// tag_at = 1.1\n"
		"/* tag_at = 1.2\n\t\ttag_at = 1.3 */ tag_at /**/ = # why\n"
		"2.5 // behind a blank this is one, too\n");

	config_release(config);
}

static void
lines_stay_right_behind_comments_and_strings(void **state)
{
	assert_string_equal(complaints_about("# one\n# two\n# three\nnonsense = 1\n"),
		"t.conf:4: unknown key nonsense\n");
	assert_string_equal(complaints_about("/* one\ntwo */ dns {\n# three\n  tries = 0 }\n"),
		"t.conf:4: dns.tries: 0 is out of range (1 to 5)\n");
	assert_string_equal(complaints_about("authserv_id = \"a\n\nb\"\ntag_at = x"),
		"t.conf:1: authserv_id: \"a\\012\\012b\" is not a name for Authentication-Results: "
		"letters, digits, '.', '-' and '_' only\n"
		"t.conf:4: tag_at: \"x\" is not a number of points (like 3.0 or -0.25, at most two "
		"decimals)\n");
}

static void
a_title_is_a_word_or_a_string(void **state)
{
	const struct config *config = good_config(
		"recipient @example.org {} # one\n"
		"recipient /* two */ '*@example.net' {tag_at=1}recipient\n\"*//#{\" {\n}\n");

	assert_int_equal(config->recipients.count, 3);
	assert_string_equal(config->recipients.item[0].title, "@example.org");
	assert_string_equal(config->recipients.item[1].title, "*@example.net");
	assert_int_equal(config->recipients.item[1].tag_at, 100);
	assert_string_equal(config->recipients.item[2].title, "*//#{");
	config_release(config);
	assert_string_equal(complaints_about("recipient \"@example.org {}\n\n"),
		"t.conf:1: this string is never closed\n");
	assert_string_equal(complaints_about("\nrecipient @example.org {\n tag_at = 1\n"),
		"t.conf:2: section recipient is never closed\n");
}

static void
comment_signs_inside_words_and_strings_are_text(void **state)
{
	const struct config *config = good_config(
		"log { decisions = /var//log/x }\n"
		"listen = \"unix:/run/#1/*x*/'//y\" # here is one\n");

	assert_string_equal(config->log_decisions, "/var//log/x");
	assert_string_equal(config->listen.text, "unix:/run/#1/*x*/'//y");
	config_release(config);
}

static void
quotes_and_backslashes_stand_behind_backslashes(void **state)
{
	const struct config *config = good_config("listen = \"/a\\\"b\\\\c\"\n"
						  "log { decisions = '/it\\'s ${x}' }");

	assert_string_equal(config->listen.text, "/a\"b\\c");
	assert_string_equal(config->log_decisions, "/it's ${x}");
	config_release(config);
}

static void
everything_that_is_wrong_is_told_at_once_by_lines(void **state)
{
	assert_string_equal(complaints_about("tag_at = much\n"
					     "tag_att = 3.0\n"
					     "dns {\n"
					     "  tries = 77\n"
					     "  tries = 2\n"
					     "  what { ever = 1 }\n"
					     "}\n"
					     "defer_at 3\n"
					     "points { iprev { passs = 1.0 nxptr = 1e3 } mxx { } }\n"
					     "log { level = loud }\n"),
		"t.conf:1: tag_at: \"much\" is not a number of points (like 3.0 or -0.25, at most two "
		"decimals)\n"
		"t.conf:2: unknown key tag_att; did you mean tag_at?\n"
		"t.conf:4: dns.tries: 77 is out of range (1 to 5)\n"
		"t.conf:5: dns.tries is set twice; the first is on line 4\n"
		"t.conf:6: unknown section dns { what }\n"
		"t.conf:8: defer_at: the equal sign is missing; write defer_at = 3\n"
		"t.conf:9: unknown outcome points { iprev { passs } }; did you mean points { iprev { "
		"pass } }?\n"
		"t.conf:9: unknown check points { mxx }; did you mean points { mx }?\n"
		"t.conf:9: points.iprev.nxptr: \"1e3\" is not a number of points (like 3.0 or -0.25, at "
		"most two decimals)\n"
		"t.conf:10: log.level: \"loud\" is not one of: error, warning, info, debug\n");
}

static void
a_key_in_the_wrong_place_is_told_the_right_one(void **state)
{
	assert_string_equal(complaints_about("deadline = 3s"),
		"t.conf:1: unknown key deadline; did you mean dns { deadline }?\n");
	assert_string_equal(complaints_about("log { tag_at = 3.0 }"),
		"t.conf:1: unknown key log { tag_at }; did you mean tag_at?\n");
	assert_string_equal(complaints_about("dns.deadline = 3s"), "");
	assert_string_equal(complaints_about("dns|deadline = 3s"),
		"t.conf:1: unknown key dns|deadline; did you mean dns { deadline }?\n");
	assert_string_equal(complaints_about("\"tag_at\" = 3.0"),
		"t.conf:1: unknown key \"tag_at\"; did you mean tag_at?\n");
}

static void
outcomes_that_are_worth_nothing_by_nature_take_no_points(void **state)
{
	assert_string_equal(complaints_about("points { iprev { temperror = 1.0 } }"),
		"t.conf:1: unknown outcome points { iprev { temperror } }; none and temperror are worth 0 in every "
		"check, so take the line out\n");
}

static void
a_key_or_section_given_twice_is_an_error(void **state)
{
	assert_string_equal(complaints_about("dns { tries = 1 }\n\ndns { timeout = 1s }"), "");
	assert_string_equal(complaints_about("disable = {spf}\ndisable = {mx}"),
		"t.conf:2: disable is set twice; the first is on line 1\n");
	assert_string_equal(complaints_about("trust { names += {mx.example.org} }"),
		"t.conf:1: += is not known here; give the whole list: trust.names = {...}\n");
}

static void
what_is_never_closed_is_told_where_it_began(void **state)
{
	assert_string_equal(complaints_about("tag_at = 3.0\n/* dns {\n"),
		"t.conf:2: this comment is never closed\n");
	assert_string_equal(
		complaints_about("\nlisten = \"inet\n"), "t.conf:2: this string is never closed\n");
	assert_string_equal(
		complaints_about("\n\"inet\n"), "t.conf:2: this string is never closed\n");
	assert_string_equal(complaints_about("\nlog {\n level = info\n"),
		"t.conf:2: section log is never closed\n");
	assert_string_equal(
		complaints_about("\ndisable = { spf,\n"), "t.conf:2: this list is never closed\n");
	assert_string_equal(complaints_about("tag_at = 3.0 }\ntag_at = 2"),
		"t.conf:1: this } closes nothing\n"
		"t.conf:2: tag_at is set twice; the first is on line 1\n");
}

static void
nothing_is_taken_from_the_environment(void **state)
{
	assert_int_equal(setenv("MXVET_TEST", "unix:/run/x", 1), 0);
	assert_string_equal(complaints_about("listen = \"${MXVET_TEST}\""),
		"t.conf:1: ${...} is not expanded here\n");
	assert_string_equal(complaints_about("listen = ${MXVET_TEST}"),
		"t.conf:1: ${...} is not expanded here\n");
}

static void
nothing_is_dropped_silently(void **state)
{
	assert_string_equal(complaints_about("trust { names = {*.example.org} }"),
		"t.conf:1: trust.names: \"*.example.org\" is not a host or domain name; write example.org, which "
		"stands for the names below it too\n");
	assert_string_equal(complaints_about("tag_at = +3"),
		"t.conf:1: tag_at: \"+3\" is not a number of points (like 3.0 or -0.25, at most two decimals); "
		"write 3\n");
	assert_string_equal(complaints_about("tag_at = 3.0;"),
		"t.conf:1: tag_at: \"3.0;\" is not a number of points (like 3.0 or -0.25, at most two "
		"decimals); write 3.0\n");
	assert_string_equal(complaints_about("user = \"a\\0b\""),
		"t.conf:1: no escapes by number here (backslash 0)\n");
	assert_string_equal(
		complaints_about("user = a\x01"), "t.conf:1: control character (octet 0x01)\n");
}

static void
other_files_are_not_read(void **state)
{
	assert_string_equal(
		complaints_about("include(\"/etc/passwd\")"), "t.conf:1: unknown key include(\n");
}

static void
a_flood_of_errors_ends(void **state)
{
	char text[2048 + 1] = "";
	unsigned lines = 0;

	for (size_t i = 0; i + 8 < sizeof(text); i += 8)
		memcpy(text + i, "xyzzy=1\n", 9);
	for (const char *at = complaints_about(text); *at != '\0'; at++)
		lines += *at == '\n';
	assert_int_equal(lines, 101); /* the last says how many more */
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(comments_of_every_kind_are_no_part_of_the_text),
		cmocka_unit_test(lines_stay_right_behind_comments_and_strings),
		cmocka_unit_test(a_title_is_a_word_or_a_string),
		cmocka_unit_test(comment_signs_inside_words_and_strings_are_text),
		cmocka_unit_test(quotes_and_backslashes_stand_behind_backslashes),
		cmocka_unit_test(everything_that_is_wrong_is_told_at_once_by_lines),
		cmocka_unit_test(a_key_in_the_wrong_place_is_told_the_right_one),
		cmocka_unit_test(outcomes_that_are_worth_nothing_by_nature_take_no_points),
		cmocka_unit_test(a_key_or_section_given_twice_is_an_error),
		cmocka_unit_test(what_is_never_closed_is_told_where_it_began),
		cmocka_unit_test(nothing_is_taken_from_the_environment),
		cmocka_unit_test(nothing_is_dropped_silently),
		cmocka_unit_test(other_files_are_not_read),
		cmocka_unit_test(a_flood_of_errors_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
