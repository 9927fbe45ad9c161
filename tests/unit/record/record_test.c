/* SPDX-License-Identifier: BSD-2-Clause */

/* What is written can be read again, and means the same. */

#include "mxvet/record.h"
#include "tests/unit/support/evidence_builder.h"
#include "tests/unit/support/random_evidence.h"

#include <stdlib.h>
#include <string.h>

enum { ROUNDS = 20000, LINE_SIZE = 256 * 1024 };

static struct record *record;
static char line[LINE_SIZE], again[LINE_SIZE], error[512];

static int
open_record(void **state)
{
	record = record_open();
	return record == NULL ? -1 : 0;
}

static int
close_record(void **state)
{
	record_close(record);
	return 0;
}

static size_t
write_line(char *to, const struct evidence *evidence, const struct verdict *verdict,
	const struct recipient_list *recipients)
{
	const struct decision decision = {.verdict = verdict,
		.evidence = evidence,
		.config = default_config(),
		.recipients = recipients,
		.dns = {7, 3, 1, 41200, false},
		.time_ms = 1763740800123,
		.id = "5kq2f1c0",
		.queue_id = "4ZxY"};
	struct text_buffer text;

	text_init(&text, to, LINE_SIZE);
	record_write(&text, &decision);
	assert_false(text.cut);
	return text.length;
}

static bool
reads(const char *text)
{
	struct text_buffer buffer;

	text_init(&buffer, error, sizeof(error));
	return record_read(record, text, strlen(text), &buffer);
}

static void
assert_same_verdict(const struct verdict *a, const struct verdict *b)
{
	assert_int_equal(a->score, b->score);
	assert_int_equal(a->action, b->action);
	assert_int_equal(a->would, b->would);
	assert_int_equal(a->exempt, b->exempt);
	for (int i = 0; i < CHECK_COUNT; i++) {
		assert_int_equal(a->findings[i].outcome, b->findings[i].outcome);
		assert_int_equal(a->findings[i].points, b->findings[i].points);
		assert_string_equal(a->findings[i].because, b->findings[i].because);
	}
}

/* The law of records. */
static void
what_was_written_and_read_again_gives_the_same_verdict(void **state)
{
	static struct evidence evidence;

	for (int i = 0; i < ROUNDS; i++) {
		struct verdict first, second;

		random_evidence(&evidence);
		verdict_reach(&first, &evidence, default_config());
		write_line(line, &evidence, &first, NULL);
		if (!reads(line))
			fail_msg("%s in %s", error, line);
		assert_same_verdict(&first, &record->verdict);
		verdict_reach(&second, &record->evidence, default_config());
		assert_same_verdict(&first, &second);
		write_line(again, &record->evidence, &second, NULL);
		assert_string_equal(line, again);
	}
}

static void
recipients_and_the_rest_are_read_too(void **state)
{
	struct evidence evidence;
	struct recipient both[] = {{.domain = (char[]){"example.org"}},
		{.domain = (char[]){"a\\012b@example.org"},
			.reply = (char[]){"450 4.7.1 come back later"},
			.action = ACTION_DEFER,
			.policy = {.section = "@example.org"},
			.greylisted = true,
			.greylist = {GREYLIST_FIRST, 0}}};
	const struct recipient_list list = {both, 2};
	struct verdict verdict;

	given(&evidence, "192.0.2.1", "mail.example.net", "a@example.net");
	verdict_reach(&verdict, &evidence, default_config());
	write_line(line, &evidence, &verdict, &list);
	assert_true(reads(line));
	assert_string_equal(record->id, "5kq2f1c0");
	assert_string_equal(record->queue_id, "4ZxY");
	assert_true(record->time_ms == 1763740800123);
	assert_int_equal(record->dns.queries, 7);
	assert_true(record->dns.waited_us == 41200);
	assert_string_equal(record->version, MXVET_VERSION);
	assert_int_equal(strlen(record->config), 8);
	assert_int_equal(record->recipients.count, 2);
	assert_string_equal(record->recipients.item[1].domain, "a\\012b@example.org");
	assert_string_equal(record->recipients.item[1].reply, "450 4.7.1 come back later");
	assert_string_equal(record->recipients.item[1].policy.section, "@example.org");
	assert_null(record->recipients.item[0].policy.section);
	assert_null(record->recipients.item[0].reply);
	assert_false(record->recipients.item[0].greylisted);
	assert_int_equal(record->recipients.item[1].greylist.result, GREYLIST_FIRST);
	write_line(again, &record->evidence, &record->verdict, &record->recipients);
	assert_string_equal(line, again);
}

