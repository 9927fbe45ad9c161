/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/unit/support/evidence_builder.h"

#include <string.h>

static int
points(const struct evidence *evidence, enum check check)
{
	return judge(evidence).findings[check].points;
}

/* A host with a generic or an access line's name that does not lead back. */
static void
shabby(struct evidence *evidence, const char *name)
{
	given(evidence, "198.51.100.1", NULL, "a@example.org");
	ptr_name(evidence, name, NULL);
}

static const char generic[] = "host-198-51-100-1.example.net";
static const char dialup[] = "pam80-198-51-100-1.dial.example.net";

static void
an_exact_mx_softens_iprev_and_forgives_rdns(void **state)
{
	struct evidence evidence;

	shabby(&evidence, generic);
	assert_int_equal(points(&evidence, CHECK_iprev), 150);
	assert_int_equal(points(&evidence, CHECK_rdns), 80);
	mx_record(&evidence, 10, "mx1.example.org", "198.51.100.1", NULL);
	assert_int_equal(points(&evidence, CHECK_iprev), 75);
	assert_int_equal(points(&evidence, CHECK_rdns), 0);
}

static void
spf_halves_the_costs_of_iprev_and_rdns(void **state)
{
	struct evidence evidence;

	shabby(&evidence, generic);
	spf_answers(&evidence, SPF_RESULT_PASS);
	assert_int_equal(points(&evidence, CHECK_iprev), 75);
	assert_int_equal(points(&evidence, CHECK_rdns), 40);
	evidence.spf.open = true;
	assert_int_equal(points(&evidence, CHECK_iprev), 150);
}

static void
an_aligned_name_halves_the_cost_of_rdns(void **state)
{
	struct evidence evidence;

	given(&evidence, "198.51.100.1", NULL, "a@example.net");
	ptr_name(&evidence, generic, "198.51.100.1", NULL);
	assert_int_equal(points(&evidence, CHECK_rdns), 40);
	assert_int_equal(points(&evidence, CHECK_align), -40);
}

static void
on_an_access_line_only_an_exact_mx_and_spf_count(void **state)
{
	struct evidence evidence;

	given(&evidence, "198.51.100.1", NULL, "a@example.net");
	ptr_name(&evidence, dialup, "198.51.100.1", NULL);
	mx_record(&evidence, 10, "mx1.example.net", "192.0.2.1", NULL);
	assert_outcome(&evidence, CHECK_mx, mx_host);
	assert_outcome(&evidence, CHECK_align, align_aligned);
	assert_int_equal(points(&evidence, CHECK_mx), 0);
	assert_int_equal(points(&evidence, CHECK_align), 0);
	assert_int_equal(points(&evidence, CHECK_rdns), 180);
	spf_answers(&evidence, SPF_RESULT_PASS);
	assert_int_equal(points(&evidence, CHECK_rdns), 90);
	mx_record(&evidence, 20, "home.example.net", "198.51.100.1", NULL);
	assert_int_equal(points(&evidence, CHECK_rdns), 0);
	assert_int_equal(points(&evidence, CHECK_mx), -150);
}

static void
a_null_mx_costs_half_when_spf_passes(void **state)
{
	struct evidence evidence;

	given(&evidence, "198.51.100.1", NULL, "a@example.org");
	mx_record(&evidence, 0, ".", NULL);
	assert_int_equal(points(&evidence, CHECK_sender), 500);
	spf_answers(&evidence, SPF_RESULT_PASS);
	assert_int_equal(points(&evidence, CHECK_sender), 250);
}

static void
credit_is_given_in_the_tables_order_until_it_is_used_up(void **state)
{
	struct evidence evidence;

	given(&evidence, "192.0.2.1", "mail.example.org", "a@example.org");
	ptr_name(&evidence, "mail.example.org", "192.0.2.1", NULL);
	helo_resolves_to(&evidence, "192.0.2.1", NULL);
	mx_record(&evidence, 10, "mail.example.org", "192.0.2.1", NULL);
	assert_int_equal(points(&evidence, CHECK_iprev), -30);
	assert_int_equal(points(&evidence, CHECK_mx), -150);
	assert_int_equal(points(&evidence, CHECK_align), -20);
	assert_int_equal(points(&evidence, CHECK_helo), 0);
	assert_int_equal(judge(&evidence).score, -200);
	use_config("credit_limit = 0.1");
	assert_int_equal(judge(&evidence).score, -10);
	use_config(NULL);
}

static void
the_thresholds_belong_to_the_higher_action(void **state)
{
	struct evidence evidence;

	given(&evidence, "198.51.100.1", NULL, "a@example.org");
	mx_answers(&evidence, LOOKUP_NO_NAME);
	assert_int_equal(judge(&evidence).score, 400);
	use_config("tag_at = 4.01 defer_at = 5 reject_at = 6");
	assert_int_equal(judge(&evidence).would, ACTION_ACCEPT);
	use_config("tag_at = 4.0 defer_at = 5 reject_at = 6");
	assert_int_equal(judge(&evidence).would, ACTION_TAG);
	use_config("tag_at = 1 defer_at = 4.0 reject_at = 6");
	assert_int_equal(judge(&evidence).would, ACTION_DEFER);
	use_config("tag_at = 1 defer_at = 4.0 reject_at = 4.0");
	assert_int_equal(judge(&evidence).would, ACTION_REJECT);
	use_config(NULL);
}

