/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <fcntl.h>
#include <unistd.h>

#include "mxvet/command.h"
#include "tests/unit/support/temp_folder.h"

enum { ARGUMENTS_MAX = 24 };

static const char zone[] = "example.net MX 10 mail.example.net\n"
			   "mail.example.net A 192.0.2.1\n"
			   "1.2.0.192.in-addr.arpa PTR mail.example.net\n";

static const char configuration[] = "log { decisions = \"off\" }\n";

static char zone_path[256], config_path[256];
static int stdout_before, stderr_before;

static void
write_file(const char *name, const char *text)
{
	FILE *file = fopen(temp_path(name), "w");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static int
set_up(void **state)
{
	temp_folder_open();
	snprintf(zone_path, sizeof(zone_path), "%s", temp_path("zone"));
	snprintf(config_path, sizeof(config_path), "%s", temp_path("conf"));
	write_file("zone", zone);
	write_file("conf", configuration);
	return 0;
}

static int
tear_down(void **state)
{
	temp_folder_close();
	return 0;
}

static int
redirect(int descriptor, FILE *stream, const char *name)
{
	int before, file = open(temp_path(name), O_WRONLY | O_CREAT | O_TRUNC, 0600);

	fflush(stream);
	before = dup(descriptor);
	dup2(file, descriptor);
	close(file);
	return before;
}

static void
restore(int descriptor, FILE *stream, int before)
{
	fflush(stream);
	dup2(before, descriptor);
	close(before);
}

/* Runs `mxvet check` with the arguments, up to NULL; what it prints is in the files "out" and
 * "err". */
static int
check(const char *first, ...)
{
	char *arguments[ARGUMENTS_MAX] = {(char[]){"check"}};
	const char *argument = first;
	int count = 1, status;
	va_list list;

	va_start(list, first);
	for (; argument != NULL; argument = va_arg(list, const char *))
		arguments[count++] = (char *)(uintptr_t)argument;
	va_end(list);
	stdout_before = redirect(STDOUT_FILENO, stdout, "out");
	stderr_before = redirect(STDERR_FILENO, stderr, "err");
	status = command_check.function(count, arguments);
	restore(STDOUT_FILENO, stdout, stdout_before);
	restore(STDERR_FILENO, stderr, stderr_before);
	return status;
}

#define CHECK_IN_ZONE(...) check("-c", config_path, "--zone", zone_path, __VA_ARGS__, NULL)

static void
assert_prints(const char *wanted)
{
	if (strstr(temp_file_text("out"), wanted) == NULL)
		fail_msg("no %s in:\n%s", wanted, temp_file_text("out"));
}

/* One line on stderr, nothing on stdout. */
static void
assert_complains(const char *wanted)
{
	const char *text = temp_file_text("err");

	if (strstr(text, wanted) == NULL || strchr(text, '\n') != text + strlen(text) - 1)
		fail_msg("not one line with %s: %s", wanted, text);
	assert_string_equal(temp_file_text("out"), "");
}

static void
a_good_sender_is_accepted_and_explained(void **state)
{
	assert_int_equal(CHECK_IN_ZONE("--client", "192.0.2.1", "--helo", "mail.example.net",
				 "--from", "someone@example.net"),
		EXIT_DONE);
	assert_prints("accept: score -2.00 (observe mode; ");
	assert_prints("mx=exact");
	assert_prints("Reverse names of 192.0.2.1\n  mail.example.net  confirmed    192.0.2.1\n");
	assert_null(strchr(temp_file_text("out"), '\033'));
	assert_string_equal(temp_file_text("err"), "");
}

static void
a_bad_verdict_is_a_verdict_too(void **state)
{
	assert_int_equal(
		CHECK_IN_ZONE("--client", "198.51.100.1", "--helo", "x", "--from", "a@gone.example"),
		EXIT_DONE);
	assert_prints("tag, would ");
	assert_prints("sender=nxdomain");
}

static void
each_recipient_is_told_what_its_policy_does(void **state)
{
	write_file("conf",
		"mode = enforce reject_at = 4.0 defer_at = 4.0 log { decisions = off }\n"
		"recipient @example.com { mode = observe }\n"
		"recipient list@example.org { reject_at = 50 }\n");
	assert_int_equal(CHECK_IN_ZONE("--client", "198.51.100.1", "--from", "a@gone.example",
				 "--rcpt", "b@example.net", "--rcpt", "B@example.com", "--rcpt",
				 "list@example.org", "--rcpt", "postmaster"),
		EXIT_DONE);
	write_file("conf", configuration);
	assert_prints("\nRecipients\n"
		      "  b@example.net: reject\n"
		      "    reply: 550 5.1.8 mail of gone.example from 198.51.100.1 is not accepted, "
		      "sender=nxdomain: gone.example does not exist; ");
	assert_prints("\n  B@example.com: tag, would reject (section \"@example.com\", observe mode; "
		      "tag at 3.00, defer at 4.00, reject at 4.00)\n");
	assert_prints(
		"\n  list@example.org: defer (section \"list@example.org\", enforce mode; tag at "
		"3.00, defer at 4.00, reject at 50.00)\n"
		"    reply: 450 4.1.8 mail of gone.example");
	assert_prints("\n  postmaster: tag, would reject (never refused)\n");
}

static void
json_lists_each_recipient_and_the_strictest_accepted_on_top(void **state)
{
	write_file("conf",
		"reject_at = 4.0 defer_at = 4.0 log { decisions = off }\n"
		"recipient @example.com { mode = enforce }\n");
	assert_int_equal(CHECK_IN_ZONE("--client", "198.51.100.1", "--from", "a@gone.example",
				 "--rcpt", "b@example.net", "--rcpt", "b@example.com", "--json"),
		EXIT_DONE);
	write_file("conf", configuration);
	assert_prints(
		"{\"address\":\"example.net\",\"action\":\"tag\",\"section\":null,\"reply\":null,\"greylist\":null},"
		"{\"address\":\"example.com\",\"action\":\"reject\","
		"\"section\":\"@example.com\",\"reply\":null,\"greylist\":null}]");
	assert_prints("\"action\":\"tag\",\"would\":\"reject\",\"mode\":\"observe\"");
}

static void
json_is_one_line_of_the_decision_log(void **state)
{
	const char *text;

	assert_int_equal(CHECK_IN_ZONE("--client", "192.0.2.1", "--from", "a@example.net", "--rcpt",
				 "secret@example.org", "--rcpt", "secret@example.com", "--json"),
		EXIT_DONE);
	text = temp_file_text("out");
	assert_int_equal(strncmp(text, "{\"v\":1,\"time\":\"", 15), 0);
	assert_ptr_equal(strchr(text, '\n'), text + strlen(text) - 1);
	assert_prints(
		"\"rcpts\":[{\"address\":\"example.org\",\"action\":\"accept\",\"section\":null,\"reply\":null,\"greylist\":null},"
		"{\"address\":\"example.com\",");
	assert_prints("\"recipients\":2");
	assert_null(strstr(text, "secret"));
}

static void
an_empty_sender_is_null_and_an_absent_one_is_not_given(void **state)
{
	assert_int_equal(CHECK_IN_ZONE("--client", "192.0.2.1", "--from", "", "--json"), EXIT_DONE);
	assert_prints("\"from\":\"\",");
	assert_prints("\"sender\":{\"outcome\":\"bounce\"");
	assert_int_equal(
		CHECK_IN_ZONE("--client", "192.0.2.1", "--from", "<>", "--json"), EXIT_DONE);
	assert_prints("\"from\":\"\",");
	assert_int_equal(CHECK_IN_ZONE("--client", "192.0.2.1", "--json"), EXIT_DONE);
	assert_prints("\"from\":null,");
	assert_prints("\"sender\":{\"outcome\":\"none\"");
}

static void
whatever_an_mta_would_pass_is_taken(void **state)
{
	assert_int_equal(CHECK_IN_ZONE("--client", "192.0.2.1", "--helo", "", "--from", "\xff\n@\"",
				 "--rcpt", "\x01"),
		EXIT_DONE);
	assert_prints("helo=invalid");
	assert_prints("sender=invalid");
	assert_int_equal(CHECK_IN_ZONE("--client", "::ffff:192.0.2.1", "--helo=--json"), EXIT_DONE);
	assert_prints("  client  192.0.2.1 (mail.example.net)\n  helo    --json\n");
}

static void
an_exempt_client_is_told_why(void **state)
{
	assert_int_equal(CHECK_IN_ZONE("--client", "127.0.0.1"), EXIT_DONE);
	assert_prints("exempt=network: the client is in trust.networks");
}

static void
a_client_may_stand_as_logs_show_it(void **state)
{
	static const char *const texts[] = {
		"mail.example.net[192.0.2.1]", "[192.0.2.1]", "::ffff:192.0.2.1"};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		assert_int_equal(CHECK_IN_ZONE("--client", texts[i]), EXIT_DONE);
		assert_prints("client  192.0.2.1");
	}
	assert_int_equal(CHECK_IN_ZONE("--client", "unknown[IPv6:2001:db8::1]"), EXIT_DONE);
	assert_prints("client  2001:db8::1");
	assert_int_equal(check("--client", "mail[192.0.2.1", NULL), EXIT_USAGE);
	assert_int_equal(check("--client", "mail[192.0.2.1]x", NULL), EXIT_USAGE);
}

