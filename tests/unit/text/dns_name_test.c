/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "mxvet/dns_name.h"

static struct dns_name
name(const char *text)
{
	struct dns_name parsed;

	assert_true(dns_name_parse(&parsed, text));
	return parsed;
}

static void
reads_names_in_any_dress(void **state)
{
	assert_string_equal(name("Mail.Example.ORG").text, "mail.example.org");
	assert_string_equal(name("mail.example.org.").text, "mail.example.org");
	assert_string_equal(name("_dmarc.ex_ample.org").text, "_dmarc.ex_ample.org");
	assert_string_equal(name("localhost").text, "localhost");
	assert_string_equal(name("m\xc3\xa4il.example.org").text, "xn--mil-qla.example.org");
	assert_string_equal(name("M\xc3\x84IL.example.org").text, "xn--mil-qla.example.org");
}

static void
refuses_what_is_no_host_name(void **state)
{
	static const char *const texts[] = {"", ".", "..", "a..b", ".a", "a..", "-a.example.org",
		"a-.example.org", "a-", "a b", "a@b", "a/b", "*.example.org", "[192.0.2.1]", "a\tb",
		"a\\.b", "\xff\xfe.example.org"};
	struct dns_name parsed;

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		assert_false(dns_name_parse(&parsed, texts[i]));
		assert_true(dns_name_is_empty(&parsed));
	}
}

static void
holds_the_longest_names_and_no_longer(void **state)
{
	char text[300];
	struct dns_name parsed;

	memset(text, 'a', sizeof(text));
	for (size_t i = 63; i < sizeof(text); i += 64)
		text[i] = '.';
	text[253] = '\0';
	assert_true(dns_name_parse(&parsed, text));
	assert_int_equal(parsed.length, 253);
	text[253] = 'a';
	text[254] = '\0';
	assert_false(dns_name_parse(&parsed, text));
	memset(text, 'a', 64);
	text[64] = '\0';
	assert_false(dns_name_parse(&parsed, text));
}

static struct dns_name
wire(const char *octets, size_t size)
{
	struct dns_name parsed;

	assert_true(dns_name_of_wire(&parsed, (const uint8_t *)octets, size));
	return parsed;
}

static void
reads_the_wire_form(void **state)
{
	struct dns_name null_mx = wire("", 1),
			odd = wire("\x04"
				   "a.\r\n\x03"
				   "ORG",
				10);

	assert_string_equal(wire("\x02"
				 "Mx\x03"
				 "org",
				    8)
				    .text,
		"mx.org");
	assert_true(dns_name_is_root(&null_mx));
	assert_false(dns_name_is_host(&null_mx));
	assert_string_equal(odd.text, "a???.org");
	assert_false(dns_name_is_host(&odd));
	assert_string_equal(wire("\x0b"
				 "2001:db8::1",
				    13)
				    .text,
		"2001:db8::1");
}

static void
refuses_a_malformed_wire_form(void **state)
{
	static const char longest[] = "\x3f";
	struct dns_name parsed;
	uint8_t octets[300];

	assert_false(dns_name_of_wire(&parsed, (const uint8_t *)"", 0));
	assert_false(dns_name_of_wire(&parsed,
		(const uint8_t *)"\x02"
				 "mx",
		3));
	assert_false(dns_name_of_wire(&parsed,
		(const uint8_t *)"\x05"
				 "mx",
		4));
	assert_false(dns_name_of_wire(&parsed, (const uint8_t *)"\xc0\x0c", 2));
	memset(octets, 'a', sizeof(octets));
	for (size_t i = 0; i < 256; i += 64)
		octets[i] = (uint8_t)longest[0];
	octets[256] = 0;
	assert_false(dns_name_of_wire(&parsed, octets, 257));
}

static void
reads_the_longest_wire_form(void **state)
{
	struct dns_name parsed;
	uint8_t octets[300];

	memset(octets, 'a', sizeof(octets));
	octets[0] = octets[64] = octets[128] = 63;
	octets[192] = 61;
	octets[254] = 0;
	assert_true(dns_name_of_wire(&parsed, octets, 255));
	assert_int_equal(parsed.length, 253);
	assert_int_equal(strlen(parsed.text), 253);
}

static void
knows_what_is_under_what(void **state)
{
	struct dns_name org = name("example.org"), sub = name("a.example.org"),
			other = name("badexample.org"), none = {0};

	assert_true(dns_name_is_under(&org, &org));
	assert_true(dns_name_is_under(&sub, &org));
	assert_false(dns_name_is_under(&other, &org));
	assert_false(dns_name_is_under(&org, &sub));
	assert_false(dns_name_is_under(&org, &none));
}

static void
counts_labels(void **state)
{
	struct dns_name one = name("localhost"), three = name("a.example.org"), none = {0};

	assert_int_equal(dns_name_labels(&one), 1);
	assert_int_equal(dns_name_labels(&three), 3);
	assert_int_equal(dns_name_labels(&none), 0);
}

static void
assert_organisation(const char *text, const char *expected)
{
	struct dns_name given = name(text), organisation;

	assert_int_equal(dns_name_organisation(&organisation, &given), expected != NULL);
	assert_string_equal(organisation.text, expected != NULL ? expected : "");
}

static void
finds_the_organisational_domain(void **state)
{
	assert_organisation("a.b.example.org", "example.org");
	assert_organisation("a.example.co.uk", "example.co.uk");
	assert_organisation("co.uk", NULL);
	assert_organisation("org", NULL);
	assert_organisation("a.host.unknowntop", "host.unknowntop");
	assert_organisation("192.0.2.1", NULL);
	assert_organisation("www.xn--mil-qla.example", "xn--mil-qla.example");
}

static void
suffixes_are_nobodys(void **state)
{
	struct dns_name one = name("a.co.uk"), other = name("b.co.uk"), suffix = name("co.uk"),
			sub = name("x.a.co.uk");

	assert_false(dns_name_same_organisation(&one, &other));
	assert_false(dns_name_same_organisation(&suffix, &suffix));
	assert_true(dns_name_same_organisation(&one, &sub));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_names_in_any_dress),
		cmocka_unit_test(refuses_what_is_no_host_name),
		cmocka_unit_test(holds_the_longest_names_and_no_longer),
		cmocka_unit_test(reads_the_wire_form),
		cmocka_unit_test(refuses_a_malformed_wire_form),
		cmocka_unit_test(reads_the_longest_wire_form),
		cmocka_unit_test(knows_what_is_under_what),
		cmocka_unit_test(counts_labels),
		cmocka_unit_test(finds_the_organisational_domain),
		cmocka_unit_test(suffixes_are_nobodys),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
