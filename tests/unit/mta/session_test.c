/* SPDX-License-Identifier: BSD-2-Clause */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/un.h>

#include <cmocka.h>

#include "milter/mta/session.h"
#include "mxvet/log.h"

static const char ZONE[] = "example.net MX 10 mx1.example.net\n"
			   "mx1.example.net A 192.0.2.1\n"
			   "mail.example.net A 192.0.2.1\n"
			   "1.2.0.192.in-addr.arpa PTR mail.example.net\n"
			   "7.100.51.198.in-addr.arpa PTR mail.example.org\n"
			   "mail.example.org A 198.51.100.7\n"
			   "slow.example A TIMEOUT\n"
			   "slow.example MX TIMEOUT\n";

/* What the session said to the logs stands here instead. */
static char last_decision[64 * 1024];
static char last_line[2048];
static unsigned decisions;

void
log_write(enum log_level level, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(last_line, sizeof(last_line), format, arguments);
	va_end(arguments);
}

void
log_decision(char *json, size_t length)
{
	assert_true(length < sizeof(last_decision));
	memcpy(last_decision, json, length);
	last_decision[length] = '\0';
	decisions++;
	free(json);
}

/* What the session did to the header: "-Name:1" and "+Name: value" lines, in its order. */
static char edits_made[64 * 1024];

__attribute__((format(printf, 1, 2))) static void
note_edit(const char *format, ...)
{
	size_t length = strlen(edits_made);
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(edits_made + length, sizeof(edits_made) - length, format, arguments);
	va_end(arguments);
}

static void
note_removal(void *state, const char *name, unsigned number)
{
	note_edit("-%s:%u\n", name, number);
}

static void
note_insertion(void *state, const char *name, const char *value)
{
	note_edit("+%s: %s\n", name, value);
}

static struct service service;

static void
complain(void *state, const char *message)
{
	fail_msg("%s", message);
}

static void
open_service(const char *settings)
{
	char storage[200];
	struct text_buffer error;

	text_init(&error, storage, sizeof(storage));
	service.config = config_of_text("test", settings, complain, NULL);
	assert_non_null(service.config);
	service.resolver = zone_resolver_of_text("zone", ZONE, &error);
	assert_non_null(service.resolver);
}

static void
close_service(void)
{
	assert_int_equal(atomic_load(&service.under_way), 0);
	resolver_close(service.resolver);
	config_release(service.config);
}

static struct session *
session_from_port(const char *client, in_port_t port)
{
	struct session *session = session_open(&service);
	struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_port = htons(port)};
	struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_port = htons(port)};
	bool is_v4 = inet_pton(AF_INET, client, &v4.sin_addr) == 1;

	assert_true(is_v4 || inet_pton(AF_INET6, client, &v6.sin6_addr) == 1);
	session_connect(session, "mail.example.net",
		is_v4 ? (struct sockaddr *)&v4 : (struct sockaddr *)&v6, "mx.example.com");
	return session;
}

static struct session *
session_from(const char *client)
{
	return session_from_port(client, 2525);
}

static void
end_message(struct session *session)
{
	const struct header_edits edits = {note_removal, note_insertion, NULL};
	const struct wait_hooks hooks = {NULL, NULL, NULL, NULL};

	edits_made[0] = '\0';
	session_end(session, "4abc", &hooks, &edits);
}

static void
send_message(struct session *session, const char *sender, bool authenticated)
{
	session_mail(session, sender, authenticated);
	session_rcpt(session, "<user@example.org>");
	session_data(session);
	end_message(session);
}

static void
assert_contains(const char *text, const char *part)
{
	if (strstr(text, part) == NULL)
		fail_msg("\"%s\" is not in \"%s\"", part, text);
}

static void
assert_lacks(const char *text, const char *part)
{
	if (strstr(text, part) != NULL)
		fail_msg("\"%s\" is in \"%s\"", part, text);
}

static void
a_message_is_judged_marked_and_logged(void **state)
{
	struct session *session;

	open_service("");
	session = session_from("192.0.2.1");
	session_helo(session, "mail.example.net");
	send_message(session, "<someone@example.net>", false);
	assert_contains(last_decision, "\"mx\":{\"outcome\":\"exact\"");
	assert_contains(last_decision, "\"iprev\":{\"outcome\":\"pass\"");
	assert_contains(last_decision, "\"queue_id\":\"4abc\"");
	assert_contains(last_line, "4abc: id=");
	assert_contains(edits_made, "+X-MXVet: score=-2.00 action=accept");
	session_close(session);
	close_service();
}

static void
the_last_header_inserted_is_to_stand_on_top(void **state)
{
	struct session *session;
	const char *risk, *score, *verdict, *results;

	open_service("");
	session = session_from("192.0.2.1");
	send_message(session, "<someone@example.net>", false);
	risk = strstr(edits_made, "+X-MXVet-Risk: ");
	score = strstr(edits_made, "+X-MXVet-Score: ");
	verdict = strstr(edits_made, "+X-MXVet: ");
	results = strstr(edits_made, "+Authentication-Results: mx.example.com;");
	assert_true(risk != NULL && risk < score && score < verdict && verdict < results);
	session_close(session);
	close_service();
}

