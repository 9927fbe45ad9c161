/* SPDX-License-Identifier: BSD-2-Clause */
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/un.h>

#include <cmocka.h>

#include "session_stage.h"

static void
a_message_is_judged_marked_and_logged(void **state)
{
	struct session *session;

	open_service("");
	session = session_from("192.0.2.1");
	session_helo(session, "mail.example.net");
	send_message(session, "<someone@example.net>", false);
	assert_contains(stage.last_decision, "\"mx\":{\"outcome\":\"exact\"");
	assert_contains(stage.last_decision, "\"iprev\":{\"outcome\":\"pass\"");
	assert_contains(stage.last_decision, "\"queue_id\":\"4abc\"");
	assert_contains(stage.last_line, "4abc: id=");
	assert_contains(stage.edits_made, "+X-MXVet: score=-2.00 action=accept");
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
	risk = strstr(stage.edits_made, "+X-MXVet-Risk: ");
	score = strstr(stage.edits_made, "+X-MXVet-Score: ");
	verdict = strstr(stage.edits_made, "+X-MXVet: ");
	results = strstr(stage.edits_made, "+Authentication-Results: mx.example.com;");
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
	session_mail(session, "<someone@example.net>", NO_MACROS);
	name_recipient(session, "<user@example.org>");
	session_header(session, "X-MXVet", "score=-9.00");
	end_message(session);
	assert_contains(stage.edits_made, "+X-MXVet-Score: ");
	assert_lacks(stage.edits_made, "Authentication-Results");
	assert_lacks(stage.edits_made, "Risk");
	assert_lacks(stage.edits_made, "-X-MXVet:");
	session_close(session);
	close_service();
}

static void
forged_fields_go_before_ours_come(void **state)
{
	struct session *session;

	open_service("");
	session = session_from("192.0.2.1");
	session_mail(session, "<someone@example.net>", NO_MACROS);
	name_recipient(session, "<user@example.org>");
	session_header(session, "Authentication-Results", "mx.example.com; spf=pass");
	session_header(session, "x-mxvet-level", "");
	end_message(session);
	assert_ptr_equal(strstr(stage.edits_made, "-Authentication-Results:1\n-X-MXVet-Level:1\n+"),
		stage.edits_made);
	send_message(session, "<someone@example.net>", false);
	assert_lacks(stage.edits_made, "\n-");
	assert_int_equal(stage.edits_made[0], '+');
	session_close(session);
	close_service();
}

static void
messages_of_one_session_do_not_mix(void **state)
{
	struct session *session;

	open_service("");
	session = session_from("192.0.2.1");
	session_mail(session, "<>", NO_MACROS);
	for (int i = 0; i < 3; i++)
		name_recipient(session, "<user@example.org>");
	end_message(session);
	assert_contains(stage.last_decision, "\"recipients\":{\"outcome\":\"many\"");
	send_message(session, "<>", false);
	assert_contains(stage.last_decision, "\"recipients\":{\"outcome\":\"single\"");
	send_message(session, "<someone@example.net>", false);
	assert_contains(stage.last_decision, "\"from\":\"example.net\"");
	assert_contains(stage.last_decision, "\"mx\":{\"outcome\":\"exact\"");
	session_close(session);
	close_service();
}

