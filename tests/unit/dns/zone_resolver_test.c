/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "mxvet/resolver.h"
#include "tests/support/dns_names.h"

static struct resolver *
zone_of(const char *text)
{
	char storage[256];
	struct text_buffer error;
	text_init(&error, storage, sizeof(storage));
	struct resolver *zone = zone_resolver_of_text("test.zone", text, &error);
	if (zone == NULL)
		fail_msg("%s", storage);
	return zone;
}

static const struct dns_answer *
ask(struct resolver *zone, const char *name, enum dns_type type)
{
	bool cached = true;
	struct dns_name asked = name_of(name);
	const struct dns_answer *answer = zone->ops->ask(zone, &asked, type, NULL, 0, &cached);
	assert_false(cached);
	return answer;
}

/* The whole answer as text: "found alias 10 mx1.example.org, 20 mx2.example.org". */
static void
append_answer(struct text_buffer *text, const struct dns_answer *answer, enum dns_type type)
{
	text_append(text, lookup_text(dns_answer_lookup(answer)));
	if (dns_answer_lookup(answer) == LOOKUP_FAILED)
		text_append_format(text, " %s", dns_failure_text(dns_answer_failure(answer)));
	if (dns_answer_is_alias(answer))
		text_append(text, " alias");
	for (unsigned i = 0; i < dns_answer_count(answer); i++) {
		struct dns_record record;
		dns_answer_record(answer, i, &record);
		text_append(text, i == 0 ? " " : ", ");
		if (type == DNS_MX)
			text_append_format(text, "%u ", record.preference);
		if (type == DNS_TXT)
			text_append_escaped(text, record.text, record.text_length);
		else if (type == DNS_MX || type == DNS_PTR)
			text_append(text, record.name.text);
		else
			text_append_address(text, &record.address);
	}
}

static void
assert_answer(const char *zone_text, const char *name, enum dns_type type, const char *expected)
{
	char storage[1024];
	struct text_buffer text;
	struct resolver *zone = zone_of(zone_text);
	const struct dns_answer *answer = ask(zone, name, type);
	text_init(&text, storage, sizeof(storage));
	append_answer(&text, answer, type);
	assert_string_equal(storage, expected);
	dns_answer_release(answer);
	resolver_release(zone);
}

static void
assert_wrong(const char *zone_text, const char *expected)
{
	char storage[256];
	struct text_buffer error;
	text_init(&error, storage, sizeof(storage));
	assert_null(zone_resolver_of_text("test.zone", zone_text, &error));
	assert_string_equal(storage, expected);
}

static void
addresses_of_both_families_are_found(void **state)
{
	const char *zone = "mail.example.org A 192.0.2.1\nMAIL.example.org. A 192.0.2.2\n"
			   "mail.example.org AAAA 2001:db8::1\n";
	assert_answer(zone, "mail.example.org", DNS_A, "found 192.0.2.1, 192.0.2.2");
	assert_answer(zone, "mail.example.org", DNS_AAAA, "found 2001:db8::1");
}

static void
mx_hosts_come_by_preference_and_equals_in_the_order_of_the_file(void **state)
{
	assert_answer("example.org MX 20 c.example.org\nexample.org MX 10 b.example.org\n"
		      "example.org MX 10 a.example.org\n",
		"example.org", DNS_MX, "found 10 b.example.org, 10 a.example.org, 20 c.example.org");
}

static void
a_null_mx_is_the_root(void **state)
{
	assert_answer("example.org MX 0 .\n", "example.org", DNS_MX, "found 0 .");
}

static void
an_address_as_mx_keeps_its_text(void **state)
{
	assert_answer("example.org MX 10 192.0.2.1\n", "example.org", DNS_MX, "found 10 192.0.2.1");
}

static void
a_ptr_that_is_no_host_name_is_shown_with_question_marks(void **state)
{
	assert_answer("1.2.0.192.in-addr.arpa PTR bad name!.example.org\n",
		"1.2.0.192.in-addr.arpa", DNS_PTR, "found bad?name?.example.org");
}

