/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <pthread.h>

#include "mxvet/metrics.h"

enum { THREADS = 4, TIMES = 10000 };

static void *
count_much(void *argument)
{
	for (int i = 0; i < TIMES; i++)
		metric_count(METRIC_sessions);
	return argument;
}

static void
every_count_of_every_thread_counts(void **state)
{
	pthread_t threads[THREADS];
	uint64_t others = metric_read(METRIC_messages);

	for (int i = 0; i < THREADS; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, count_much, NULL), 0);
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	assert_int_equal(metric_read(METRIC_sessions), THREADS * TIMES);
	assert_int_equal(metric_read(METRIC_messages), others);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_count_of_every_thread_counts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
