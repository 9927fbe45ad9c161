/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/support/decision_builder.h"

static struct decision_builder builder;
static char storage[LOG_LINE_SIZE];

static int
set_up(void **state)
{
	build_decision(&builder);
	return 0;
}

static const char *
line(void)
{
	struct text_buffer buffer;

	text_init(&buffer, storage, sizeof(storage));
	log_line(&buffer, &builder.decision);
	assert_false(buffer.cut);
	return storage;
}

static void
a_line_names_the_queue_the_parties_and_the_verdict(void **state)
{
	strcpy(builder.decision.queue_id, "4ZxYabc");
	build_finding(&builder, CHECK_mx, mx_exact, "");
	assert_string_equal(line(),
		"4ZxYabc: id=5kq2f1c0 client=mail.example.net[192.0.2.1] helo=<mail.example.net> "
		"from=<example.net> score=-1.50 action=accept top=-");
}

static void
what_costs_stands_in_top_the_dearest_first(void **state)
{
	build_finding(&builder, CHECK_iprev, iprev_fail, "");
	build_finding(&builder, CHECK_mx, mx_network, "");
	build_finding(&builder, CHECK_spf, spf_fail, "");
	build_finding(&builder, CHECK_helo, helo_literal, "");
	builder.verdict.action = ACTION_TAG;
	builder.verdict.would = ACTION_DEFER;
	builder.evidence.ptr.count = 0;
	assert_string_equal(line(),
		"NOQUEUE: id=5kq2f1c0 client=unknown[192.0.2.1] helo=<mail.example.net> "
		"from=<example.net> score=3.20 action=tag would=defer top=spf:fail,iprev:fail");
}

static void
refused_recipients_are_counted_beside_what_was_done_for_the_others(void **state)
{
	struct recipient recipients[] = {
		{.action = ACTION_REJECT}, {.action = ACTION_TAG}, {.action = ACTION_DEFER}};

	builder.verdict.action = builder.verdict.would = ACTION_TAG;
	builder.recipients.item = recipients;
	builder.recipients.count = 3;
	assert_non_null(strstr(line(), " action=tag refused=2 top="));
	builder.recipients.item = &recipients[1];
	builder.recipients.count = 1;
	assert_non_null(strstr(line(), " action=tag top="));
}

static void
an_exemption_is_named(void **state)
{
	builder.evidence = (struct evidence){.envelope.local = true};
	builder.verdict.exempt = EXEMPT_LOCAL;
	assert_string_equal(line(),
		"NOQUEUE: id=5kq2f1c0 client=unknown[unknown] helo=- from=- score=0.00 "
		"action=accept exempt=local top=-");
}

static void
the_null_sender_is_empty_and_one_without_domain_is_not(void **state)
{
	envelope_set_sender(&builder.evidence.envelope, "<>");
	assert_non_null(strstr(line(), " from=<> "));
	envelope_set_sender(&builder.evidence.envelope, "<root>");
	assert_non_null(strstr(line(), " from=<@> "));
}

static void
foreign_octets_do_not_break_the_line(void **state)
{
	helo_identity_read(&builder.evidence.envelope.helo, "a> score=-9 [x]<\n\\\xff");
	assert_non_null(strstr(
		line(), " helo=<a\\076\\040score=-9\\040\\133x\\135\\074\\012\\134\\377> from="));
}

static void
foreign_texts_do_not_push_the_verdict_off_the_line(void **state)
{
	char last[50];

	build_worst_evidence(&builder.evidence, '\xff');
	memset(builder.decision.queue_id, '\xff', QUEUE_ID_SIZE - 1);
	for (int i = 0; i < CHECK_COUNT; i++)
		builder.verdict.findings[i] = (struct finding){
			.outcome = recipients_single, .points = 10000};
	builder.verdict.action = ACTION_ACCEPT;
	builder.verdict.would = ACTION_REJECT;
	builder.verdict.exempt = EXEMPT_AUTHENTICATED;
	assert_non_null(strstr(line(), "\\377...> score="));
	(void)snprintf(last, sizeof(last), ",%s:single", check_name((enum check)(CHECK_COUNT - 1)));
	assert_non_null(strstr(line(), last));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_line_names_the_queue_the_parties_and_the_verdict, set_up),
		cmocka_unit_test_setup(what_costs_stands_in_top_the_dearest_first, set_up),
		cmocka_unit_test_setup(
			refused_recipients_are_counted_beside_what_was_done_for_the_others, set_up),
		cmocka_unit_test_setup(an_exemption_is_named, set_up),
		cmocka_unit_test_setup(
			the_null_sender_is_empty_and_one_without_domain_is_not, set_up),
		cmocka_unit_test_setup(foreign_octets_do_not_break_the_line, set_up),
		cmocka_unit_test_setup(foreign_texts_do_not_push_the_verdict_off_the_line, set_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