static void
a_ptr_may_be_filed_under_the_address(void **state)
{
	assert_answer("192.0.2.1 PTR mail.example.org\n", "1.2.0.192.in-addr.arpa", DNS_PTR,
		"found mail.example.org");
	assert_answer("2001:db8::1 PTR mail.example.org\n",
		"1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa", DNS_PTR,
		"found mail.example.org");
}

static void
a_ptr_is_reached_through_a_cname(void **state)
{
	/* RFC 2317 */
	assert_answer("1.2.0.192.in-addr.arpa CNAME 1.0/25.2.0.192.in-addr.arpa\n"
		      "1.0/25.2.0.192.in-addr.arpa PTR mail.example.org\n",
		"1.2.0.192.in-addr.arpa", DNS_PTR, "found alias mail.example.org");
}

static void
of_txt_only_spf_records_are_kept(void **state)
{
	const char *zone = "example.org TXT some token\nexample.org TXT V=SPF1 -all\n"
			   "example.org TXT v=spf10 -all\nexample.org TXT v=spf1\n"
			   "only.example.org TXT token\n";
	assert_answer(zone, "example.org", DNS_TXT, "found V=SPF1 -all, v=spf1");
	assert_answer(zone, "only.example.org", DNS_TXT, "found");
}

static void
a_missing_name_is_nxdomain_and_a_missing_type_no_data(void **state)
{
	const char *zone = "mail.example.org A 192.0.2.1\n";
	assert_answer(zone, "other.example.org", DNS_A, "no_name");
	assert_answer(zone, "mail.example.org", DNS_MX, "no_data");
}

static void
an_empty_non_terminal_exists(void **state)
{
	assert_answer("a.b.example.org A 192.0.2.1\n", "b.example.org", DNS_A, "no_data");
}

static void
a_name_exists_through_its_faults_alone(void **state)
{
	const char *zone = "example.org MX SERVFAIL\n";
	assert_answer(zone, "example.org", DNS_MX, "failed servfail");
	assert_answer(zone, "example.org", DNS_A, "no_data");
}

static void
faults_are_answered_by_name_and_type(void **state)
{
	const char *zone = "a.example.org A TIMEOUT\na.example.org AAAA REFUSED\n"
			   "a.example.org TXT NXDOMAIN\na.example.org MX 10 b.example.org\n";
	assert_answer(zone, "a.example.org", DNS_A, "failed timeout");
	assert_answer(zone, "a.example.org", DNS_AAAA, "failed refused");
	assert_answer(zone, "a.example.org", DNS_TXT, "no_name");
	assert_answer(zone, "a.example.org", DNS_MX, "found 10 b.example.org");
}

static void
cnames_are_followed(void **state)
{
	const char *zone = "www.example.org CNAME a.example.org\na.example.org CNAME b.example.org\n"
			   "b.example.org A 192.0.2.1\nlost.example.org CNAME nowhere.example.org\n";
	assert_answer(zone, "www.example.org", DNS_A, "found alias 192.0.2.1");
	assert_answer(zone, "www.example.org", DNS_AAAA, "no_data alias");
	assert_answer(zone, "lost.example.org", DNS_A, "no_name alias");
}

static void
a_cname_loop_is_malformed(void **state)
{
	assert_answer("a.example.org CNAME b.example.org\nb.example.org CNAME a.example.org\n",
		"a.example.org", DNS_A, "failed malformed");
}

static void
a_fault_behind_a_cname_is_the_answer(void **state)
{
	assert_answer("a.example.org CNAME b.example.org\nb.example.org A SERVFAIL\n",
		"a.example.org", DNS_A, "failed servfail");
}

static void
an_unspecified_address_is_a_filtering_resolver(void **state)
{
	assert_answer("a.example.org A 192.0.2.1\na.example.org A 0.0.0.0\n", "a.example.org",
		DNS_A, "failed filtered");
	assert_answer("a.example.org AAAA ::\n", "a.example.org", DNS_AAAA, "failed filtered");
}