static void
the_headline_tells_each_group_of_recipients(void **state)
{
	assert_int_equal(
		CHECK_IN_ZONE("--client", "192.0.2.1", "--from", "Bob@nowhere.example", "--rcpt",
			"a@x.example", "--rcpt", "b@x.example", "--rcpt", "postmaster@x.example"),
		EXIT_DONE);
	assert_prints("from    Bob@nowhere.example");
	assert_int_equal(check("--client", "192.0.2.1", "--resolver", "127.0.0.1:9", "--from",
				 "a@example.org", "-c", config_path, NULL),
		EXIT_DONE);
	assert_prints("Every DNS question failed: this verdict rests on nothing.");
}

static void
a_wrong_client_or_option_is_one_line_and_64(void **state)
{
	assert_int_equal(check("--client", "192.0.2.256", NULL), EXIT_USAGE);
	assert_complains("--client is not an IP address: 192.0.2.256");
	assert_int_equal(check("--client", "a\nb\033", NULL), EXIT_USAGE);
	assert_complains("--client is not an IP address: a\\012b\\033");
	assert_int_equal(check("--helo", "x", NULL), EXIT_USAGE);
	assert_complains("--client IP is missing");
	assert_int_equal(check("--client", "192.0.2.1", "--bogus", NULL), EXIT_USAGE);
	assert_complains("no such option: --bogus");
	assert_int_equal(check("--client", NULL), EXIT_USAGE);
	assert_complains("option --client needs an argument");
	assert_int_equal(check("--client", "192.0.2.1", "more", NULL), EXIT_USAGE);
	assert_complains("not an option: more");
}

