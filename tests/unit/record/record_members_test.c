/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "mxvet/record.h"
#include "tests/unit/support/decision_builder.h"

static struct decision_builder builder;

static int
set_up(void **state)
{
	build_decision(&builder);
	return 0;
}

/* The line, in memory of exactly the size that a first try asks for. */
static char *
line_of(const struct decision *decision)
{
	char nothing[1], *line;
	struct text_buffer buffer;

	text_init(&buffer, nothing, sizeof(nothing));
	record_write(&buffer, decision);
	assert_true(buffer.cut);
	line = malloc(buffer.left_out + 1);
	assert_non_null(line);
	text_init(&buffer, line, buffer.left_out + 1);
	record_write(&buffer, decision);
	assert_false(buffer.cut);
	assert_int_equal(buffer.length + 1, buffer.size);
	return line;
}

static void
assert_holds(const char *wanted)
{
	char *line = line_of(&builder.decision);

	if (strstr(line, wanted) == NULL)
		fail_msg("no %s in %s", wanted, line);
	free(line);
}

/* What is left has the same members however many checks there are. */
static void
drop_checks_that_found_nothing(char *line)
{
	for (unsigned check = 0; check < CHECK_COUNT; check++) {
		char member[100], *found;
		int length = snprintf(member, sizeof(member),
			",\"%s\":{\"outcome\":\"none\",\"points\":0.00,\"because\":\"\"}",
			check_name((enum check)check));

		found = strstr(line, member);
		if (found != NULL)
			memmove(found, found + length, strlen(found + length) + 1);
	}
}

static void
all_checks_stand_in_the_tables_order(void **state)
{
	char *line = line_of(&builder.decision);
	const char *from = strstr(line, "\"checks\":{");

	for (unsigned check = 0; check < CHECK_COUNT; check++) {
		char member[50];

		(void)snprintf(member, sizeof(member),
			"\"%s\":{\"outcome\":", check_name((enum check)check));
		assert_non_null(from);
		from = strstr(from, member);
	}
	assert_non_null(from);
	free(line);
}

static void
a_decision_has_every_field_in_the_contracts_order(void **state)
{
	struct recipient recipient = {.domain = (char[]){"example.org"}};
	char *line;

	builder.recipients = (struct recipient_list){.item = &recipient, .count = 1};
	builder.decision.dns = (struct inquiry_totals){
		.queries = 7, .cached = 3, .waited_us = 41234};
	strcpy(builder.decision.queue_id, "4ZxYabc");
	build_finding(&builder, CHECK_iprev, iprev_pass, "mail.example.net -> 192.0.2.1");
	build_finding(&builder, CHECK_mx, mx_exact, "");
	line = line_of(&builder.decision);
	drop_checks_that_found_nothing(line);
	assert_string_equal(line,
		"{\"v\":1,\"time\":\"2026-11-21T16:00:00.123Z\",\"id\":\"5kq2f1c0\",\"queue_id\":"
		"\"4ZxYabc\","
		"\"client\":\"192.0.2.1\",\"client_name\":\"mail.example.net\",\"helo\":\"mail."
		"example.net\",\"host\":\"mx.example.org\","
		"\"from\":\"example.net\","
		"\"rcpts\":[{\"address\":\"example.org\",\"action\":\"accept\",\"section\":null,\"reply\":null,\"greylist\":null}],"
		"\"score\":-1.80,\"action\":\"accept\",\"would\":\"accept\",\"mode\":\"observe\","
		"\"exempt\":null,"
		"\"checks\":{"
		"\"iprev\":{\"outcome\":\"pass\",\"points\":-0.30,"
		"\"because\":\"mail.example.net -\\u003e 192.0.2.1\"},"
		"\"mx\":{\"outcome\":\"exact\",\"points\":-1.50,\"because\":\"\"}},"
		"\"evidence\":{\"own_name\":\"mx.example.org\",\"recipients\":1,"
		"\"ptr\":{\"names\":[{\"name\":\"mail.example.net\",\"a\":[\"192.0.2.1\"]}]},"
		"\"helo\":{\"a\":[\"192.0.2.1\"]},\"sender\":{\"kind\":\"domain\"},"
		"\"mx\":{\"domain\":\"example.net\",\"hosts\":[{\"preference\":10,"
		"\"name\":\"mail.example.net\",\"a\":[\"192.0.2.1\"]}]}},"
		"\"dns\":{\"queries\":7,\"cached\":3,\"ms\":41.2,\"failed\":0},"
		"\"config\":\"9f2c01ab\",\"version\":\"" MXVET_VERSION "\"}");
	free(line);
}

