/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/support/decision_builder.h"

static struct decision_builder builder;
static struct smtp_reply reply;

static int
begin(void **state)
{
	build_decision(&builder);
	return 0;
}

static const struct smtp_reply *
replied(enum action action)
{
	memset(&reply, 0xaa, sizeof(reply));
	smtp_reply_write(&reply, &builder.decision, action);
	return &reply;
}

/* The enhanced code of a rejection for one outcome. */
static const char *
enhanced_for(enum outcome outcome)
{
	builder.verdict = (struct verdict){0};
	builder.verdict.findings[outcome_table[outcome].check] = (struct finding){
		.outcome = outcome, .points = 900};
	builder.verdict.score = 900;
	return replied(ACTION_REJECT)->enhanced;
}

/* What it must be: 5.7.1 unless an RFC has a code for what was found. */
static const char *
enhanced_wanted(enum outcome outcome)
{
	static const struct {
		enum outcome outcome;
		const char *enhanced;
	} rows[] = {
		{iprev_fail, "5.7.25"},
		{iprev_nxptr, "5.7.25"},
		{rdns_generic, "5.7.25"},
		{rdns_dynamic, "5.7.25"},
		{sender_implicit, "5.1.8"},
		{sender_spfonly, "5.1.8"},
		{sender_invalid, "5.1.7"},
		{sender_nodata, "5.1.8"},
		{sender_nxdomain, "5.1.8"},
		{sender_nullmx, "5.7.27"},
		{spf_softfail, "5.7.23"},
		{spf_fail, "5.7.23"},
		{spf_permerror, "5.7.24"},
		{spf_open, "5.7.23"},
	};

	for (unsigned i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].outcome == outcome)
			return rows[i].enhanced;
	return "5.7.1";
}

static void
the_largest_contributor_picks_the_code(void **state)
{
	for (unsigned i = 0; i < OUTCOME_COUNT; i++)
		if (outcome_table[i].points > 0)
			assert_string_equal(
				enhanced_for((enum outcome)i), enhanced_wanted((enum outcome)i));
}

static void
of_several_the_largest_counts(void **state)
{
	build_finding(&builder, CHECK_sender, sender_nullmx, "");
	build_finding(&builder, CHECK_mxset, mxset_private, "");
	assert_string_equal(replied(ACTION_REJECT)->enhanced, "5.7.27");
}

static void
assert_is_one_ascii_line(const char *text)
{
	assert_in_range(strlen(text), 1, REPLY_TEXT_SIZE - 1);
	for (; *text != '\0'; text++)
		assert_in_range(*text, ' ', '~');
}

static void
both_codes_agree_for_every_outcome_and_action(void **state)
{
	for (unsigned i = 0; i < OUTCOME_COUNT; i++)
		for (int action = ACTION_DEFER; action <= ACTION_REJECT; action++)
			for (int trouble = 0; trouble < 2; trouble++) {
				const enum check check = outcome_table[i].check;
				if (check == CHECK_COUNT)
					continue;
				builder.verdict = (struct verdict){.for_trouble = trouble != 0};
				builder.verdict.findings[check] = (struct finding){
					.outcome = (enum outcome)i, .points = 100};
				replied((enum action)action);
				assert_int_equal(reply.code[0], reply.enhanced[0]);
				assert_int_equal(reply.code[0], action == ACTION_REJECT ? '5' : '4');
				assert_int_equal(strlen(reply.code), 3);
				assert_int_equal(reply.enhanced[1], '.');
				assert_is_one_ascii_line(reply.text);
				assert_non_null(strstr(reply.text, builder.decision.id));
			}
}

static void
whatever_costs_has_a_remedy(void **state)
{
	for (unsigned i = 0; i < OUTCOME_COUNT; i++)
		if (outcome_table[i].points > 0)
			assert_in_range(strlen(outcome_table[i].remedy), 10, 100);
}

