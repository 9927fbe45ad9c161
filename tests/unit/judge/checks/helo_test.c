/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/unit/support/evidence_builder.h"

#include <string.h>

static void
said(struct evidence *evidence, const char *helo)
{
	given(evidence, "192.0.2.1", helo, NULL);
	ptr_name(evidence, "mail.example.net", "192.0.2.1", NULL);
}

static void
in_every_dress(void **state)
{
	static const struct {
		const char *helo;
		enum outcome outcome;
	} cases[] = {
		{NULL, outcome_none},
		{"", helo_invalid},
		{"ex ample.org", helo_invalid},
		{"-mail.example.org", helo_invalid},
		{"[192.0.2.1", helo_invalid},
		{"[IPv6:192.0.2.1]", helo_invalid},
		{"192.0.2.1", helo_address},
		{"192.0.2.1.", helo_address},
		{"2001:db8::1", helo_address},
		{"[192.0.2.1]", helo_literal},
		{"[IPv6:::ffff:192.0.2.1]", helo_literal},
		{"[10.0.0.1]", helo_private},
		{"[192.0.2.2]", helo_badliteral},
		{"[IPv6:2001:db8::1]", helo_badliteral},
		{"localhost", helo_private},
		{"pc.LAN.", helo_private},
		{"nas.home.arpa", helo_private},
		{"mailhost", helo_unqualified},
	};
	struct evidence evidence;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		said(&evidence, cases[i].helo);
		assert_outcome(&evidence, CHECK_helo, cases[i].outcome);
	}
}

static void
the_right_literal_of_a_private_client_is_literal(void **state)
{
	struct evidence evidence;

	given(&evidence, "10.0.0.1", "[10.0.0.1]", NULL);
	assert_outcome(&evidence, CHECK_helo, helo_literal);
}

static void
ours_unless_it_leads_to_the_client(void **state)
{
	struct evidence evidence;

	use_config("own { names = {mx.example.com} }");
	said(&evidence, "mx.example.com");
	helo_resolves_to(&evidence, "198.51.100.25", NULL);
	assert_outcome(&evidence, CHECK_helo, helo_ours);
	helo_resolves_to(&evidence, "192.0.2.1", NULL);
	assert_outcome(&evidence, CHECK_helo, helo_match);
	helo_resolves_to(&evidence, "?", NULL);
	evidence.helo.v4.count = 0;
	assert_outcome(&evidence, CHECK_helo, outcome_temperror);
	use_config(NULL);
}

static void
the_mtas_own_name_is_ours(void **state)
{
	struct evidence evidence;

	said(&evidence, "MX.Example.COM");
	helo_resolves_to(&evidence, "198.51.100.25", NULL);
	assert_true(dns_name_parse(&evidence.envelope.own_name, "mx.example.com"));
	assert_outcome(&evidence, CHECK_helo, helo_ours);
}

static void
a_name_for_one_of_our_addresses_is_ours(void **state)
{
	struct evidence evidence;

	use_config("own { networks = {198.51.100.0/24} }");
	said(&evidence, "www.example.com");
	helo_resolves_to(&evidence, "198.51.100.25", NULL);
	assert_outcome(&evidence, CHECK_helo, helo_ours);
	helo_resolves_to(&evidence, "192.0.2.1", NULL);
	assert_outcome(&evidence, CHECK_helo, helo_match);
	use_config(NULL);
}

static void
match_when_it_resolves_to_the_client(void **state)
{
	struct evidence evidence;

	said(&evidence, "mail_1.example.org");
	helo_resolves_to(&evidence, "192.0.2.9", "192.0.2.1", NULL);
	assert_outcome(&evidence, CHECK_helo, helo_match);
}

static void
org_when_it_is_of_the_confirmed_names_organisation(void **state)
{
	struct evidence evidence;

	said(&evidence, "cluster.example.net");
	helo_resolves_to(&evidence, "?", NULL);
	assert_outcome(&evidence, CHECK_helo, helo_org);
}

static void
differs_or_unresolvable_without_any_tie(void **state)
{
	struct evidence evidence;

	said(&evidence, "mail.example.org");
	helo_resolves_to(&evidence, "2001:db8::1", NULL);
	assert_outcome(&evidence, CHECK_helo, helo_differs);
	said(&evidence, "mail.example.org");
	helo_resolves_to(&evidence, NULL);
	assert_outcome(&evidence, CHECK_helo, helo_unresolvable);
	assert_string_equal(
		judge(&evidence).findings[CHECK_helo].because, "mail.example.org has no address");
}

static void
temperror_when_dns_could_have_said_match_or_org(void **state)
{
	struct evidence evidence;

	said(&evidence, "mail.example.org");
	helo_resolves_to(&evidence, "?", NULL);
	assert_outcome(&evidence, CHECK_helo, outcome_temperror);
	given(&evidence, "192.0.2.1", "mail.example.org", NULL);
	ptr_answers(&evidence, LOOKUP_FAILED);
	helo_resolves_to(&evidence, "192.0.2.9", NULL);
	assert_outcome(&evidence, CHECK_helo, outcome_temperror);
}

static void
foreign_octets_are_invalid_and_stay_inside(void **state)
{
	struct evidence evidence;
	struct verdict verdict;

	said(&evidence, "mail\r\nX-Spam: no\x80");
	assert_outcome(&evidence, CHECK_helo, helo_invalid);
	verdict = judge(&evidence);
	for (const char *c = verdict.findings[CHECK_helo].because; *c != '\0'; c++)
		assert_true(*c >= ' ' && *c < 0x7f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(in_every_dress),
		cmocka_unit_test(the_right_literal_of_a_private_client_is_literal),
		cmocka_unit_test(ours_unless_it_leads_to_the_client),
		cmocka_unit_test(the_mtas_own_name_is_ours),
		cmocka_unit_test(a_name_for_one_of_our_addresses_is_ours),
		cmocka_unit_test(match_when_it_resolves_to_the_client),
		cmocka_unit_test(org_when_it_is_of_the_confirmed_names_organisation),
		cmocka_unit_test(differs_or_unresolvable_without_any_tie),
		cmocka_unit_test(temperror_when_dns_could_have_said_match_or_org),
		cmocka_unit_test(foreign_octets_are_invalid_and_stay_inside),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
