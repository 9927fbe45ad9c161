/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "milter/dns/dns_answer_build.h"
#include "milter/dns/dns_message.h"
#include "tests/support/dns_message_builder.h"
#include "tests/support/dns_names.h"

enum { RCODE_FORMERR = 1, RCODE_SERVFAIL = 2, RCODE_NXDOMAIN = 3, RCODE_REFUSED = 5 };

static const uint8_t address_1[] = {192, 0, 2, 1}, address_2[] = {192, 0, 2, 2};
static struct message message;
static const struct dns_answer *answer;

static void
begin(const char *name, enum dns_type type, unsigned rcode)
{
	message_begin(&message, 4711, FLAGS_RESPONSE | rcode);
	put_question(&message, name, type);
}

static void
read_as(const char *name, enum dns_type type)
{
	struct dns_name asked = name_of(name);
	dns_answer_release(answer);
	answer = dns_message_read(message.octets, message.size, &asked, type);
}

static void
assert_found(unsigned count)
{
	assert_int_equal(dns_answer_lookup(answer), LOOKUP_FOUND);
	assert_int_equal(dns_answer_count(answer), count);
}

static void
assert_failed(enum dns_failure failure)
{
	assert_int_equal(dns_answer_lookup(answer), LOOKUP_FAILED);
	assert_int_equal(dns_answer_failure(answer), failure);
}

static struct dns_record
record_at(unsigned index)
{
	struct dns_record record;
	dns_answer_record(answer, index, &record);
	return record;
}

static int
forget_answer(void **state)
{
	dns_answer_release(answer);
	answer = NULL;
	return 0;
}

static void
addresses_are_read_with_the_smallest_ttl(void **state)
{
	begin("example.org", DNS_A, 0);
	put_a(&message, "example.org", 300, address_1);
	put_a(&message, "EXAMPLE.org", 200, address_2);
	read_as("example.org", DNS_A);
	assert_found(2);
	assert_int_equal(record_at(1).address.octet[3], 2);
	assert_int_equal(dns_answer_ttl(answer), 200);
	assert_false(dns_answer_is_alias(answer));
}

static void
a_v4_mapped_aaaa_is_an_ipv4_address(void **state)
{
	static const uint8_t mapped[16] = {[10] = 0xff, [11] = 0xff, 192, 0, 2, 1};
	begin("example.org", DNS_AAAA, 0);
	put_bytes_record(&message, "example.org", DNS_AAAA, 300, mapped, 16);
	read_as("example.org", DNS_AAAA);
	assert_found(1);
	assert_int_equal(record_at(0).address.family, 4);
	assert_int_equal(record_at(0).address.octet[0], 192);
}

static void
cnames_are_followed_in_any_order(void **state)
{
	begin("www.example.org", DNS_A, 0);
	put_a(&message, "host.example.org", 300, address_1);
	put_name_record(
		&message, SECTION_ANSWER, "b.example.org", TYPE_CNAME, 100, "host.example.org");
	put_name_record(
		&message, SECTION_ANSWER, "www.example.org", TYPE_CNAME, 200, "b.example.org");
	read_as("www.example.org", DNS_A);
	assert_found(1);
	assert_true(dns_answer_is_alias(answer));
	assert_int_equal(dns_answer_ttl(answer), 100);
}

static void
a_cname_alone_is_no_data(void **state)
{
	begin("www.example.org", DNS_A, 0);
	put_name_record(
		&message, SECTION_ANSWER, "www.example.org", TYPE_CNAME, 200, "b.example.org");
	put_soa(&message, "example.org", 900, 120);
	read_as("www.example.org", DNS_A);
	assert_int_equal(dns_answer_lookup(answer), LOOKUP_NO_DATA);
	assert_true(dns_answer_is_alias(answer));
	assert_int_equal(dns_answer_ttl(answer), 120);
}

static void
a_cname_loop_is_malformed(void **state)
{
	begin("a.example.org", DNS_A, 0);
	put_name_record(&message, SECTION_ANSWER, "a.example.org", TYPE_CNAME, 9, "b.example.org");
	put_name_record(&message, SECTION_ANSWER, "b.example.org", TYPE_CNAME, 9, "a.example.org");
	read_as("a.example.org", DNS_A);
	assert_failed(DNS_FAILURE_MALFORMED);
	begin("a.example.org", DNS_A, 0);
	put_name_record(&message, SECTION_ANSWER, "a.example.org", TYPE_CNAME, 9, "a.example.org");
	read_as("a.example.org", DNS_A);
	assert_failed(DNS_FAILURE_MALFORMED);
}

