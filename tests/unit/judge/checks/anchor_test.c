/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/unit/support/evidence_builder.h"

/* A client without a reverse name that is none of the domain's mail hosts. */
static void
stranger(struct evidence *evidence)
{
	given(evidence, "198.51.100.1", NULL, "a@example.org");
	ptr_answers(evidence, LOOKUP_NO_NAME);
	mx_record(evidence, 10, "mx1.example.org", "192.0.2.7", NULL);
}

static void
adrift_when_nothing_ties_the_client_to_the_sender(void **state)
{
	struct evidence evidence;

	stranger(&evidence);
	assert_outcome(&evidence, CHECK_anchor, anchor_adrift);
}

static void
anchored_by_any_tie(void **state)
{
	struct evidence evidence;

	stranger(&evidence);
	spf_answers(&evidence, SPF_RESULT_PASS);
	assert_outcome(&evidence, CHECK_anchor, anchor_anchored);
	evidence.spf.open = true;
	assert_outcome(&evidence, CHECK_anchor, anchor_adrift);
	stranger(&evidence);
	mx_record(&evidence, 20, "mx2.example.org", "198.51.100.1", NULL);
	assert_outcome(&evidence, CHECK_anchor, anchor_anchored);
	stranger(&evidence);
	ptr_name(&evidence, "mail.example.net", "198.51.100.1", NULL);
	assert_outcome(&evidence, CHECK_anchor, anchor_anchored);
}

static void
temperror_when_a_tie_is_in_doubt(void **state)
{
	struct evidence evidence;

	stranger(&evidence);
	ptr_answers(&evidence, LOOKUP_FAILED);
	assert_outcome(&evidence, CHECK_anchor, outcome_temperror);
	stranger(&evidence);
	spf_answers(&evidence, SPF_RESULT_TEMPERROR);
	assert_outcome(&evidence, CHECK_anchor, outcome_temperror);
}

static void
none_when_a_check_it_rests_on_is_disabled(void **state)
{
	struct evidence evidence;

	stranger(&evidence);
	use_config("disable = {iprev}");
	assert_outcome(&evidence, CHECK_anchor, outcome_none);
	use_config(NULL);
}

static void
none_when_a_part_was_not_given(void **state)
{
	struct evidence evidence;

	given(&evidence, "198.51.100.1", NULL, NULL);
	ptr_answers(&evidence, LOOKUP_NO_NAME);
	assert_outcome(&evidence, CHECK_anchor, outcome_none);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(adrift_when_nothing_ties_the_client_to_the_sender),
		cmocka_unit_test(anchored_by_any_tie),
		cmocka_unit_test(temperror_when_a_tie_is_in_doubt),
		cmocka_unit_test(none_when_a_check_it_rests_on_is_disabled),
		cmocka_unit_test(none_when_a_part_was_not_given),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
