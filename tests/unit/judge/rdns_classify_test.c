/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "milter/judge/rdns_card.h"
#include "milter/judge/rdns_words.h"
#include "mxvet/rdns.h"

static char because[160];

static enum rdns_kind
classify(const char *name, const char *client)
{
	struct dns_name parsed;
	struct ip_addr address = {0};
	struct text_buffer buffer;

	text_init(&buffer, because, sizeof(because));
	assert_true(dns_name_parse(&parsed, name));
	if (client != NULL)
		assert_true(ip_addr_parse(&address, client));
	return rdns_classify(&parsed, &address, &buffer);
}

/* `expected` with the card's points in place of their names: "+WHOLE", "THRESHOLD". */
static void
assert_because(const char *expected)
{
	static const struct {
		const char *name;
		int points;
	} card[] = {
#define ROW(name, points) {#name, points},
		RDNS_CARD(ROW){"THRESHOLD", RDNS_CARD_THRESHOLD},
#undef ROW
	};
	char text[256] = "";

	while (*expected != '\0') {
		const size_t length = strlen(text);
		size_t i = 0;

		while (i < sizeof(card) / sizeof(card[0]) &&
			strncmp(expected, card[i].name, strlen(card[i].name)) != 0)
			i++;
		if (i < sizeof(card) / sizeof(card[0]) &&
			strspn(expected, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_") == strlen(card[i].name)) {
			snprintf(text + length, sizeof(text) - length, "%d", card[i].points);
			expected += strlen(card[i].name);
		} else {
			text[length] = *expected++;
			text[length + 1] = '\0';
		}
	}
	assert_string_equal(because, text);
}

#define assert_kind(name, client, kind) \
	do { \
		if (classify(name, client) != (kind)) \
			fail_msg("%s is not %s (%s)", name, #kind, because); \
	} while (0)

static void
an_address_in_any_dress_is_generic(void **state)
{
	static const char *const names[] = {
		"192.0.2.45.isp.example",
		"192-0-2-45.isp.example",
		"host192-0-2-45.isp.example",
		"h_192_0_2_45.isp.example",
		"192-0-2-45.range192-0.isp.example",
		"45.2.0.192.isp.example",
		"45-2-0-192.isp.example",
		"ip45.192-0-2.isp.example",
		"ip-192.0-2-45.isp.example",
		"m45.2-0-192.west.isp.example",
		"192.000.002.045.isp.example",
		"192000002045.isp.example",
		"x192000002045.isp.example",
		"192-0245.isp.example",
		"c0-x.c000022d.isp.example",
		"xc000022d.isp.example",
		"0xc000022d.isp.example",
		"i2d0200c0.isp.example",
		"3221226029.isp.example",
		"192-0-2-45.isp",
		"192-0-2-45.com",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		assert_kind(names[i], "192.0.2.45", RDNS_GENERIC);
}

static void
an_ipv6_address_in_any_dress_is_generic(void **state)
{
	static const char *const names[] = {
		"2001-db8-a1-b2-c3-d4-e5-f6.isp.example",
		"2001-0db8-00a1-00b2-00c3-00d4-00e5-00f6.isp.example",
		"v6-2001.db8.a1.b2.c3.d4.e5.f6.isp.example",
		"00f6-00e5-00d4-00c3-00b2-00a1-0db8-2001.isp.example",
		"p20010db800a100b200c300d400e500f6.isp.example",
		"6.f.0.0.5.e.0.0.4.d.0.0.3.c.0.0.2.b.0.0.1.a.0.0.8.b.d.0.1.0.0.2.ip6.arpa",
		"6.f.0.0.5.e.0.0.4.d.0.0.3.c.0.0.2.b.0.0.1.a.0.0.8.b.d.0.1.0.0.2.isp.example",
	};

	assert_kind("2001-db8-7f3e--1a9.v6.isp.example", "2001:db8:7f3e::1a9", RDNS_GENERIC);
	assert_kind("2001-db8--1.isp.example", "2001:db8::1", RDNS_GENERIC);
	assert_because("2001:db8::1 in the name +WHOLE");
	assert_kind("2001-db8--2.isp.example", "2001:db8::1", RDNS_NAMED);

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		assert_kind(names[i], "2001:db8:a1:b2:c3:d4:e5:f6", RDNS_GENERIC);
}

static void
a_word_of_access_lines_beside_the_address_makes_it_dynamic(void **state)
{
	assert_kind("192-0-2-45.dyn.isp.example", "192.0.2.45", RDNS_DYNAMIC);
	assert_kind("cpe-192-0-2-45.west.res.isp.example", "192.0.2.45", RDNS_DYNAMIC);
	assert_kind("45.2.0.192.dynamic.adsl.isp.example", "192.0.2.45", RDNS_DYNAMIC);
	assert_kind("xc000022d.pool.isp.example", "192.0.2.45", RDNS_DYNAMIC);
	assert_kind("modemcable045.2-0-192.mc.isp.example", "192.0.2.45", RDNS_DYNAMIC);
	assert_kind("kd192000002045.ppp-bb.isp.example", "192.0.2.45", RDNS_DYNAMIC);
	assert_kind("pam192-0-2-45.man.dial.isp.example", "192.0.2.45", RDNS_DYNAMIC);
	assert_kind("mobile-user-c00002-45.isp.example", "192.0.2.45", RDNS_DYNAMIC);
	assert_kind("dynamic-2001-0db8-00a1-00b2-00c3-00d4-00e5-00f6.isp.example",
		"2001:db8:a1:b2:c3:d4:e5:f6", RDNS_DYNAMIC);
	assert_kind("2001-db8-a1.cust.isp.example", "2001:db8:a1::f6", RDNS_DYNAMIC);
}

static void
the_last_two_octets_need_another_sign(void **state)
{
	assert_kind("a-2-45.dsl.isp.example", "192.0.2.45", RDNS_DYNAMIC);
	assert_kind("a-022d.cust.isp.example", "192.0.2.45", RDNS_DYNAMIC);
	assert_kind("a-2-45.west.isp.example", "192.0.2.45", RDNS_GENERIC);
	assert_kind("a-0-2-45.isp.example", "192.0.2.45", RDNS_GENERIC);
	assert_kind("m2-45.service.example", "192.0.2.45", RDNS_NAMED);
	assert_kind("h100045.isp.example", "198.51.100.45", RDNS_NAMED);
	assert_kind("node45.isp.example", "192.0.2.45", RDNS_NAMED);
	assert_kind("box-022d.service.example", "192.0.2.45", RDNS_NAMED);
}

static void
a_word_for_lent_addresses_needs_no_address(void **state)
{
	assert_kind("tom.dhcp.campus.example", "192.0.2.45", RDNS_DYNAMIC);
	assert_kind("public-gprs389870.isp.example", "192.0.2.45", RDNS_DYNAMIC);
	assert_kind("ip-009.west.cgnat.isp.example", "192.0.2.45", RDNS_DYNAMIC);
	assert_kind("dhcp1.campus.example", "192.0.2.45", RDNS_DYNAMIC);
	assert_kind("100-64.nat.isp.example", "192.0.2.45", RDNS_DYNAMIC);
	assert_kind("tom.eduroam.campus.example", "192.0.2.45", RDNS_DYNAMIC);
	assert_kind("www.dialpool.example", "192.0.2.45", RDNS_NAMED);
	assert_kind("dsl.isp.example", "192.0.2.45", RDNS_NAMED);
	assert_kind("node7.isp.example", "192.0.2.45", RDNS_NAMED);
}

static void
a_hardware_address_deep_in_a_network_is_a_modem(void **state)
{
	assert_kind("s010602005e0053af.west.isp.example", "192.0.2.45", RDNS_DYNAMIC);
	assert_kind("h00005e0053af.west.isp.example", "192.0.2.45", RDNS_DYNAMIC);
	assert_kind("h00005e0053af.isp.example", "192.0.2.45", RDNS_NAMED);
	assert_kind("backup202611210000.firm.example", "192.0.2.45", RDNS_NAMED);
	assert_kind("n8f14e45fceea167a5a36dedd4bea2543.firm.example", "192.0.2.45", RDNS_NAMED);
}

static void
mail_hosts_keep_their_names_whatever_numbers_are_in_them(void **state)
{
	assert_kind("mail.firm.example", "192.0.2.45", RDNS_NAMED);
	assert_kind("mail-4022.service.example", "198.51.100.22", RDNS_NAMED);
	assert_kind("a2-45.smtp-out.service.example", "192.0.2.45", RDNS_NAMED);
	assert_kind("m2-45.163.example", "192.0.2.45", RDNS_NAMED);
	assert_kind("out2-45.mail.service.example", "192.0.2.45", RDNS_NAMED);
	assert_kind("out192-0-2-45.mail.service.example", "192.0.2.45", RDNS_NAMED);
	assert_kind(
		"mail-eopbgr720056.outbound.protection.service.example", "192.0.2.56", RDNS_NAMED);
	assert_kind("smtp-022d.mail.service.example", "192.0.2.45", RDNS_NAMED);
	assert_kind("192-0-2-45.mail.example", "192.0.2.45", RDNS_NAMED);
	assert_kind("192-0-2-45.mailout.service.example", "192.0.2.45", RDNS_NAMED);
	assert_kind("mail-ua1-x92d.service.example", "2001:db8::92d", RDNS_NAMED);
	assert_kind("gelf9.firm.example", "192.0.2.45", RDNS_NAMED);
	assert_kind("firm.example", "192.0.2.45", RDNS_NAMED);
	assert_kind("magrat.garlick.firm.example", "2001:db8::1", RDNS_NAMED);
}

static void
an_address_lent_for_good_is_generic_and_never_dynamic(void **state)
{
	assert_kind("static-192-0-2-45.isp.example", "192.0.2.45", RDNS_GENERIC);
	assert_kind("static-dsl-45.2-0-192.isp.example", "192.0.2.45", RDNS_GENERIC);
	assert_kind("45.2.0.192.sta.isp.example", "192.0.2.45", RDNS_GENERIC);
	assert_kind("rr-192-0-2-45.west.biz.isp.example", "192.0.2.45", RDNS_GENERIC);
	assert_kind("192-0-2-45.corp.isp.example", "192.0.2.45", RDNS_GENERIC);
	assert_kind("static.isp.example", "192.0.2.45", RDNS_NAMED);
}

static void
a_rented_server_is_generic_not_dynamic(void **state)
{
	assert_kind("vps-192-0-2-45.cust.hoster.example", "192.0.2.45", RDNS_GENERIC);
	assert_kind("192.0.2.45.16clouds.example", "192.0.2.45", RDNS_GENERIC);
}

static void
a_word_inside_another_word_is_none(void **state)
{
	static const char *const words[] = {"nolte", "liverpool", "dialog", "automobile",
		"dynamics", "cgn1", "resort", "carpool", "sendai"};
	char name[64];

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		snprintf(name, sizeof(name), "gw.%s.hoster.example", words[i]);
		assert_kind(name, "203.0.113.7", RDNS_NAMED);
	}
	assert_kind("dyn-203-0-113-7.mxp2.isp.example", "203.0.113.7", RDNS_DYNAMIC);
	assert_kind("dyn-203-0-113-7.mx.isp.example", "203.0.113.7", RDNS_NAMED);
	assert_kind("modemcable7.west.isp.example", "203.0.113.7", RDNS_NAMED);
	assert_because("'modem' +FIRST_LINE, 2 host labels +LABELS, THRESHOLD are needed");
}

/* Debian's word lists, where they are installed: words as people name networks. */
static void
no_word_of_a_dictionary_makes_a_host_dynamic(void **state)
{
	static const char *const paths[] = {
		"/usr/share/dict/american-english", "/usr/share/dict/ngerman"};
	char line[128], name[160];
	unsigned words = 0;

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		FILE *list = fopen(paths[i], "re");

		while (list != NULL && fgets(line, sizeof(line), list) != NULL) {
			struct rdns_words own = {0};
			const size_t length = strcspn(line, "\n");

			line[length] = '\0';
			if (length < 2 || length > 60 ||
				strspn(line, "abcdefghijklmnopqrstuvwxyz") != length)
				continue;
			rdns_words_read(&own, line, length);
			if (own.of[RDNS_WORD_POOL] != NULL || own.of[RDNS_WORD_LINE] != NULL)
				continue; /* pool itself: that is what it says */
			words++;
			snprintf(name, sizeof(name), "gw.%s.hoster.example", line);
			assert_kind(name, "203.0.113.7", RDNS_NAMED);
		}
		if (list != NULL)
			fclose(list);
	}
	if (words == 0)
		skip();
	assert_true(words > 10000);
}

static void
the_public_suffix_says_nothing(void **state)
{
	assert_kind("192-0-2-45.isp.com.mx", "192.0.2.45", RDNS_GENERIC);
	assert_kind("192-0-2-45.isp.email", "192.0.2.45", RDNS_GENERIC);
	assert_kind("a-2-45.firm.tel", "192.0.2.45", RDNS_NAMED);
}

static void
another_address_in_the_name_proves_nothing(void **state)
{
	assert_kind("198-51-100-46.isp.example", "192.0.2.45", RDNS_NAMED);
	assert_kind("192-0-2-45.isp.example", "2001:db8::1", RDNS_NAMED);
	assert_kind("192-0-2-45.isp.example", NULL, RDNS_NAMED);
	assert_kind("tom.dhcp.campus.example", NULL, RDNS_DYNAMIC);
}

static void
every_judgement_says_why(void **state)
{
	classify("pam192-0-2-45.man.dial.isp.example", "192.0.2.45");
	assert_because("192.0.2.45 in the name +WHOLE, 'dial' +INNER_POOL");
	classify("45.2.0.192.isp.example", "192.0.2.45");
	assert_because("192.0.2.45 backwards in the name +WHOLE");
	classify("xc000022d.isp.example", "192.0.2.45");
	assert_because("192.0.2.45 in hexadecimal in the name +WHOLE");
	classify("3221226029.isp.example", "192.0.2.45");
	assert_because("192.0.2.45 as one number in the name +WHOLE");
	classify("ip45.192-0-2.isp.example", "192.0.2.45");
	assert_because("192.0.2.45 in another order in the name +WHOLE");
	classify("a-0-2-45.isp.example", "192.0.2.45");
	assert_because("three octets of 192.0.2.45 in the name +MOST");
	classify("a-2-45.dsl.isp.example", "192.0.2.45");
	assert_because("the last two octets +PAIR, 'dsl' +INNER_LINE, 2 host labels +LABELS");
	classify("2001-db8-a1.cust.isp.example", "2001:db8:a1::f6");
	assert_because("a part of 2001:db8:a1::f6 in the name +MOST, 'cust' +INNER_LINE");
	classify("m2-45.service.example", "192.0.2.45");
	assert_because("the last two octets +PAIR, THRESHOLD are needed");
	classify("tom.dhcp.campus.example", "192.0.2.45");
	assert_because("'dhcp' +INNER_POOL, 2 host labels +LABELS");
	classify("out192-0-2-45.mail.service.example", "192.0.2.45");
	assert_because("192.0.2.45 in the name +WHOLE, but 'out'");
	classify("mail.firm.example", "192.0.2.45");
	assert_because("");
}

static void
the_same_name_gets_the_same_words_every_time(void **state)
{
	char first[sizeof(because)];

	assert_kind("cpe-192-0-2-45.res.isp.example", "192.0.2.45", RDNS_DYNAMIC);
	memcpy(first, because, sizeof(first));
	for (int i = 0; i < 100; i++) {
		assert_kind("cpe-192-0-2-45.res.isp.example", "192.0.2.45", RDNS_DYNAMIC);
		assert_memory_equal(first, because, sizeof(first));
	}
}

static void
no_name_and_the_root_are_named_and_say_nothing(void **state)
{
	struct dns_name none = {0}, root = {1, "."};
	struct ip_addr client;
	struct text_buffer buffer;

	assert_true(ip_addr_parse(&client, "192.0.2.45"));
	text_init(&buffer, because, sizeof(because));
	assert_int_equal(rdns_classify(&none, &client, &buffer), RDNS_NAMED);
	assert_int_equal(rdns_classify(&root, &client, &buffer), RDNS_NAMED);
	assert_because("");
}

static void
the_longest_names_are_read_to_their_end(void **state)
{
	char name[DNS_NAME_MAX + 1] = "";

	while (strlen(name) + 5 + strlen("192-0-2-45.dyn.isp.example") <= DNS_NAME_MAX)
		strcat(name, "9-9a.");
	strcat(name, "192-0-2-45.dyn.isp.example");
	assert_kind(name, "192.0.2.45", RDNS_DYNAMIC);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_address_in_any_dress_is_generic),
		cmocka_unit_test(an_ipv6_address_in_any_dress_is_generic),
		cmocka_unit_test(a_word_of_access_lines_beside_the_address_makes_it_dynamic),
		cmocka_unit_test(the_last_two_octets_need_another_sign),
		cmocka_unit_test(a_word_for_lent_addresses_needs_no_address),
		cmocka_unit_test(a_hardware_address_deep_in_a_network_is_a_modem),
		cmocka_unit_test(mail_hosts_keep_their_names_whatever_numbers_are_in_them),
		cmocka_unit_test(an_address_lent_for_good_is_generic_and_never_dynamic),
		cmocka_unit_test(a_rented_server_is_generic_not_dynamic),
		cmocka_unit_test(a_word_inside_another_word_is_none),
		cmocka_unit_test(no_word_of_a_dictionary_makes_a_host_dynamic),
		cmocka_unit_test(the_public_suffix_says_nothing),
		cmocka_unit_test(another_address_in_the_name_proves_nothing),
		cmocka_unit_test(every_judgement_says_why),
		cmocka_unit_test(the_same_name_gets_the_same_words_every_time),
		cmocka_unit_test(no_name_and_the_root_are_named_and_say_nothing),
		cmocka_unit_test(the_longest_names_are_read_to_their_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