static void
cname_chain(unsigned length)
{
	char owner[32], target[32];
	begin("c0.example.org", DNS_A, 0);
	for (unsigned i = 0; i < length; i++) {
		snprintf(owner, sizeof(owner), "c%u.example.org", i);
		snprintf(target, sizeof(target), "c%u.example.org", i + 1);
		put_name_record(&message, SECTION_ANSWER, owner, TYPE_CNAME, 60, target);
	}
	snprintf(owner, sizeof(owner), "c%u.example.org", length);
	put_a(&message, owner, 60, address_1);
	read_as("c0.example.org", DNS_A);
}

static void
a_cname_chain_has_a_limit(void **state)
{
	cname_chain(16);
	assert_found(1);
	cname_chain(17);
	assert_failed(DNS_FAILURE_MALFORMED);
}

static void
a_ptr_is_read_through_a_cname(void **state)
{
	begin("1.2.0.192.in-addr.arpa", DNS_PTR, 0); /* RFC 2317 */
	put_name_record(&message, SECTION_ANSWER, "1.2.0.192.in-addr.arpa", TYPE_CNAME, 60,
		"1.0/25.2.0.192.in-addr.arpa");
	put_name_record(&message, SECTION_ANSWER, "1.0/25.2.0.192.in-addr.arpa", DNS_PTR, 60,
		"mail.example.org");
	read_as("1.2.0.192.in-addr.arpa", DNS_PTR);
	assert_found(1);
	assert_string_equal(record_at(0).name.text, "mail.example.org");
}

static void
names_in_data_may_be_compressed(void **state)
{
	size_t data;

	begin("example.org", DNS_MX, 0);
	data = put_record(&message, SECTION_ANSWER, "example.org", DNS_MX, 60);
	put_16(&message, 10);
	put_octets(&message, "\2mx\xc0\x0c", 5);
	put_record_end(&message, data);
	read_as("example.org", DNS_MX);
	assert_found(1);
	assert_string_equal(record_at(0).name.text, "mx.example.org");
	assert_int_equal(record_at(0).preference, 10);
}

static void
a_compression_pointer_to_itself_is_malformed(void **state)
{
	size_t data;

	begin("example.org", DNS_PTR, 0);
	data = put_record(&message, SECTION_ANSWER, "example.org", DNS_PTR, 60);
	put_16(&message, 0xc000 | (unsigned)message.size);
	put_record_end(&message, data);
	read_as("example.org", DNS_PTR);
	assert_failed(DNS_FAILURE_MALFORMED);
}

static void
mx_hosts_are_sorted_and_the_null_mx_is_the_root(void **state)
{
	begin("example.org", DNS_MX, 0);
	put_mx(&message, "example.org", 60, 20, "mx2.example.org");
	put_mx(&message, "example.org", 60, 10, "192.0.2.1");
	put_mx(&message, "example.org", 60, 0, "");
	read_as("example.org", DNS_MX);
	assert_found(3);
	assert_string_equal(record_at(0).name.text, ".");
	assert_string_equal(record_at(1).name.text, "192.0.2.1");
	assert_string_equal(record_at(2).name.text, "mx2.example.org");
}

static void
the_strings_of_a_txt_record_are_joined(void **state)
{
	begin("example.org", DNS_TXT, 0);
	put_bytes_record(&message, "example.org", DNS_TXT, 60, "\3v=s\0\5pf1 -\3all", 15);
	read_as("example.org", DNS_TXT);
	assert_found(1);
	assert_int_equal(record_at(0).text_length, 11);
	assert_memory_equal(record_at(0).text, "v=spf1 -all", 11);
}

static void
an_spf_record_may_hold_any_octet(void **state)
{
	begin("example.org", DNS_TXT, 0);
	put_bytes_record(&message, "example.org", DNS_TXT, 60, "\12v=spf1 \0\xff\n", 11);
	read_as("example.org", DNS_TXT);
	assert_found(1);
	assert_int_equal(record_at(0).text_length, 10);
	assert_memory_equal(record_at(0).text, "v=spf1 \0\xff\n", 10);
}

