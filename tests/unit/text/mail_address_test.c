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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_the_domain_in_raw_arguments),
		cmocka_unit_test(tells_null_invalid_and_not_given_apart),
		cmocka_unit_test(shows_the_domain_as_given),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
