/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/support/decision_builder.h"

static struct decision_builder builder;
static char page[512 * 1024];

static int
set_up(void **state)
{
	build_decision(&builder);
	return 0;
}

static const char *
explained(bool colour, unsigned width)
{
	struct text_buffer buffer;

	text_init(&buffer, page, sizeof(page));
	explanation_write(&buffer, &builder.decision,
		&(struct explanation_style){.colour = colour, .width = width});
	assert_false(buffer.cut);
	return page;
}

static void
assert_says(const char *wanted)
{
	if (strstr(explained(false, 0), wanted) == NULL)
		fail_msg("no %s in:\n%s", wanted, page);
}

static void
the_first_line_is_the_verdict(void **state)
{
	static const char accepted
		[] = "accept: score -1.50 (observe mode; tag at 3.00, defer at 6.00, reject at 9.00)\n";
	static const char tagged[] = "tag, would reject: score 10.20 (observe mode; ";

	build_finding(&builder, CHECK_mx, mx_exact, "");
	assert_int_equal(strncmp(explained(false, 0), accepted, strlen(accepted)), 0);
	builder.verdict.score = 1020;
	builder.verdict.action = ACTION_TAG;
	builder.verdict.would = ACTION_REJECT;
	assert_int_equal(strncmp(explained(false, 0), tagged, strlen(tagged)), 0);
}

static void
a_finding_shows_points_outcome_and_reason(void **state)
{
	build_finding(&builder, CHECK_iprev, iprev_nxptr, "192.0.2.1 has no reverse name");
	build_finding(&builder, CHECK_mx, mx_other, "");
	assert_says("\n   +2.00  iprev=nxptr  192.0.2.1 has no reverse name\n"
		    "    0.00  mx=other     the client is not one of the domain's mail hosts\n"
		    "          none         rdns, mxset, sender,");
}

static void
softened_points_are_explained(void **state)
{
	build_finding(&builder, CHECK_iprev, iprev_nxptr, "because");
	builder.verdict.findings[CHECK_iprev].points = 100;
	assert_says("+1.00  iprev=nxptr  because (+1.00 of +2.00 points count: good evidence\n"
		    "                       softens it)");
}

static void
credit_over_the_limit_is_explained(void **state)
{
	build_finding(&builder, CHECK_align, align_aligned, "because");
	builder.verdict.findings[CHECK_align].points = -20;
	assert_says("-0.20  align=aligned  because (-0.20 of -0.40 points count: credit is\n"
		    "                         limited)");
}

static void
reverse_names_show_whether_they_lead_back(void **state)
{
	struct ptr_evidence *ptr = &builder.evidence.ptr;

	ptr->count = 3;
	ptr->name[1] = (struct host){
		.name = build_name("a.example.net"), .v4 = {.lookup = LOOKUP_NO_NAME}};
	ptr->name[2] = (struct host){.name = build_name("b.example.net"),
		.v4 = {.lookup = LOOKUP_FAILED, .failure = DNS_FAILURE_TIMEOUT}};
	assert_says("Reverse names of 192.0.2.1\n"
		    "  mail.example.net  confirmed    192.0.2.1\n"
		    "  a.example.net     unconfirmed  no such name\n"
		    "  b.example.net     in doubt     A: no answer in time\n");
}

static void
mail_hosts_show_preference_and_addresses(void **state)
{
	struct mx_evidence *mx = &builder.evidence.mx;

	mx->count = 3;
	mx->truncated = true;
	mx->host[0].host.v6 = build_found("2001:db8::25");
	mx->host[1] = (struct mx_host){.preference = 20,
		.host = {.name = build_name("b.example.net"),
			.alias = true,
			.v4 = build_found("192.0.2.2"),
			.v6 = {.lookup = LOOKUP_NO_DATA}}};
	mx->host[2] = (struct mx_host){.preference = 100,
		.literal = true,
		.host = {.name = build_name("192.0.2.3"), .v4 = build_found("192.0.2.3")}};
	assert_says("MX hosts of example.net\n"
		    "  10   mail.example.net  192.0.2.1, 2001:db8::25\n"
		    "  20   b.example.net     192.0.2.2; no AAAA (alias)\n"
		    "  100  192.0.2.3         an address, not a host name\n"
		    "  ... and more that were not looked at\n");
}

static void
a_null_mx_is_named(void **state)
{
	builder.evidence.mx.host[0] = (struct mx_host){.host = {.name = build_name(".")}};
	assert_says("\n  0  .  the null MX: the domain accepts no mail\n");
}

