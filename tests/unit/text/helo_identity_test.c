/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "mxvet/helo_identity.h"

static void
tells_names_addresses_and_nonsense_apart(void **state)
{
	static const struct {
		const char *text;
		enum helo_kind kind;
	} cases[] = {
		{"mail.example.org", HELO_NAME},
		{"MAIL_1.example.org.", HELO_NAME},
		{"m\xc3\xa4il.example.org", HELO_NAME},
		{"short", HELO_NAME},
		{"192.0.2.1", HELO_ADDRESS},
		{"192.0.2.1.", HELO_ADDRESS},
		{"2001:db8::1", HELO_ADDRESS},
		{"[192.0.2.1]", HELO_LITERAL},
		{"[ipv6:2001:db8::1]", HELO_LITERAL},
		{"[2001:db8::1]", HELO_LITERAL},
		{"[IPv6:192.0.2.1]", HELO_INVALID},
		{"[]", HELO_INVALID},
		{"[", HELO_INVALID},
		{"[192.0.2.1] ", HELO_INVALID},
		{"", HELO_INVALID},
		{"a b", HELO_INVALID},
	};
	struct helo_identity helo;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		helo_identity_read(&helo, cases[i].text);
		assert_int_equal(helo.kind, cases[i].kind);
		assert_string_equal(helo.text, cases[i].text);
	}
	helo_identity_read(&helo, NULL);
	assert_int_equal(helo.kind, HELO_NOT_GIVEN);
}

static void
a_longer_one_is_cut_and_invalid(void **state)
{
	struct helo_identity helo;
	char text[2000];

	memset(text, 'a', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	helo_identity_read(&helo, text);
	assert_int_equal(helo.kind, HELO_INVALID);
	assert_int_equal(strlen(helo.text), HELO_TEXT_SIZE - 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tells_names_addresses_and_nonsense_apart),
		cmocka_unit_test(a_longer_one_is_cut_and_invalid),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
