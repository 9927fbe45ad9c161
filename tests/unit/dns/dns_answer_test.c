/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "milter/dns/dns_answer_build.h"
#include "tests/support/dns_names.h"

static struct dns_answer_builder builder;

static const struct dns_answer *
finish(void)
{
	return dns_answer_build_finish(&builder, LOOKUP_NO_DATA);
}

static void
an_answer_lives_until_the_last_reference_is_given_back(void **state)
{
	struct ip_addr address = ip_addr_of_v4((const uint8_t[]){192, 0, 2, 1});
	struct dns_record record;
	dns_answer_build_init(&builder, DNS_A);
	dns_answer_build_address(&builder, &address);
	const struct dns_answer *answer = finish();
	assert_ptr_equal(dns_answer_share(answer), answer);
	dns_answer_release(answer);
	dns_answer_record(answer, 0, &record);
	assert_true(ip_addr_equal(&record.address, &address));
	dns_answer_release(answer);
}

static void
failures_are_constants_that_bear_sharing_and_releasing(void **state)
{
	for (int i = DNS_FAILURE_TIMEOUT; i <= DNS_FAILURE_UNAVAILABLE; i++) {
		const struct dns_answer *answer = dns_answer_of_failure((enum dns_failure)i);
		assert_int_equal(dns_answer_lookup(answer), LOOKUP_FAILED);
		assert_int_equal(dns_answer_failure(answer), i);
		assert_int_equal(dns_answer_count(answer), 0);
		assert_int_equal(dns_answer_size(answer), 0);
		dns_answer_release(dns_answer_share(answer));
		dns_answer_release(answer);
		dns_answer_release(answer);
	}
	assert_null(dns_answer_share(NULL));
	dns_answer_release(NULL);
}

static void
names_of_any_length_are_read_back(void **state)
{
	struct dns_name root, longest = {.length = DNS_NAME_MAX};
	struct dns_record record;
	assert_true(dns_name_of_wire(&root, (const uint8_t *)"", 1));
	memset(longest.text, 'a', DNS_NAME_MAX);
	dns_answer_build_init(&builder, DNS_MX);
	dns_answer_build_exchange(&builder, 65535, &longest);
	dns_answer_build_exchange(&builder, 0, &root);
	const struct dns_answer *answer = finish();
	dns_answer_record(answer, 0, &record);
	assert_int_equal(record.preference, 0);
	assert_true(dns_name_is_root(&record.name));
	dns_answer_record(answer, 1, &record);
	assert_int_equal(record.preference, 65535);
	assert_true(dns_name_equal(&record.name, &longest));
	dns_answer_release(answer);
}

static void
reverse_names_keep_their_order(void **state)
{
	struct dns_name first = name_of("b.example.org"), second = name_of("a.example.org");
	struct dns_record record;
	dns_answer_build_init(&builder, DNS_PTR);
	dns_answer_build_name(&builder, &first);
	dns_answer_build_name(&builder, &second);
	const struct dns_answer *answer = finish();
	dns_answer_record(answer, 0, &record);
	assert_true(dns_name_equal(&record.name, &first));
	dns_answer_release(answer);
}

static void
one_answer_holds_so_much_text_and_no_more(void **state)
{
	static uint8_t text[DNS_TEXT_MAX];
	memcpy(text, "v=spf1 ", 7);
	dns_answer_build_init(&builder, DNS_TXT);
	for (unsigned i = 0; i < 8; i++)
		dns_answer_build_text(&builder, text, sizeof(text));
	assert_false(builder.truncated);
	dns_answer_build_text(&builder, text, 7);
	const struct dns_answer *answer = finish();
	assert_int_equal(dns_answer_count(answer), 8);
	assert_true(dns_answer_is_truncated(answer));
	assert_true(dns_answer_size(answer) < DNS_ANSWER_TEXT_SIZE + 100);
	dns_answer_release(answer);
}

static void
among_equal_preferences_the_first_stay_when_there_are_too_many(void **state)
{
	struct dns_record record;
	dns_answer_build_init(&builder, DNS_MX);
	for (unsigned i = 0; i < 100; i++) {
		char text[32];
		snprintf(text, sizeof(text), "mx%u.example.org", i);
		struct dns_name name = name_of(text);
		dns_answer_build_exchange(&builder, i == 99 ? 5 : 10, &name);
	}
	const struct dns_answer *answer = finish();
	dns_answer_record(answer, 0, &record);
	assert_string_equal(record.name.text, "mx99.example.org");
	dns_answer_record(answer, 63, &record);
	assert_string_equal(record.name.text, "mx62.example.org");
	assert_true(dns_answer_is_truncated(answer));
	dns_answer_release(answer);
}

static void
every_word_is_there(void **state)
{
	assert_string_equal(dns_failure_text(DNS_FAILURE_SERVFAIL), "servfail");
	assert_string_equal(dns_failure_text(DNS_FAILURE_UNAVAILABLE), "unavailable");
	assert_string_equal(dns_type_text(DNS_AAAA), "AAAA");
	assert_string_equal(dns_type_text(DNS_PTR), "PTR");
	assert_string_equal(lookup_text(LOOKUP_NO_NAME), "no_name");
	assert_string_equal(lookup_text(LOOKUP_NOT_ASKED), "not_asked");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_answer_lives_until_the_last_reference_is_given_back),
		cmocka_unit_test(failures_are_constants_that_bear_sharing_and_releasing),
		cmocka_unit_test(names_of_any_length_are_read_back),
		cmocka_unit_test(reverse_names_keep_their_order),
		cmocka_unit_test(one_answer_holds_so_much_text_and_no_more),
		cmocka_unit_test(among_equal_preferences_the_first_stay_when_there_are_too_many),
		cmocka_unit_test(every_word_is_there),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