static void
dns_trouble_is_told_in_words(void **state)
{
	static const struct {
		enum dns_failure failure;
		const char *words;
	} rows[] = {
		{DNS_FAILURE_TIMEOUT, "MX: no answer in time"},
		{DNS_FAILURE_SERVFAIL, "MX: the server failed (SERVFAIL)"},
		{DNS_FAILURE_REFUSED, "MX: the server refused to answer"},
		{DNS_FAILURE_MALFORMED, "MX: a malformed answer"},
		{DNS_FAILURE_FILTERED, "MX: the resolver filters this name (0.0.0.0 or ::)"},
		{DNS_FAILURE_BUDGET, "MX: not asked, too many questions for one message"},
		{DNS_FAILURE_UNAVAILABLE, "MX: no DNS server could be reached"},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		builder.evidence.mx = (struct mx_evidence){.domain = build_name("example.net"),
			.lookup = LOOKUP_FAILED,
			.failure = rows[i].failure};
		assert_says(rows[i].words);
	}
}

static void
an_spf_result_shows_whose_record_decided_by_what(void **state)
{
	builder.evidence.spf = (struct spf_evidence){.result = SPF_RESULT_PASS,
		.domain = build_name("example.net"),
		.term = "ip4:192.0.2.0/24"};
	assert_says("SPF of example.net\n  MAIL FROM identity: ip4:192.0.2.0/24\n");
}

static void
exempt_mail_says_why_and_lists_nothing(void **state)
{
	builder.verdict.exempt = EXEMPT_NETWORK;
	builder.verdict.findings[CHECK_iprev].outcome = outcome_none;
	assert_says("exempt=network: the client is in trust.networks");
	assert_null(strstr(page, "none  "));
}

static void
the_questions_are_counted(void **state)
{
	builder.decision.dns = (struct inquiry_totals){
		.queries = 7, .cached = 3, .failed = 1, .waited_us = 41234};
	assert_says("\nDNS: 7 asked, 3 from the cache, 1 failed, 41.2 ms\n");
}

static size_t
longest_line(const char *text)
{
	size_t longest = 0;

	while (*text != '\0') {
		size_t length = strcspn(text, "\n");

		longest = length > longest ? length : longest;
		text += length + (text[length] == '\n');
	}
	return longest;
}

static void
lines_wrap_at_the_width_and_have_no_blanks_at_their_end(void **state)
{
	for (unsigned width = 60; width <= 140; width += 20) {
		build_decision(&builder);
		build_finding(&builder, CHECK_helo, helo_unresolvable,
			"a long reason with many words, more than could ever stand on one line of "
			"any terminal, and that is what this is about");
		builder.evidence.helo.v4.count = NAME_ADDRESSES_MAX;
		for (int i = 0; i < NAME_ADDRESSES_MAX; i++)
			builder.evidence.helo.v4.address[i] = build_address("192.0.2.222");
		assert_true(longest_line(explained(false, width)) <= width);
		assert_true(longest_line(page) > width - 20);
		assert_null(strstr(page, " \n"));
	}
	assert_string_not_equal(explained(false, 0), "");
	assert_true(longest_line(page) <= 80);
}

/* Takes the colours out of the page. */
static void
bleach(void)
{
	char *to = page;

	for (const char *from = page; *from != '\0'; from++) {
		if (*from == '\033')
			from += strcspn(from, "m");
		else
			*to++ = *from;
	}
	*to = '\0';
}

static void
colour_changes_nothing_else(void **state)
{
	static char plain[sizeof(page)];

	build_finding(&builder, CHECK_mx, mx_exact, "");
	build_finding(&builder, CHECK_iprev, iprev_fail, "because");
	build_finding(&builder, CHECK_sender, outcome_temperror, "because");
	strcpy(plain, explained(false, 0));
	assert_null(strchr(plain, '\033'));
	assert_non_null(strstr(explained(true, 0), "\033[31m"));
	bleach();
	assert_string_equal(page, plain);
}

static void
the_worst_evidence_fits(void **state)
{
	build_worst_evidence(&builder.evidence, 'a');
	assert_says("\nMX hosts of\naaaa");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(the_first_line_is_the_verdict, set_up),
		cmocka_unit_test_setup(a_finding_shows_points_outcome_and_reason, set_up),
		cmocka_unit_test_setup(softened_points_are_explained, set_up),
		cmocka_unit_test_setup(credit_over_the_limit_is_explained, set_up),
		cmocka_unit_test_setup(reverse_names_show_whether_they_lead_back, set_up),
		cmocka_unit_test_setup(mail_hosts_show_preference_and_addresses, set_up),
		cmocka_unit_test_setup(a_null_mx_is_named, set_up),
		cmocka_unit_test_setup(dns_trouble_is_told_in_words, set_up),
		cmocka_unit_test_setup(an_spf_result_shows_whose_record_decided_by_what, set_up),
		cmocka_unit_test_setup(exempt_mail_says_why_and_lists_nothing, set_up),
		cmocka_unit_test_setup(the_questions_are_counted, set_up),
		cmocka_unit_test_setup(
			lines_wrap_at_the_width_and_have_no_blanks_at_their_end, set_up),
		cmocka_unit_test_setup(colour_changes_nothing_else, set_up),
		cmocka_unit_test_setup(the_worst_evidence_fits, set_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