static void
an_aborted_message_leaves_its_line_and_nothing_else(void **state)
{
	struct session *session;
	unsigned before = stage.decisions;

	open_service("");
	session = session_from("192.0.2.1");
	session_mail(session, "<someone@example.net>", NO_MACROS);
	name_recipient(session, "<user@example.org>");
	session_header(session, "X-MXVet", "forged");
	assert_int_equal(atomic_load(&stage.service.under_way), 1);
	session_abort(session);
	assert_int_equal(atomic_load(&stage.service.under_way), 0);
	assert_int_equal(stage.decisions, before + 1);
	assert_contains(stage.last_decision, "\"queue_id\":null");
	assert_contains(stage.last_decision, "\"from\":\"example.net\"");
	session_abort(session);
	assert_int_equal(stage.decisions, before + 1);
	send_message(session, "<>", false);
	assert_lacks(stage.edits_made, "-X-MXVet");
	assert_contains(stage.last_decision, "\"recipients\":{\"outcome\":\"single\"");
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
	session_mail(session, "<someone@example.net>", NO_MACROS);
	name_recipient(session, "<user@example.org>");
	session_helo(session, "mail.example.net");
	session_abort(session);
	send_message(session, "<someone@example.net>", false);
	assert_contains(stage.last_decision, "\"helo\":{\"outcome\":\"match\"");
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
	assert_contains(stage.last_decision, "\"helo\":{\"outcome\":\"none\"");
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
	assert_contains(stage.last_decision, "\"client\":\"192.0.2.1\"");
	assert_contains(stage.last_decision, "\"mx\":{\"outcome\":\"exact\"");
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
	assert_contains(
		stage.last_decision, "\"sender\":{\"outcome\":\"temperror\",\"points\":0.00");
	assert_contains(stage.edits_made, "action=accept");
	session_close(session);
	close_service();
}

static void
assert_exempt(struct session *session, bool authenticated, const char *reason, bool marked)
{
	session_mail(session, "<someone@example.net>", authenticated ? AUTHENTICATED : NO_MACROS);
	name_recipient(session, "<user@example.org>");
	session_header(session, "X-MXVet", "forged");
	end_message(session);
	assert_contains(stage.edits_made, "-X-MXVet:1\n");
	assert_contains(stage.last_decision, reason);
	if (marked)
		assert_contains(stage.edits_made, "+X-MXVet: exempt=");
	assert_lacks(strstr(stage.edits_made, "\n") + 1, marked ? "+A" : "+");
	assert_lacks(stage.edits_made, "+X-MXVet-");
}

static void
authenticated_mail_is_stripped_and_passed(void **state)
{
	struct session *session;

	open_service("");
	session = session_from("192.0.2.1");
	assert_exempt(session, true, "\"exempt\":\"authenticated\"", false);
	send_message(session, "<someone@example.net>", false);
	assert_contains(stage.last_decision, "\"exempt\":null");
	assert_contains(stage.last_decision, "\"mx\":{\"outcome\":\"exact\"");
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
	assert_contains(stage.last_decision, "\"exempt\":null");
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
	session = session_open(&stage.service);
	session_connect(session, "localhost", NULL, NO_MACROS);
	assert_exempt(session, false, "\"exempt\":\"local\"", false);
	session_close(session);
	session = session_open(&stage.service);
	session_connect(session, "localhost", (struct sockaddr *)&path, NO_MACROS);
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
	session = session_open(&stage.service);
	session_connect(session, "unknown", NULL, NO_MACROS);
	send_message(session, "<someone@example.net>", false);
	assert_contains(stage.last_decision, "\"exempt\":null");
	assert_contains(stage.last_decision, "\"iprev\":{\"outcome\":\"none\"");
	session_close(session);
	session = session_open(&stage.service);
	session_connect(session, NULL, &strange, NO_MACROS);
	send_message(session, "<someone@example.net>", false);
	assert_contains(stage.last_decision, "\"exempt\":null");
	session_close(session);
	session = session_from_port("192.0.2.1", 0);
	send_message(session, "<someone@example.net>", false);
	assert_contains(stage.last_decision, "\"exempt\":null");
	session_close(session);
	close_service();
}

static void
the_address_where_the_client_came_is_known_in_both_families(void **state)
{
	struct sockaddr_in client = {
		.sin_family = AF_INET, .sin_port = htons(25), .sin_addr.s_addr = htonl(0xC0000201)};
	const char *told[] = {"203.0.113.25", "IPv6:2001:DB8::25", "somewhere"};
	const char *known[] = {
		"\"own_address\":\"203.0.113.25\"", "\"own_address\":\"2001:db8::25\"", NULL};

	for (int i = 0; i < 3; i++) {
		struct session *session;

		open_service("");
		session = session_open(&stage.service);
		session_connect(session, "mail.example.net", (struct sockaddr *)&client,
			MACROS("j", "mx.example.com", "{daemon_addr}", told[i]));
		send_message(session, "<someone@example.net>", false);
		if (known[i] != NULL)
			assert_contains(stage.last_decision, known[i]);
		else
			assert_lacks(stage.last_decision, "own_address");
		session_close(session);
		close_service();
	}
}

