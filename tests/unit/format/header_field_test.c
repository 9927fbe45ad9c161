/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/support/decision_builder.h"

static struct decision_builder builder;
static char storage[HEADER_FIELD_SIZE];
static struct text_buffer value;

static int
set_up(void **state)
{
	build_decision(&builder);
	text_init(&value, storage, sizeof(storage));
	return 0;
}

/* No line is longer than 77 characters, unless one word alone is. */
static void
assert_folded(const char *name, const char *text)
{
	size_t column = strlen(name) + 2;

	while (*text != '\0') {
		size_t length = strcspn(text, "\n");

		if (column + length > 77)
			assert_null(memchr(text + 1, ' ', length - 1));
		text += length;
		if (*text == '\n')
			assert_int_equal(*++text, ' ');
		column = 0;
	}
}

/* What is in `storage`, without its folds: `first`, then all other checks, which have found nothing. */
static void
assert_unfolded(const char *first)
{
	char wanted[HEADER_FIELD_SIZE];
	struct text_buffer text;

	text_init(&text, wanted, sizeof(wanted));
	text_append(&text, first);
	for (unsigned check = 0; check < CHECK_COUNT; check++)
		if (builder.verdict.findings[check].points == 0)
			text_append_format(&text, " %s=none(0.00)", check_name((enum check)check));
	for (char *fold = strchr(storage, '\n'); fold != NULL; fold = strchr(fold, '\n'))
		memmove(fold, fold + 1, strlen(fold));
	assert_string_equal(storage, wanted);
}

static void
a_verdict_lists_every_check_by_weight_then_by_the_table(void **state)
{
	build_finding(&builder, CHECK_iprev, iprev_pass, "");
	build_finding(&builder, CHECK_mx, mx_exact, "");
	build_finding(&builder, CHECK_helo, helo_match, "");
	assert_true(header_verdict(&value, &builder.decision));
	assert_folded("X-MXVet", storage);
	assert_unfolded("score=-2.30 action=accept mode=observe id=5kq2f1c0; mx=exact(-1.50)"
			" helo=match(-0.50) iprev=pass(-0.30)");
}

static void
a_verdict_tells_what_would_be_done_when_that_differs(void **state)
{
	builder.verdict.action = ACTION_TAG;
	builder.verdict.would = ACTION_REJECT;
	builder.verdict.score = 1020;
	assert_true(header_verdict(&value, &builder.decision));
	assert_non_null(strstr(storage, "score=10.20 action=tag would=reject mode=observe id="));
	assert_folded("X-MXVet", storage);
}

static void
a_trusted_network_is_told_in_the_verdict_and_nowhere_else(void **state)
{
	builder.verdict.exempt = EXEMPT_NETWORK;
	build_finding(&builder, CHECK_iprev, iprev_pass, "");
	assert_true(header_verdict(&value, &builder.decision));
	assert_string_equal(storage, "exempt=network id=5kq2f1c0");
	text_rewind(&value, 0);
	assert_false(header_auth_results(&value, &builder.decision));
	assert_false(header_score(&value, &builder.decision));
	assert_false(header_level(&value, &builder.decision));
	assert_false(header_risk(&value, &builder.decision));
	assert_string_equal(storage, "");
}

static void
a_trusted_name_is_told_in_the_verdict(void **state)
{
	builder.verdict.exempt = EXEMPT_NAME;
	assert_true(header_verdict(&value, &builder.decision));
	assert_string_equal(storage, "exempt=name id=5kq2f1c0");
}

static void
authenticated_and_local_mail_gets_no_field(void **state)
{
	static const enum exemption exempt[] = {EXEMPT_AUTHENTICATED, EXEMPT_LOCAL};

	for (int i = 0; i < 2; i++) {
		builder.verdict.exempt = exempt[i];
		builder.verdict.score = 500;
		for (int row = 0; row < HEADER_COUNT; row++)
			assert_false(header_table[row].write(&value, &builder.decision));
	}
	assert_string_equal(storage, "");
}

