/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/unit/config/complaints.h"

static uint32_t
fingerprint(const char *text)
{
	const struct config *config = good_config(text);
	const uint32_t value = config->fingerprint;

	config_release(config);
	return value;
}

static void
layout_makes_no_difference(void **state)
{
	const uint32_t one = fingerprint("tag_at = 2.5\n"
					 "dns { deadline = 5s tries = 3 }\n"
					 "own { names = {a.example.org, b.example.org} }\n"
					 "disable = {spf, mx}\n");

	assert_int_equal(
		fingerprint("disable={mx,spf}# now\n"
			    "own {\n\tnames = {\n\t\"B.example.org.\",\n\ta.example.org}\n}\n"
			    "dns { tries=3 deadline=5000ms } tag_at = 2.50"),
		one);
}

static void
a_default_written_out_makes_no_difference(void **state)
{
	assert_int_equal(
		fingerprint("tag_at = 3.0 points { iprev { pass = -0.3 } }"), fingerprint(""));
}

static void
whatever_can_change_a_verdict_changes_it(void **state)
{
	static const char *const texts[] = {"", "tag_at = 3.01", "defer_at = 6.01",
		"reject_at = 9.01", "credit_limit = 2.01", "points { iprev { pass = -0.31 } }",
		"points { iprev { fail = -0.3 pass = 1.5 } }", "disable = {spf}", "disable = {mx}",
		"disable = {mx, spf}", "trust { networks = {} }", "trust { names = {example.org} }",
		"trust { mta_authenticated = false }", "own { names = {example.org} }",
		"own { domains = {example.org} }", "own { networks = {192.0.2.0/24} }",
		"own { networks = {192.0.2.0/25} }", "dns { ptr_names = 9 }", "dns { mx_hosts = 9 }",
		"dns { deadline = 7s }", "mode = enforce", "on_temperror = defer",
		"own { mx_preference = 10 }", "trust { domains = {example.org} }",
		"recipient @example.org {}", "recipient @example.org { mode = enforce }",
		"recipient @.example.org {}", "recipient a@example.org {} recipient @example.org {}",
		"recipient @example.org { tag_at = 1 }",
		"recipient @example.net {} recipient @example.org {}",
		"recipient @example.org {} recipient @example.net {}"};
	enum { COUNT = sizeof(texts) / sizeof(texts[0]) };
	uint32_t seen[COUNT];

	for (unsigned i = 0; i < COUNT; i++) {
		seen[i] = fingerprint(texts[i]);
		for (unsigned j = 0; j < i; j++)
			assert_int_not_equal(seen[i], seen[j]);
	}
}

static void
how_a_recipient_is_written_makes_no_difference(void **state)
{
	assert_int_equal(fingerprint("recipient \"User@Example.ORG\" { mode = observe }"),
		fingerprint("recipient user@example.org { reject_at = 9 }"));
}

static void
whatever_cannot_does_not(void **state)
{
	static const char *const texts[] = {"listen = unix:/run/x", "log { level = debug }",
		"greylist { delay = 1h }", "reply { reject = \"no (id {id})\" }",
		"headers { score = false }", "authserv_id = mx.example.org",
		"resolvers = {192.0.2.53}", "dns { cache_size = 1M }"};

	for (unsigned i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_int_equal(fingerprint(texts[i]), fingerprint(""));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(layout_makes_no_difference),
		cmocka_unit_test(a_default_written_out_makes_no_difference),
		cmocka_unit_test(whatever_can_change_a_verdict_changes_it),
		cmocka_unit_test(how_a_recipient_is_written_makes_no_difference),
		cmocka_unit_test(whatever_cannot_does_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
