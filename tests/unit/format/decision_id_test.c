/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "mxvet/format.h"

static const char *
id_of(uint64_t number)
{
	static char id[DECISION_ID_SIZE];

	decision_id_of(id, number);
	return id;
}

static int
compare(const void *a, const void *b)
{
	return strcmp(a, b);
}

static void
an_id_has_eight_characters_that_need_no_quoting(void **state)
{
	static const uint64_t numbers[] = {0, 1, 17952768001230, UINT64_MAX};

	for (int i = 0; i < 4; i++) {
		assert_int_equal(strlen(id_of(numbers[i])), 8);
		assert_int_equal(
			strspn(id_of(numbers[i]), "0123456789abcdefghijklmnopqrstuvwxyz"), 8);
	}
}

static void
different_numbers_have_different_ids(void **state)
{
	enum { COUNT = 20000 };
	static char ids[COUNT][DECISION_ID_SIZE];

	for (uint64_t i = 0; i < COUNT; i++)
		decision_id_of(ids[i], i < COUNT / 2 ? 17952768001230 + i : i << 25);
	qsort(ids, COUNT, DECISION_ID_SIZE, compare);
	for (int i = 1; i < COUNT; i++)
		assert_string_not_equal(ids[i - 1], ids[i]);
}

static void
neighbours_do_not_look_alike(void **state)
{
	char one[DECISION_ID_SIZE], other[DECISION_ID_SIZE];
	int same = 0;

	decision_id_of(one, 17952768001230);
	decision_id_of(other, 17952768001231);
	for (int i = 0; i < DECISION_ID_SIZE - 1; i++)
		same += one[i] == other[i];
	assert_true(same <= 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_id_has_eight_characters_that_need_no_quoting),
		cmocka_unit_test(different_numbers_have_different_ids),
		cmocka_unit_test(neighbours_do_not_look_alike),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
