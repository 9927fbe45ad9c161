/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/unit/support/evidence_builder.h"

static void
passes_when_a_name_leads_back(void **state)
{
	struct evidence evidence;

	given(&evidence, "192.0.2.1", NULL, NULL);
	ptr_name(&evidence, "mail.example.net", "192.0.2.1", NULL);
	assert_outcome(&evidence, CHECK_iprev, iprev_pass);
	assert_string_equal(
		judge(&evidence).findings[CHECK_iprev].because, "mail.example.net -> 192.0.2.1");
}

static void
passes_when_only_the_second_name_leads_back(void **state)
{
	struct evidence evidence;

	given(&evidence, "2001:db8::1", NULL, NULL);
	ptr_name(&evidence, "web.example.net", "2001:db8::2", NULL);
	ptr_name(&evidence, "mail.example.net", "2001:db8::3", "2001:db8::1", NULL);
	assert_outcome(&evidence, CHECK_iprev, iprev_pass);
}

static void
passes_although_another_name_is_in_trouble(void **state)
{
	struct evidence evidence;

	given(&evidence, "192.0.2.1", NULL, NULL);
	ptr_name(&evidence, "web.example.net", "?", NULL);
	ptr_name(&evidence, "mail.example.net", "192.0.2.1", NULL);
	assert_outcome(&evidence, CHECK_iprev, iprev_pass);
}

static void
fails_when_no_name_leads_back(void **state)
{
	struct evidence evidence;

	given(&evidence, "192.0.2.1", NULL, NULL);
	ptr_name(&evidence, "mail.example.net", "192.0.2.2", "2001:db8::1", NULL);
	ptr_name(&evidence, "no?host", NULL);
	assert_outcome(&evidence, CHECK_iprev, iprev_fail);
}

static void
temperror_when_a_name_in_trouble_could_lead_back(void **state)
{
	struct evidence evidence;

	given(&evidence, "192.0.2.1", NULL, NULL);
	ptr_name(&evidence, "web.example.net", "192.0.2.2", NULL);
	ptr_name(&evidence, "mail.example.net", "?", NULL);
	assert_outcome(&evidence, CHECK_iprev, outcome_temperror);
}

static void
temperror_when_the_addresses_were_cut(void **state)
{
	struct evidence evidence;

	given(&evidence, "192.0.2.1", NULL, NULL);
	ptr_name(&evidence, "mail.example.net", "192.0.2.2", NULL);
	evidence.ptr.name[0].v4.truncated = true;
	assert_outcome(&evidence, CHECK_iprev, outcome_temperror);
}

static void
nxptr_only_when_dns_said_so(void **state)
{
	struct evidence evidence;

	given(&evidence, "192.0.2.1", NULL, NULL);
	assert_outcome(&evidence, CHECK_iprev, outcome_none);
	ptr_answers(&evidence, LOOKUP_NO_DATA);
	assert_outcome(&evidence, CHECK_iprev, iprev_nxptr);
	ptr_answers(&evidence, LOOKUP_NO_NAME);
	assert_outcome(&evidence, CHECK_iprev, iprev_nxptr);
	ptr_answers(&evidence, LOOKUP_FAILED);
	assert_outcome(&evidence, CHECK_iprev, outcome_temperror);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(passes_when_a_name_leads_back),
		cmocka_unit_test(passes_when_only_the_second_name_leads_back),
		cmocka_unit_test(passes_although_another_name_is_in_trouble),
		cmocka_unit_test(fails_when_no_name_leads_back),
		cmocka_unit_test(temperror_when_a_name_in_trouble_could_lead_back),
		cmocka_unit_test(temperror_when_the_addresses_were_cut),
		cmocka_unit_test(nxptr_only_when_dns_said_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
