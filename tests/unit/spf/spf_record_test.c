/* SPDX-License-Identifier: BSD-2-Clause */
#include "mxvet/spf_record.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct spf_record record;

static const char *
read_for(const char *client, const char *text)
{
	struct ip_addr address;

	assert_true(ip_addr_parse(&address, client));
	return spf_record_read(&record, text, strlen(text), &address);
}

static void
assert_right(const char *text)
{
	const char *wrong = read_for("192.0.2.1", text);

	if (wrong != NULL)
		fail_msg("%s: %s", text, wrong);
}

static void
assert_wrong(const char *text, const char *expected)
{
	const char *wrong = read_for("192.0.2.1", text);

	if (wrong == NULL)
		fail_msg("%s is taken", text);
	assert_string_equal(wrong, expected);
}

/* The terms kept, as published, with blanks between; the end shows as '.'. */
static void
assert_kept(const char *client, const char *text, const char *expected)
{
	char kept[8192] = "";

	assert_null(read_for(client, text));
	for (unsigned i = 0; i < record.count; i++) {
		if (i > 0)
			strcat(kept, " ");
		if (record.term[i].kind == SPF_KIND_END)
			strcat(kept, ".");
		else
			strncat(kept, record.term[i].text.text, record.term[i].text.length);
	}
	assert_string_equal(kept, expected);
}

static void
a_version_ends_with_a_blank_or_the_record(void **state)
{
	assert_true(spf_record_is_one("v=spf1", 6));
	assert_true(spf_record_is_one("V=SPF1 -all", 11));
	assert_false(spf_record_is_one("v=spf10 -all", 12));
	assert_false(spf_record_is_one("v=spf", 5));
	assert_false(spf_record_is_one("v=spf1\t-all", 11));
	assert_false(spf_record_is_one("", 0));
}

static void
right_terms_are_taken(void **state)
{
	assert_right("v=spf1");
	assert_right("v=spf1 ");
	assert_right("v=spf1   a  -all  ");
	assert_right("v=spf1 +A ~MX ?pTr -ALL");
	assert_right("v=spf1 a:x.example.org/24//64 mx/0 mx//0 a/32//128 ptr:example.org");
	assert_right(
		"v=spf1 ip4:192.0.2.1 ip4:192.0.2.1/0 ip6:2001:db8::/32 ip6:::1 ip6:::ffff:1.2.3.4/96");
	assert_right("v=spf1 exists:%{i}.%{d} include:_spf.example.org redirect=%{d2}.example.net");
	assert_right("v=spf1 exp=why.example.org moo.cow-far_out=man:dog/cat default=+ x=");
}

static void
every_broken_term_is_found_wherever_it_stands(void **state)
{
	assert_wrong("v=spf1 -all moo", "unknown mechanism");
	assert_wrong("v=spf1 -all.", "unknown mechanism");
	assert_wrong("v=spf1 -all:x.org", "something strange after the name");
	assert_wrong("v=spf1 all/8", "something strange after the name");
	assert_wrong("v=spf1 ptr/8", "something strange after the name");
	assert_wrong("v=spf1 redirect:x.example.org", "unknown mechanism");
	assert_wrong("v=spf1 --all", "unknown mechanism");
	assert_wrong("v=spf1 +", "unknown mechanism");
	assert_wrong("v=spf1 a:", "no domain name");
	assert_wrong("v=spf1 a:org", "no domain name");
	assert_wrong("v=spf1 a/", "something strange after the name");
	assert_wrong("v=spf1 a/33", "wrong prefix length");
	assert_wrong("v=spf1 a//129", "wrong prefix length");
	assert_wrong("v=spf1 a/24/64", "wrong prefix length");
	assert_wrong("v=spf1 a/24/24", "something strange after the name");
	assert_wrong("v=spf1 mx/024", "wrong prefix length");
	assert_wrong("v=spf1 mx/9999999999999999999999", "wrong prefix length");
	assert_wrong("v=spf1 include", "nothing after the name");
	assert_wrong("v=spf1 include:x.example.org/24", "no domain name");
	assert_wrong("v=spf1 exists", "nothing after the name");
	assert_wrong("v=spf1 ip4", "nothing after the name");
	assert_wrong("v=spf1 ip4:192.0.2", "no address");
	assert_wrong("v=spf1 ip4:192.0.2.01", "no address");
	assert_wrong("v=spf1 ip4:192.0.2.1//32", "no address");
	assert_wrong("v=spf1 ip4:192.0.2.1/33", "wrong prefix length");
	assert_wrong("v=spf1 ip4:2001:db8::1", "no address");
	assert_wrong("v=spf1 ip6:192.0.2.1", "no address");
	assert_wrong("v=spf1 ip6:2001:db8::1/129", "wrong prefix length");
	assert_wrong("v=spf1 ip6:11112222333344445555666677778888999900001111222233334444",
		"no address");
	assert_wrong("v=spf1 +redirect=x.example.org", "a modifier has no qualifier");
	assert_wrong("v=spf1 redirect=", "no domain name");
	assert_wrong("v=spf1 redirect=a.example.org redirect=b.example.org", "second one");
	assert_wrong("v=spf1 exp=a.example.org -all EXP=a.example.org", "second one");
	assert_wrong("v=spf1 exp=%{r}.example.org", "no domain name");
	assert_wrong("v=spf1 1up=x", "no name before '='");
	assert_wrong("v=spf1 =x", "no name before '='");
	assert_wrong("v=spf1 foo=%abc", "wrong macro");
}

