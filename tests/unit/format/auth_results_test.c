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
static struct finding *iprev, *spf;

static int
set_up(void **state)
{
	build_decision(&builder);
	text_init(&value, storage, sizeof(storage));
	iprev = &builder.verdict.findings[CHECK_iprev];
	spf = &builder.verdict.findings[CHECK_spf];
	return 0;
}

static const char *
written(void)
{
	text_rewind(&value, 0);
	return header_auth_results(&value, &builder.decision) ? storage : "nothing";
}

static void
a_pass_names_the_address_and_the_confirmed_name(void **state)
{
	iprev->outcome = iprev_pass;
	spf->outcome = spf_pass;
	assert_string_equal(written(),
		"mx.example.org; iprev=pass policy.iprev=192.0.2.1\n"
		" (mail.example.net); spf=pass smtp.mailfrom=example.net");
}

static void
the_comment_can_be_left_out(void **state)
{
	iprev->outcome = iprev_pass;
	spf->outcome = spf_pass;
	builder.config.headers_comment = false;
	assert_string_equal(written(),
		"mx.example.org; iprev=pass policy.iprev=192.0.2.1;\n"
		" spf=pass smtp.mailfrom=example.net");
	builder.config.headers_comment = true;
}

static void
each_iprev_outcome_has_its_registered_word(void **state)
{
	iprev->outcome = iprev_fail;
	assert_string_equal(written(), "mx.example.org; iprev=fail policy.iprev=192.0.2.1");
	iprev->outcome = iprev_nxptr;
	assert_string_equal(written(), "mx.example.org; iprev=permerror\n policy.iprev=192.0.2.1");
	iprev->outcome = outcome_temperror;
	assert_string_equal(written(), "mx.example.org; iprev=temperror\n policy.iprev=192.0.2.1");
}

static void
each_spf_outcome_has_its_registered_word(void **state)
{
	static const struct {
		enum outcome outcome;
		const char *word;
	} rows[] = {{spf_pass, "pass"}, {spf_neutral, "neutral"}, {spf_nospf, "none"},
		{spf_softfail, "softfail"}, {spf_fail, "fail"}, {spf_permerror, "permerror"},
		{spf_open, "pass"}, {outcome_temperror, "temperror"}};
	char expected[128];

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		spf->outcome = rows[i].outcome;
		strcpy(expected, "mx.example.org; spf=");
		strcat(expected, rows[i].word);
		assert_int_equal(strncmp(written(), expected, strlen(expected)), 0);
		assert_non_null(strstr(storage, " smtp.mailfrom=example.net"));
	}
}

static void
an_ipv6_address_is_quoted(void **state)
{
	builder.evidence.envelope.client = build_address("2001:db8::1");
	iprev->outcome = iprev_fail;
	assert_string_equal(written(), "mx.example.org; iprev=fail\n policy.iprev=\"2001:db8::1\"");
}

static void
a_bounce_is_identified_by_a_valid_helo_name(void **state)
{
	envelope_set_sender(&builder.evidence.envelope, "<>");
	spf->outcome = spf_fail;
	assert_string_equal(written(), "mx.example.org; spf=fail smtp.helo=mail.example.net");
	helo_identity_read(&builder.evidence.envelope.helo, "x=y; dkim=pass");
	assert_string_equal(written(), "mx.example.org; spf=fail");
}

static void
a_confirmed_name_that_is_no_host_name_stays_out_of_the_comment(void **state)
{
	builder.evidence.ptr.name[0].name = build_name("a?b.example.net");
	iprev->outcome = iprev_pass;
	assert_string_equal(written(), "mx.example.org; iprev=pass policy.iprev=192.0.2.1");
}

static void
only_a_pass_has_a_comment(void **state)
{
	iprev->outcome = outcome_temperror;
	assert_null(strchr(written(), '('));
}

static void
the_field_is_left_out_when_nothing_is_left(void **state)
{
	text_append(&value, "before");
	assert_false(header_auth_results(&value, &builder.decision));
	assert_string_equal(storage, "before");
	builder.verdict.findings[CHECK_mx].outcome = mx_exact;
	assert_false(header_auth_results(&value, &builder.decision));
	assert_string_equal(storage, "before");
}

static void
the_field_is_left_out_when_we_have_no_name(void **state)
{
	static char empty[] = "";

	builder.config.authserv_id = empty;
	iprev->outcome = iprev_pass;
	assert_string_equal(
		header_authserv_id(&builder.config, &builder.evidence.envelope), "mx.example.org");
	builder.evidence.envelope.own_name = (struct dns_name){0};
	assert_string_equal(header_authserv_id(&builder.config, &builder.evidence.envelope), "");
	assert_string_equal(written(), "nothing");
}

static void
an_authserv_id_that_is_no_token_is_quoted(void **state)
{
	static char odd[] = "our \"mail\" [1]\\\n";

	builder.config.authserv_id = odd;
	spf->outcome = spf_nospf;
	assert_int_equal(strncmp(written(), "\"our \\\"mail\\\" [1]\\\\?\"; spf=none", 29), 0);
}

static void
a_field_that_would_not_fit_is_left_out(void **state)
{
	static char long_id[2 * HEADER_FIELD_SIZE];

	memset(long_id, 'a', sizeof(long_id) - 1);
	builder.config.authserv_id = long_id;
	iprev->outcome = iprev_pass;
	assert_string_equal(written(), "nothing");
	assert_string_equal(storage, "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_pass_names_the_address_and_the_confirmed_name, set_up),
		cmocka_unit_test_setup(the_comment_can_be_left_out, set_up),
		cmocka_unit_test_setup(each_iprev_outcome_has_its_registered_word, set_up),
		cmocka_unit_test_setup(each_spf_outcome_has_its_registered_word, set_up),
		cmocka_unit_test_setup(an_ipv6_address_is_quoted, set_up),
		cmocka_unit_test_setup(a_bounce_is_identified_by_a_valid_helo_name, set_up),
		cmocka_unit_test_setup(
			a_confirmed_name_that_is_no_host_name_stays_out_of_the_comment, set_up),
		cmocka_unit_test_setup(only_a_pass_has_a_comment, set_up),
		cmocka_unit_test_setup(the_field_is_left_out_when_nothing_is_left, set_up),
		cmocka_unit_test_setup(the_field_is_left_out_when_we_have_no_name, set_up),
		cmocka_unit_test_setup(an_authserv_id_that_is_no_token_is_quoted, set_up),
		cmocka_unit_test_setup(a_field_that_would_not_fit_is_left_out, set_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
