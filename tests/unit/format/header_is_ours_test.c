/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "mxvet/format.h"

static bool
ours(const char *value)
{
	return header_is_ours("Authentication-Results", value, "mx.example.org");
}

static void
every_name_that_begins_like_ours_is_ours(void **state)
{
	assert_true(header_is_ours("X-MXVet", "", ""));
	assert_true(header_is_ours("x-mxvet-SCORE", "1", ""));
	assert_true(header_is_ours("X-MXVetFoo", "1", ""));
	assert_false(header_is_ours("X-MXVe", "1", "mx.example.org"));
	assert_false(header_is_ours("Old-X-MXVet", "1", "mx.example.org"));
}

static void
a_field_with_our_id_is_ours_however_it_is_written(void **state)
{
	static const char *const values[] = {
		"mx.example.org; spf=pass",
		"mx.example.org",
		"mx.example.org;",
		"mx.example.org 1; spf=pass",
		"mx.example.org (hello) 1 (world); spf=pass",
		"MX.Example.ORG; spf=pass",
		"mx.example.org.; spf=pass",
		"\"mx.example.org\"; spf=pass",
		"\"mx.exa\\mple.org\"; spf=pass",
		"\" mx.example.org\r\n \"; spf=pass",
		" (a comment)mx.example.org; spf=pass",
		"(a (nested \\) ( one)) ) mx.example.org;",
		"\n\tmx.example.org\r\n ; spf=pass",
		"mx.example.org(x);spf=pass",
		"()\t( ; ) mx.example.org; none",
	};

	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
		assert_true(ours(values[i]));
}

static void
a_field_with_another_id_is_not_ours(void **state)
{
	static const char *const values[] = {
		"",
		"mx.example.net; spf=pass",
		"mx.example.org.example.net; spf=pass",
		"a.mx.example.org; spf=pass",
		"(mx.example.org) mx.example.net; spf=pass",
		"mx.example.net; spf=pass (mx.example.org)",
		"mx.example.net (mx.example.org) 1; spf=pass",
		"\"mx.example.net\"; iprev=pass (mx.example.org)",
	};

	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
		assert_false(ours(values[i]));
}

static void
a_field_that_cannot_be_read_is_ours_when_our_id_occurs(void **state)
{
	static const char *const values[] = {
		"(never closed mx.example.org; spf=pass",
		"\"never closed MX.EXAMPLE.ORG; spf=pass",
		"\"ends with a backslash mx.example.org\\",
		"mx.example.org spf=pass",
		"mx.example.org/1; spf=pass",
		"mx.example.org 1x; spf=pass",
		"=; mx.example.org; spf=pass",
		"; mx.example.org",
		"mx.exa(hidden)mple.org; spf=pass",
		"mx.\r\n example.org; spf=pass",
		"mx\".example\".org; spf=pass",
		"mx.example\\.org; spf=pass",
		"@ mx.(one) exam(two (three))ple (four).org",
	};

	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
		assert_true(ours(values[i]));
	assert_false(ours("(never closed; mx.example.net"));
	assert_false(ours("= mx.example.net (\\"));
}

static void
an_international_name_is_ours_in_both_spellings(void **state)
{
	assert_true(header_is_ours("Authentication-Results",
		"mx.b\xc3\xbc"
		"cher.example; spf=pass",
		"mx.xn--bcher-kva.example"));
}

static void
the_field_name_is_compared_in_any_case_and_with_blanks_behind(void **state)
{
	assert_true(header_is_ours("AUTHENTICATION-results", "mx.example.org;", "mx.example.org"));
	assert_true(
		header_is_ours("Authentication-Results \t", "mx.example.org;", "mx.example.org"));
	assert_false(
		header_is_ours("Authentication-Results-Old", "mx.example.org;", "mx.example.org"));
	assert_false(
		header_is_ours("ARC-Authentication-Results", "mx.example.org;", "mx.example.org"));
	assert_false(header_is_ours("Subject", "mx.example.org;", "mx.example.org"));
}

static void
without_a_name_of_our_own_nothing_can_claim_it(void **state)
{
	assert_false(header_is_ours("Authentication-Results", "; spf=pass", ""));
	assert_false(header_is_ours("Authentication-Results", "mx.example.org; spf=pass", ""));
}

static void
a_long_field_of_comments_takes_no_long_time(void **state)
{
	static char value[256 * 1024];

	memset(value, '(', sizeof(value) - 1);
	assert_false(ours(value));
	for (size_t i = 0; i + 2 < sizeof(value); i += 2)
		memcpy(value + i, "()", 2);
	assert_false(ours(value));
	memset(value, 'm', sizeof(value) - 1);
	assert_false(ours(value));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_name_that_begins_like_ours_is_ours),
		cmocka_unit_test(a_field_with_our_id_is_ours_however_it_is_written),
		cmocka_unit_test(a_field_with_another_id_is_not_ours),
		cmocka_unit_test(a_field_that_cannot_be_read_is_ours_when_our_id_occurs),
		cmocka_unit_test(an_international_name_is_ours_in_both_spellings),
		cmocka_unit_test(the_field_name_is_compared_in_any_case_and_with_blanks_behind),
		cmocka_unit_test(without_a_name_of_our_own_nothing_can_claim_it),
		cmocka_unit_test(a_long_field_of_comments_takes_no_long_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