static void
a_wrong_zone_is_65_with_its_line(void **state)
{
	write_file("zone", "example.net A 192.0.2.1\nexample.net A nonsense\n");
	assert_int_equal(CHECK_IN_ZONE("--client", "192.0.2.1"), EXIT_DATA);
	assert_complains("/zone:2: ");
	assert_int_equal(
		check("-c", config_path, "--zone", "/nowhere/zone", "--client", "192.0.2.1", NULL),
		EXIT_DATA);
	assert_complains("/nowhere/zone");
}

static void
a_wrong_configuration_is_78_with_its_line(void **state)
{
	write_file("conf", "tag_at = 1.0\nnonsense = 1\n");
	assert_int_equal(CHECK_IN_ZONE("--client", "192.0.2.1"), EXIT_CONFIG);
	assert_complains("/conf:2: ");
}

static void
a_wrong_resolver_is_64(void **state)
{
	assert_int_equal(
		check("-c", config_path, "--resolver", "not a host", "--client", "192.0.2.1", NULL),
		EXIT_USAGE);
	assert_complains("not a host");
}

static void
help_is_no_error(void **state)
{
	assert_int_equal(check("--help", NULL), EXIT_DONE);
	assert_prints("usage: mxvet check --client IP");
	assert_prints("--zone FILE");
}

#define A_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		A_TEST(a_good_sender_is_accepted_and_explained),
		A_TEST(a_bad_verdict_is_a_verdict_too),
		A_TEST(each_recipient_is_told_what_its_policy_does),
		A_TEST(json_lists_each_recipient_and_the_strictest_accepted_on_top),
		A_TEST(json_is_one_line_of_the_decision_log),
		A_TEST(an_empty_sender_is_null_and_an_absent_one_is_not_given),
		A_TEST(whatever_an_mta_would_pass_is_taken),
		A_TEST(an_exempt_client_is_told_why),
		A_TEST(a_client_may_stand_as_logs_show_it),
		A_TEST(the_headline_tells_each_group_of_recipients),
		A_TEST(a_wrong_client_or_option_is_one_line_and_64),
		A_TEST(a_wrong_zone_is_65_with_its_line),
		A_TEST(a_wrong_configuration_is_78_with_its_line),
		A_TEST(a_wrong_resolver_is_64),
		A_TEST(help_is_no_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