static void
members_come_in_any_order_and_strange_ones_are_passed_over(void **state)
{
	assert_true(reads("{ \"later\" : {\"a\":[1,{\"b\":\"}\"},[]],\"c\":null},\r\n"
			  "\"evidence\":{\"sender\":{\"kind\":\"domain\"},\"new\":true,"
			  "\"ptr\":{\"more\":-1.5e9,\"names\":\"no_name\"}},"
			  "\"from\":\"Example.NET\",\"client\":\"192.0.2.1\",\"v\":1}  "));
	assert_string_equal(record->evidence.envelope.sender.text, "example.net");
	assert_int_equal(record->evidence.ptr.lookup, LOOKUP_NO_NAME);
	assert_int_equal(record->evidence.envelope.client.family, 4);
}

static void
what_is_missing_is_not_known(void **state)
{
	struct verdict verdict;

	assert_true(reads("{}"));
	verdict_reach(&verdict, &record->evidence, default_config());
	assert_int_equal(verdict.score, 0);
	for (int i = 0; i < CHECK_COUNT; i++)
		assert_int_equal(verdict.findings[i].outcome, outcome_none);
}

static void
without_a_kind_the_sender_tells_itself(void **state)
{
	assert_true(reads("{\"from\":\"example.net\"}"));
	assert_int_equal(record->evidence.envelope.sender_kind, MAIL_ADDRESS_DOMAIN);
	assert_true(reads("{\"from\":\"\"}"));
	assert_int_equal(record->evidence.envelope.sender_kind, MAIL_ADDRESS_NULL);
	assert_true(reads("{\"from\":\"@\"}"));
	assert_int_equal(record->evidence.envelope.sender_kind, MAIL_ADDRESS_INVALID);
	assert_true(reads("{\"from\":null}"));
	assert_int_equal(record->evidence.envelope.sender_kind, MAIL_ADDRESS_NOT_GIVEN);
	assert_true(reads("{\"from\":\"bad name\"}"));
	assert_int_equal(record->evidence.envelope.sender_kind, MAIL_ADDRESS_INVALID);
	assert_string_equal(record->evidence.envelope.sender_text, "bad name");
}

static void
lists_that_are_too_long_are_cut_and_say_so(void **state)
{
	struct text_buffer text;

	text_init(&text, line, sizeof(line));
	text_append(&text, "{\"evidence\":{\"helo\":{\"a\":[\"192.0.2.1\"");
	for (int i = 0; i < 40; i++)
		text_append(&text, ",\"192.0.2.2\"");
	text_append(&text, "]},\"mx\":{\"hosts\":[{\"preference\":1,\"name\":\"a.example\"}");
	for (int i = 0; i < 9999; i++)
		text_append(&text, ",{\"name\":\"b.example\"}");
	text_append(&text, "]}}}");
	assert_true(reads(line));
	assert_int_equal(record->evidence.helo.v4.count, NAME_ADDRESSES_MAX);
	assert_true(record->evidence.helo.v4.truncated);
	assert_int_equal(record->evidence.mx.count, MX_HOSTS_MAX);
	assert_true(record->evidence.mx.truncated);
	assert_int_equal(record->evidence.mx.host[0].preference, 1);
}

static void
an_outcome_of_a_later_version_is_none(void **state)
{
	assert_true(reads("{\"checks\":{\"iprev\":{\"outcome\":\"splendid\",\"points\":-9},"
			  "\"moon\":{\"outcome\":\"full\"},\"spf\":{\"outcome\":\"pass\"}}}"));
	assert_int_equal(record->verdict.findings[CHECK_iprev].outcome, outcome_none);
	assert_int_equal(record->verdict.findings[CHECK_spf].outcome, spf_pass);
}

