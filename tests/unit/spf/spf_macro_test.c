/* SPDX-License-Identifier: BSD-2-Clause */
#include "mxvet/spf_macro.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct spf_span
span(const char *text)
{
	return (struct spf_span){text, strlen(text)};
}

/* The examples of RFC 7208 7.4 stand on these values. */
static bool
expand(struct dns_name *name, const char *text, const char *client)
{
	struct dns_name sender = {0}, domain = {0};
	struct ip_addr address;
	struct spf_macro_values values = {
		.sender_local = "strong-bad",
		.sender_domain = &sender,
		.domain = &domain,
		.client = &address,
		.helo = "mx.example.org",
		.validated = "mx.example.org",
	};

	assert_true(dns_name_parse(&sender, "email.example.com"));
	assert_true(dns_name_parse(&domain, "email.example.com"));
	assert_true(ip_addr_parse(&address, client));
	return spf_macro_expand(name, span(text), &values);
}

static void
assert_expands(const char *text, const char *expected)
{
	struct dns_name name;

	if (!expand(&name, text, "192.0.2.3"))
		fail_msg("%s does not expand", text);
	assert_string_equal(name.text, expected);
	assert_int_equal(name.length, strlen(expected));
}

static void
the_examples_of_rfc_7208_expand_as_it_says(void **state)
{
	struct dns_name name;

	assert_expands("%{o}", "email.example.com");
	assert_expands("%{d}", "email.example.com");
	assert_expands("%{d4}", "email.example.com");
	assert_expands("%{d3}", "email.example.com");
	assert_expands("%{d2}", "example.com");
	assert_expands("%{d1}", "com");
	assert_expands("%{dr}", "com.example.email");
	assert_expands("%{d2r}", "example.email");
	assert_expands("%{l}", "strong-bad");
	assert_expands("%{l-}", "strong.bad");
	assert_expands("%{lr}", "strong-bad");
	assert_expands("%{lr-}", "bad.strong");
	assert_expands("%{l1r-}", "strong");
	assert_expands("%{ir}.%{v}._spf.%{d2}", "3.2.0.192.in-addr._spf.example.com");
	assert_expands("%{lr-}.lp._spf.%{d2}", "bad.strong.lp._spf.example.com");
	assert_expands("%{lr-}.lp.%{ir}.%{v}._spf.%{d2}",
		"bad.strong.lp.3.2.0.192.in-addr._spf.example.com");
	assert_expands(
		"%{ir}.%{v}.%{l1r-}.lp._spf.%{d2}", "3.2.0.192.in-addr.strong.lp._spf.example.com");
	assert_expands(
		"%{d2}.trusted-domains.example.net", "example.com.trusted-domains.example.net");
	assert_true(expand(&name, "%{ir}.%{v}._spf.%{d2}", "2001:db8::cb01"));
	assert_string_equal(name.text,
		"1.0.b.c.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2"
		".ip6._spf.example.com");
}

static void
other_letters_delimiters_and_escapes_expand(void **state)
{
	assert_expands("%{s}", "strong-bad@email.example.com");
	assert_expands("%{S}.x.org", "strong-bad%40email.example.com.x.org");
	assert_expands("%{h}", "mx.example.org");
	assert_expands("%{p2}", "example.org");
	assert_expands("%{i}.example.org", "192.0.2.3.example.org");
	assert_expands("a%%b%_c%-d.example.org", "a%b c%20d.example.org");
	assert_expands("%{l1-+=,/_.}.example.org", "bad.example.org");
	assert_expands("%{d128}", "email.example.com");
	assert_expands("%{d999999999999999999999}", "email.example.com");
}

static void
a_name_loses_its_case_and_one_final_dot(void **state)
{
	assert_expands("Mail.Example.ORG.", "mail.example.org");
	assert_expands("%{D}", "email.example.com");
}

static void
labels_are_cut_from_the_left_until_the_name_fits(void **state)
{
	static const char end[] = ".label.email.example.com.org";
	char text[2048] = "";
	struct dns_name name;

	for (unsigned i = 0; i < 100; i++)
		strcat(text, "label.%{d}.");
	strcat(text, "org");
	assert_true(expand(&name, text, "192.0.2.3"));
	assert_true(name.length <= DNS_NAME_MAX);
	assert_true(name.length > DNS_NAME_MAX - sizeof("example."));
	assert_string_equal(name.text + name.length - (sizeof(end) - 1), end);
}

