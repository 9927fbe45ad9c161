/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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
a_certificate_is_trusted_by_its_subject_and_narrowed_by_its_issuer(void **state)
{
	struct evidence evidence;

	use_config("trust { certificates = {relay.example.net, \"scanner issuer=Our CA\"} }");
	given(&evidence, "198.51.100.1", NULL, "a@example.org");
	assert_exempt(&evidence, EXEMPT_NOT);
	strcpy(evidence.envelope.certificate_subject, "Relay.example.net");
	assert_exempt(&evidence, EXEMPT_CERTIFICATE);
	strcpy(evidence.envelope.certificate_subject, "scanner");
	assert_exempt(&evidence, EXEMPT_NOT);
	strcpy(evidence.envelope.certificate_issuer, "Our CA");
	assert_exempt(&evidence, EXEMPT_CERTIFICATE);
	evidence.envelope.certificate_subject[0] = '\0';
	assert_exempt(&evidence, EXEMPT_NOT);
	use_config(NULL);
}

static void
a_line_of_the_trust_file_ends_at_its_moment(void **state)
{
	char path[] = "/tmp/mxvet-trust-XXXXXX", settings[128];
	struct evidence evidence;
	const int file = mkstemp(path);

	assert_true(dprintf(file,
			    "# whom we know\n\nnetwork 198.51.100.0/24 until=2026-12-31 # scanner\n"
			    "name example.net\ndomain example.org until=2026-12-31\n") > 0);
	close(file);
	snprintf(settings, sizeof(settings), "trust { file = \"%s\" }", path);
	use_config(settings);
	unlink(path);
	given(&evidence, "198.51.100.1", NULL, "a@example.org");
	evidence.envelope.time_ms = INT64_C(1798761599999); /* 2026-12-31 23:59:59.999 UTC */
	assert_exempt(&evidence, EXEMPT_NETWORK);
	evidence.envelope.time_ms++;
	assert_exempt(&evidence, EXEMPT_NOT);
	spf_answers(&evidence, SPF_RESULT_PASS);
	assert_exempt(&evidence, EXEMPT_NOT);
	evidence.envelope.time_ms--;
	evidence.envelope.client.octet[0] = 203;
	assert_exempt(&evidence, EXEMPT_DOMAIN);
	given(&evidence, "203.0.113.1", NULL, "a@example.com");
	evidence.envelope.time_ms = INT64_C(1998761599999);
	ptr_name(&evidence, "out.example.net", "203.0.113.1", NULL);
	assert_exempt(&evidence, EXEMPT_NAME);
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
		cmocka_unit_test(a_certificate_is_trusted_by_its_subject_and_narrowed_by_its_issuer),
		cmocka_unit_test(a_line_of_the_trust_file_ends_at_its_moment),
		cmocka_unit_test(a_trusted_domain_needs_an_spf_pass_that_is_worth_something),
		cmocka_unit_test(our_own_backup_may_relay_to_us),
		cmocka_unit_test(a_strangers_domain_is_no_reason_to_trust_its_mx_hosts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