static void
other_programs_may_write_times_and_texts_in_their_own_way(void **state)
{
	assert_true(
		reads("{\"time\":\"2026-11-21T17:30:00+01:30\",\"helo\":\"b\\u00fc\\n\\u20ac\"}"));
	assert_true(record->time_ms == 1795276800000);
	assert_string_equal(record->evidence.envelope.helo.text, "b\xfc\n\xe2\x82\xac");
}

static void
mistakes_name_their_place(void **state)
{
	static const struct {
		const char *line, *complaint;
	} rows[] = {
		{"", "octet 1: an object is needed"},
		{"garbage", "octet 1: an object is needed"},
		{"{\"v\":2}", "v, octet 7: a record of another version of the format"},
		{"{\"v\":1", "v, octet 7: a comma or the end is needed"},
		{"{\"v\":1}x", "octet 8: something follows the record"},
		{"{\"client\":\"example\"}", "client, octet 20: no IP address"},
		{"{\"evidence\":{\"mx\":{\"hosts\":\"gone\"}}}",
			"evidence.mx.hosts, octet 34: neither a list nor no_data, no_name or failed"},
		{"{\"evidence\":{\"mx\":{\"hosts\":[{\"preference\":70000}]}}}",
			"evidence.mx.hosts.preference, octet 48: the number is too large"},
		{"{\"evidence\":{\"spf\":{\"result\":\"yes\"}}}",
			"evidence.spf.result, octet 35: none of the words that may stand here"},
		{"{\"score\":1e5}", "score, octet 11: a decimal number is needed"},
		{"{\"id\":\"far too long for an id\"}", "id, octet 31: the text is too long"},
		{"{\"helo\":\"\\x\"}", "helo, octet 13: an escape that stands for nothing"},
		{"{\"helo\":\"\\u0000\"}", "helo, octet 17: an escape that stands for nothing"},
		{"{\"time\":\"yesterday\"}",
			"time, octet 20: no time as in 2026-11-21T16:00:00.123Z"},
		{"{\"x\":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]}",
			"x, octet 38: nested too deeply"},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_false(reads(rows[i].line));
		assert_string_equal(error, rows[i].complaint);
	}
}

/* A line that was cut short by a full disk is no record, wherever it was cut, and the next one is read as ever. */
static void
every_beginning_of_a_record_is_refused(void **state)
{
	static struct evidence evidence;
	struct verdict verdict;
	struct text_buffer buffer;
	size_t length;

	random_evidence(&evidence);
	verdict_reach(&verdict, &evidence, default_config());
	length = write_line(line, &evidence, &verdict, NULL);
	for (size_t i = 0; i < length; i++) {
		char *cut = malloc(i + 1); /* of its own, so that a step too far is noticed */

		assert_non_null(cut);
		memcpy(cut, line, i);
		text_init(&buffer, error, sizeof(error));
		assert_false(record_read(record, cut, i, &buffer));
		assert_true(buffer.length > 0);
		free(cut);
	}
	assert_true(reads(line));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_written_and_read_again_gives_the_same_verdict),
		cmocka_unit_test(recipients_and_the_rest_are_read_too),
		cmocka_unit_test(members_come_in_any_order_and_strange_ones_are_passed_over),
		cmocka_unit_test(what_is_missing_is_not_known),
		cmocka_unit_test(without_a_kind_the_sender_tells_itself),
		cmocka_unit_test(lists_that_are_too_long_are_cut_and_say_so),
		cmocka_unit_test(an_outcome_of_a_later_version_is_none),
		cmocka_unit_test(other_programs_may_write_times_and_texts_in_their_own_way),
		cmocka_unit_test(mistakes_name_their_place),
		cmocka_unit_test(every_beginning_of_a_record_is_refused),
	};

	return cmocka_run_group_tests(tests, open_record, close_record);
}