static void
what_dns_cannot_ask_for_is_no_name(void **state)
{
	struct dns_name name;
	char label[128] = "";

	assert_false(expand(&name, "a..example.org", "192.0.2.3"));
	assert_false(expand(&name, ".example.org", "192.0.2.3"));
	assert_false(expand(&name, "example.org..", "192.0.2.3"));
	assert_false(expand(&name, "back\\slash.example.org", "192.0.2.3"));
	memset(label, 'a', 64);
	strcat(label, ".example.org");
	assert_false(expand(&name, label, "192.0.2.3"));
	assert_true(expand(&name, label + 1, "192.0.2.3"));
	assert_false(expand(&name, "", "192.0.2.3"));
}

static void
foreign_octets_make_no_name(void **state)
{
	struct dns_name domain = {.length = 11, .text = "example.org"}, name;
	struct ip_addr client = {.family = 4};
	struct spf_macro_values values = {.sender_local = "m\303\274ller",
		.sender_domain = &domain,
		.domain = &domain,
		.client = &client,
		.helo = "x",
		.validated = "unknown"};

	assert_false(spf_macro_expand(&name, span("%{l}.example.org"), &values));
	assert_true(spf_macro_expand(&name, span("%{L}.example.org"), &values));
	assert_string_equal(name.text, "m%c3%bcller.example.org");
}

static void
domain_specs_follow_the_grammar(void **state)
{
	static const char *const right[] = {"example.org", "example.org.", "_spf.example.org",
		"%{d}", "%{i}._spf.%{d2}", "%{d}.org", "foo:bar/baz.example.org", "a.xn--p1ai",
		"a%%", "x.a1", "%{ir}.%{v}.arpa", "%{d/}", "%{l1r-+,/_=.}"};
	static const char *const wrong[] = {"", "org", "org.", ".", "example.org..", "a.123",
		"192.0.2.1", "example.org:25", "a.-org", "a.org-", "%", "%{", "%{}", "%{d", "%{d}.",
		"%{dx}", "%{x}", "%(d)", "%{d0}", "%{d2rr}", "%{c}", "%{r}.example.org", "%{t}",
		"a b.example.org", "%{d}x", "\303\274.example.org", "a\x7f.example.org"};

	for (size_t i = 0; i < sizeof(right) / sizeof(right[0]); i++)
		if (!spf_macro_is_domain(span(right[i])))
			fail_msg("%s is a domain-spec", right[i]);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		if (spf_macro_is_domain(span(wrong[i])))
			fail_msg("%s is no domain-spec", wrong[i]);
}

static void
a_domain_spec_of_more_macros_than_any_name_needs_is_none(void **state)
{
	char text[4 * (SPF_MACROS_MAX + 1) + 1];

	for (size_t i = 0; i <= SPF_MACROS_MAX; i++)
		memcpy(text + 4 * i, "%{i}", 5);
	assert_false(spf_macro_is_domain(span(text)));
	assert_true(spf_macro_is_domain(span(text + 4)));
}

static void
a_macro_string_may_be_empty_and_hold_any_letter(void **state)
{
	assert_true(spf_macro_is_string(span("")));
	assert_true(spf_macro_is_string(span("+")));
	assert_true(spf_macro_is_string(span("%{c}%{r}%{t}x")));
	assert_false(spf_macro_is_string(span("%abc")));
	assert_false(spf_macro_is_string(span("a b")));
}

static void
the_validated_name_is_known_to_be_needed(void **state)
{
	assert_true(spf_macro_needs_validated(span("a.%{d}.%{p2r}.org")));
	assert_true(spf_macro_needs_validated(span("%{P}")));
	assert_false(spf_macro_needs_validated(span("p.%%{p}.%{d}.org")));
	assert_false(spf_macro_is_used(span("p.example.org")));
	assert_true(spf_macro_is_used(span("%{d}")));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_examples_of_rfc_7208_expand_as_it_says),
		cmocka_unit_test(other_letters_delimiters_and_escapes_expand),
		cmocka_unit_test(a_name_loses_its_case_and_one_final_dot),
		cmocka_unit_test(labels_are_cut_from_the_left_until_the_name_fits),
		cmocka_unit_test(what_dns_cannot_ask_for_is_no_name),
		cmocka_unit_test(foreign_octets_make_no_name),
		cmocka_unit_test(domain_specs_follow_the_grammar),
		cmocka_unit_test(a_domain_spec_of_more_macros_than_any_name_needs_is_none),
		cmocka_unit_test(a_macro_string_may_be_empty_and_hold_any_letter),
		cmocka_unit_test(the_validated_name_is_known_to_be_needed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
