/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <time.h>

#include <cmocka.h>

#include "mxvet/clock.h"

static void
monotonic_time_does_not_go_back(void **state)
{
	int64_t before = clock_monotonic_us();
	for (int i = 0; i < 1000; i++) {
		int64_t now = clock_monotonic_us();
		assert_true(now >= before);
		before = now;
	}
}

static void
wall_time_is_the_systems_in_milliseconds(void **state)
{
	int64_t before = (int64_t)time(NULL) * 1000;
	int64_t now = clock_wall_ms();
	assert_true(now >= before - 1000 && now <= before + 10000);
}

static void
a_shift_moves_both_clocks_and_shifts_add_up(void **state)
{
	int64_t monotonic = clock_monotonic_us(), wall = clock_wall_ms();
	clock_advance_us(3600 * INT64_C(1000000));
	clock_advance_us(3600 * INT64_C(1000000));
	int64_t moved = clock_monotonic_us() - monotonic, moved_wall = clock_wall_ms() - wall;
	assert_true(moved >= 7200 * INT64_C(1000000) && moved < 7230 * INT64_C(1000000));
	assert_true(moved_wall >= 7200 * 1000 - 1000 && moved_wall < 7230 * 1000);
	clock_advance_us(-7200 * INT64_C(1000000));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(monotonic_time_does_not_go_back),
		cmocka_unit_test(wall_time_is_the_systems_in_milliseconds),
		cmocka_unit_test(a_shift_moves_both_clocks_and_shifts_add_up),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
