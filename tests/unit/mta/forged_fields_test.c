/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "milter/mta/forged_fields.h"

static const char OURS[] = "mx.example.com";

/* What was removed, as "Name:2 Name:1 ". */
static char removed[64 * 1024];
static unsigned removals;

static void
note_removal(void *state, const char *name, unsigned number)
{
	size_t length = strlen(removed);

	snprintf(removed + length, sizeof(removed) - length, "%s:%u ", name, number);
	removals++;
}

static void
no_insertion(void *state, const char *name, const char *value)
{
	fail_msg("nothing is inserted here, but %s: %s was", name, value);
}

static void
assert_removes(struct forged_fields *forged, const char *wanted)
{
	const struct header_edits edits = {note_removal, no_insertion, NULL};

	removed[0] = '\0';
	removals = 0;
	forged_fields_remove(forged, &edits);
	if (wanted != NULL)
		assert_string_equal(removed, wanted);
	forged_fields_forget(forged);
}

static void
an_innocent_header_keeps_everything(void **state)
{
	struct forged_fields forged = {0};

	forged_fields_note(&forged, "Subject", "X-MXVet: score=1", OURS);
	forged_fields_note(&forged, "MXVet", "x", OURS);
	forged_fields_note(&forged, "Authentication-Results", "other.example.net; spf=pass", OURS);
	assert_removes(&forged, "");
}

static void
removes_from_the_highest_number_down(void **state)
{
	struct forged_fields forged = {0};

	for (int i = 0; i < 3; i++)
		forged_fields_note(&forged, "X-MXVet", "score=-9.00", OURS);
	assert_removes(&forged, "X-MXVet:3 X-MXVet:2 X-MXVet:1 ");
}

static void
counts_a_name_in_any_case_as_one(void **state)
{
	struct forged_fields forged = {0};

	forged_fields_note(&forged, "x-mxvet-SCORE", "-9.00", OURS);
	forged_fields_note(&forged, "X-MXVET-Score", "-9.00", OURS);
	forged_fields_note(&forged, "X-mxvet-made-up", "1", OURS);
	forged_fields_note(&forged, "X-MXVet-Made-Up", "2", OURS);
	assert_removes(
		&forged, "X-MXVet-Score:2 X-MXVet-Score:1 X-mxvet-made-up:2 X-mxvet-made-up:1 ");
}

static void
results_of_others_stay_and_are_counted(void **state)
{
	struct forged_fields forged = {0};

	forged_fields_note(&forged, "Authentication-Results", "mx.example.com; spf=pass", OURS);
	forged_fields_note(&forged, "Authentication-Results", "other.example.net; spf=pass", OURS);
	forged_fields_note(&forged, "authentication-results", "MX.example.com; spf=pass", OURS);
	assert_removes(&forged, "Authentication-Results:3 Authentication-Results:1 ");
}

static void
known_names_are_counted_however_many_others_came_first(void **state)
{
	struct forged_fields forged = {0};
	char name[40];

	for (int i = 0; i < 10 * FORGED_NAMES_MAX; i++) {
		snprintf(name, sizeof(name), "X-MXVet-%d", i);
		forged_fields_note(&forged, name, "x", OURS);
	}
	assert_true(forged.others_cut);
	assert_int_equal(forged.other_count, FORGED_NAMES_MAX);
	forged_fields_note(&forged, "X-MXVet-Risk", "0", OURS);
	assert_removes(&forged, NULL);
	assert_non_null(strstr(removed, "X-MXVet-Risk:1 "));
	assert_int_equal(removals, FORGED_NAMES_MAX + 1);
}

static void
a_name_of_no_reasonable_length_is_not_kept(void **state)
{
	struct forged_fields forged = {0};
	char name[2 * FORGED_NAME_SIZE] = "X-MXVet-";

	memset(name + strlen(name), 'a', sizeof(name) - 9);
	forged_fields_note(&forged, name, "x", OURS);
	assert_true(forged_fields_are_too_many(&forged));
	assert_removes(&forged, "");
}

static void
a_thousand_are_taken_out_and_more_are_too_many(void **state)
{
	static const char *const names[] = {
		"X-MXVet", "X-MXVet-Score", "X-MXVet-Other", "Authentication-Results"};
	struct forged_fields forged = {0};

	for (int i = 0; i < FORGED_FIELDS_MAX; i++) {
		forged_fields_note(&forged, names[i % 4], "mx.example.com; none", OURS);
		forged_fields_note(
			&forged, "Authentication-Results", "other.example.net; none", OURS);
	}
	assert_false(forged_fields_are_too_many(&forged));
	forged_fields_note(&forged, "X-MXVet", "x", OURS);
	assert_true(forged_fields_are_too_many(&forged));
	forged_fields_forget(&forged);
	assert_false(forged_fields_are_too_many(&forged));
	for (int i = 0; i < FORGED_RESULTS_MAX + 1; i++)
		forged_fields_note(&forged, "Authentication-Results", "mx.example.com; none", OURS);
	assert_true(forged_fields_are_too_many(&forged));
	forged_fields_forget(&forged);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_innocent_header_keeps_everything),
		cmocka_unit_test(removes_from_the_highest_number_down),
		cmocka_unit_test(counts_a_name_in_any_case_as_one),
		cmocka_unit_test(results_of_others_stay_and_are_counted),
		cmocka_unit_test(known_names_are_counted_however_many_others_came_first),
		cmocka_unit_test(a_name_of_no_reasonable_length_is_not_kept),
		cmocka_unit_test(a_thousand_are_taken_out_and_more_are_too_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
