/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/unit/support/evidence_builder.h"

static void
mx_when_there_are_hosts(void **state)
{
	struct evidence evidence;

	given(&evidence, "192.0.2.1", NULL, "a@example.org");
	mx_record(&evidence, 10, "gone.example.org", NULL);
	assert_outcome(&evidence, CHECK_sender, sender_mx);
}

static void
implicit_when_only_the_domain_has_an_address(void **state)
{
	struct evidence evidence;

	given(&evidence, "192.0.2.1", NULL, "a@example.org");
	domain_resolves_to(&evidence, "2001:db8::1", NULL);
	assert_outcome(&evidence, CHECK_sender, sender_implicit);
}

static void
bounce_when_the_sender_is_null(void **state)
{
	struct evidence evidence;

	given(&evidence, "192.0.2.1", NULL, "<>");
	assert_outcome(&evidence, CHECK_sender, sender_bounce);
	given(&evidence, "192.0.2.1", NULL, NULL);
	assert_outcome(&evidence, CHECK_sender, outcome_none);
}

static void
spfonly_forgives_a_bounce_subdomain_whose_spf_passes(void **state)
{
	struct evidence evidence;

	given(&evidence, "192.0.2.1", NULL, "a@bounce.example.org");
	domain_resolves_to(&evidence, NULL);
	assert_outcome(&evidence, CHECK_sender, sender_nodata);
	spf_answers(&evidence, SPF_RESULT_PASS);
	assert_outcome(&evidence, CHECK_sender, sender_spfonly);
	evidence.spf.open = true;
	assert_outcome(&evidence, CHECK_sender, sender_nodata);
	spf_answers(&evidence, SPF_RESULT_TEMPERROR);
	assert_outcome(&evidence, CHECK_sender, outcome_temperror);
}

static void
without_spf_nobody_knows_whether_it_is_a_bounce_subdomain(void **state)
{
	struct evidence evidence;

	given(&evidence, "192.0.2.1", NULL, "a@bounce.example.org");
	domain_resolves_to(&evidence, NULL);
	use_config("disable = {spf}");
	assert_outcome(&evidence, CHECK_sender, outcome_none);
	use_config(NULL);
}

static void
invalid_when_there_is_no_full_domain_name(void **state)
{
	static const char *const senders[] = {"someone", "someone@", "a@localhost", "a@[192.0.2.1]",
		"a@192.0.2.1", "a@ex ample.org", "a@-.example.org"};
	struct evidence evidence;

	for (size_t i = 0; i < sizeof(senders) / sizeof(senders[0]); i++) {
		given(&evidence, "192.0.2.1", NULL, senders[i]);
		assert_outcome(&evidence, CHECK_sender, sender_invalid);
	}
}

static void
nodata_nxdomain_and_trouble_are_three_things(void **state)
{
	struct evidence evidence;

	given(&evidence, "192.0.2.1", NULL, "a@example.org");
	mx_answers(&evidence, LOOKUP_NO_NAME);
	assert_outcome(&evidence, CHECK_sender, sender_nxdomain);
	mx_answers(&evidence, LOOKUP_FAILED);
	assert_outcome(&evidence, CHECK_sender, outcome_temperror);
	domain_resolves_to(&evidence, "?", NULL);
	assert_outcome(&evidence, CHECK_sender, outcome_temperror);
	domain_resolves_to(&evidence, NULL);
	assert_outcome(&evidence, CHECK_sender, sender_nodata);
}

static void
nullmx_whatever_its_preference_and_number(void **state)
{
	struct evidence evidence;

	given(&evidence, "192.0.2.1", NULL, "a@example.org");
	mx_record(&evidence, 10, ".", NULL);
	assert_outcome(&evidence, CHECK_sender, sender_nullmx);
	mx_record(&evidence, 20, ".", NULL);
	assert_outcome(&evidence, CHECK_sender, sender_nullmx);
	assert_outcome(&evidence, CHECK_mxset, outcome_none);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(mx_when_there_are_hosts),
		cmocka_unit_test(implicit_when_only_the_domain_has_an_address),
		cmocka_unit_test(bounce_when_the_sender_is_null),
		cmocka_unit_test(spfonly_forgives_a_bounce_subdomain_whose_spf_passes),
		cmocka_unit_test(without_spf_nobody_knows_whether_it_is_a_bounce_subdomain),
		cmocka_unit_test(invalid_when_there_is_no_full_domain_name),
		cmocka_unit_test(nodata_nxdomain_and_trouble_are_three_things),
		cmocka_unit_test(nullmx_whatever_its_preference_and_number),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