static void
headers_that_are_switched_off_are_left_out(void **state)
{
	struct session *session;

	open_service("headers { authentication_results = false risk = false strip = false }");
	session = session_from("192.0.2.1");
	session_mail(session, "<someone@example.net>", false);
	session_rcpt(session, "<user@example.org>");
	session_header(session, "X-MXVet", "score=-9.00");
	end_message(session);
	assert_contains(edits_made, "+X-MXVet-Score: ");
	assert_lacks(edits_made, "Authentication-Results");
	assert_lacks(edits_made, "Risk");
	assert_lacks(edits_made, "-X-MXVet:");
	session_close(session);
	close_service();
}

static void
forged_fields_go_before_ours_come(void **state)
{
	struct session *session;

	open_service("");
	session = session_from("192.0.2.1");
	session_mail(session, "<someone@example.net>", false);
	session_rcpt(session, "<user@example.org>");
	session_header(session, "Authentication-Results", "mx.example.com; spf=pass");
	session_header(session, "x-mxvet-level", "");
	end_message(session);
	assert_ptr_equal(
		strstr(edits_made, "-Authentication-Results:1\n-X-MXVet-Level:1\n+"), edits_made);
	send_message(session, "<someone@example.net>", false);
	assert_lacks(edits_made, "\n-");
	assert_int_equal(edits_made[0], '+');
	session_close(session);
	close_service();
}

static void
messages_of_one_session_do_not_mix(void **state)
{
	struct session *session;

	open_service("");
	session = session_from("192.0.2.1");
	session_mail(session, "<>", false);
	for (int i = 0; i < 3; i++)
		session_rcpt(session, "<user@example.org>");
	end_message(session);
	assert_contains(last_decision, "\"recipients\":{\"outcome\":\"many\"");
	send_message(session, "<>", false);
	assert_contains(last_decision, "\"recipients\":{\"outcome\":\"single\"");
	send_message(session, "<someone@example.net>", false);
	assert_contains(last_decision, "\"from\":\"example.net\"");
	assert_contains(last_decision, "\"mx\":{\"outcome\":\"exact\"");
	session_close(session);
	close_service();
}

static void
an_aborted_message_leaves_no_trace(void **state)
{
	struct session *session;
	unsigned before = decisions;

	open_service("");
	session = session_from("192.0.2.1");
	session_mail(session, "<someone@example.net>", false);
	session_rcpt(session, "<user@example.org>");
	session_header(session, "X-MXVet", "forged");
	assert_int_equal(atomic_load(&service.under_way), 1);
	session_abort(session);
	assert_int_equal(atomic_load(&service.under_way), 0);
	assert_int_equal(decisions, before);
	send_message(session, "<>", false);
	assert_lacks(edits_made, "-X-MXVet");
	assert_contains(last_decision, "\"recipients\":{\"outcome\":\"single\"");
	session_close(session);
	close_service();
}

static void
a_helo_in_mid_transaction_counts_for_the_next_message(void **state)
{
	struct session *session;

	open_service("");
	session = session_from("192.0.2.1");
	session_helo(session, "first.example.net");
	session_mail(session, "<someone@example.net>", false);
	session_rcpt(session, "<user@example.org>");
	session_helo(session, "mail.example.net");
	session_abort(session);
	send_message(session, "<someone@example.net>", false);
	assert_contains(last_decision, "\"helo\":{\"outcome\":\"match\"");
	session_close(session);
	close_service();
}

static void
without_helo_the_check_says_none(void **state)
{
	struct session *session;

	open_service("");
	session = session_from("192.0.2.1");
	send_message(session, "<someone@example.net>", false);
	assert_contains(last_decision, "\"helo\":{\"outcome\":\"none\"");
	session_close(session);
	close_service();
}

static void
a_mapped_client_is_an_ipv4_client(void **state)
{
	struct session *session;

	open_service("");
	session = session_from("::ffff:192.0.2.1");
	send_message(session, "<someone@example.net>", false);
	assert_contains(last_decision, "\"client\":\"192.0.2.1\"");
	assert_contains(last_decision, "\"mx\":{\"outcome\":\"exact\"");
	session_close(session);
	close_service();
}

static void
dns_trouble_is_temperror_and_costs_nothing(void **state)
{
	struct session *session;

	open_service("");
	session = session_from("192.0.2.1");
	send_message(session, "<someone@slow.example>", false);
	assert_contains(last_decision, "\"sender\":{\"outcome\":\"temperror\",\"points\":0.00");
	assert_contains(edits_made, "action=accept");
	session_close(session);
	close_service();
}

