/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <fcntl.h>
#include <pthread.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mxvet/clock.h"
#include "mxvet/log.h"
#include "mxvet/metrics.h"
#include "tests/unit/support/temp_folder.h"

enum { MINUTE = 60000000, PATIENCE_MS = 10000 };

static struct config config;
static char path[256];
static int stderr_before;
static uint64_t dropped_before;

/* A folder, and stderr into its file "mail". */
static int
set_up(void **state)
{
	int mail;

	temp_folder_open();
	mail = open(temp_path("mail"), O_WRONLY | O_CREAT | O_APPEND, 0600);
	snprintf(path, sizeof(path), "%s", temp_path("log"));
	stderr_before = dup(STDERR_FILENO);
	dup2(mail, STDERR_FILENO);
	close(mail);
	config = (struct config){
		.log_decisions = path, .log_level = LOG_LEVEL_INFO, .log_queue = 100};
	dropped_before = metric_read(METRIC_log_dropped);
	return 0;
}

static int
tear_down(void **state)
{
	log_close(PATIENCE_MS);
	dup2(stderr_before, STDERR_FILENO);
	close(stderr_before);
	temp_folder_close();
	return 0;
}

static uint64_t
dropped(void)
{
	return metric_read(METRIC_log_dropped) - dropped_before;
}

static void
decide(const char *json)
{
	log_decision(json, strlen(json));
}

static void
a_decision_is_one_line_and_a_message_another(void **state)
{
	assert_int_equal(log_open(&config), 0);
	decide("{\"id\":1}");
	log_write(LOG_LEVEL_INFO, "id=%d", 1);
	decide("{\"id\":2}");
	log_close(PATIENCE_MS);
	assert_string_equal(temp_file_text("log"), "{\"id\":1}\n{\"id\":2}\n");
	assert_string_equal(temp_file_text("mail"), "mxvet: id=1\n");
	assert_int_equal(dropped(), 0);
}

static void
messages_have_levels_and_no_control_characters(void **state)
{
	config.log_level = LOG_LEVEL_WARNING;
	assert_int_equal(log_open(&config), 0);
	log_write(LOG_LEVEL_ERROR, "%s", "a\nb\033\xff");
	log_write(LOG_LEVEL_WARNING, "two");
	log_write(LOG_LEVEL_INFO, "three");
	log_close(PATIENCE_MS);
	assert_string_equal(temp_file_text("mail"), "mxvet: error: a?b??\nmxvet: warning: two\n");
	config.log_level = LOG_LEVEL_INFO;
	assert_int_equal(log_open(&config), 0);
}