static void
only_a_verified_certificate_is_known(void **state)
{
	struct session *session;

	open_service("trust { certificates = {relay.example.net} }");
	session = session_from("198.51.100.7");
	session_mail(session, "<x@example.net>",
		MACROS("{cn_subject}", "relay.example.net", "{verify}", "FAIL"));
	assert_int_equal(session->exempt, EXEMPT_NOT);
	session_mail(session, "<x@example.net>",
		MACROS("{cn_subject}", "relay.example.net", "{verify}", "OK"));
	assert_int_equal(session->exempt, EXEMPT_CERTIFICATE);
	session_mail(session, "<x@example.net>", NO_MACROS);
	assert_int_equal(session->exempt, EXEMPT_NOT);
	session_mail(session, "<x@example.net>", MACROS("{cert_subject}", "relay.example.net"));
	assert_int_equal(session->exempt, EXEMPT_CERTIFICATE);
	session_close(session);
	close_service();
}

static void
what_the_mta_never_shows_is_told_once_and_claims_no_tag(void **state)
{
	struct session *session;
	unsigned warnings = 0;

	open_service("");
	session = session_from("198.51.100.7");
	session_helo(session, "winxp");
	for (unsigned i = 0; i < 30; i++) {
		stage.last_warning[0] = '\0';
		session_mail(session, "<x@nomail.example>", NO_MACROS);
		name_recipient(session, "<user@example.org>");
		session_data(session);
		session_abort(session);
		assert_contains(stage.last_decision, "\"action\":\"accept\",\"would\":\"defer\"");
		warnings += strstr(stage.last_warning, "smtpd_proxy_filter") != NULL;
	}
	assert_int_equal(warnings, 1);
	session_mail(session, "<x@nomail.example>", NO_MACROS);
	name_recipient(session, "<user@example.org>");
	session_abort(session);
	assert_contains(stage.last_decision, "\"action\":\"tag\"");
	session_close(session);
	close_service();
}

static void
an_idle_session_is_small(void **state)
{
	assert_true(sizeof(struct session) <= 2048);
}

static void
what_cannot_be_taken_out_is_not_accepted(void **state)
{
	struct session *session;

	open_service("");
	session = session_from("192.0.2.1");
	session_mail(session, "<someone@example.net>", NO_MACROS);
	name_recipient(session, "<user@example.org>");
	for (int i = 0; i < 20000; i++)
		session_header(session, "X-MXVet-Score", "-9.00");
	assert_int_equal(end_message(session), ACTION_REJECT);
	assert_contains(stage.last_reply, "550 5.7.1 ");
	assert_contains(stage.last_decision, "\"action\":\"reject\"");
	assert_string_equal(stage.edits_made, "");
	send_message(session, "<someone@example.net>", false);
	assert_contains(stage.edits_made, "+X-MXVet: score=");
	session_close(session);
	close_service();
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
		cmocka_unit_test(an_aborted_message_leaves_its_line_and_nothing_else),
		cmocka_unit_test(a_helo_in_mid_transaction_counts_for_the_next_message),
		cmocka_unit_test(without_helo_the_check_says_none),
		cmocka_unit_test(a_mapped_client_is_an_ipv4_client),
		cmocka_unit_test(dns_trouble_is_temperror_and_costs_nothing),
		cmocka_unit_test(authenticated_mail_is_stripped_and_passed),
		cmocka_unit_test(an_mta_that_is_not_believed_authenticates_nobody),
		cmocka_unit_test(trusted_clients_are_marked_exempt),
		cmocka_unit_test(sendmail_is_local_in_all_its_guises),
		cmocka_unit_test(a_client_without_address_or_port_is_not_local),
		cmocka_unit_test(the_address_where_the_client_came_is_known_in_both_families),
		cmocka_unit_test(only_a_verified_certificate_is_known),
		cmocka_unit_test(what_the_mta_never_shows_is_told_once_and_claims_no_tag),
		cmocka_unit_test(an_idle_session_is_small),
		cmocka_unit_test(what_cannot_be_taken_out_is_not_accepted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