static void
assert_exempt(struct session *session, bool authenticated, const char *reason, bool marked)
{
	session_mail(session, "<someone@example.net>", authenticated);
	session_rcpt(session, "<user@example.org>");
	session_header(session, "X-MXVet", "forged");
	end_message(session);
	assert_contains(edits_made, "-X-MXVet:1\n");
	assert_contains(last_decision, reason);
	if (marked)
		assert_contains(edits_made, "+X-MXVet: exempt=");
	assert_lacks(strstr(edits_made, "\n") + 1, marked ? "+A" : "+");
	assert_lacks(edits_made, "+X-MXVet-");
}

static void
authenticated_mail_is_stripped_and_passed(void **state)
{
	struct session *session;

	open_service("");
	session = session_from("192.0.2.1");
	assert_exempt(session, true, "\"exempt\":\"authenticated\"", false);
	send_message(session, "<someone@example.net>", false);
	assert_contains(last_decision, "\"exempt\":null");
	assert_contains(last_decision, "\"mx\":{\"outcome\":\"exact\"");
	session_close(session);
	close_service();
}

static void
an_mta_that_is_not_believed_authenticates_nobody(void **state)
{
	struct session *session;

	open_service("trust { mta_authenticated = false }");
	session = session_from("192.0.2.1");
	send_message(session, "<someone@example.net>", true);
	assert_contains(last_decision, "\"exempt\":null");
	session_close(session);
	close_service();
}

static void
trusted_clients_are_marked_exempt(void **state)
{
	struct session *session;

	open_service("trust { networks = {198.51.100.0/28} names = {example.net} }");
	session = session_from("198.51.100.7");
	assert_exempt(session, false, "\"exempt\":\"network\"", true);
	session_close(session);
	session = session_from("192.0.2.1");
	assert_exempt(session, false, "\"exempt\":\"name\"", true);
	session_close(session);
	close_service();
}

static void
sendmail_is_local_in_all_its_guises(void **state)
{
	struct sockaddr_un path = {.sun_family = AF_UNIX};
	struct session *session;

	open_service("");
	session = session_from_port("127.0.0.1", 0);
	assert_exempt(session, false, "\"exempt\":\"local\"", false);
	session_close(session);
	session = session_from_port("::1", 0);
	assert_exempt(session, false, "\"exempt\":\"local\"", false);
	session_close(session);
	session = session_open(&service);
	session_connect(session, "localhost", NULL, NULL);
	assert_exempt(session, false, "\"exempt\":\"local\"", false);
	session_close(session);
	session = session_open(&service);
	session_connect(session, "localhost", (struct sockaddr *)&path, NULL);
	assert_exempt(session, false, "\"exempt\":\"local\"", false);
	session_close(session);
	close_service();
}

static void
a_client_without_address_or_port_is_not_local(void **state)
{
	struct sockaddr strange = {.sa_family = 200};
	struct session *session;

	open_service("");
	session = session_open(&service);
	session_connect(session, "unknown", NULL, NULL);
	send_message(session, "<someone@example.net>", false);
	assert_contains(last_decision, "\"exempt\":null");
	assert_contains(last_decision, "\"iprev\":{\"outcome\":\"none\"");
	session_close(session);
	session = session_open(&service);
	session_connect(session, NULL, &strange, NULL);
	send_message(session, "<someone@example.net>", false);
	assert_contains(last_decision, "\"exempt\":null");
	session_close(session);
	session = session_from_port("192.0.2.1", 0);
	send_message(session, "<someone@example.net>", false);
	assert_contains(last_decision, "\"exempt\":null");
	session_close(session);
	close_service();
}

static void
an_idle_session_is_small(void **state)
{
	assert_true(sizeof(struct session) <= 2048);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_message_is_judged_marked_and_logged),
		cmocka_unit_test(the_last_header_inserted_is_to_stand_on_top),
		cmocka_unit_test(headers_that_are_switched_off_are_left_out),
		cmocka_unit_test(forged_fields_go_before_ours_come),
		cmocka_unit_test(messages_of_one_session_do_not_mix),
		cmocka_unit_test(an_aborted_message_leaves_no_trace),
		cmocka_unit_test(a_helo_in_mid_transaction_counts_for_the_next_message),
		cmocka_unit_test(without_helo_the_check_says_none),
		cmocka_unit_test(a_mapped_client_is_an_ipv4_client),
		cmocka_unit_test(dns_trouble_is_temperror_and_costs_nothing),
		cmocka_unit_test(authenticated_mail_is_stripped_and_passed),
		cmocka_unit_test(an_mta_that_is_not_believed_authenticates_nobody),
		cmocka_unit_test(trusted_clients_are_marked_exempt),
		cmocka_unit_test(sendmail_is_local_in_all_its_guises),
		cmocka_unit_test(a_client_without_address_or_port_is_not_local),
		cmocka_unit_test(an_idle_session_is_small),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
