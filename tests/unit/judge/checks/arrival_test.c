/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/unit/support/evidence_builder.h"

static void
none_while_our_own_place_is_not_known(void **state)
{
	struct evidence evidence;

	given(&evidence, "192.0.2.1", "mail.example.org", "a@example.org");
	assert_outcome(&evidence, CHECK_arrival, outcome_none);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(none_while_our_own_place_is_not_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
