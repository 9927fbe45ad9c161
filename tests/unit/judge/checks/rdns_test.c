/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/unit/support/evidence_builder.h"

static const char dialup[] = "pam80-198-51-100-1.dial.example.net";

static void
tells_a_mail_host_from_an_access_line(void **state)
{
	struct evidence evidence;

	given(&evidence, "192.0.2.1", NULL, NULL);
	ptr_name(&evidence, "mail.example.net", "192.0.2.1", NULL);
	assert_outcome(&evidence, CHECK_rdns, rdns_named);
	given(&evidence, "198.51.100.1", NULL, NULL);
	ptr_name(&evidence, dialup, "198.51.100.1", NULL);
	assert_outcome(&evidence, CHECK_rdns, rdns_dynamic);
}

static void
the_mildest_confirmed_name_wins(void **state)
{
	struct evidence evidence;

	given(&evidence, "198.51.100.1", NULL, NULL);
	ptr_name(&evidence, dialup, "198.51.100.1", NULL);
	ptr_name(&evidence, "mail.example.net", "198.51.100.1", NULL);
	assert_outcome(&evidence, CHECK_rdns, rdns_named);
}

static void
a_name_that_does_not_lead_back_excuses_nothing(void **state)
{
	struct evidence evidence;

	given(&evidence, "198.51.100.1", NULL, NULL);
	ptr_name(&evidence, dialup, "198.51.100.1", NULL);
	ptr_name(&evidence, "mail.example.net", "192.0.2.9", NULL);
	assert_outcome(&evidence, CHECK_rdns, rdns_dynamic);
}

static void
without_a_confirmed_name_all_count(void **state)
{
	struct evidence evidence;

	given(&evidence, "198.51.100.1", NULL, NULL);
	ptr_name(&evidence, dialup, NULL);
	ptr_name(&evidence, "mail.example.net", "192.0.2.9", NULL);
	assert_outcome(&evidence, CHECK_rdns, rdns_named);
}

static void
temperror_when_a_name_in_trouble_could_change_it(void **state)
{
	struct evidence evidence;

	given(&evidence, "198.51.100.1", NULL, NULL);
	ptr_name(&evidence, dialup, "198.51.100.1", NULL);
	ptr_name(&evidence, "mail.example.net", "?", NULL);
	assert_outcome(&evidence, CHECK_rdns, outcome_temperror);
	given(&evidence, "198.51.100.1", NULL, NULL);
	ptr_name(&evidence, dialup, "?", NULL);
	ptr_name(&evidence, "mail.example.net", NULL);
	assert_outcome(&evidence, CHECK_rdns, outcome_temperror);
	given(&evidence, "198.51.100.1", NULL, NULL);
	ptr_name(&evidence, dialup, "?", NULL);
	assert_outcome(&evidence, CHECK_rdns, rdns_dynamic);
}

static void
nothing_to_say_without_a_name(void **state)
{
	struct evidence evidence;

	given(&evidence, "192.0.2.1", NULL, NULL);
	ptr_answers(&evidence, LOOKUP_NO_NAME);
	assert_outcome(&evidence, CHECK_rdns, outcome_none);
	ptr_answers(&evidence, LOOKUP_FAILED);
	assert_outcome(&evidence, CHECK_rdns, outcome_temperror);
}

static void
a_list_that_was_cut_leaves_a_doubt_unless_a_name_is_confirmed_and_mild(void **state)
{
	struct evidence evidence;

	given(&evidence, "192.0.2.45", NULL, "a@example.org");
	ptr_name(&evidence, "192-0-2-45.dyn.isp.example", "192.0.2.45", NULL);
	evidence.ptr.truncated = true;
	assert_outcome(&evidence, CHECK_rdns, outcome_temperror);
	ptr_name(&evidence, "mail.firm.example", "192.0.2.45", NULL);
	assert_outcome(&evidence, CHECK_rdns, rdns_named);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tells_a_mail_host_from_an_access_line),
		cmocka_unit_test(the_mildest_confirmed_name_wins),
		cmocka_unit_test(a_name_that_does_not_lead_back_excuses_nothing),
		cmocka_unit_test(without_a_confirmed_name_all_count),
		cmocka_unit_test(temperror_when_a_name_in_trouble_could_change_it),
		cmocka_unit_test(nothing_to_say_without_a_name),
		cmocka_unit_test(
			a_list_that_was_cut_leaves_a_doubt_unless_a_name_is_confirmed_and_mild),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