static void
a_wildcard_answers_below_its_closest_encloser_only(void **state)
{
	/* RFC 4592 */
	const char *zone = "*.example.org A 192.0.2.1\nhost.sub.example.org A 192.0.2.2\n";
	assert_answer(zone, "x.example.org", DNS_A, "found 192.0.2.1");
	assert_answer(zone, "y.x.example.org", DNS_A, "found 192.0.2.1");
	assert_answer(zone, "x.example.org", DNS_MX, "no_data");
	assert_answer(zone, "x.sub.example.org", DNS_A, "no_name");
	assert_answer(zone, "sub.example.org", DNS_A, "no_data");
	assert_answer(zone, "example.org", DNS_A, "no_data");
	assert_answer(zone, "example.net", DNS_A, "no_name");
}

static void
comments_blank_lines_tabs_and_carriage_returns_are_fine(void **state)
{
	assert_answer("# a zone\n\n  \t\n  # indented\n\ta.example.org \t A  192.0.2.1 \r\n",
		"a.example.org", DNS_A, "found 192.0.2.1");
}

static void
an_empty_zone_knows_no_name(void **state)
{
	assert_answer("", "example.org", DNS_A, "no_name");
}

static void
u_labels_become_a_labels(void **state)
{
	assert_answer("b\xc3\xbc"
		      "cher.example MX 10 m\xc3\xbcl.example\n",
		"xn--bcher-kva.example", DNS_MX, "found 10 xn--ml-xka.example");
}

static void
errors_name_file_and_line(void **state)
{
	assert_wrong("# x\n\na.example.org A\n", "test.zone:3: a line is NAME TYPE VALUE");
	assert_wrong("a.example.org\n", "test.zone:1: a line is NAME TYPE VALUE");
	assert_wrong("a.example.org A 192.0.2.1\na.example.org WKS 1 2 3 x\n",
		"test.zone:2: the type is none of A, AAAA, MX, PTR, TXT, CNAME");
	assert_wrong("a.example.org A 2001:db8::1\n", "test.zone:1: A needs an IPv4 address");
	assert_wrong("a.example.org AAAA 192.0.2.1\n", "test.zone:1: AAAA needs an IPv6 address");
	assert_wrong("a.example.org MX mx.example.org\n",
		"test.zone:1: MX needs a preference (0 to 65535) and a host name");
	assert_wrong("a.example.org MX 65536 mx.example.org\n",
		"test.zone:1: MX needs a preference (0 to 65535) and a host name");
	assert_wrong("a.example.org MX 10\n",
		"test.zone:1: MX needs a preference (0 to 65535) and a host name");
	assert_wrong("a..example.org A 192.0.2.1\n", "test.zone:1: that is no domain name");
	assert_wrong(
		"a.example.org PTR b..example.org\n", "test.zone:1: the value is no domain name");
	assert_wrong("a.example.org CNAME SERVFAIL\n",
		"test.zone:1: only questions fail: A, AAAA, MX, PTR or TXT");
}

static void
every_line_that_is_wrong_is_named(void **state)
{
	assert_wrong(
		"; <<>> DiG <<>> example.org\n;; ANSWER SECTION:\nexample.org. 300 IN A 192.0.2.1\n"
		"garbage\nexample.org. 300 IN A x\nexample.org. 300 IN MX 10 mx.example.org.\n"
		"example.org. 300 IN TXT \"v=spf1 -all\n",
		"test.zone:4: a line is NAME TYPE VALUE\ntest.zone:5: A needs an IPv4 address\n"
		"test.zone:7: the closing quote is missing");
}

