/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "mxvet/mail_address.h"

static void
assert_domain(const char *text, const char *local, const char *domain)
{
	struct mail_address address = mail_address_of(text);

	assert_int_equal(address.kind, MAIL_ADDRESS_DOMAIN);
	assert_string_equal(address.domain.text, domain);
	assert_int_equal(address.local_length, strlen(local));
	assert_memory_equal(address.local, local, strlen(local));
}

static void
finds_the_domain_in_raw_arguments(void **state)
{
	assert_domain("<a@example.org>", "a", "example.org");
	assert_domain("a@Example.ORG", "a", "example.org");
	assert_domain("<@one.example,@two.example:a@example.org>", "a", "example.org");
	assert_domain("<\"a b@c\"@example.org>", "\"a b@c\"", "example.org");
	assert_domain("<\"a\\\"@b\"@example.org>", "\"a\\\"@b\"", "example.org");
	assert_domain("<a@b@example.org>", "a@b", "example.org");
	assert_domain(" <a@m\xc3\xa4il.example> ", "a", "xn--mil-qla.example");
	assert_domain("<@example.org>", "", "example.org");
}

static void
tells_null_invalid_and_not_given_apart(void **state)
{
	static const char *const invalid[] = {"postmaster", "<postmaster>", "<a@>", "<a@localhost>",
		"<a@[192.0.2.1]>", "<a@192.0.2.1>", "<a@-x.example.org>", "<a@ex ample.org>", "<>>",
		"a@example.org>", "@", "\"a@example.org"};

	assert_int_equal(mail_address_of(NULL).kind, MAIL_ADDRESS_NOT_GIVEN);
	assert_int_equal(mail_address_of("<>").kind, MAIL_ADDRESS_NULL);
	assert_int_equal(mail_address_of("").kind, MAIL_ADDRESS_NULL);
	for (size_t i = 0; i < sizeof(invalid) / sizeof(invalid[0]); i++)
		assert_int_equal(mail_address_of(invalid[i]).kind, MAIL_ADDRESS_INVALID);
}

static void
shows_the_domain_as_given(void **state)
{
	struct mail_address address = mail_address_of("<a@[192.0.2.1]>");

	assert_int_equal(address.domain_text_length, strlen("[192.0.2.1]"));
	assert_memory_equal(address.domain_text, "[192.0.2.1]", strlen("[192.0.2.1]"));
	assert_int_equal(mail_address_of("<postmaster>").domain_text_length, 0);
}

static void
assert_canonical(const char *given, const char *expected)
{
	const struct mail_address address = mail_address_of(given);
	char storage[600];
	struct text_buffer text;

	text_init(&text, storage, sizeof(storage));
	mail_address_append_canonical(&text, &address, 255);
	assert_string_equal(storage, expected);
}

static void
all_spellings_of_an_address_have_one_form(void **state)
{
	assert_canonical("<User@Example.ORG>", "user@example.org");
	assert_canonical("user@example.org.", "user@example.org");
	assert_canonical("<@relay.example,@two.example:user@example.org>", "user@example.org");
	assert_canonical("<\"us\\er\"@example.org>", "user@example.org");
	assert_canonical("<user@b\xc3\xbc"
			 "cher.example>",
		"user@xn--bcher-kva.example");
	assert_canonical("<Postmaster>", "postmaster");
	assert_canonical("<user@[192.0.2.1]>", "user@[192.0.2.1]");
}

static void
a_local_part_that_is_too_long_is_cut_and_the_domain_stays(void **state)
{
	char given[400] = "", expected[300] = "";

	memset(given, 'a', 300);
	strcpy(given + 300, "@example.org");
	memset(expected, 'a', 255);
	strcpy(expected + 255, "@example.org");
	assert_canonical(given, expected);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_the_domain_in_raw_arguments),
		cmocka_unit_test(tells_null_invalid_and_not_given_apart),
		cmocka_unit_test(shows_the_domain_as_given),
		cmocka_unit_test(all_spellings_of_an_address_have_one_form),
		cmocka_unit_test(a_local_part_that_is_too_long_is_cut_and_the_domain_stays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