static void
a_deferral_has_the_twin_of_class_4(void **state)
{
	build_finding(&builder, CHECK_iprev, iprev_nxptr, "192.0.2.1 has no reverse name");
	replied(ACTION_DEFER);
	assert_string_equal(reply.code, "450");
	assert_string_equal(reply.enhanced, "4.7.25");
	replied(ACTION_REJECT);
	assert_string_equal(reply.code, "550");
	assert_string_equal(reply.enhanced, "5.7.25");
}

static void
dns_trouble_is_told_as_such(void **state)
{
	builder.verdict.for_trouble = true;
	builder.verdict.findings[CHECK_spf] = (struct finding){
		.outcome = outcome_temperror, .because = "example.net TXT: timeout"};
	build_finding(&builder, CHECK_iprev, iprev_nxptr, "192.0.2.1 has no reverse name");
	replied(ACTION_DEFER);
	assert_string_equal(reply.code, "451");
	assert_string_equal(reply.enhanced, "4.4.3");
	assert_string_equal(reply.text,
		"mail of example.net from 192.0.2.1 is deferred, spf=temperror: DNS did not answer "
		"(example.net TXT: timeout); if this goes on, repair the name servers of the domain "
		"(id 5kq2f1c0)");
}

static void
without_reasons_the_finding_is_told_in_general(void **state)
{
	build_finding(&builder, CHECK_sender, sender_nxdomain, "");
	assert_non_null(strstr(replied(ACTION_REJECT)->text,
		" is not accepted, sender=nxdomain: the domain does not exist; correct "));
}

static void
the_text_names_finding_parties_remedy_and_id(void **state)
{
	build_finding(&builder, CHECK_sender, sender_nxdomain, "example.net does not exist");
	assert_string_equal(replied(ACTION_REJECT)->text,
		"mail of example.net from 192.0.2.1 is not accepted, sender=nxdomain: example.net does "
		"not exist; correct the sender address or register its domain (id 5kq2f1c0)");
	assert_string_equal(reply.enhanced, "5.1.8");
}

static void
a_failing_spf_and_reverse_name_have_a_code_together(void **state)
{
	build_finding(&builder, CHECK_iprev, iprev_nxptr, "192.0.2.1 has no reverse name");
	build_finding(&builder, CHECK_spf, spf_fail, "-all");
	builder.verdict.findings[CHECK_spf].points = 300;
	replied(ACTION_REJECT);
	assert_string_equal(reply.enhanced, "5.7.26");
	assert_non_null(strstr(reply.text,
		", spf=fail: the domain says that this client may not send for it (-all), and iprev=nxptr: "
		"192.0.2.1 has no reverse name; list the client"));
	builder.verdict.findings[CHECK_iprev].points = 400;
	replied(ACTION_DEFER);
	assert_string_equal(reply.enhanced, "4.7.26");
	assert_non_null(strstr(reply.text,
		", iprev=nxptr: 192.0.2.1 has no reverse name, and spf=fail: the domain says that this client may not send for it (-all); "));
	builder.verdict.findings[CHECK_iprev].points = 0; /* forgiven */
	assert_string_equal(replied(ACTION_REJECT)->enhanced, "5.7.23");
	builder.verdict.findings[CHECK_iprev].points = 200;
	build_finding(&builder, CHECK_sender, sender_nullmx, "");
	assert_string_equal(replied(ACTION_REJECT)->enhanced, "5.7.27");
}

static void
another_contributor_beside_both_names_one_and_the_other(void **state)
{
	build_finding(&builder, CHECK_iprev, iprev_nxptr, "192.0.2.1 has no reverse name");
	build_finding(&builder, CHECK_spf, spf_fail, "-all");
	build_finding(&builder, CHECK_helo, helo_ours, "mx.example.org");
	replied(ACTION_REJECT);
	assert_string_equal(reply.enhanced, "5.7.26");
	assert_non_null(strstr(reply.text,
		", spf=fail: the domain says that this client may not send for it (-all), and iprev=nxptr: "
		"192.0.2.1 has no reverse name; "));
}

