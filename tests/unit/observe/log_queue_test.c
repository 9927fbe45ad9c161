/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "milter/observe/log_queue.h"

static struct log_queue queue;

static int
set_up(void **state)
{
	queue = (struct log_queue){.count_max = 3, .bytes_max = 4096};
	return 0;
}

static struct log_entry *
entry_of(const char *text)
{
	return log_entry_open(LOG_TO_DECISIONS, LOG_LEVEL_INFO, text, strlen(text));
}

static void
assert_pops(const char *text)
{
	struct log_entry *entry = log_queue_pop(&queue);

	assert_non_null(entry);
	assert_int_equal(entry->length, strlen(text));
	assert_memory_equal(entry->text, text, strlen(text));
	log_entry_close(entry);
}

static void
entries_come_out_as_they_went_in(void **state)
{
	assert_true(log_queue_push(&queue, entry_of("one")));
	assert_true(log_queue_push(&queue, entry_of("two")));
	assert_pops("one\n");
	assert_true(log_queue_push(&queue, entry_of("three")));
	assert_pops("two\n");
	assert_pops("three\n");
	assert_null(log_queue_pop(&queue));
	assert_int_equal(queue.count, 0);
	assert_int_equal(queue.bytes, 0);
}

static void
a_full_queue_takes_nothing(void **state)
{
	struct log_entry *entry = entry_of("four");

	for (int i = 0; i < 3; i++)
		assert_true(log_queue_push(&queue, entry_of("one")));
	assert_false(log_queue_push(&queue, entry));
	assert_pops("one\n");
	assert_true(log_queue_push(&queue, entry));
	assert_pops("one\n");
	assert_pops("one\n");
	assert_pops("four\n");
}

static void
a_queue_is_bounded_in_bytes(void **state)
{
	static char text[3000];
	struct log_entry *big, *other;

	memset(text, 'a', sizeof(text) - 1);
	big = entry_of(text);
	other = entry_of(text);
	assert_true(log_queue_push(&queue, big));
	assert_false(log_queue_push(&queue, other));
	assert_true(log_queue_push(&queue, entry_of("small")));
	log_entry_close(log_queue_pop(&queue));
	assert_true(log_queue_push(&queue, other));
	assert_pops("small\n");
	log_entry_close(log_queue_pop(&queue));
}

static void
an_empty_text_is_an_empty_line(void **state)
{
	assert_true(log_queue_push(&queue, entry_of("")));
	assert_pops("\n");
	log_entry_close(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(entries_come_out_as_they_went_in, set_up),
		cmocka_unit_test_setup(a_full_queue_takes_nothing, set_up),
		cmocka_unit_test_setup(a_queue_is_bounded_in_bytes, set_up),
		cmocka_unit_test_setup(an_empty_text_is_an_empty_line, set_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
