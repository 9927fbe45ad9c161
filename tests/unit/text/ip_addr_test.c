/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "mxvet/dns_name.h"
#include "mxvet/ip_addr.h"

static struct ip_addr
address(const char *text)
{
	struct ip_addr parsed;

	assert_true(ip_addr_parse(&parsed, text));
	return parsed;
}

static void
assert_text(const char *given, const char *expected)
{
	struct ip_addr parsed = address(given);
	char text[IP_ADDR_TEXT_SIZE];

	assert_string_equal(ip_addr_format(&parsed, text), expected);
}

static void
reads_and_writes_both_families(void **state)
{
	assert_text("192.0.2.1", "192.0.2.1");
	assert_text("2001:DB8:0:0::1", "2001:db8::1");
	assert_text("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
		"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");
}

static void
a_v4_mapped_address_is_ipv4(void **state)
{
	assert_text("::ffff:192.0.2.1", "192.0.2.1");
	assert_int_equal(address("::ffff:192.0.2.1").family, 4);
}

static void
refuses_everything_else(void **state)
{
	static const char *const texts[] = {"", "192.0.2", "192.0.2.1.", "192.0.2.256",
		"[192.0.2.1]", " 192.0.2.1", "192.0.2.01x", "fe80::1%eth0", "2001:db8::1::2",
		"0x7f.1"};
	struct ip_addr parsed;

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		assert_false(ip_addr_parse(&parsed, texts[i]));
		assert_int_equal(parsed.family, 0);
	}
}

static void
tells_private_from_public(void **state)
{
	static const char *const private[] = {"10.1.2.3", "100.64.0.1", "100.127.255.255",
		"127.0.0.1", "169.254.1.1", "172.16.0.1", "172.31.255.255", "192.168.0.1",
		"198.18.0.1", "198.19.255.255", "224.0.0.1", "240.0.0.1", "255.255.255.255",
		"0.1.2.3", "192.0.0.8", "::1", "::", "fc00::1", "fdff::1", "fe80::1", "febf::1",
		"ff02::1", "::10.0.0.1"};
	static const char *const public[] = {"192.0.2.1", "198.51.100.1", "203.0.113.1",
		"100.63.0.1", "100.128.0.1", "172.15.0.1", "172.32.0.1", "198.17.0.1", "198.20.0.1",
		"2001:db8::1", "2a00::1", "64:ff9b::c000:201"};
	struct ip_addr parsed;

	for (size_t i = 0; i < sizeof(private) / sizeof(private[0]); i++) {
		parsed = address(private[i]);
		assert_true(ip_addr_is_private(&parsed));
	}
	for (size_t i = 0; i < sizeof(public) / sizeof(public[0]); i++) {
		parsed = address(public[i]);
		assert_false(ip_addr_is_private(&parsed));
	}
}

static void
no_address_equals_nothing(void **state)
{
	struct ip_addr none = {0}, one = address("192.0.2.1"), mapped = address("::ffff:192.0.2.1");

	assert_false(ip_addr_equal(&none, &none));
	assert_true(ip_addr_equal(&one, &mapped));
	assert_false(ip_addr_neighbours(&none, &none));
}

static void
assert_neighbours(const char *a, const char *b, bool expected)
{
	struct ip_addr one = address(a), other = address(b);

	assert_int_equal(ip_addr_neighbours(&one, &other), expected);
}

static void
neighbours_share_a_24_or_a_64(void **state)
{
	assert_neighbours("192.0.2.1", "192.0.2.255", true);
	assert_neighbours("192.0.2.1", "192.0.3.1", false);
	assert_neighbours("2001:db8::1", "2001:db8::ffff:0:0:1", true);
	assert_neighbours("2001:db8:0:1::1", "2001:db8:0:2::1", false);
	assert_neighbours("192.0.2.1", "2001:db8::1", false);
}

static void
assert_reverse(const char *text, const char *expected)
{
	struct ip_addr parsed = address(text);
	struct dns_name name = ip_addr_reverse_name(&parsed);

	assert_string_equal(name.text, expected);
	assert_true(dns_name_is_host(&name));
}

static void
writes_the_reverse_name(void **state)
{
	assert_reverse("192.0.2.1", "1.2.0.192.in-addr.arpa");
	assert_reverse("2001:db8::1",
		"1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa");
}

static void
assert_contains(const char *network_text, const char *text, bool expected)
{
	struct ip_addr parsed = address(text);
	struct ip_network network;

	assert_null(ip_network_parse(&network, network_text));
	assert_int_equal(ip_network_contains(&network, &parsed), expected);
}

static void
networks_contain_by_prefix(void **state)
{
	assert_contains("192.0.2.0/25", "192.0.2.127", true);
	assert_contains("192.0.2.0/25", "192.0.2.128", false);
	assert_contains("0.0.0.0/0", "203.0.113.1", true);
	assert_contains("0.0.0.0/0", "2001:db8::1", false);
	assert_contains("192.0.2.1", "192.0.2.1", true);
	assert_contains("192.0.2.1", "192.0.2.2", false);
	assert_contains("2001:db8::/33", "2001:db8:7fff::1", true);
	assert_contains("2001:db8::/33", "2001:db8:8000::1", false);
	assert_contains("::ffff:192.0.2.0/120", "192.0.2.9", true);
}

static void
networks_say_what_is_wrong(void **state)
{
	struct ip_network network;

	assert_string_equal(ip_network_parse(&network, "example.org"), "is no IP address");
	assert_string_equal(
		ip_network_parse(&network, "192.0.2.1/24"), "has bits set after its prefix");
	assert_non_null(ip_network_parse(&network, "192.0.2.0/33"));
	assert_non_null(ip_network_parse(&network, "192.0.2.0/"));
	assert_non_null(ip_network_parse(&network, "192.0.2.0/-1"));
	assert_non_null(ip_network_parse(&network, "::/129"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_and_writes_both_families),
		cmocka_unit_test(a_v4_mapped_address_is_ipv4),
		cmocka_unit_test(refuses_everything_else),
		cmocka_unit_test(tells_private_from_public),
		cmocka_unit_test(no_address_equals_nothing),
		cmocka_unit_test(neighbours_share_a_24_or_a_64),
		cmocka_unit_test(writes_the_reverse_name),
		cmocka_unit_test(networks_contain_by_prefix),
		cmocka_unit_test(networks_say_what_is_wrong),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