static void
the_term_that_is_wrong_is_named(void **state)
{
	assert_wrong("v=spf1 mx moo -all", "unknown mechanism");
	assert_int_equal(record.wrong.length, 3);
	assert_memory_equal(record.wrong.text, "moo", 3);
}

static void
octets_beyond_printable_ascii_are_wrong(void **state)
{
	struct ip_addr client = {.family = 4};
	char text[] = "v=spf1 a x.example.org";

	for (int octet = 0; octet < 256; octet++) {
		bool printable = octet >= 0x20 && octet < 0x7f;

		text[8] = (char)octet;
		if (!printable)
			assert_string_equal(
				spf_record_read(&record, text, sizeof(text) - 1, &client),
				"an octet that is not printable ASCII");
	}
}

static void
a_record_beyond_the_limit_is_wrong(void **state)
{
	struct ip_addr client = {.family = 4};
	char text[SPF_RECORD_MAX + 1];

	memset(text, ' ', sizeof(text));
	memcpy(text, "v=spf1", 6);
	assert_null(spf_record_read(&record, text, SPF_RECORD_MAX, &client));
	assert_string_equal(
		spf_record_read(&record, text, SPF_RECORD_MAX + 1, &client), "too long a record");
}

static void
addresses_that_do_not_hold_the_client_are_left_out(void **state)
{
	assert_kept("192.0.2.1", "v=spf1 ip4:192.0.2.0/28 a", "ip4:192.0.2.0/28");
	assert_kept("192.0.2.16", "v=spf1 ip4:192.0.2.0/28 a", "a .");
	assert_kept("192.0.2.1", "v=spf1 ip4:192.0.2.3/30 -all", "ip4:192.0.2.3/30");
	assert_kept("203.0.113.5", "v=spf1 ip6:::/0 ip4:198.51.100.1/0 -all", "ip4:198.51.100.1/0");
	assert_kept("2001:db8:8000::1",
		"v=spf1 ip4:0.0.0.0/0 ip6:2001:db8::/33 ip6:2001:db8:8000::/33 a",
		"ip6:2001:db8:8000::/33");
	assert_kept("192.0.2.1", "v=spf1 ip6:::ffff:192.0.2.1 -all", "-all");
}

static void
nothing_is_kept_behind_a_sure_match(void **state)
{
	assert_kept("192.0.2.1", "v=spf1 a all mx redirect=x.example.org", "a all");
	assert_kept(
		"192.0.2.1", "v=spf1 a redirect=x.example.org mx", "a mx redirect=x.example.org");
	assert_kept("192.0.2.1", "v=spf1 mx exp=x.example.org y=z", "mx .");
	assert_kept("192.0.2.1", "v=spf1", ".");
}

static void
more_terms_than_may_be_evaluated_are_not_kept(void **state)
{
	char text[4096] = "v=spf1", expected[256] = "";

	for (unsigned i = 0; i < 1000; i++)
		strcat(text, " a");
	for (unsigned i = 0; i <= SPF_LOOKUP_TERMS_MAX; i++)
		strcat(expected, "a ");
	strcat(expected, ".");
	assert_kept("192.0.2.1", text, expected);
	strcat(text, " moo");
	assert_wrong(text, "unknown mechanism");
}

static bool
is_open(const char *client, const char *text)
{
	struct ip_addr address;

	assert_null(read_for(client, text));
	assert_true(ip_addr_parse(&address, client));
	return spf_term_is_open(&record.term[0], address.family);
}

static void
open_are_all_and_prefixes_that_hold_half_the_world(void **state)
{
	assert_true(is_open("192.0.2.1", "v=spf1 all"));
	assert_true(is_open("192.0.2.1", "v=spf1 ip4:192.0.0.0/7"));
	assert_false(is_open("192.0.2.1", "v=spf1 ip4:192.0.0.0/8"));
	assert_true(is_open("2001:db8::1", "v=spf1 ip6:2001::/15"));
	assert_false(is_open("2001:db8::1", "v=spf1 ip6:2001::/16"));
	assert_true(is_open("192.0.2.1", "v=spf1 a:x.example.org/7//64"));
	assert_false(is_open("2001:db8::1", "v=spf1 a:x.example.org/7//64"));
	assert_true(is_open("2001:db8::1", "v=spf1 mx//0"));
	assert_false(is_open("192.0.2.1", "v=spf1 mx//0"));
	assert_false(is_open("192.0.2.1", "v=spf1 exists:x.example.org"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_version_ends_with_a_blank_or_the_record),
		cmocka_unit_test(right_terms_are_taken),
		cmocka_unit_test(every_broken_term_is_found_wherever_it_stands),
		cmocka_unit_test(the_term_that_is_wrong_is_named),
		cmocka_unit_test(octets_beyond_printable_ascii_are_wrong),
		cmocka_unit_test(a_record_beyond_the_limit_is_wrong),
		cmocka_unit_test(addresses_that_do_not_hold_the_client_are_left_out),
		cmocka_unit_test(nothing_is_kept_behind_a_sure_match),
		cmocka_unit_test(more_terms_than_may_be_evaluated_are_not_kept),
		cmocka_unit_test(open_are_all_and_prefixes_that_hold_half_the_world),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
