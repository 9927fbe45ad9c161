/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "milter/observe/mail_sink.h"

static int stderr_before;
static int ends[2];

/* stderr is a pipe whose other end is ours. */
static int
set_up(void **state)
{
	stderr_before = dup(STDERR_FILENO);
	if (pipe(ends) != 0)
		return -1;
	dup2(ends[1], STDERR_FILENO);
	unsetenv("JOURNAL_STREAM");
	return 0;
}

static int
tear_down(void **state)
{
	dup2(stderr_before, STDERR_FILENO);
	close(stderr_before);
	close(ends[0]);
	close(ends[1]);
	return 0;
}

static const char *
written(enum mail_sink sink, enum log_level level, const char *line)
{
	static char text[256];
	ssize_t length;

	assert_int_equal(mail_sink_write(sink, level, line, strlen(line)), 0);
	length = read(ends[0], text, sizeof(text) - 1);
	assert_true(length > 0);
	text[length] = '\0';
	return text;
}

static void
a_stderr_that_somebody_reads_is_used(void **state)
{
	assert_int_equal(mail_sink_choose(), MAIL_SINK_STDERR);
	assert_string_equal(written(MAIL_SINK_STDERR, LOG_LEVEL_INFO, "text"), "mxvet: text\n");
	assert_string_equal(
		written(MAIL_SINK_STDERR, LOG_LEVEL_WARNING, "text"), "mxvet: warning: text\n");
}

static void
the_journal_is_told_priorities(void **state)
{
	struct stat status;
	char stream[64];

	assert_int_equal(fstat(STDERR_FILENO, &status), 0);
	snprintf(stream, sizeof(stream), "%llu:%llu", (unsigned long long)status.st_dev,
		(unsigned long long)status.st_ino);
	setenv("JOURNAL_STREAM", stream, 1);
	assert_int_equal(mail_sink_choose(), MAIL_SINK_JOURNAL);
	setenv("JOURNAL_STREAM", "1:2", 1);
	assert_int_equal(mail_sink_choose(), MAIL_SINK_STDERR);
	assert_string_equal(written(MAIL_SINK_JOURNAL, LOG_LEVEL_ERROR, "text"), "<3>text\n");
	assert_string_equal(written(MAIL_SINK_JOURNAL, LOG_LEVEL_INFO, "text"), "<6>text\n");
}

static void
a_stderr_that_leads_nowhere_makes_it_the_syslog(void **state)
{
	int null = open("/dev/null", O_WRONLY);

	dup2(null, STDERR_FILENO);
	close(null);
	assert_int_equal(mail_sink_choose(), MAIL_SINK_SYSLOG);
	close(STDERR_FILENO);
	assert_int_equal(mail_sink_choose(), MAIL_SINK_SYSLOG);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			a_stderr_that_somebody_reads_is_used, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_journal_is_told_priorities, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_stderr_that_leads_nowhere_makes_it_the_syslog, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
