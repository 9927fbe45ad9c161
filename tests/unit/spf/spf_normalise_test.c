/* SPDX-License-Identifier: BSD-2-Clause */
#include "mxvet/spf_normalise.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static char text[SPF_NORMAL_SIZE];

/* The record for the first term that a record keeps for 192.0.2.1. */
static const char *
normalise(const char *terms, const char *target)
{
	struct spf_record record;
	struct text_buffer buffer;
	struct dns_name name = {.length = (uint8_t)strlen(target)};
	struct ip_addr client;

	memcpy(name.text, target, name.length);
	assert_true(ip_addr_parse(&client, "192.0.2.1"));
	assert_null(spf_record_read(&record, terms, strlen(terms), &client));
	text_init(&buffer, text, sizeof(text));
	spf_normalise(&buffer, &record.term[0], &name, "next");
	assert_false(buffer.cut);
	return text;
}

static void
each_term_is_followed_by_the_next(void **state)
{
	assert_string_equal(normalise("v=spf1 ?include:%{d}", "example.org"),
		"v=spf1 ?include:example.org redirect=next");
	assert_string_equal(normalise("v=spf1 -exists:%{i}.x.org", "192.0.2.1.x.org"),
		"v=spf1 -exists:192.0.2.1.x.org redirect=next");
	assert_string_equal(
		normalise("v=spf1 ~ptr", "example.org"), "v=spf1 ~ptr:example.org redirect=next");
}

static void
prefixes_always_stand_behind_a_name(void **state)
{
	assert_string_equal(normalise("v=spf1 a", "example.org"),
		"v=spf1 +a:example.org/32//128 redirect=next");
	assert_string_equal(normalise("v=spf1 mx/24//64", "example.org"),
		"v=spf1 +mx:example.org/24//64 redirect=next");
}

static void
prefix_zero_which_libspf2_does_not_know_is_left_to_the_answers(void **state)
{
	assert_string_equal(normalise("v=spf1 a/0//0", "example.org"),
		"v=spf1 +a:example.org/32//128 redirect=next");
	assert_string_equal(normalise("v=spf1 -ip4:198.51.100.1/0", "example.org"), "v=spf1 -all");
}

static void
terms_that_end_the_list_stand_alone(void **state)
{
	assert_string_equal(
		normalise("v=spf1 ip4:192.0.2.0/24 mx", "example.org"), "v=spf1 +ip4:192.0.2.0/24");
	assert_string_equal(normalise("v=spf1 ~all", "example.org"), "v=spf1 ~all");
	assert_string_equal(normalise("v=spf1 redirect=x.example.org", "x.example.org"),
		"v=spf1 redirect=x.example.org");
	assert_string_equal(normalise("v=spf1 exp=x.example.org", "example.org"), "v=spf1 ?all");
}

static void
a_term_without_a_name_cannot_match_and_is_left_out(void **state)
{
	assert_string_equal(normalise("v=spf1 a:%{l}.x.org", ""), "v=spf1 redirect=next");
}

static void
the_longest_name_of_nothing_but_escapes_fits(void **state)
{
	char name[DNS_NAME_MAX + 1];

	memset(name, '%', DNS_NAME_MAX);
	name[DNS_NAME_MAX] = '\0';
	assert_int_equal(strlen(normalise("v=spf1 -exists:%{l}", name)),
		strlen("v=spf1 -exists: redirect=next") + 2 * DNS_NAME_MAX);
	assert_non_null(strstr(normalise("v=spf1 a:%{l}", "a b.org"), ":a%_b.org/"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_term_is_followed_by_the_next),
		cmocka_unit_test(prefixes_always_stand_behind_a_name),
		cmocka_unit_test(prefix_zero_which_libspf2_does_not_know_is_left_to_the_answers),
		cmocka_unit_test(terms_that_end_the_list_stand_alone),
		cmocka_unit_test(a_term_without_a_name_cannot_match_and_is_left_out),
		cmocka_unit_test(the_longest_name_of_nothing_but_escapes_fits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