static void
observing_marks_and_does_nothing_more(void **state)
{
	struct evidence evidence;
	struct verdict verdict;

	shabby(&evidence, dialup);
	mx_answers(&evidence, LOOKUP_NO_NAME);
	use_config("reject_at = 6.0");
	verdict = judge(&evidence);
	assert_int_equal(verdict.would, ACTION_REJECT);
	assert_int_equal(verdict.action, ACTION_TAG);
	use_config(NULL);
}

static void
helo_alone_never_refuses(void **state)
{
	struct evidence evidence;

	given(&evidence, "192.0.2.1", "mx.example.com", "a@example.org");
	ptr_name(&evidence, "mail.example.net", "192.0.2.1", NULL);
	mx_record(&evidence, 10, "mx1.example.org", "198.51.100.7", NULL);
	use_config("own { names = {mx.example.com} } points { helo { ours = 50.0 } }");
	assert_outcome(&evidence, CHECK_helo, helo_ours);
	assert_true(judge(&evidence).score >= 900);
	assert_int_equal(judge(&evidence).would, ACTION_TAG);
	use_config(NULL);
}

static void
exempt_mail_is_not_judged(void **state)
{
	struct evidence evidence;
	struct verdict verdict;

	given(&evidence, "127.0.0.1", "-", "a@example.org");
	mx_answers(&evidence, LOOKUP_NO_NAME);
	verdict = judge(&evidence);
	assert_int_equal(verdict.exempt, EXEMPT_NETWORK);
	assert_int_equal(verdict.action, ACTION_ACCEPT);
	assert_int_equal(verdict.score, 0);
	evidence.envelope.authenticated = true;
	assert_int_equal(judge(&evidence).exempt, EXEMPT_AUTHENTICATED);
}

static void
a_trusted_name_is_judged_and_accepted(void **state)
{
	struct evidence evidence;
	struct verdict verdict;

	given(&evidence, "198.51.100.1", NULL, "a@example.org");
	ptr_name(&evidence, "out.example.net", "198.51.100.1", NULL);
	mx_answers(&evidence, LOOKUP_NO_NAME);
	use_config("trust { names = {example.net} }");
	verdict = judge(&evidence);
	assert_int_equal(verdict.exempt, EXEMPT_NAME);
	assert_int_equal(verdict.would, ACTION_TAG);
	assert_int_equal(verdict.action, ACTION_ACCEPT);
	evidence.ptr.name[0].v4.count = 0;
	assert_int_equal(judge(&evidence).exempt, EXEMPT_NOT);
	use_config(NULL);
}

static void
a_disabled_check_is_none(void **state)
{
	struct evidence evidence;

	given(&evidence, "198.51.100.1", NULL, "a@example.org");
	mx_answers(&evidence, LOOKUP_NO_NAME);
	use_config("disable = {sender}");
	assert_outcome(&evidence, CHECK_sender, outcome_none);
	assert_int_equal(judge(&evidence).score, 0);
	use_config(NULL);
}

static void
orders_by_weight_then_by_the_table(void **state)
{
	struct verdict verdict = {0};
	enum check order[CHECK_COUNT];

	verdict.findings[CHECK_mx].points = -150;
	verdict.findings[CHECK_spf].points = 200;
	verdict.findings[CHECK_iprev].points = 150;
	verdict_order(&verdict, order);
	assert_int_equal(order[0], CHECK_spf);
	assert_int_equal(order[1], CHECK_iprev);
	assert_int_equal(order[2], CHECK_mx);
	assert_int_equal(order[3], CHECK_rdns);
	assert_int_equal(order[CHECK_COUNT - 1], CHECK_COUNT - 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_exact_mx_softens_iprev_and_forgives_rdns),
		cmocka_unit_test(spf_halves_the_costs_of_iprev_and_rdns),
		cmocka_unit_test(an_aligned_name_halves_the_cost_of_rdns),
		cmocka_unit_test(on_an_access_line_only_an_exact_mx_and_spf_count),
		cmocka_unit_test(a_null_mx_costs_half_when_spf_passes),
		cmocka_unit_test(credit_is_given_in_the_tables_order_until_it_is_used_up),
		cmocka_unit_test(the_thresholds_belong_to_the_higher_action),
		cmocka_unit_test(observing_marks_and_does_nothing_more),
		cmocka_unit_test(helo_alone_never_refuses),
		cmocka_unit_test(exempt_mail_is_not_judged),
		cmocka_unit_test(a_trusted_name_is_judged_and_accepted),
		cmocka_unit_test(a_disabled_check_is_none),
		cmocka_unit_test(orders_by_weight_then_by_the_table),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
