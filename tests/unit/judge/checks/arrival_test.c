/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/unit/support/evidence_builder.h"

static void
arrived(struct evidence *evidence)
{
	given(evidence, "198.51.100.1", NULL, "a@example.org");
	assert_true(ip_addr_parse(&evidence->envelope.own_address, "203.0.113.25"));
	assert_true(dns_name_parse(&evidence->envelope.recipient, "example.com"));
	evidence->arrival.lookup = LOOKUP_FOUND;
}

static void
mail_host(struct evidence *evidence, uint16_t preference, enum truth ours)
{
	evidence->arrival.host[evidence->arrival.count++] = (struct arrival_host){
		.preference = preference, .ours = ours};
}

static void
backup_when_a_better_host_exists(void **state)
{
	struct evidence evidence;

	arrived(&evidence);
	mail_host(&evidence, 10, TRUTH_NO);
	mail_host(&evidence, 20, TRUTH_YES);
	assert_outcome(&evidence, CHECK_arrival, arrival_backup);
	assert_string_equal(judge(&evidence).findings[CHECK_arrival].because,
		"we are MX 20 of example.com, the first choice is 10");
}

static void
primary_when_none_comes_before_us(void **state)
{
	struct evidence evidence;

	arrived(&evidence);
	mail_host(&evidence, 10, TRUTH_NO);
	mail_host(&evidence, 10, TRUTH_YES);
	mail_host(&evidence, 20, TRUTH_YES);
	assert_outcome(&evidence, CHECK_arrival, arrival_primary);
}

static void
none_when_we_are_not_among_the_hosts(void **state)
{
	struct evidence evidence;

	arrived(&evidence);
	mail_host(&evidence, 10, TRUTH_NO);
	assert_outcome(&evidence, CHECK_arrival, outcome_none);
	evidence.arrival.lookup = LOOKUP_NO_DATA;
	assert_outcome(&evidence, CHECK_arrival, outcome_none);
	given(&evidence, "198.51.100.1", NULL, "a@example.org");
	assert_outcome(&evidence, CHECK_arrival, outcome_none);
}

static void
the_configured_place_needs_no_address(void **state)
{
	struct evidence evidence;

	use_config("own { mx_preference = 20 }");
	arrived(&evidence);
	mail_host(&evidence, 10, TRUTH_MAYBE);
	assert_outcome(&evidence, CHECK_arrival, arrival_backup);
	use_config("own { mx_preference = 10 }");
	assert_outcome(&evidence, CHECK_arrival, arrival_primary);
	use_config(NULL);
}

static void
temperror_when_a_better_host_could_be_us(void **state)
{
	struct evidence evidence;

	arrived(&evidence);
	mail_host(&evidence, 10, TRUTH_MAYBE);
	mail_host(&evidence, 20, TRUTH_YES);
	assert_outcome(&evidence, CHECK_arrival, outcome_temperror);
	arrived(&evidence);
	mail_host(&evidence, 10, TRUTH_YES);
	mail_host(&evidence, 20, TRUTH_MAYBE);
	assert_outcome(&evidence, CHECK_arrival, arrival_primary);
	arrived(&evidence);
	mail_host(&evidence, 10, TRUTH_NO);
	evidence.arrival.truncated = true;
	assert_outcome(&evidence, CHECK_arrival, outcome_temperror);
	evidence.arrival.lookup = LOOKUP_FAILED;
	assert_outcome(&evidence, CHECK_arrival, outcome_temperror);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(backup_when_a_better_host_exists),
		cmocka_unit_test(primary_when_none_comes_before_us),
		cmocka_unit_test(none_when_we_are_not_among_the_hosts),
		cmocka_unit_test(the_configured_place_needs_no_address),
		cmocka_unit_test(temperror_when_a_better_host_could_be_us),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
