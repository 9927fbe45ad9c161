/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "milter/config/trust_file.h"

static char told[4096];
static char path[] = "/tmp/mxvet-trust-XXXXXX";

static void
note(void *state, enum config_severity severity, const char *message)
{
	strcat(strcat(told, message), "\n");
}

/* What is wrong with a file of that text, without the names of both files. */
static const char *
complaints_about(const char *text, size_t length, struct trust_file *file)
{
	static struct complaints complaints;
	const int descriptor = mkstemp(strcpy(path, "/tmp/mxvet-trust-XXXXXX"));

	told[0] = '\0';
	complaints = (struct complaints){0};
	assert_int_equal(write(descriptor, text, length), (ssize_t)length);
	close(descriptor);
	*file = (struct trust_file){.path = path};
	trust_file_read(file, 7, &complaints);
	trust_file_warn(file, 7, INT64_C(1798761600000), &complaints); /* 2027-01-01 */
	unlink(path);
	complaint_tell_all(&complaints, "t.conf", note, NULL);
	return told;
}

static void
assert_wrong(const char *line, const char *what)
{
	char expected[512];
	struct trust_file file;

	complaints_about(line, strlen(line), &file);
	snprintf(expected, sizeof(expected), "t.conf:7: trust.file: %s:1: %s\n", path, what);
	assert_string_equal(told, expected);
	free(file.item);
}

static void
each_mistake_is_named_with_the_line_of_the_file(void **state)
{
	assert_wrong("host 192.0.2.1", "\"host\" is none of network, name, domain");
	assert_wrong("network", "\"network\" says not which one");
	assert_wrong("network 192.0.2.0/33",
		"\"192.0.2.0/33\" has no prefix length that fits the address");
	assert_wrong("network 192.0.2.1/24", "\"192.0.2.1/24\" has bits set after its prefix");
	assert_wrong("name under..score", "\"under..score\" is not a host or domain name");
	assert_wrong("domain example.org until=2026-02-30",
		"\"until=2026-02-30\" is no day (like until=2026-12-31)");
	assert_wrong("domain example.org until=tomorrow",
		"\"until=tomorrow\" is no day (like until=2026-12-31)");
	assert_wrong("domain example.org the town hall",
		"\"the\" has no place here; a reason follows a #");
}

static void
all_mistakes_are_told_and_the_right_lines_are_read(void **state)
{
	static const char text[] = "name a..b\n# comment\n\r\nname example.org\nnetworks 192.0.2.0/24\n";
	struct trust_file file;

	complaints_about(text, strlen(text), &file);
	assert_non_null(strstr(told, ":1: \"a..b\""));
	assert_non_null(strstr(told, ":5: \"networks\""));
	assert_int_equal(file.count, 1);
	assert_int_equal(file.item[0].line, 4);
	free(file.item);
}

static void
lines_that_have_ended_are_warned_about(void **state)
{
	static const char
		text[] = "network 192.0.2.0/24 until=2026-12-31\nname example.org until=2027-01-01";
	struct trust_file file;

	complaints_about(text, strlen(text), &file);
	assert_non_null(strstr(told, "t.conf:7: warning: trust.file: "));
	assert_non_null(strstr(told, ":1: this line has ended, and trusts nothing any more\n"));
	assert_null(strstr(told, ":2:"));
	free(file.item);
}

static void
a_binary_file_is_refused(void **state)
{
	struct trust_file file;

	complaints_about("name a\0b", 8, &file);
	assert_non_null(strstr(told, "holds NUL octets"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_mistake_is_named_with_the_line_of_the_file),
		cmocka_unit_test(all_mistakes_are_told_and_the_right_lines_are_read),
		cmocka_unit_test(lines_that_have_ended_are_warned_about),
		cmocka_unit_test(a_binary_file_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
