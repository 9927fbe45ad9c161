/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/unit/support/evidence_builder.h"

static void
each_result_is_its_own_outcome(void **state)
{
	static const struct {
		enum spf_result result;
		enum outcome outcome;
	} cases[] = {
		{SPF_RESULT_NOT_ASKED, outcome_none},
		{SPF_RESULT_NONE, spf_nospf},
		{SPF_RESULT_NEUTRAL, spf_neutral},
		{SPF_RESULT_PASS, spf_pass},
		{SPF_RESULT_FAIL, spf_fail},
		{SPF_RESULT_SOFTFAIL, spf_softfail},
		{SPF_RESULT_TEMPERROR, outcome_temperror},
		{SPF_RESULT_PERMERROR, spf_permerror},
	};
	struct evidence evidence;

	given(&evidence, "192.0.2.1", NULL, "a@example.org");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		spf_answers(&evidence, cases[i].result);
		assert_outcome(&evidence, CHECK_spf, cases[i].outcome);
	}
}

static void
a_pass_that_everybody_gets_is_open(void **state)
{
	struct evidence evidence;

	given(&evidence, "192.0.2.1", NULL, "a@example.org");
	spf_answers(&evidence, SPF_RESULT_PASS);
	evidence.spf.open = true;
	assert_outcome(&evidence, CHECK_spf, spf_open);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_result_is_its_own_outcome),
		cmocka_unit_test(a_pass_that_everybody_gets_is_open),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
