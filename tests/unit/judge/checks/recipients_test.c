/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/unit/support/evidence_builder.h"

static void
counts_the_recipients_of_a_bounce(void **state)
{
	struct evidence evidence;

	given(&evidence, "192.0.2.1", NULL, "");
	assert_outcome(&evidence, CHECK_recipients, recipients_single);
	evidence.envelope.recipients = 2;
	assert_outcome(&evidence, CHECK_recipients, recipients_many);
	evidence.envelope.recipients = 0;
	assert_outcome(&evidence, CHECK_recipients, outcome_none);
}

static void
does_not_mind_the_recipients_of_other_mail(void **state)
{
	struct evidence evidence;

	given(&evidence, "192.0.2.1", NULL, "a@example.org");
	evidence.envelope.recipients = 50;
	assert_outcome(&evidence, CHECK_recipients, outcome_none);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counts_the_recipients_of_a_bounce),
		cmocka_unit_test(does_not_mind_the_recipients_of_other_mail),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
