/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/unit/support/evidence_builder.h"

static void
aligned_when_a_confirmed_name_is_of_the_senders_organisation(void **state)
{
	struct evidence evidence;

	given(&evidence, "192.0.2.1", NULL, "a@news.example.co.uk");
	ptr_name(&evidence, "mail.example.co.uk", "192.0.2.1", NULL);
	assert_outcome(&evidence, CHECK_align, align_aligned);
}

static void
other_when_the_name_is_not_confirmed_or_there_is_none(void **state)
{
	struct evidence evidence;

	given(&evidence, "192.0.2.1", NULL, "a@example.org");
	ptr_name(&evidence, "mail.example.org", "192.0.2.9", NULL);
	assert_outcome(&evidence, CHECK_align, align_other);
	given(&evidence, "192.0.2.1", NULL, "a@example.org");
	ptr_answers(&evidence, LOOKUP_NO_NAME);
	assert_outcome(&evidence, CHECK_align, align_other);
}

static void
a_public_suffix_is_nobodys_organisation(void **state)
{
	struct evidence evidence;

	given(&evidence, "192.0.2.1", NULL, "a@co.uk");
	ptr_name(&evidence, "mail.example.co.uk", "192.0.2.1", NULL);
	assert_outcome(&evidence, CHECK_align, align_other);
}

static void
temperror_only_when_the_name_in_trouble_would_align(void **state)
{
	struct evidence evidence;

	given(&evidence, "192.0.2.1", NULL, "a@example.org");
	ptr_name(&evidence, "mail.example.org", "?", NULL);
	assert_outcome(&evidence, CHECK_align, outcome_temperror);
	given(&evidence, "192.0.2.1", NULL, "a@example.org");
	ptr_name(&evidence, "mail.example.net", "?", NULL);
	assert_outcome(&evidence, CHECK_align, align_other);
	ptr_answers(&evidence, LOOKUP_FAILED);
	assert_outcome(&evidence, CHECK_align, outcome_temperror);
}

static void
none_for_a_bounce_and_without_a_domain(void **state)
{
	struct evidence evidence;

	given(&evidence, "192.0.2.1", "mail.example.org", "");
	ptr_name(&evidence, "mail.example.org", "192.0.2.1", NULL);
	assert_outcome(&evidence, CHECK_align, outcome_none);
	given(&evidence, "192.0.2.1", NULL, "nonsense");
	ptr_name(&evidence, "mail.example.org", "192.0.2.1", NULL);
	assert_outcome(&evidence, CHECK_align, outcome_none);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(aligned_when_a_confirmed_name_is_of_the_senders_organisation),
		cmocka_unit_test(other_when_the_name_is_not_confirmed_or_there_is_none),
		cmocka_unit_test(a_public_suffix_is_nobodys_organisation),
		cmocka_unit_test(temperror_only_when_the_name_in_trouble_would_align),
		cmocka_unit_test(none_for_a_bounce_and_without_a_domain),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