static void
txt_without_spf_is_found_but_not_kept(void **state)
{
	begin("example.org", DNS_TXT, 0);
	put_bytes_record(&message, "example.org", DNS_TXT, 60, "\5token", 6);
	read_as("example.org", DNS_TXT);
	assert_found(0);
}

static void
put_long_spf(size_t length)
{
	size_t data = put_record(&message, SECTION_ANSWER, "example.org", DNS_TXT, 60);
	char text[255];
	memset(text, 'x', sizeof(text));
	memcpy(text, "v=spf1 ", 7);
	for (; length > 0; memset(text, 'x', 7)) {
		size_t string = length < sizeof(text) ? length : sizeof(text);
		put_8(&message, (unsigned)string);
		put_octets(&message, text, string);
		length -= string;
	}
	put_record_end(&message, data);
}

static void
an_spf_record_that_is_too_long_shows_it(void **state)
{
	begin("example.org", DNS_TXT, 0);
	put_long_spf(DNS_TEXT_MAX);
	put_long_spf(DNS_TEXT_MAX + 1);
	put_long_spf(30000);
	read_as("example.org", DNS_TXT);
	assert_found(3);
	assert_int_equal(record_at(0).text_length, DNS_TEXT_MAX);
	assert_int_equal(record_at(1).text_length, DNS_TEXT_MAX + 1);
	assert_int_equal(record_at(2).text_length, DNS_TEXT_MAX + 1);
}

static void
nxdomain_lives_as_long_as_the_soa_says(void **state)
{
	begin("example.org", DNS_A, RCODE_NXDOMAIN);
	put_soa(&message, "org", 300, 3600); /* RFC 2308 5: the smaller of the two */
	read_as("example.org", DNS_A);
	assert_int_equal(dns_answer_lookup(answer), LOOKUP_NO_NAME);
	assert_int_equal(dns_answer_ttl(answer), 300);
	begin("example.org", DNS_A, RCODE_NXDOMAIN);
	read_as("example.org", DNS_A);
	assert_int_equal(dns_answer_lookup(answer), LOOKUP_NO_NAME);
	assert_int_equal(dns_answer_ttl(answer), 0);
}

static void
nxdomain_behind_a_cname_is_no_name_and_an_alias(void **state)
{
	begin("www.example.org", DNS_A, RCODE_NXDOMAIN);
	put_name_record(
		&message, SECTION_ANSWER, "www.example.org", TYPE_CNAME, 60, "b.example.org");
	put_soa(&message, "example.org", 300, 300);
	read_as("www.example.org", DNS_A);
	assert_int_equal(dns_answer_lookup(answer), LOOKUP_NO_NAME);
	assert_true(dns_answer_is_alias(answer));
	assert_int_equal(dns_answer_ttl(answer), 60);
}

static void
nxdomain_with_records_contradicts_itself(void **state)
{
	begin("example.org", DNS_A, RCODE_NXDOMAIN);
	put_a(&message, "example.org", 60, address_1);
	read_as("example.org", DNS_A);
	assert_failed(DNS_FAILURE_MALFORMED);
}

static void
noerror_without_records_is_no_data(void **state)
{
	begin("example.org", DNS_MX, 0);
	put_soa(&message, "example.org", 3600, 60);
	read_as("example.org", DNS_MX);
	assert_int_equal(dns_answer_lookup(answer), LOOKUP_NO_DATA);
	assert_int_equal(dns_answer_ttl(answer), 60);
}

static void
a_referral_is_no_answer(void **state)
{
	begin("example.org", DNS_MX, 0);
	put_name_record(&message, SECTION_AUTHORITY, "example.org", TYPE_NS, 3600, "ns.example.net");
	read_as("example.org", DNS_MX);
	assert_failed(DNS_FAILURE_MALFORMED);
}

static void
rcodes_that_are_failures_are_told_apart(void **state)
{
	begin("example.org", DNS_A, RCODE_SERVFAIL);
	read_as("example.org", DNS_A);
	assert_failed(DNS_FAILURE_SERVFAIL);
	begin("example.org", DNS_A, RCODE_REFUSED);
	read_as("example.org", DNS_A);
	assert_failed(DNS_FAILURE_REFUSED);
	begin("example.org", DNS_A, RCODE_FORMERR);
	read_as("example.org", DNS_A);
	assert_failed(DNS_FAILURE_MALFORMED);
}

