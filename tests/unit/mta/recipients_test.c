/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "mxvet/recipients.h"

static void
assert_listed(const char *given, enum log_addresses shown, const char *domain, const char *address)
{
	struct recipient_list list = {0};

	recipients_add(&list, given, shown);
	assert_int_equal(list.count, 1);
	assert_string_equal(list.item[0].domain, domain);
	if (address == NULL)
		assert_null(list.item[0].address);
	else
		assert_string_equal(list.item[0].address, address);
	recipients_forget(&list);
	assert_int_equal(list.count, 0);
}

static void
local_parts_stay_out_unless_asked_for(void **state)
{
	assert_listed("<user@Example.ORG>", LOG_ADDRESSES_DOMAIN, "example.org", NULL);
	assert_listed("<user@Example.ORG>", LOG_ADDRESSES_FULL, "example.org", "user@example.org");
}

static void
raw_arguments_are_taken_apart(void **state)
{
	assert_listed("<@relay.example.net:\"a b\"@example.org>", LOG_ADDRESSES_FULL, "example.org",
		"\"a b\"@example.org");
	assert_listed("user@example.org", LOG_ADDRESSES_FULL, "example.org", "user@example.org");
	assert_listed("<postmaster>", LOG_ADDRESSES_DOMAIN, "", NULL);
	assert_listed("<postmaster>", LOG_ADDRESSES_FULL, "", "postmaster");
}

static void
foreign_octets_are_escaped(void **state)
{
	assert_listed("<\x01\xffuser@exa\nmple>", LOG_ADDRESSES_FULL, "exa\\012mple",
		"\\001\\377user@exa\\012mple");
}

static void
a_very_long_address_is_cut(void **state)
{
	struct recipient_list list = {0};
	char address[5000];

	memset(address, 'a', sizeof(address));
	memcpy(address + sizeof(address) - 13, "@example.org", 13);
	recipients_add(&list, address, LOG_ADDRESSES_FULL);
	assert_int_equal(list.count, 1);
	assert_true(strlen(list.item[0].address) < 1000);
	recipients_forget(&list);
}

static void
lists_no_more_than_the_limit(void **state)
{
	struct recipient_list list = {0};

	for (int i = 0; i < RECIPIENTS_MAX + 10; i++)
		recipients_add(&list, "<user@example.org>", LOG_ADDRESSES_DOMAIN);
	assert_int_equal(list.count, RECIPIENTS_MAX);
	recipients_decide(&list, ACTION_TAG);
	assert_int_equal(list.item[RECIPIENTS_MAX - 1].action, ACTION_TAG);
	recipients_forget(&list);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(local_parts_stay_out_unless_asked_for),
		cmocka_unit_test(raw_arguments_are_taken_apart),
		cmocka_unit_test(foreign_octets_are_escaped),
		cmocka_unit_test(a_very_long_address_is_cut),
		cmocka_unit_test(lists_no_more_than_the_limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