static void
what_nobody_said_is_null(void **state)
{
	builder.evidence = (struct evidence){0};
	builder.config.authserv_id = (char[]){""};
	assert_holds(
		"\"queue_id\":null,\"client\":null,\"client_name\":null,\"helo\":null,\"host\":null,"
		"\"from\":null,"
		"\"rcpts\":[],");
	assert_holds("\"evidence\":{},");
}

static void
assert_sender(const char *sender, const char *from, const char *evidence)
{
	builder.evidence.sender = (struct host){0};
	envelope_set_sender(&builder.evidence.envelope, sender);
	assert_holds(from);
	assert_holds(evidence);
}

static void
a_sender_is_told_without_its_local_part(void **state)
{
	assert_sender("<secret@example.net>", "\"from\":\"example.net\"",
		"\"sender\":{\"kind\":\"domain\"}");
	assert_sender("<>", "\"from\":\"\"", "\"sender\":{\"kind\":\"null\"}");
	assert_sender("<secret@local\xe9>", "\"from\":\"local\\u00e9\"",
		"\"sender\":{\"kind\":\"invalid\"}");
	assert_sender("secret", "\"from\":\"@\"", "\"sender\":{\"kind\":\"invalid\"}");
	assert_sender("secret@", "\"from\":\"@\"", "\"sender\":{\"kind\":\"invalid\"}");
}

static void
an_exemption_is_named(void **state)
{
	builder.verdict.exempt = EXEMPT_NETWORK;
	assert_holds("\"mode\":\"observe\",\"exempt\":\"network\",\"checks\"");
}

static void
a_recipient_is_shown_whole_where_the_log_asks_for_it(void **state)
{
	struct recipient both[] = {{.domain = (char[]){"example.org"}},
		{.domain = (char[]){"example.org"},
			.address = (char[]){"a\\012b@example.org"},
			.action = ACTION_TAG}};

	builder.recipients = (struct recipient_list){.item = both, .count = 2};
	assert_holds(
		"\"rcpts\":[{\"address\":\"example.org\",\"action\":\"accept\",\"section\":null,\"reply\":null,\"greylist\":null},"
		"{\"address\":\"a\\u005c012b@example.org\",\"action\":\"tag\",\"section\":null,\"reply\":null,\"greylist\":null}]");
}

static void
every_way_that_dns_can_have_nothing_is_told_apart(void **state)
{
	struct evidence *evidence = &builder.evidence;

	evidence->ptr = (struct ptr_evidence){.lookup = LOOKUP_NO_NAME};
	evidence->helo.v4 = (struct address_set){.lookup = LOOKUP_NO_DATA};
	evidence->helo.v6 = (struct address_set){
		.lookup = LOOKUP_FAILED, .failure = DNS_FAILURE_TIMEOUT};
	evidence->mx = (struct mx_evidence){.domain = build_name("example.net"),
		.lookup = LOOKUP_FAILED,
		.failure = DNS_FAILURE_SERVFAIL};
	evidence->sender.v4 = (struct address_set){.lookup = LOOKUP_FAILED};
	assert_holds("\"ptr\":{\"names\":\"no_name\"},\"helo\":{\"a\":\"no_data\",\"aaaa\":"
		     "\"failed:timeout\"},"
		     "\"sender\":{\"kind\":\"domain\",\"a\":\"failed\"},"
		     "\"mx\":{\"domain\":\"example.net\",\"hosts\":\"failed:servfail\"}}");
}

static void
every_flag_of_the_evidence_is_told(void **state)
{
	struct evidence *evidence = &builder.evidence;

	evidence->envelope.authenticated = evidence->envelope.local = true;
	evidence->ptr.truncated = evidence->mx.truncated = true;
	evidence->helo.alias = evidence->helo.v4.truncated = true;
	evidence->mx.host[0].literal = true;
	evidence->spf = (struct spf_evidence){.result = SPF_RESULT_PASS,
		.open = true,
		.domain = build_name("example.net"),
		.term = "+all"};
	assert_holds("\"authenticated\":true,\"local\":true,");
	assert_holds("]}],\"truncated\":true},\"helo\":{\"alias\":true,\"a\":[\"192.0.2.1\"],"
		     "\"a_truncated\":true},");
	assert_holds("\"name\":\"mail.example.net\",\"literal\":true,\"a\"");
	assert_holds("]}],\"truncated\":true},\"spf\":{\"result\":\"pass\",\"identity\":\"mailfrom\","
		     "\"open\":true,\"domain\":\"example.net\",\"term\":\"+all\"}},");
}