static void
an_extended_rcode_is_a_failure(void **state)
{
	begin("example.org", DNS_A, 0); /* BADVERS: 1 in the OPT record, 0 in the header */
	put_record_end(&message, put_record(&message, SECTION_ADDITIONAL, "", TYPE_OPT, 1u << 24));
	read_as("example.org", DNS_A);
	assert_failed(DNS_FAILURE_MALFORMED);
	begin("example.org", DNS_A, 0);
	put_record_end(&message, put_record(&message, SECTION_ADDITIONAL, "", TYPE_OPT, 0x8000));
	read_as("example.org", DNS_A);
	assert_int_equal(dns_answer_lookup(answer), LOOKUP_NO_DATA);
}

static void
an_answer_to_another_question_is_malformed(void **state)
{
	begin("other.example.org", DNS_A, 0);
	put_a(&message, "example.org", 60, address_1);
	read_as("example.org", DNS_A);
	assert_failed(DNS_FAILURE_MALFORMED);
	begin("example.org", DNS_AAAA, 0);
	put_a(&message, "example.org", 60, address_1);
	read_as("example.org", DNS_A);
	assert_failed(DNS_FAILURE_MALFORMED);
	message_begin(&message, 4711, FLAGS_RESPONSE);
	put_a(&message, "example.org", 60, address_1);
	read_as("example.org", DNS_A);
	assert_failed(DNS_FAILURE_MALFORMED);
}

static void
records_of_others_are_ignored_beside_ours_and_malformed_alone(void **state)
{
	begin("example.org", DNS_A, 0);
	put_a(&message, "evil.example.net", 60, address_2);
	put_a(&message, "example.org", 60, address_1);
	read_as("example.org", DNS_A);
	assert_found(1);
	assert_int_equal(record_at(0).address.octet[3], 1);
	begin("example.org", DNS_A, 0);
	put_a(&message, "evil.example.net", 60, address_2);
	read_as("example.org", DNS_A);
	assert_failed(DNS_FAILURE_MALFORMED);
}

static void
signatures_beside_an_absence_are_no_records(void **state)
{
	begin("example.org", DNS_A, 0);
	put_bytes_record(&message, "example.org", TYPE_RRSIG, 60, "x", 1);
	read_as("example.org", DNS_A);
	assert_int_equal(dns_answer_lookup(answer), LOOKUP_NO_DATA);
}

static void
a_query_or_a_truncated_response_is_malformed(void **state)
{
	message_begin(&message, 4711, 0x0100);
	put_question(&message, "example.org", DNS_A);
	read_as("example.org", DNS_A);
	assert_failed(DNS_FAILURE_MALFORMED);
	message_begin(&message, 4711, FLAGS_RESPONSE | FLAG_TRUNCATED);
	put_question(&message, "example.org", DNS_A);
	read_as("example.org", DNS_A);
	assert_failed(DNS_FAILURE_MALFORMED);
}

static void
data_of_the_wrong_size_are_malformed(void **state)
{
	static const struct {
		enum dns_type type;
		const char *octets;
		size_t count;
	} wrong[] = {
		{DNS_A, "\xc0\0\2", 3},
		{DNS_A, "\xc0\0\2\1\1", 5},
		{DNS_AAAA, "\xc0\0\2\1", 4},
		{DNS_MX, "\0", 1},
		{DNS_MX, "\0\12", 2},
		{DNS_MX, "\0\12\2mx\0x", 7},
		{DNS_PTR, "", 0},
		{DNS_PTR, "\2mx", 3},
		{DNS_TXT, "", 0},
		{DNS_TXT, "\6v=spf1\1", 8},
	};
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		begin("example.org", wrong[i].type, 0);
		put_bytes_record(&message, "example.org", wrong[i].type, 60, wrong[i].octets,
			wrong[i].count);
		read_as("example.org", wrong[i].type);
		assert_failed(DNS_FAILURE_MALFORMED);
	}
}

static void
a_filtering_resolver_is_heard_even_behind_the_limit(void **state)
{
	static const uint8_t nowhere[4];
	begin("example.org", DNS_A, 0);
	for (unsigned i = 0; i < 200; i++)
		put_a(&message, "example.org", 60, address_1);
	put_a(&message, "example.org", 60, nowhere);
	read_as("example.org", DNS_A);
	assert_failed(DNS_FAILURE_FILTERED);
}

