/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "mxvet/judge.h"

static bool
is_token(const char *text)
{
	return text[0] != '\0' && strspn(text, "abcdefghijklmnopqrstuvwxyz") == strlen(text);
}

static void
every_check_is_found_by_its_name(void **state)
{
	for (unsigned check = 0; check < CHECK_COUNT; check++) {
		assert_true(is_token(check_name((enum check)check)));
		assert_int_equal(check_find(check_name((enum check)check)), check);
		assert_non_null(check_table[check].function);
		assert_non_null(strchr(check_table[check].question, '?'));
	}
}

static void
every_outcome_is_found_by_its_check_and_name(void **state)
{
	for (unsigned outcome = outcome_temperror + 1; outcome < OUTCOME_COUNT; outcome++) {
		const struct outcome_row *row = &outcome_table[outcome];
		assert_true(is_token(row->name));
		assert_true(row->text[0] != '\0');
		assert_int_equal(outcome_find(row->check, row->name), outcome);
	}
}

static void
every_check_has_outcomes_and_they_stand_together(void **state)
{
	unsigned check = 0;

	for (unsigned outcome = outcome_temperror + 1; outcome < OUTCOME_COUNT; outcome++) {
		if (outcome_table[outcome].check != check)
			check++;
		assert_int_equal(outcome_table[outcome].check, check);
	}
	assert_int_equal(check, CHECK_COUNT - 1);
}

static void
an_outcome_belongs_to_its_check_alone(void **state)
{
	assert_int_equal(outcome_find(CHECK_iprev, "pass"), iprev_pass);
	assert_int_equal(outcome_find(CHECK_spf, "pass"), spf_pass);
	assert_int_equal(outcome_find(CHECK_mx, "pass"), OUTCOME_COUNT);
}

static void
what_has_no_points_is_not_found(void **state)
{
	assert_int_equal(outcome_find(CHECK_iprev, "none"), OUTCOME_COUNT);
	assert_int_equal(outcome_find(CHECK_iprev, "temperror"), OUTCOME_COUNT);
	assert_int_equal(outcome_table[outcome_none].points, 0);
	assert_int_equal(outcome_table[outcome_temperror].points, 0);
}

static void
unknown_and_half_names_are_not_found(void **state)
{
	assert_int_equal(check_find("m"), CHECK_COUNT);
	assert_int_equal(check_find("mxs"), CHECK_COUNT);
	assert_int_equal(check_find("IPREV"), CHECK_COUNT);
	assert_int_equal(check_find(""), CHECK_COUNT);
	assert_int_equal(outcome_find(CHECK_COUNT, "temperror"), OUTCOME_COUNT);
}

static void
actions_exemptions_and_modes_have_words(void **state)
{
	assert_string_equal(action_name(ACTION_ACCEPT), "accept");
	assert_string_equal(action_name(ACTION_TAG), "tag");
	assert_string_equal(action_name(ACTION_DEFER), "defer");
	assert_string_equal(action_name(ACTION_REJECT), "reject");
	assert_null(exemption_name(EXEMPT_NOT));
	assert_string_equal(exemption_name(EXEMPT_AUTHENTICATED), "authenticated");
	assert_string_equal(exemption_name(EXEMPT_LOCAL), "local");
	assert_string_equal(exemption_name(EXEMPT_NETWORK), "network");
	assert_string_equal(exemption_name(EXEMPT_NAME), "name");
	assert_string_equal(mode_name(MODE_OBSERVE), "observe");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_check_is_found_by_its_name),
		cmocka_unit_test(every_outcome_is_found_by_its_check_and_name),
		cmocka_unit_test(every_check_has_outcomes_and_they_stand_together),
		cmocka_unit_test(an_outcome_belongs_to_its_check_alone),
		cmocka_unit_test(what_has_no_points_is_not_found),
		cmocka_unit_test(unknown_and_half_names_are_not_found),
		cmocka_unit_test(actions_exemptions_and_modes_have_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
