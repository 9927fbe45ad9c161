/* SPDX-License-Identifier: BSD-2-Clause */
/* SPF beside the other questions of a message: shared answers, and none of it when it is
 * disabled. */
#include "mxvet/inquiry.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "mxvet/spf.h"

static const char zone[] = "example.org TXT v=spf1 mx a:out.example.net ptr -all\n"
			   "example.org MX 10 mx.example.org\nmx.example.org A 198.51.100.1\n"
			   "1.2.0.192.in-addr.arpa PTR out.example.net\nout.example.net A 192.0.2.1\n"
			   "own.example.net TXT v=spf1 -all\n";

static void
complain(void *state, enum config_severity severity, const char *message)
{
	fail_msg("%s", message);
}

/* How many questions a message needs under a configuration. */
static unsigned
questions(const char *settings, struct spf_evidence *spf)
{
	const struct config *config = config_of_text("test", settings, complain, NULL);
	char storage[128];
	struct text_buffer error;
	struct resolver *resolver;
	struct inquiry *inquiry;
	struct evidence evidence = {0};
	struct wait_hooks hooks = {0};
	struct inquiry_totals totals;

	text_init(&error, storage, sizeof(storage));
	resolver = zone_resolver_of_text("zone", zone, &error);
	assert_non_null(config);
	assert_non_null(resolver);
	inquiry = inquiry_open(resolver, config);
	assert_non_null(inquiry);
	assert_true(ip_addr_parse(&evidence.envelope.client, "192.0.2.1"));
	helo_identity_read(&evidence.envelope.helo, "out.example.net");
	envelope_set_sender(&evidence.envelope, "<user@example.org>");
	inquiry_wait(inquiry, &evidence, &hooks);
	totals = inquiry_totals_of(inquiry);
	*spf = evidence.spf;
	inquiry_release(inquiry);
	resolver_release(resolver);
	config_release(config);
	return totals.queries + totals.cached;
}

static void
hosts_that_others_ask_for_cost_spf_nothing(void **state)
{
	struct spf_evidence spf;
	unsigned without = questions("disable = {spf}", &spf);

	assert_int_equal(spf.result, SPF_RESULT_NOT_ASKED);
	assert_int_equal(questions("", &spf), without + 1);
	assert_int_equal(spf.result, SPF_RESULT_PASS);
	assert_string_equal(spf.term, "a:out.example.net");
}

/* The second sender's record is asked for, not the first one's told again. */
static void
a_known_result_is_kept_for_its_envelope_only(void **state)
{
	const struct config *config = config_of_text("test", "", complain, NULL);
	char storage[128];
	struct text_buffer error;
	struct evidence evidence = {0};
	struct resolver *resolver;
	struct inquiry *inquiry;

	text_init(&error, storage, sizeof(storage));
	resolver = zone_resolver_of_text("zone", zone, &error);
	inquiry = inquiry_open(resolver, config);
	assert_true(ip_addr_parse(&evidence.envelope.client, "192.0.2.1"));
	envelope_set_sender(&evidence.envelope, "<user@example.org>");
	assert_true(inquiry_step(inquiry, &evidence));
	assert_int_equal(evidence.spf.result, SPF_RESULT_PASS);
	evidence.spf = (struct spf_evidence){0};
	assert_true(inquiry_step(inquiry, &evidence));
	assert_int_equal(evidence.spf.result, SPF_RESULT_PASS);
	envelope_set_sender(&evidence.envelope, "<user@mx.example.org>");
	assert_true(inquiry_step(inquiry, &evidence));
	assert_int_equal(evidence.spf.result, SPF_RESULT_NONE);
	envelope_set_sender(&evidence.envelope, "<>");
	helo_identity_read(&evidence.envelope.helo, "out.example.net");
	assert_true(inquiry_step(inquiry, &evidence));
	assert_int_equal(evidence.spf.result, SPF_RESULT_NONE);
	helo_identity_read(&evidence.envelope.helo, "own.example.net");
	assert_true(inquiry_step(inquiry, &evidence));
	assert_int_equal(evidence.spf.result, SPF_RESULT_FAIL);
	inquiry_release(inquiry);
	resolver_release(resolver);
	config_release(config);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hosts_that_others_ask_for_cost_spf_nothing),
		cmocka_unit_test(a_known_result_is_kept_for_its_envelope_only),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