static void
two_hundred_records_are_cut_and_say_so(void **state)
{
	begin("example.org", DNS_MX, 0);
	for (unsigned i = 0; i < 200; i++)
		put_mx(&message, "example.org", 60, 200 - i, "mx.example.org");
	read_as("example.org", DNS_MX);
	assert_found(DNS_ANSWER_RECORDS_MAX);
	assert_true(dns_answer_is_truncated(answer));
	assert_int_equal(record_at(0).preference, 1);
	assert_int_equal(record_at(DNS_ANSWER_RECORDS_MAX - 1).preference, DNS_ANSWER_RECORDS_MAX);
}

static void
a_ttl_with_the_highest_bit_is_none(void **state)
{
	begin("example.org", DNS_A, 0); /* RFC 2181 8 */
	put_a(&message, "example.org", 0x80000001, address_1);
	read_as("example.org", DNS_A);
	assert_found(1);
	assert_int_equal(dns_answer_ttl(answer), 0);
}

static void
every_shortened_message_is_malformed_and_every_changed_octet_survived(void **state)
{
	size_t whole;

	begin("www.example.org", DNS_MX, 0);
	put_name_record(&message, SECTION_ANSWER, "www.example.org", TYPE_CNAME, 60, "example.org");
	put_mx(&message, "example.org", 60, 10, "mx.example.org");
	put_record_end(&message, put_record(&message, SECTION_ADDITIONAL, "", TYPE_OPT, 0));
	whole = message.size;
	for (message.size = 0; message.size < whole; message.size++) {
		read_as("www.example.org", DNS_MX);
		assert_failed(DNS_FAILURE_MALFORMED);
	}
	for (size_t i = 0; i < whole; i++)
		for (unsigned bit = 0; bit < 8; bit++) {
			message.octets[i] ^= (uint8_t)(1 << bit);
			read_as("www.example.org", DNS_MX);
			assert_in_range(dns_answer_lookup(answer), LOOKUP_FOUND, LOOKUP_FAILED);
			message.octets[i] ^= (uint8_t)(1 << bit);
		}
	read_as("www.example.org", DNS_MX);
	assert_found(1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses_are_read_with_the_smallest_ttl),
		cmocka_unit_test(a_v4_mapped_aaaa_is_an_ipv4_address),
		cmocka_unit_test(cnames_are_followed_in_any_order),
		cmocka_unit_test(a_cname_alone_is_no_data),
		cmocka_unit_test(a_cname_loop_is_malformed),
		cmocka_unit_test(a_cname_chain_has_a_limit),
		cmocka_unit_test(a_ptr_is_read_through_a_cname),
		cmocka_unit_test(names_in_data_may_be_compressed),
		cmocka_unit_test(a_compression_pointer_to_itself_is_malformed),
		cmocka_unit_test(mx_hosts_are_sorted_and_the_null_mx_is_the_root),
		cmocka_unit_test(the_strings_of_a_txt_record_are_joined),
		cmocka_unit_test(an_spf_record_may_hold_any_octet),
		cmocka_unit_test(txt_without_spf_is_found_but_not_kept),
		cmocka_unit_test(an_spf_record_that_is_too_long_shows_it),
		cmocka_unit_test(nxdomain_lives_as_long_as_the_soa_says),
		cmocka_unit_test(nxdomain_behind_a_cname_is_no_name_and_an_alias),
		cmocka_unit_test(nxdomain_with_records_contradicts_itself),
		cmocka_unit_test(noerror_without_records_is_no_data),
		cmocka_unit_test(a_referral_is_no_answer),
		cmocka_unit_test(rcodes_that_are_failures_are_told_apart),
		cmocka_unit_test(an_extended_rcode_is_a_failure),
		cmocka_unit_test(an_answer_to_another_question_is_malformed),
		cmocka_unit_test(records_of_others_are_ignored_beside_ours_and_malformed_alone),
		cmocka_unit_test(signatures_beside_an_absence_are_no_records),
		cmocka_unit_test(a_query_or_a_truncated_response_is_malformed),
		cmocka_unit_test(data_of_the_wrong_size_are_malformed),
		cmocka_unit_test(a_filtering_resolver_is_heard_even_behind_the_limit),
		cmocka_unit_test(two_hundred_records_are_cut_and_say_so),
		cmocka_unit_test(a_ttl_with_the_highest_bit_is_none),
		cmocka_unit_test(
			every_shortened_message_is_malformed_and_every_changed_octet_survived),
	};
	return cmocka_run_group_tests(tests, NULL, forget_answer);
}
