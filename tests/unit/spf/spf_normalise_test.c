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
	spf_normalise(&buffer, &record.term[0], &name);
	assert_false(buffer.cut);
	return text;
}

static void
each_term_is_a_record_of_its_own(void **state)
{
	assert_string_equal(normalise("v=spf1 -exists:%{i}.x.org", "192.0.2.1.x.org"),
		"v=spf1 +exists:192.0.2.1.x.org");
	assert_string_equal(normalise("v=spf1 ~ptr", "example.org"), "v=spf1 +ptr:example.org");
}

static void
prefixes_always_follow_a_name(void **state)
{
	assert_string_equal(normalise("v=spf1 a", "example.org"), "v=spf1 +a:example.org/32//128");
	assert_string_equal(
		normalise("v=spf1 -mx/24//64", "example.org"), "v=spf1 +mx:example.org/24//64");
}

static void
prefix_zero_which_libspf2_does_not_know_is_left_to_the_answers(void **state)
{
	assert_string_equal(
		normalise("v=spf1 a/0//0", "example.org"), "v=spf1 +a:example.org/32//128");
}

static void
the_longest_name_of_nothing_but_escapes_fits(void **state)
{
	char name[DNS_NAME_MAX + 1];

	memset(name, '%', DNS_NAME_MAX);
	name[DNS_NAME_MAX] = '\0';
	assert_int_equal(strlen(normalise("v=spf1 -exists:%{l}", name)),
		strlen("v=spf1 +exists:") + 2 * DNS_NAME_MAX);
	assert_non_null(strstr(normalise("v=spf1 a:%{l}", "a b.org"), ":a%_b.org/"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_term_is_a_record_of_its_own),
		cmocka_unit_test(prefixes_always_follow_a_name),
		cmocka_unit_test(prefix_zero_which_libspf2_does_not_know_is_left_to_the_answers),
		cmocka_unit_test(the_longest_name_of_nothing_but_escapes_fits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