static struct recipient *
worst_recipients(char filler)
{
	static char text[1024];
	struct recipient *list = calloc(RECIPIENTS_MAX, sizeof(*list));

	assert_non_null(list);
	memset(text, filler, sizeof(text) - 1);
	for (int i = 0; i < RECIPIENTS_MAX; i++)
		list[i] = (struct recipient){
			.domain = text, .address = text, .action = ACTION_REJECT};
	return list;
}

static void
assert_worst_fits(char filler)
{
	struct recipient *list = worst_recipients(filler);

	build_worst_evidence(&builder.evidence, filler);
	for (int i = 0; i < CHECK_COUNT; i++) {
		struct finding *finding = &builder.verdict.findings[i];

		finding->outcome = helo_unresolvable;
		finding->points = -10000;
		memset(finding->because, filler, BECAUSE_SIZE - 1);
	}
	memset(builder.decision.queue_id, filler, QUEUE_ID_SIZE - 1);
	builder.decision.dns = (struct inquiry_totals){
		UINT32_MAX, UINT32_MAX, UINT32_MAX, INT64_MAX / 2, true};
	builder.recipients = (struct recipient_list){.item = list, .count = RECIPIENTS_MAX + 1};
	builder.verdict.score = -2000000;
	builder.verdict.exempt = EXEMPT_AUTHENTICATED;
	free(line_of(&builder.decision));
	free(list);
}

static void
what_is_left_out_says_the_size_for_the_worst(void **state)
{
	assert_worst_fits('a');
	assert_worst_fits('?');
	assert_worst_fits('<');
	assert_worst_fits('\xff');
}

static void
what_a_web_page_would_take_for_its_own_is_escaped(void **state)
{
	strcpy(builder.verdict.findings[CHECK_spf].because, "<script>&\"'");
	assert_holds("\"because\":\"\\u003cscript\\u003e\\u0026\\u0022'\"");
}

static void
a_refusal_and_the_greylists_answer_stand_with_the_recipient(void **state)
{
	struct recipient recipient = {.domain = (char[]){"example.org"},
		.reply = (char[]){"450 4.7.1 later"},
		.action = ACTION_DEFER,
		.greylisted = true,
		.greylist = {GREYLIST_EARLY, 312999}};

	builder.recipients = (struct recipient_list){.item = &recipient, .count = 1};
	assert_holds(
		"\"reply\":\"450 4.7.1 later\",\"greylist\":{\"answer\":\"early\",\"after\":312}}]");
}

static void
without_the_mtas_name_the_configured_one_is_the_host(void **state)
{
	builder.evidence.envelope.own_name = (struct dns_name){0};
	builder.config.authserv_id = (char[]){"mx7.example.org"};
	assert_holds("\"host\":\"mx7.example.org\"");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_decision_has_every_field_in_the_contracts_order, set_up),
		cmocka_unit_test_setup(all_checks_stand_in_the_tables_order, set_up),
		cmocka_unit_test_setup(what_nobody_said_is_null, set_up),
		cmocka_unit_test_setup(a_sender_is_told_without_its_local_part, set_up),
		cmocka_unit_test_setup(an_exemption_is_named, set_up),
		cmocka_unit_test_setup(a_recipient_is_shown_whole_where_the_log_asks_for_it, set_up),
		cmocka_unit_test_setup(every_way_that_dns_can_have_nothing_is_told_apart, set_up),
		cmocka_unit_test_setup(every_flag_of_the_evidence_is_told, set_up),
		cmocka_unit_test_setup(what_is_left_out_says_the_size_for_the_worst, set_up),
		cmocka_unit_test_setup(what_a_web_page_would_take_for_its_own_is_escaped, set_up),
		cmocka_unit_test_setup(
			a_refusal_and_the_greylists_answer_stand_with_the_recipient, set_up),
		cmocka_unit_test_setup(without_the_mtas_name_the_configured_one_is_the_host, set_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
