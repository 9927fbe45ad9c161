/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/unit/support/evidence_builder.h"

static void
assert_exempt(const struct evidence *evidence, enum exemption expected)
{
	assert_int_equal(judge(evidence).exempt, expected);
}

static void
networks_logins_and_local_mail_are_exempt_without_dns(void **state)
{
	struct evidence evidence;

	given(&evidence, "127.0.0.1", NULL, "a@example.org");
	assert_exempt(&evidence, EXEMPT_NETWORK);
	given(&evidence, "198.51.100.1", NULL, "a@example.org");
	assert_exempt(&evidence, EXEMPT_NOT);
	evidence.envelope.local = true;
	assert_exempt(&evidence, EXEMPT_LOCAL);
	evidence.envelope.authenticated = true;
	assert_exempt(&evidence, EXEMPT_AUTHENTICATED);
}

static void
a_trusted_name_must_be_confirmed(void **state)
{
	struct evidence evidence;

	use_config("trust { names = {example.net} }");
	given(&evidence, "198.51.100.1", NULL, "a@example.org");
	ptr_name(&evidence, "out.example.net", "198.51.100.1", NULL);
	assert_exempt(&evidence, EXEMPT_NAME);
	given(&evidence, "198.51.100.1", NULL, "a@example.org");
	ptr_name(&evidence, "out.example.net", NULL);
	assert_exempt(&evidence, EXEMPT_NOT);
	given(&evidence, "198.51.100.1", NULL, "a@example.org");
	ptr_name(&evidence, "out.badexample.net", "198.51.100.1", NULL);
	assert_exempt(&evidence, EXEMPT_NOT);
	use_config(NULL);
}

static void
a_trusted_domain_needs_an_spf_pass_that_is_worth_something(void **state)
{
	struct evidence evidence;

	use_config("trust { domains = {example.org} }");
	given(&evidence, "198.51.100.1", NULL, "a@news.example.org");
	assert_exempt(&evidence, EXEMPT_NOT);
	spf_answers(&evidence, SPF_RESULT_PASS);
	assert_exempt(&evidence, EXEMPT_DOMAIN);
	evidence.spf.open = true;
	assert_exempt(&evidence, EXEMPT_NOT);
	given(&evidence, "198.51.100.1", "example.org", "");
	spf_answers(&evidence, SPF_RESULT_PASS);
	assert_exempt(&evidence, EXEMPT_NOT);
	use_config(NULL);
}

static void
our_own_backup_may_relay_to_us(void **state)
{
	struct evidence evidence;

	given(&evidence, "198.51.100.1", NULL, "a@example.org");
	assert_true(dns_name_parse(&evidence.envelope.recipient, "example.com"));
	evidence.arrival = (struct arrival_evidence){.lookup = LOOKUP_FOUND,
		.count = 2,
		.host = {{10, TRUTH_YES, TRUTH_NO}, {20, TRUTH_NO, TRUTH_YES}}};
	assert_exempt(&evidence, EXEMPT_BACKUP);
	evidence.arrival.host[1].client = TRUTH_MAYBE;
	assert_exempt(&evidence, EXEMPT_NOT);
}

static void
a_strangers_domain_is_no_reason_to_trust_its_mx_hosts(void **state)
{
	struct evidence evidence;

	given(&evidence, "198.51.100.1", NULL, "a@example.org");
	assert_true(dns_name_parse(&evidence.envelope.recipient, "example.com"));
	evidence.arrival = (struct arrival_evidence){
		.lookup = LOOKUP_FOUND, .count = 1, .host = {{20, TRUTH_NO, TRUTH_YES}}};
	assert_exempt(&evidence, EXEMPT_NOT);
	use_config("own { domains = {example.com} }");
	assert_exempt(&evidence, EXEMPT_BACKUP);
	use_config(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(networks_logins_and_local_mail_are_exempt_without_dns),
		cmocka_unit_test(a_trusted_name_must_be_confirmed),
		cmocka_unit_test(a_trusted_domain_needs_an_spf_pass_that_is_worth_something),
		cmocka_unit_test(our_own_backup_may_relay_to_us),
		cmocka_unit_test(a_strangers_domain_is_no_reason_to_trust_its_mx_hosts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
