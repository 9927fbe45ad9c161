/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <errno.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "milter/observe/log_file.h"
#include "mxvet/clock.h"
#include "tests/unit/support/temp_folder.h"

enum { SECOND = 1000000 };

static char path[256];
static struct log_file file;

static int
set_up(void **state)
{
	temp_folder_open();
	snprintf(path, sizeof(path), "%s", temp_path("log"));
	file = log_file_of(path);
	return 0;
}

static int
tear_down(void **state)
{
	log_file_close(&file);
	temp_folder_close();
	return 0;
}

static int
write_line(const char *line)
{
	size_t done;

	return log_file_write(&file, line, strlen(line), &done);
}

static void
lines_are_appended_to_a_file_that_others_cannot_read(void **state)
{
	struct stat status;

	umask(022);
	assert_int_equal(write_line("one\n"), 0);
	log_file_close(&file);
	assert_int_equal(write_line("two\n"), 0);
	assert_string_equal(temp_file_text("log"), "one\ntwo\n");
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(status.st_mode & 07777, 0640);
}

static void
a_file_that_was_moved_away_is_begun_again_after_a_second(void **state)
{
	char moved[300];

	assert_int_equal(write_line("one\n"), 0);
	snprintf(moved, sizeof(moved), "%s.1", path);
	assert_int_equal(rename(path, moved), 0);
	assert_int_equal(write_line("two\n"), 0);
	clock_advance_us(SECOND);
	assert_int_equal(write_line("three\n"), 0);
	assert_string_equal(temp_file_text("log.1"), "one\ntwo\n");
	assert_string_equal(temp_file_text("log"), "three\n");
}

static void
a_file_that_was_replaced_is_followed(void **state)
{
	char fresh[300];
	FILE *other;

	assert_int_equal(write_line("one\n"), 0);
	snprintf(fresh, sizeof(fresh), "%s.new", path);
	other = fopen(fresh, "w");
	assert_non_null(other);
	fputs("fresh\n", other);
	fclose(other);
	assert_int_equal(rename(fresh, path), 0);
	clock_advance_us(SECOND);
	assert_int_equal(write_line("two\n"), 0);
	assert_string_equal(temp_file_text("log"), "fresh\ntwo\n");
}

static void
a_folder_that_is_gone_is_looked_for_once_a_second(void **state)
{
	assert_int_equal(write_line("one\n"), 0);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(rmdir(temp_path("")), 0);
	clock_advance_us(SECOND);
	assert_int_equal(write_line("lost\n"), ENOENT);
	assert_int_equal(mkdir(temp_path(""), 0700), 0);
	assert_int_equal(write_line("too early\n"), ENOENT);
	clock_advance_us(SECOND);
	assert_int_equal(write_line("two\n"), 0);
	assert_string_equal(temp_file_text("log"), "two\n");
}

static void
a_full_disk_costs_the_line_and_is_named(void **state)
{
	file = log_file_of("/dev/full");
	assert_int_equal(write_line("one\n"), ENOSPC);
	assert_int_equal(write_line("two\n"), ENOSPC);
}

/* The disk is full after so many bytes. */
static void
limit_files(rlim_t bytes)
{
	struct rlimit limit;

	getrlimit(RLIMIT_FSIZE, &limit);
	limit.rlim_cur = bytes;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

static void
half_a_line_never_runs_into_the_next(void **state)
{
	struct rlimit before;
	int error;

	getrlimit(RLIMIT_FSIZE, &before);
	signal(SIGXFSZ, SIG_IGN);
	limit_files(7);
	assert_int_equal(write_line("one\n"), 0);
	error = write_line("second\n");
	assert_int_equal(write_line("lost\n"), EFBIG);
	limit_files(before.rlim_cur);
	assert_int_equal(error, EFBIG);
	assert_int_equal(write_line("third\n"), 0);
	assert_int_equal(write_line("fourth\n"), 0);
	assert_string_equal(temp_file_text("log"), "one\nsec\nthird\nfourth\n");
}

static void
of_lines_that_are_written_together_those_that_fit_are_not_lost(void **state)
{
	static const char lines[] = "one\ntwo\nthree\n";
	struct rlimit before;
	size_t done = 0;
	int error;

	getrlimit(RLIMIT_FSIZE, &before);
	signal(SIGXFSZ, SIG_IGN);
	limit_files(10);
	error = log_file_write(&file, lines, sizeof(lines) - 1, &done);
	limit_files(before.rlim_cur);
	assert_int_equal(error, EFBIG);
	assert_int_equal(done, 10);
	assert_int_equal(write_line("four\n"), 0);
	assert_string_equal(temp_file_text("log"), "one\ntwo\nth\nfour\n");
}

static void
half_a_line_that_a_crash_left_is_ended_first(void **state)
{
	FILE *other = fopen(path, "w");

	assert_non_null(other);
	fputs("one\nhal", other);
	fclose(other);
	assert_int_equal(write_line("two\n"), 0);
	log_file_close(&file);
	assert_int_equal(write_line("three\n"), 0);
	assert_string_equal(temp_file_text("log"), "one\nhal\ntwo\nthree\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			lines_are_appended_to_a_file_that_others_cannot_read, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_file_that_was_moved_away_is_begun_again_after_a_second, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_file_that_was_replaced_is_followed, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_folder_that_is_gone_is_looked_for_once_a_second, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_full_disk_costs_the_line_and_is_named, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			half_a_line_never_runs_into_the_next, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			of_lines_that_are_written_together_those_that_fit_are_not_lost, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(
			half_a_line_that_a_crash_left_is_ended_first, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