static void
a_long_message_is_cut(void **state)
{
	char text[2000];

	memset(text, 'a', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	assert_int_equal(log_open(&config), 0);
	log_write(LOG_LEVEL_INFO, "%s", text);
	log_close(PATIENCE_MS);
	assert_int_equal(strlen(temp_file_text("mail")), strlen("mxvet: ") + 1024 + 1);
}

static void
without_a_writer_messages_are_written_at_once_and_decisions_lost(void **state)
{
	log_write(LOG_LEVEL_INFO, "before");
	assert_string_equal(temp_file_text("mail"), "mxvet: before\n");
	decide("{}");
	assert_int_equal(dropped(), 1);
}

static void
no_text_counts_as_a_lost_decision(void **state)
{
	assert_int_equal(log_open(&config), 0);
	log_decision(NULL, 0);
	assert_int_equal(dropped(), 1);
}

static void
a_decision_log_that_is_off_writes_and_loses_nothing(void **state)
{
	static char off[] = "off";

	config.log_decisions = off;
	assert_int_equal(log_open(&config), 0);
	decide("{}");
	log_close(PATIENCE_MS);
	assert_int_equal(dropped(), 0);
	assert_string_equal(temp_file_text("mail"), "");
	assert_int_equal(access("off", F_OK), -1);
}

static int64_t
milliseconds_since(int64_t start_us)
{
	return (clock_monotonic_us() - start_us) / 1000;
}

/* A FIFO that nobody reads hangs in open(), as a dead disk does. */
static void
a_hung_disk_delays_nobody_and_every_lost_line_is_counted(void **state)
{
	enum { MORE = 7, CLOSE_MS = 200 };
	int64_t start;

	assert_int_equal(mkfifo(path, 0600), 0);
	start = clock_monotonic_us();
	assert_int_equal(log_open(&config), 0);
	for (int i = 0; i < config.log_queue + MORE; i++)
		decide("{}");
	assert_true(milliseconds_since(start) < 1000);
	assert_int_equal(dropped(), MORE);
	start = clock_monotonic_us();
	log_close(CLOSE_MS);
	assert_true(milliseconds_since(start) >= CLOSE_MS);
	assert_true(milliseconds_since(start) < 10 * CLOSE_MS);
	assert_int_equal(dropped(), MORE + config.log_queue);
}

static unsigned
lines_of(const char *text)
{
	unsigned count = 0;

	for (; *text != '\0'; text++)
		count += *text == '\n';
	return count;
}

/* A pipe that nobody empties hangs in write(), with lines that have left the queue. */
static void
a_disk_that_hangs_in_mid_write_costs_no_line_that_is_not_counted(void **state)
{
	enum { COUNT = 100, LINE = 2000, CLOSE_MS = 100 };
	static char line[LINE + 1], octets[COUNT * (LINE + 1) + 1];
	size_t length = 0;
	ssize_t some;
	int reader;

	memset(line, 'x', LINE);
	assert_int_equal(mkfifo(path, 0600), 0);
	reader = open(path, O_RDONLY | O_NONBLOCK);
	assert_int_equal(log_open(&config), 0);
	for (int i = 0; i < COUNT; i++)
		decide(line);
	log_close(CLOSE_MS);
	while ((some = read(reader, octets + length, sizeof(octets) - 1 - length)) > 0)
		length += (size_t)some;
	close(reader);
	octets[length] = '\0';
	assert_true(lines_of(octets) > 0);
	assert_true(dropped() < COUNT + 1);
	assert_true(dropped() + lines_of(octets) >= COUNT);
}

static void
a_line_longer_than_what_is_written_at_once_is_written_whole(void **state)
{
	enum { LONG = 200000 };
	static char line[LONG + 1];
	const char *text;

	memset(line, 'x', LONG);
	assert_int_equal(log_open(&config), 0);
	decide("{1}");
	decide(line);
	decide("{2}");
	log_close(PATIENCE_MS);
	text = temp_file_text("log");
	assert_int_equal(strlen(text), LONG + 9);
	assert_int_equal(strncmp(text, "{1}\nxx", 6), 0);
	assert_string_equal(text + LONG + 3, "x\n{2}\n");
	assert_int_equal(dropped(), 0);
}

/* A disk that answers again after we have given it up finds nobody to answer, and nothing breaks.
 */
static void
a_disk_that_comes_back_after_the_end_harms_nothing(void **state)
{
	char byte;
	int reader;

	assert_int_equal(mkfifo(path, 0600), 0);
	assert_int_equal(log_open(&config), 0);
	decide("{}");
	log_close(10);
	reader = open(path, O_RDONLY);
	assert_int_not_equal(reader, -1);
	assert_int_equal(read(reader, &byte, 1), 0);
	close(reader);
	assert_int_equal(dropped(), 1);
}

static void
wait_for_losses(uint64_t count)
{
	for (int i = 0; i < 1000 && dropped() < count; i++)
		usleep(10000);
	assert_int_equal(dropped(), count);
}

static void
a_full_disk_is_told_at_once_and_then_once_a_minute(void **state)
{
	static char full[] = "/dev/full";

	config.log_decisions = full;
	assert_int_equal(log_open(&config), 0);
	for (uint64_t i = 1; i <= 3; i++) {
		decide("{}");
		wait_for_losses(i);
	}
	log_write(LOG_LEVEL_INFO, "so far");
	while (strstr(temp_file_text("mail"), "so far") == NULL)
		usleep(1000);
	clock_advance_us(MINUTE);
	decide("{}");
	wait_for_losses(4);
	log_write(LOG_LEVEL_INFO, "the end");
	log_close(PATIENCE_MS);
	assert_string_equal(temp_file_text("mail"),
		"mxvet: warning: 1 log lines lost: /dev/full: No space left on device\n"
		"mxvet: so far\n"
		"mxvet: warning: 3 log lines lost: /dev/full: No space left on device\n"
		"mxvet: the end\n");
}

static void
what_was_lost_last_is_told_at_the_end(void **state)
{
	static char full[] = "/dev/full";

	config.log_decisions = full;
	assert_int_equal(log_open(&config), 0);
	decide("{}");
	wait_for_losses(1);
	decide("{}");
	decide("{}");
	log_close(PATIENCE_MS);
	assert_int_equal(dropped(), 3);
	assert_string_equal(temp_file_text("mail"),
		"mxvet: warning: 1 log lines lost: /dev/full: No space left on device\n"
		"mxvet: warning: 2 log lines lost: /dev/full: No space left on device\n");
}

static void
a_file_that_cannot_be_opened_is_a_warning_and_tried_again(void **state)
{
	char missing[300], expected[512];

	snprintf(missing, sizeof(missing), "%s/deeper", path);
	config.log_decisions = missing;
	assert_int_equal(log_open(&config), 0);
	log_write(LOG_LEVEL_INFO, "on we go");
	while (lines_of(temp_file_text("mail")) < 2)
		usleep(1000);
	snprintf(expected, sizeof(expected),
		"mxvet: warning: decision log %s: No such file or directory; mxvet tries again\n"
		"mxvet: on we go\n",
		missing);
	assert_string_equal(temp_file_text("mail"), expected);
	assert_int_equal(mkdir(path, 0700), 0);
	clock_advance_us(1000000);
	decide("{}");
	log_close(PATIENCE_MS);
	assert_string_equal(temp_file_text("log/deeper"), "{}\n");
	unlink(missing);
	rmdir(path);
}

static void
reopening_begins_a_new_file_at_the_next_line(void **state)
{
	char moved[300];

	assert_int_equal(log_open(&config), 0);
	decide("{1}");
	while (temp_file_text("log")[0] == '\0')
		usleep(1000);
	snprintf(moved, sizeof(moved), "%s.1", path);
	assert_int_equal(rename(path, moved), 0);
	log_reopen();
	decide("{2}");
	log_close(PATIENCE_MS);
	assert_string_equal(temp_file_text("log.1"), "{1}\n");
	assert_string_equal(temp_file_text("log"), "{2}\n");
}

enum { THREADS = 8, LINES = 500 };

static void *
decide_much(void *argument)
{
	char line[64];

	for (int i = 0; i < LINES; i++) {
		snprintf(line, sizeof(line), "thread %d line %d end", *(const int *)argument, i);
		decide(line);
		if (i % 100 == 0)
			log_write(LOG_LEVEL_INFO, "%s", line);
	}
	return NULL;
}

static void
many_threads_write_whole_lines(void **state)
{
	pthread_t threads[THREADS];
	int numbers[THREADS], thread, line, lines = 0;
	const char *text;

	config.log_queue = THREADS * LINES * 2;
	assert_int_equal(log_open(&config), 0);
	for (int i = 0; i < THREADS; i++) {
		numbers[i] = i;
		assert_int_equal(pthread_create(&threads[i], NULL, decide_much, &numbers[i]), 0);
	}
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	log_close(PATIENCE_MS);
	for (text = temp_file_text("log"); *text != '\0'; text = strchr(text, '\n') + 1, lines++) {
		int read = 0;

		assert_int_equal(sscanf(text, "thread %d line %d end%n", &thread, &line, &read), 2);
		assert_int_equal(text[read], '\n');
	}
	assert_int_equal(lines, THREADS * LINES);
	assert_int_equal(dropped(), 0);
}

#define A_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		A_TEST(a_decision_is_one_line_and_a_message_another),
		A_TEST(messages_have_levels_and_no_control_characters),
		A_TEST(a_long_message_is_cut),
		A_TEST(without_a_writer_messages_are_written_at_once_and_decisions_lost),
		A_TEST(no_text_counts_as_a_lost_decision),
		A_TEST(a_decision_log_that_is_off_writes_and_loses_nothing),
		A_TEST(a_hung_disk_delays_nobody_and_every_lost_line_is_counted),
		A_TEST(a_disk_that_hangs_in_mid_write_costs_no_line_that_is_not_counted),
		A_TEST(a_line_longer_than_what_is_written_at_once_is_written_whole),
		A_TEST(a_disk_that_comes_back_after_the_end_harms_nothing),
		A_TEST(a_full_disk_is_told_at_once_and_then_once_a_minute),
		A_TEST(what_was_lost_last_is_told_at_the_end),
		A_TEST(a_file_that_cannot_be_opened_is_a_warning_and_tried_again),
		A_TEST(reopening_begins_a_new_file_at_the_next_line),
		A_TEST(many_threads_write_whole_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
