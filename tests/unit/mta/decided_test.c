/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "milter/mta/decided.h"

enum { MANY = 100 };

static void
the_one_that_was_given_back_last_is_taken_first(void **state)
{
	struct decided *one = decided_take(), *two = decided_take();

	assert_non_null(one);
	assert_ptr_not_equal(one, two);
	decided_give(one);
	decided_give(two);
	assert_ptr_equal(decided_take(), two);
	assert_ptr_equal(decided_take(), one);
	decided_give(one);
	decided_give(two);
	decided_give(NULL);
}

static void
as_many_as_are_needed_are_there_at_once(void **state)
{
	struct decided *all[MANY];

	for (int i = 0; i < MANY; i++) {
		all[i] = decided_take();
		assert_non_null(all[i]);
		all[i]->record[0] = (char)i;
	}
	for (int i = 0; i < MANY; i++) {
		assert_int_equal(all[i]->record[0], i);
		decided_give(all[i]);
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