static void
lines_of_dig_and_of_zone_files_are_read(void **state)
{
	const char *zone = "; <<>> DiG 9.18 <<>> example.org MX\n\n"
			   "example.org.\t\t3600\tIN\tMX\t10 mx1.example.org.\n"
			   "example.org.\t\t3600\tIN\tNS\tns1.example.org.\n"
			   "mx1.example.org. IN 1h A 192.0.2.1 ; the first\n"
			   "EXAMPLE.org. 60 IN SOA ns1.example.org. h.example.org. 1 2 3 4 5\n"
			   "a\\@b.example.org. 60 IN A 192.0.2.7\n";
	struct dns_name odd = {.length = 15, .text = "a@b.example.org"};
	bool cached;
	struct resolver *resolver;
	const struct dns_answer *answer;

	assert_answer(zone, "example.org", DNS_MX, "found 10 mx1.example.org");
	assert_answer(zone, "mx1.example.org", DNS_A, "found 192.0.2.1");
	resolver = zone_of(zone);
	answer = resolver->ops->ask(resolver, &odd, DNS_A, NULL, 0, &cached);
	assert_int_equal(dns_answer_count(answer), 1);
	dns_answer_release(answer);
	resolver_release(resolver);
}

static void
names_that_macros_make_are_found_to_the_character(void **state)
{
	static const char characters[] = "+=!#$%&'*^{|}~`@:,<>[]/()";
	char zone[64];

	for (size_t i = 0; characters[i] != '\0'; i++) {
		struct dns_name asked = {.length = 12};
		bool cached;

		snprintf(asked.text, sizeof(asked.text), "a%cb.s.example", characters[i]);
		asked.length = (uint8_t)strlen(asked.text);
		snprintf(zone, sizeof(zone), "a%cb.s.example A 127.0.0.2\n", characters[i]);
		struct resolver *resolver = zone_of(zone);
		const struct dns_answer *answer = resolver->ops->ask(
			resolver, &asked, DNS_A, NULL, 0, &cached);
		assert_int_equal(dns_answer_lookup(answer), LOOKUP_FOUND);
		dns_answer_release(answer);
		asked.text[1] = 'x';
		answer = resolver->ops->ask(resolver, &asked, DNS_A, NULL, 0, &cached);
		assert_int_equal(dns_answer_lookup(answer), LOOKUP_NO_NAME);
		dns_answer_release(answer);
		resolver_release(resolver);
	}
}

static void
a_v4_mapped_address_stands_in_an_aaaa_record(void **state)
{
	assert_answer("a.example.org AAAA ::ffff:192.0.2.19\n", "a.example.org", DNS_AAAA,
		"found 192.0.2.19");
}

static void
strings_in_quotes_are_one_text_to_the_octet(void **state)
{
	assert_answer("a.example.org TXT \"v=spf1 \" \"ip4:192.0.2.1\"\t\" -all\" ; a comment\n",
		"a.example.org", DNS_TXT, "found v=spf1 ip4:192.0.2.1 -all");
	assert_answer("a.example.org TXT \"v=spf1 exists:\\\"\\\\\\195.a.example -all\"\n",
		"a.example.org", DNS_TXT, "found v=spf1 exists:\"\\134\\303.a.example -all");
	assert_answer("a.example.org TXT \" v=spf1 -all\"\n", "a.example.org", DNS_TXT, "found");
	assert_answer("a.example.org TXT v=spf1 \"-all\"\n", "a.example.org", DNS_TXT,
		"found v=spf1 \"-all\"");
}

static void
a_text_that_begins_with_a_blank_is_read_so_with_a_warning(void **state)
{
	char storage[256];
	struct text_buffer error;
	struct resolver *zone;

	text_init(&error, storage, sizeof(storage));
	zone = zone_resolver_of_text("test.zone", "a.example.org TXT  v=spf1 -all\n", &error);
	assert_non_null(zone);
	assert_string_equal(storage,
		"test.zone:1: warning: the text begins with a blank, so it is no SPF record");
	resolver_release(zone);
	assert_answer(
		"a.example.org TXT\tv=spf1 -all\n", "a.example.org", DNS_TXT, "found v=spf1 -all");
}

static void
a_line_that_repeats_one_adds_nothing(void **state)
{
	const char *zone = "a.example.org CNAME b.example.org\na.example.org CNAME b.example.org\n"
			   "b.example.org TXT v=spf1 -all\nb.example.org TXT v=spf1 -all\n"
			   "b.example.org TXT \"v=spf1 -all\"\n";

	assert_answer(zone, "a.example.org", DNS_TXT, "found alias v=spf1 -all");
}