static void
credit_is_never_the_reason(void **state)
{
	build_finding(&builder, CHECK_mx, mx_exact, "192.0.2.1");
	builder.verdict.findings[CHECK_mx].points = -900;
	build_finding(&builder, CHECK_rdns, rdns_generic, "host-192-0-2-1.example.net");
	assert_string_equal(replied(ACTION_REJECT)->enhanced, "5.7.25");
}

static void
thresholds_without_any_finding_still_give_a_reply(void **state)
{
	builder.verdict = (struct verdict){.score = 0};
	replied(ACTION_REJECT);
	assert_string_equal(reply.enhanced, "5.7.1");
	assert_string_equal(reply.text,
		"mail of example.net from 192.0.2.1 is not accepted, nothing identifies this sender; ask the "
		"postmaster of the recipient (id 5kq2f1c0)");
}

static void
the_null_sender_and_a_missing_one_have_words(void **state)
{
	builder.evidence.envelope.sender_kind = MAIL_ADDRESS_NULL;
	assert_non_null(strstr(replied(ACTION_REJECT)->text, "mail of <> from 192.0.2.1 "));
	builder.evidence.envelope.sender_kind = MAIL_ADDRESS_NOT_GIVEN;
	assert_non_null(strstr(replied(ACTION_REJECT)->text, "mail of an unknown sender from "));
}

static void
the_configured_text_is_taken_and_a_percent_sign_is_left_alone(void **state)
{
	builder.config.reply_reject = (char[]){"100% no: {score} {id}"};
	builder.config.reply_defer = (char[]){"later {id}"};
	build_finding(&builder, CHECK_iprev, iprev_nxptr, "");
	assert_string_equal(replied(ACTION_REJECT)->text, "100% no: 2.00 5kq2f1c0");
	assert_string_equal(replied(ACTION_DEFER)->text, "later 5kq2f1c0");
}

static void
the_longest_values_leave_the_id_in_place(void **state)
{
	struct finding *finding = &builder.verdict.findings[CHECK_spf];

	build_finding(&builder, CHECK_spf, spf_fail, "");
	build_finding(&builder, CHECK_iprev, iprev_nxptr, "");
	memset(finding->because, 'x', BECAUSE_SIZE - 1);
	memset(builder.verdict.findings[CHECK_iprev].because, 'x', BECAUSE_SIZE - 1);
	memset(builder.evidence.envelope.sender.text, 'y', DNS_NAME_MAX);
	builder.evidence.envelope.sender.length = DNS_NAME_MAX;
	replied(ACTION_REJECT);
	assert_is_one_ascii_line(reply.text);
	assert_null(strstr(reply.text, "x..."));
	assert_non_null(strstr(reply.text, " (id 5kq2f1c0)"));
}

#define REPLY_TEST(name) cmocka_unit_test_setup(name, begin)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		REPLY_TEST(the_largest_contributor_picks_the_code),
		REPLY_TEST(of_several_the_largest_counts),
		REPLY_TEST(both_codes_agree_for_every_outcome_and_action),
		REPLY_TEST(whatever_costs_has_a_remedy),
		REPLY_TEST(a_deferral_has_the_twin_of_class_4),
		REPLY_TEST(dns_trouble_is_told_as_such),
		REPLY_TEST(without_reasons_the_finding_is_told_in_general),
		REPLY_TEST(the_text_names_finding_parties_remedy_and_id),
		REPLY_TEST(a_failing_spf_and_reverse_name_have_a_code_together),
		REPLY_TEST(another_contributor_beside_both_names_one_and_the_other),
		REPLY_TEST(credit_is_never_the_reason),
		REPLY_TEST(thresholds_without_any_finding_still_give_a_reply),
		REPLY_TEST(the_null_sender_and_a_missing_one_have_words),
		REPLY_TEST(the_configured_text_is_taken_and_a_percent_sign_is_left_alone),
		REPLY_TEST(the_longest_values_leave_the_id_in_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
