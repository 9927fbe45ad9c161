/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/unit/config/complaints.h"

static const struct config *config;

static int
read_lists(void **state)
{
	config = good_config("own { names = {mx.example.org, example.net} }\n"
			     "trust { networks = {192.0.2.0/24, 2001:db8::/32, 198.51.100.7} }\n");
	return 0;
}

static int
release_lists(void **state)
{
	config_release(config);
	return 0;
}

static bool
contains(const char *text)
{
	struct dns_name name;

	assert_true(dns_name_parse(&name, text));
	return name_list_contains(&config->own_names, &name);
}

static bool
covers(const char *text)
{
	struct dns_name name;

	assert_true(dns_name_parse(&name, text));
	return name_list_covers(&config->own_names, &name);
}

static bool
trusts(const char *text)
{
	struct ip_addr address;

	assert_true(ip_addr_parse(&address, text));
	return network_list_contains(&config->trust_networks, &address);
}

static void
a_list_contains_equal_names_only(void **state)
{
	assert_true(contains("MX.example.org."));
	assert_true(contains("example.net"));
	assert_false(contains("example.org"));
	assert_false(contains("a.mx.example.org"));
}

static void
a_list_covers_names_under_its_own_at_label_borders(void **state)
{
	assert_true(covers("example.net"));
	assert_true(covers("a.b.example.net"));
	assert_false(covers("badexample.net"));
	assert_false(covers("example.org"));
}

static void
networks_contain_addresses_of_their_family(void **state)
{
	assert_true(trusts("192.0.2.255"));
	assert_true(trusts("2001:db8:ffff::1"));
	assert_true(trusts("198.51.100.7"));
	assert_true(trusts("::ffff:192.0.2.1"));
	assert_false(trusts("198.51.100.8"));
	assert_false(trusts("2001:db9::1"));
}

static void
an_empty_list_holds_nothing(void **state)
{
	const struct name_list none = {0};
	struct dns_name name;

	assert_true(dns_name_parse(&name, "example.org"));
	assert_false(name_list_contains(&none, &name));
	assert_false(name_list_covers(&none, &name));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_list_contains_equal_names_only),
		cmocka_unit_test(a_list_covers_names_under_its_own_at_label_borders),
		cmocka_unit_test(networks_contain_addresses_of_their_family),
		cmocka_unit_test(an_empty_list_holds_nothing),
	};

	return cmocka_run_group_tests(tests, read_lists, release_lists);
}