static void
contradictions_in_the_file_are_errors(void **state)
{
	assert_wrong("a.example.org A 192.0.2.1\na.example.org CNAME b.example.org\n",
		"test.zone:2: nothing may stand beside a CNAME (RFC 1034 3.6.2)");
	assert_wrong("a.example.org A 192.0.2.1\na.example.org A SERVFAIL\n",
		"test.zone:2: a question that fails can have no other answer");
}

static void
a_file_is_read(void **state)
{
	char path[] = "/tmp/mxvet-zone-XXXXXX", storage[256];
	struct text_buffer error;
	int file = mkstemp(path);
	assert_true(file >= 0);
	assert_int_equal(write(file, "a.example.org A 192.0.2.1", 25), 25);
	close(file);
	text_init(&error, storage, sizeof(storage));
	struct resolver *zone = zone_resolver_open(path, &error);
	unlink(path);
	assert_non_null(zone);
	const struct dns_answer *answer = ask(zone, "a.example.org", DNS_A);
	assert_int_equal(dns_answer_count(answer), 1);
	dns_answer_release(answer);
	resolver_release(zone);
}

static void
a_file_that_cannot_be_read_says_why(void **state)
{
	char storage[256];
	struct text_buffer error;
	text_init(&error, storage, sizeof(storage));
	assert_null(zone_resolver_open("/nowhere/zone", &error));
	assert_string_equal(storage, "/nowhere/zone: No such file or directory");
	text_init(&error, storage, sizeof(storage));
	assert_null(zone_resolver_open("/tmp", &error));
	assert_string_equal(storage, "/tmp: Is a directory");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses_of_both_families_are_found),
		cmocka_unit_test(mx_hosts_come_by_preference_and_equals_in_the_order_of_the_file),
		cmocka_unit_test(a_null_mx_is_the_root),
		cmocka_unit_test(an_address_as_mx_keeps_its_text),
		cmocka_unit_test(a_ptr_that_is_no_host_name_is_shown_with_question_marks),
		cmocka_unit_test(a_ptr_may_be_filed_under_the_address),
		cmocka_unit_test(a_ptr_is_reached_through_a_cname),
		cmocka_unit_test(of_txt_only_spf_records_are_kept),
		cmocka_unit_test(a_missing_name_is_nxdomain_and_a_missing_type_no_data),
		cmocka_unit_test(an_empty_non_terminal_exists),
		cmocka_unit_test(a_name_exists_through_its_faults_alone),
		cmocka_unit_test(faults_are_answered_by_name_and_type),
		cmocka_unit_test(cnames_are_followed),
		cmocka_unit_test(a_cname_loop_is_malformed),
		cmocka_unit_test(a_fault_behind_a_cname_is_the_answer),
		cmocka_unit_test(an_unspecified_address_is_a_filtering_resolver),
		cmocka_unit_test(a_wildcard_answers_below_its_closest_encloser_only),
		cmocka_unit_test(comments_blank_lines_tabs_and_carriage_returns_are_fine),
		cmocka_unit_test(an_empty_zone_knows_no_name),
		cmocka_unit_test(u_labels_become_a_labels),
		cmocka_unit_test(errors_name_file_and_line),
		cmocka_unit_test(every_line_that_is_wrong_is_named),
		cmocka_unit_test(lines_of_dig_and_of_zone_files_are_read),
		cmocka_unit_test(names_that_macros_make_are_found_to_the_character),
		cmocka_unit_test(a_v4_mapped_address_stands_in_an_aaaa_record),
		cmocka_unit_test(strings_in_quotes_are_one_text_to_the_octet),
		cmocka_unit_test(a_text_that_begins_with_a_blank_is_read_so_with_a_warning),
		cmocka_unit_test(a_line_that_repeats_one_adds_nothing),
		cmocka_unit_test(contradictions_in_the_file_are_errors),
		cmocka_unit_test(a_file_is_read),
		cmocka_unit_test(a_file_that_cannot_be_read_says_why),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
