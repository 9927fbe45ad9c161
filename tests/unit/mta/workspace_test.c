/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "milter/mta/workspace.h"

enum { MANY = 100 };

static void
the_one_that_was_given_back_last_is_taken_first(void **state)
{
	struct workspace *one = workspace_take(), *two = workspace_take();

	assert_non_null(one);
	assert_ptr_not_equal(one, two);
	workspace_give(one);
	workspace_give(two);
	assert_ptr_equal(workspace_take(), two);
	assert_ptr_equal(workspace_take(), one);
	workspace_give(one);
	workspace_give(two);
	workspace_give(NULL);
}

static void
as_many_as_are_needed_are_there_at_once(void **state)
{
	struct workspace *all[MANY];

	for (int i = 0; i < MANY; i++) {
		all[i] = workspace_take();
		assert_non_null(all[i]);
		all[i]->record[0] = (char)i;
	}
	for (int i = 0; i < MANY; i++) {
		assert_int_equal(all[i]->record[0], i);
		workspace_give(all[i]);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_one_that_was_given_back_last_is_taken_first),
		cmocka_unit_test(as_many_as_are_needed_are_there_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
