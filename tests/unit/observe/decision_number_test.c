/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <pthread.h>

#include "mxvet/clock.h"
#include "mxvet/log.h"

enum { THREADS = 4, NUMBERS = 20000 };

static uint64_t numbers[THREADS][NUMBERS];

static void *
take_numbers(void *argument)
{
	uint64_t *taken = argument;

	for (int i = 0; i < NUMBERS; i++)
		taken[i] = decision_number_next();
	return NULL;
}

static int
compare(const void *a, const void *b)
{
	const uint64_t *one = a, *other = b;

	return (*one > *other) - (*one < *other);
}

static void
no_two_threads_get_the_same_number(void **state)
{
	pthread_t threads[THREADS];
	uint64_t *all = &numbers[0][0];

	for (int i = 0; i < THREADS; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, take_numbers, numbers[i]), 0);
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	qsort(all, (size_t)THREADS * NUMBERS, sizeof(*all), compare);
	for (int i = 1; i < THREADS * NUMBERS; i++)
		assert_true(all[i] > all[i - 1]);
}

static void
numbers_follow_the_clock_so_that_a_restart_finds_new_ones(void **state)
{
	uint64_t before = decision_number_next();

	clock_advance_us(INT64_C(3600) * 1000000);
	assert_true(decision_number_next() > before + 3000U * 1000 * 10);
}

static void
numbers_go_on_when_the_clock_is_set_back(void **state)
{
	uint64_t before = decision_number_next();

	clock_advance_us(INT64_C(-1800) * 1000000);
	assert_true(decision_number_next() > before);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_two_threads_get_the_same_number),
		cmocka_unit_test(numbers_follow_the_clock_so_that_a_restart_finds_new_ones),
		cmocka_unit_test(numbers_go_on_when_the_clock_is_set_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