static const char *
written(bool (*write)(struct text_buffer *, const struct decision *), int score)
{
	text_rewind(&value, 0);
	builder.verdict.score = score;
	return write(&value, &builder.decision) ? storage : NULL;
}

static void
a_score_has_two_decimals_and_its_sign(void **state)
{
	assert_string_equal(written(header_score, -200), "-2.00");
	assert_string_equal(written(header_score, -5), "-0.05");
	assert_string_equal(written(header_score, 0), "0.00");
	assert_string_equal(written(header_score, 1234), "12.34");
}

static void
a_level_has_one_plus_for_each_full_point_up_to_twenty(void **state)
{
	assert_null(written(header_level, -500));
	assert_null(written(header_level, 99));
	assert_string_equal(written(header_level, 100), "+");
	assert_string_equal(written(header_level, 399), "+++");
	assert_string_equal(written(header_level, 99900), "++++++++++++++++++++");
}

static void
a_risk_is_ten_times_the_score_rounded_and_clamped(void **state)
{
	assert_string_equal(written(header_risk, -200), "0");
	assert_string_equal(written(header_risk, 4), "0");
	assert_string_equal(written(header_risk, 5), "1");
	assert_string_equal(written(header_risk, 325), "33");
	assert_string_equal(written(header_risk, 994), "99");
	assert_string_equal(written(header_risk, 995), "100");
	assert_string_equal(written(header_risk, 123456), "100");
}

static void
the_table_follows_the_order_in_a_message_and_the_configuration(void **state)
{
	static const char *const names[HEADER_COUNT] = {"Authentication-Results", "X-MXVet",
		"X-MXVet-Score", "X-MXVet-Level", "X-MXVet-Flag", "X-MXVet-Risk"};
	struct config *config = &builder.config;
	bool *const flags[HEADER_COUNT] = {&config->headers_authentication_results,
		&config->headers_verdict, &config->headers_score, &config->headers_level,
		&config->headers_flag, &config->headers_risk};

	for (int i = 0; i < HEADER_COUNT; i++) {
		assert_string_equal(header_table[i].name, names[i]);
		assert_true(header_table[i].enabled(config));
		*flags[i] = false;
		assert_false(header_table[i].enabled(config));
		*flags[i] = true;
	}
}

static void
the_longest_verdict_fits_and_is_folded(void **state)
{
	for (int check = 0; check < CHECK_COUNT; check++) {
		builder.verdict.findings[check].outcome = helo_unresolvable;
		builder.verdict.findings[check].points = -10000;
	}
	builder.verdict.score = -110000;
	assert_true(header_verdict(&value, &builder.decision));
	assert_false(value.cut);
	assert_folded("X-MXVet", storage);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(
			a_verdict_lists_every_check_by_weight_then_by_the_table, set_up),
		cmocka_unit_test_setup(a_verdict_tells_what_would_be_done_when_that_differs, set_up),
		cmocka_unit_test_setup(
			a_trusted_network_is_told_in_the_verdict_and_nowhere_else, set_up),
		cmocka_unit_test_setup(a_trusted_name_is_told_in_the_verdict, set_up),
		cmocka_unit_test_setup(authenticated_and_local_mail_gets_no_field, set_up),
		cmocka_unit_test_setup(a_score_has_two_decimals_and_its_sign, set_up),
		cmocka_unit_test_setup(a_level_has_one_plus_for_each_full_point_up_to_twenty, set_up),
		cmocka_unit_test_setup(a_risk_is_ten_times_the_score_rounded_and_clamped, set_up),
		cmocka_unit_test_setup(
			the_table_follows_the_order_in_a_message_and_the_configuration, set_up),
		cmocka_unit_test_setup(the_longest_verdict_fits_and_is_folded, set_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
