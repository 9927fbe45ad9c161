/* SPDX-License-Identifier: BSD-2-Clause */
#include "mxvet/spf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "milter/dns/dns_answer_build.h"
#include "tests/unit/support/answer_zone.h"

static struct answer_zone zone;
static struct spf_evidence spf;

static void
evaluate_for(const char *client, const char *sender, const char *records)
{
	struct envelope envelope = answer_zone_envelope(client, "helo.example.net", sender);

	answer_zone_finish(&zone);
	assert_true(answer_zone_add_lines(&zone, records));
	spf = answer_zone_evaluate(&zone, &envelope);
}

/* user@example.org, from 192.0.2.1. */
static void
evaluate(const char *records)
{
	evaluate_for("192.0.2.1", "user@example.org", records);
}

static void
assert_result(enum spf_result result, const char *term)
{
	assert_string_equal(spf.term, term);
	assert_int_equal(spf.result, result);
}

static bool
was_asked(const char *name, enum dns_type type)
{
	for (unsigned i = 0; i < zone.questions; i++)
		if (zone.question[i].type == type && strcmp(zone.question[i].name.text, name) == 0)
			return true;
	return false;
}

static int
start(void **state)
{
	zone.slow = false;
	zone.questions_max = 0;
	return 0;
}

static int
finish(void **state)
{
	answer_zone_finish(&zone);
	return 0;
}

static void
the_term_that_matched_is_told(void **state)
{
	evaluate("example.org TXT v=spf1 ip4:192.0.2.0/24 -all\n");
	assert_result(SPF_RESULT_PASS, "ip4:192.0.2.0/24");
	assert_string_equal(spf.domain.text, "example.org");
	assert_false(spf.open);
	evaluate("example.org TXT v=spf1 mx ~all\nexample.org MX 10 mx.example.org\n"
		 "mx.example.org A 192.0.2.9\n");
	assert_result(SPF_RESULT_SOFTFAIL, "~all");
	evaluate("example.org TXT v=spf1 a ?MX\nexample.org MX 10 mx.example.org\n"
		 "mx.example.org A 192.0.2.1\n");
	assert_result(SPF_RESULT_NEUTRAL, "?MX");
	evaluate(
		"example.org TXT v=spf1 -a:host.example.org/24 +all\nhost.example.org A 192.0.2.9\n");
	assert_result(SPF_RESULT_FAIL, "-a:host.example.org/24");
	evaluate("example.org TXT v=spf1 a\n");
	assert_result(SPF_RESULT_NEUTRAL, "no term matched");
}

static void
the_record_that_matched_is_told_when_it_is_another(void **state)
{
	evaluate(
		"example.org TXT v=spf1 include:one.example.net include:two.example.net -all\n"
		"one.example.net TXT v=spf1 ip4:198.51.100.0/24 -all\n"
		"two.example.net TXT v=spf1 redirect=three.example.net\n"
		"three.example.net TXT v=spf1 a:host.example.net -all\nhost.example.net A 192.0.2.1\n");
	assert_result(SPF_RESULT_PASS, "a:host.example.net in three.example.net");
	evaluate("example.org TXT v=spf1 redirect=one.example.net\n"
		 "one.example.net TXT v=spf1 -all\n");
	assert_result(SPF_RESULT_FAIL, "-all in one.example.net");
	assert_string_equal(spf.domain.text, "example.org");
}

static void
after_an_include_without_a_match_the_includer_goes_on(void **state)
{
	evaluate("example.org TXT v=spf1 ?include:one.example.net ~include:two.example.net a -all\n"
		 "one.example.net TXT v=spf1 include:three.example.net -all\n"
		 "two.example.net TXT v=spf1 a:x.example.net\nthree.example.net TXT v=spf1 ~all\n"
		 "example.org A 192.0.2.1\n");
	assert_result(SPF_RESULT_PASS, "a");
}

static void
open_is_a_pass_that_anybody_gets(void **state)
{
	evaluate("example.org TXT v=spf1 +all\n");
	assert_result(SPF_RESULT_PASS, "+all");
	assert_true(spf.open);
	evaluate("example.org TXT v=spf1 include:one.example.net -all\n"
		 "one.example.net TXT v=spf1 ip4:128.0.0.0/1 -all\n");
	assert_result(SPF_RESULT_PASS, "ip4:128.0.0.0/1 in one.example.net");
	assert_true(spf.open);
	evaluate("example.org TXT v=spf1 a/0 -all\nexample.org A 198.51.100.7\n");
	assert_result(SPF_RESULT_PASS, "a/0");
	assert_true(spf.open);
	evaluate("example.org TXT v=spf1 ip4:192.0.2.0/24 +all\n");
	assert_result(SPF_RESULT_PASS, "ip4:192.0.2.0/24");
	assert_false(spf.open);
	evaluate("example.org TXT v=spf1 ?all\n");
	assert_false(spf.open);
	evaluate(
		"example.org TXT v=spf1 -include:one.example.net -all\none.example.net TXT v=spf1 all\n");
	assert_int_equal(spf.result, SPF_RESULT_FAIL);
	assert_false(spf.open);
}

static void
prefix_zero_wants_an_address_of_the_clients_family(void **state)
{
	evaluate("example.org TXT v=spf1 a/0 -all\nexample.org AAAA 2001:db8::1\n");
	assert_result(SPF_RESULT_FAIL, "-all");
	evaluate_for("2001:db8:f::1", "user@example.org",
		"example.org TXT v=spf1 mx//0 -all\nexample.org MX 10 mx.example.org\n"
		"mx.example.org AAAA 2001:db8::1\n");
	assert_result(SPF_RESULT_PASS, "mx//0");
}

static void
a_v4_mapped_client_is_an_ipv4_client(void **state)
{
	evaluate_for("::ffff:192.0.2.1", "user@example.org",
		"example.org TXT v=spf1 -ip6:::ffff:192.0.2.1 ip4:192.0.2.1 -all\n");
	assert_result(SPF_RESULT_PASS, "ip4:192.0.2.1");
}

static void
a_client_on_the_loopback_gets_no_free_ride(void **state)
{
	evaluate_for("127.0.0.1", "user@example.org", "example.org TXT v=spf1 -all\n");
	assert_result(SPF_RESULT_FAIL, "-all");
}

static void
the_null_sender_is_postmaster_at_helo(void **state)
{
	evaluate_for("192.0.2.1", "",
		"helo.example.net TXT v=spf1 exists:%{l}.%{o}.x.example.org -all\n"
		"postmaster.helo.example.net.x.example.org A 192.0.2.77\n");
	assert_result(SPF_RESULT_PASS, "exists:%{l}.%{o}.x.example.org");
	assert_true(spf.helo_identity);
	assert_string_equal(spf.domain.text, "helo.example.net");
}

static void
a_helo_that_is_no_domain_name_has_no_record(void **state)
{
	static const char *const helos[] = {"[192.0.2.1]", "192.0.2.1", "localhost", "no name", ""};
	struct answer_source source = answer_zone_source(&zone);

	for (size_t i = 0; i < sizeof(helos) / sizeof(helos[0]); i++) {
		struct envelope envelope = answer_zone_envelope("192.0.2.1", helos[i], "");

		assert_true(spf_evaluate(&spf, &envelope, &source));
		assert_int_equal(spf.result, SPF_RESULT_NONE);
		assert_int_equal(zone.questions, 0);
	}
}

static void
nobody_is_asked_without_a_client_or_a_domain(void **state)
{
	struct answer_source source = answer_zone_source(&zone);
	struct envelope envelope = answer_zone_envelope(
		"192.0.2.1", "helo.example.net", "user@host");

	assert_true(spf_evaluate(&spf, &envelope, &source));
	assert_int_equal(spf.result, SPF_RESULT_NONE);
	envelope = answer_zone_envelope("192.0.2.1", NULL, "");
	assert_true(spf_evaluate(&spf, &envelope, &source));
	assert_int_equal(spf.result, SPF_RESULT_NOT_ASKED);
	envelope = answer_zone_envelope("", "helo.example.net", "user@example.org");
	assert_true(spf_evaluate(&spf, &envelope, &source));
	assert_int_equal(spf.result, SPF_RESULT_NOT_ASKED);
	assert_int_equal(zone.questions, 0);
}

static void
no_record_and_two_records_are_told_apart(void **state)
{
	evaluate("example.org TXT nothing to see\n");
	assert_result(SPF_RESULT_NONE, "no SPF record");
	evaluate("");
	assert_result(SPF_RESULT_NONE, "no SPF record");
	evaluate("example.org TXT v=spf1 -all\nexample.org TXT v=spf1 +all\n");
	assert_result(SPF_RESULT_PERMERROR, "more than one SPF record");
	evaluate("example.org TXT v=spf1 include:one.example.net -all\n");
	assert_result(SPF_RESULT_PERMERROR, "no SPF record at one.example.net");
}

static void
a_broken_term_is_named(void **state)
{
	evaluate("example.org TXT v=spf1 all mx:\n");
	assert_result(SPF_RESULT_PERMERROR, "mx:: no domain name (example.org)");
}

static void
dns_trouble_is_temperror_wherever_it_decides(void **state)
{
	evaluate("example.org TIMEOUT -\n");
	assert_result(SPF_RESULT_TEMPERROR, "example.org TXT: timeout");
	evaluate("example.org TXT v=spf1 a:x.example.org -all\nx.example.org TIMEOUT -\n");
	assert_result(SPF_RESULT_TEMPERROR, "x.example.org A: timeout");
	evaluate("example.org TXT v=spf1 include:x.example.org -all\nx.example.org TIMEOUT -\n");
	assert_result(SPF_RESULT_TEMPERROR, "x.example.org TXT: timeout");
	evaluate(
		"example.org TXT v=spf1 mx -all\nexample.org MX 10 x.example.org\nx.example.org TIMEOUT -\n");
	assert_result(SPF_RESULT_TEMPERROR, "x.example.org A: timeout");
	evaluate("example.org TXT v=spf1 exists:%{l}.example.org -all\nuser.example.org TIMEOUT -\n");
	assert_result(SPF_RESULT_TEMPERROR, "exists:%{l}.example.org A: timeout");
	evaluate(
		"example.org TXT v=spf1 ip4:192.0.2.1 a:x.example.org -all\nx.example.org TIMEOUT -\n");
	assert_result(SPF_RESULT_PASS, "ip4:192.0.2.1");
}

static void
trouble_with_the_clients_own_names_is_no_match(void **state)
{
	evaluate("example.org TXT v=spf1 ptr -all\n1.2.0.192.in-addr.arpa TIMEOUT -\n");
	assert_result(SPF_RESULT_FAIL, "-all");
	evaluate(
		"example.org TXT v=spf1 ptr -all\n1.2.0.192.in-addr.arpa PTR a.example.org\n"
		"1.2.0.192.in-addr.arpa PTR b.example.org\na.example.org TIMEOUT -\nb.example.org A 192.0.2.1\n");
	assert_result(SPF_RESULT_PASS, "ptr");
	evaluate("example.org TXT v=spf1 exists:%{p}.x.example.org -all\n1.2.0.192.in-addr.arpa TIMEOUT -\n"
		 "unknown.x.example.org A 192.0.2.77\n");
	assert_result(SPF_RESULT_PASS, "exists:%{p}.x.example.org");
}

static void
the_validated_name_nearest_to_the_domain_is_taken(void **state)
{
	evaluate("example.org TXT v=spf1 exists:%{p}.x.example.net -all\n"
		 "1.2.0.192.in-addr.arpa PTR other.example.net\n1.2.0.192.in-addr.arpa PTR forged.example.org\n"
		 "1.2.0.192.in-addr.arpa PTR mail.example.org\nother.example.net A 192.0.2.1\n"
		 "mail.example.org A 192.0.2.1\nmail.example.org.x.example.net A 192.0.2.77\n");
	assert_result(SPF_RESULT_PASS, "exists:%{p}.x.example.net");
}

static void
ten_terms_may_ask_and_no_more(void **state)
{
	evaluate("example.org TXT v=spf1 a mx a mx a mx a mx a ptr ip4:192.0.2.1 -all\n"
		 "example.org A 198.51.100.1\nexample.org MX 10 example.org\n"
		 "1.2.0.192.in-addr.arpa PTR x.example.org\n");
	assert_result(SPF_RESULT_PASS, "ip4:192.0.2.1");
	evaluate("example.org TXT v=spf1 a a include:one.example.net a a ip4:192.0.2.1 -all\n"
		 "one.example.net TXT v=spf1 a:example.org a:example.org a:example.org a:example.org"
		 " a:example.org a:example.org ?all\nexample.org A 198.51.100.1\n");
	assert_result(SPF_RESULT_PERMERROR, "more than 10 terms that ask DNS");
	evaluate(
		"example.org TXT v=spf1 a a a a a a a a a a ip4:192.0.2.1 a -all\nexample.org A 198.51.100.1\n");
	assert_result(SPF_RESULT_PASS, "ip4:192.0.2.1");
}

static void
a_third_look_up_that_finds_nothing_is_too_many(void **state)
{
	evaluate("example.org TXT v=spf1 a:x.example.org mx:y.example.org ?all\n");
	assert_result(SPF_RESULT_NEUTRAL, "?all");
	evaluate(
		"example.org TXT v=spf1 a:x.example.org mx:y.example.org exists:z.example.org ?all\n");
	assert_result(SPF_RESULT_PERMERROR, "more than 2 look-ups found nothing");
	evaluate("example.org TXT v=spf1 mx ?all\nexample.org MX 1 a.example.org\n"
		 "example.org MX 2 b.example.org\nexample.org MX 3 c.example.org\n");
	assert_result(SPF_RESULT_NEUTRAL, "?all");
}

static void
an_mx_term_may_name_ten_hosts(void **state)
{
	char records[2048] = "example.org TXT v=spf1 mx -all\n";

	for (unsigned i = 1; i <= 10; i++)
		sprintf(records + strlen(records),
			"example.org MX %u mx%u.example.org\nmx%u.example.org A 198.51.100.1\n", i,
			i, i);
	evaluate(records);
	assert_result(SPF_RESULT_FAIL, "-all");
	strcat(records, "example.org MX 11 mx11.example.org\nmx11.example.org A 192.0.2.1\n");
	evaluate(records);
	assert_result(SPF_RESULT_PERMERROR, "mx: more than 10 MX hosts");
	assert_false(was_asked("mx11.example.org", DNS_A));
}

static void
the_eleventh_reverse_name_is_not_looked_at(void **state)
{
	char records[2048] = "example.org TXT v=spf1 ptr -all\n";

	for (unsigned i = 1; i <= 11; i++)
		sprintf(records + strlen(records), "1.2.0.192.in-addr.arpa PTR h%u.example.org\n",
			i);
	strcat(records, "h11.example.org A 192.0.2.1\n");
	evaluate(records);
	assert_result(SPF_RESULT_FAIL, "-all");
	assert_false(was_asked("h11.example.org", DNS_A));
}

static void
a_list_of_addresses_that_was_cut_proves_no_absence(void **state)
{
	char records[8192] = "example.org TXT v=spf1 a -all\n";

	for (unsigned i = 1; i <= DNS_ANSWER_RECORDS_MAX + 1; i++)
		sprintf(records + strlen(records), "example.org A 198.51.100.%u\n", i);
	evaluate(records);
	assert_result(SPF_RESULT_TEMPERROR, "more addresses than are looked at");
	evaluate_for("198.51.100.3", "user@example.org", records);
	assert_result(SPF_RESULT_PASS, "a");
}

static void
a_record_that_includes_itself_is_wrong(void **state)
{
	evaluate("example.org TXT v=spf1 include:example.org -all\n");
	assert_int_equal(spf.result, SPF_RESULT_PERMERROR);
	evaluate(
		"example.org TXT v=spf1 include:a.example.org\na.example.org TXT v=spf1 redirect=example.org\n");
	assert_int_equal(spf.result, SPF_RESULT_PERMERROR);
}

/* libspf2 drops terms without a word when a compiled record exceeds 511 octets. */
static void
the_hundredth_address_of_a_long_record_counts(void **state)
{
	char records[4096] = "example.org TXT v=spf1";

	for (unsigned i = 1; i < 100; i++)
		sprintf(records + strlen(records), " ip4:198.51.100.%u", i);
	strcat(records, " ip4:192.0.2.1 -all\n");
	evaluate(records);
	assert_result(SPF_RESULT_PASS, "ip4:192.0.2.1");
}

/* libspf2 1.2.10 cuts a character off when a macro asks for as many labels as there are. */
static void
a_macro_may_ask_for_all_labels_there_are(void **state)
{
	evaluate("example.org TXT v=spf1 exists:%{d2}.x.example.net -all\n"
		 "example.org.x.example.net A 192.0.2.77\n");
	assert_result(SPF_RESULT_PASS, "exists:%{d2}.x.example.net");
}

static void
what_a_sender_writes_cannot_pass_for_a_prefix(void **state)
{
	evaluate_for("192.0.2.1", "x/24@example.org",
		"example.org TXT v=spf1 a:%{l} -all\nx A 192.0.2.9\nx/24 A 198.51.100.9\n");
	assert_result(SPF_RESULT_FAIL, "-all");
}

/* Records that smash the stack of libspf2 1.2.10 (CVE-2023-42118) or its heap. */
static void
hostile_records_end_quietly(void **state)
{
	static char records[65536];

	strcpy(records, "example.org TXT v=spf1 exp=why.example.org -all\nwhy.example.org TXT ");
	memset(records + strlen(records), 'x', 908);
	strcat(records, "\n");
	evaluate(records);
	assert_result(SPF_RESULT_FAIL, "-all");
	assert_false(was_asked("why.example.org", DNS_TXT));

	memset(records, 0, sizeof(records));
	strcpy(records, "example.org TXT v=spf1 ");
	memset(records + strlen(records), 'a', 6500);
	strcat(records, "\n");
	evaluate(records);
	assert_int_equal(spf.result, SPF_RESULT_PERMERROR);

	strcpy(records, "example.org TXT v=spf1 exists:");
	for (unsigned i = 0; i < 31; i++)
		strcat(records, "%{S}.%{I}");
	strcat(records, "%{d} -all\n");
	evaluate(records);
	assert_result(SPF_RESULT_FAIL, "-all");

	strcpy(records, "example.org TXT v=spf1 exists:");
	for (unsigned i = 0; i < 400; i++)
		strcat(records, "%{S}.%{I}");
	strcat(records, "%{d} -all\n");
	evaluate(records);
	assert_int_equal(spf.result, SPF_RESULT_PERMERROR);

	strcpy(records, "example.org TXT v=spf1");
	for (unsigned i = 0; i < 10; i++)
		strcat(records,
			" a:a%{d}b%{d}c%{d}d%{d}e%{d}f%{d}g%{d}h%{d}i%{d}j%{d}k%{d}l%{d}m%{d}.org");
	strcat(records, " moo=%{s}%{s}%{s}%{s}%{s}%{s}%{s}%{s} -all\n");
	evaluate(records);
	assert_int_equal(spf.result, SPF_RESULT_PERMERROR);
}

static void
a_sender_of_foreign_octets_ends_quietly(void **state)
{
	evaluate_for("192.0.2.1", "\377\200%n%s@example.org",
		"example.org TXT v=spf1 exists:%{L}.%{S}.x.example.org -all\n");
	assert_result(SPF_RESULT_FAIL, "-all");
}

/* Ten includes in each record, five deep: plain libspf2 asks 111,111 questions. */
static const struct dns_answer *tree_answer[64];
static struct dns_name tree_name[64];
static unsigned tree_asked;

static const struct dns_answer *
find_in_tree(void *state, const struct dns_name *name, enum dns_type type)
{
	static struct dns_answer_builder builder;
	char text[4096] = "v=spf1";

	for (unsigned i = 0; i < tree_asked; i++)
		if (dns_name_equal(&tree_name[i], name))
			return tree_answer[i];
	assert_true(tree_asked < 60);
	for (unsigned i = 0; i < 10; i++)
		sprintf(text + strlen(text), " include:%u.%s", i, name->text);
	dns_answer_build_init(&builder, type);
	if (dns_name_labels(name) < 7)
		dns_answer_build_text(&builder, (const uint8_t *)text, strlen(text));
	else
		dns_answer_build_text(&builder, (const uint8_t *)"v=spf1 ?all", 11);
	tree_name[tree_asked] = *name;
	return tree_answer[tree_asked++] = dns_answer_build_finish(&builder, LOOKUP_NO_DATA);
}

static void
an_include_tree_of_111111_questions_is_left_after_ten(void **state)
{
	struct envelope envelope = answer_zone_envelope(
		"192.0.2.1", "h.example.net", "user@example.org");
	struct answer_source source = {.find = find_in_tree};

	assert_true(spf_evaluate(&spf, &envelope, &source));
	assert_result(SPF_RESULT_PERMERROR, "more than 10 terms that ask DNS");
	assert_int_equal(tree_asked, 11);
	while (tree_asked > 0)
		dns_answer_release(tree_answer[--tree_asked]);
}

static void
a_record_costs_its_depth_in_rounds(void **state)
{
	zone.slow = true;
	evaluate("example.org TXT v=spf1 a:a.example.org mx include:i.example.net include:j.example.net -all\n"
		 "a.example.org A 198.51.100.1\nexample.org MX 1 m.example.org\nexample.org MX 2 n.example.org\n"
		 "m.example.org A 198.51.100.2\nn.example.org A 198.51.100.3\n"
		 "i.example.net TXT v=spf1 a:b.example.net a:c.example.net ?all\n"
		 "j.example.net TXT v=spf1 a:d.example.net ?all\nb.example.net A 198.51.100.4\n"
		 "c.example.net A 198.51.100.5\nd.example.net A 198.51.100.6\n");
	assert_result(SPF_RESULT_FAIL, "-all");
	assert_int_equal(zone.rounds, 3);
	assert_int_equal(zone.questions, 10);
}

static void
nothing_is_fetched_behind_a_sure_match(void **state)
{
	zone.slow = true;
	evaluate("example.org TXT v=spf1 ip4:192.0.2.1 a mx include:x.example.org -all\n");
	assert_result(SPF_RESULT_PASS, "ip4:192.0.2.1");
	assert_int_equal(zone.questions, 1);
	evaluate("example.org TXT v=spf1 a -all include:x.example.org redirect=y.example.org\n");
	assert_int_equal(zone.questions, 2);
}

static void
only_addresses_of_the_clients_family_are_asked_for(void **state)
{
	zone.slow = true;
	evaluate_for("2001:db8::1", "user@example.org",
		"example.org TXT v=spf1 a mx exists:e.example.org -all\nexample.org MX 1 m.example.org\n");
	assert_true(was_asked("m.example.org", DNS_AAAA));
	assert_false(was_asked("m.example.org", DNS_A));
	assert_false(was_asked("example.org", DNS_A));
	assert_true(was_asked("e.example.org", DNS_A));
}

static void
macros_wait_for_their_turn(void **state)
{
	zone.slow = true;
	evaluate("example.org TXT v=spf1 a exists:%{l}.example.org -all\nexample.org A 192.0.2.1\n");
	assert_result(SPF_RESULT_PASS, "a");
	assert_int_equal(zone.questions, 2);
}

static void
fetching_ahead_leaves_most_of_the_budget(void **state)
{
	char records[8192] = "example.org TXT v=spf1 a:last.example.net", line[256];
	struct envelope envelope;
	struct answer_source source;

	for (unsigned i = 0; i < 9; i++) {
		sprintf(line, " mx:d%u.example.net", i);
		strcat(records, line);
	}
	strcat(records, " -all\n");
	for (unsigned i = 0; i < 90; i++) {
		sprintf(line, "d%u.example.net MX %u h%u.example.net\n", i / 10, i % 10, i);
		strcat(records, line);
	}
	zone.slow = true;
	evaluate(records);
	assert_int_equal(spf.result, SPF_RESULT_FAIL);
	answer_zone_forget(&zone);
	/* One round alone: the record, then what it needs at once. */
	envelope = answer_zone_envelope("192.0.2.1", "h.example.net", "user@example.org");
	source = answer_zone_source(&zone);

	for (unsigned round = 0; round < 3; round++) {
		assert_false(spf_evaluate(&spf, &envelope, &source));
		answer_zone_next_round(&zone);
	}
	assert_true(zone.questions <= 21);
}

static void
a_spent_budget_is_temperror(void **state)
{
	zone.questions_max = 2;
	evaluate("example.org TXT v=spf1 a:x.example.org a:y.example.org -all\nx.example.org A 198.51.100.1\n"
		 "y.example.org A 192.0.2.1\n");
	assert_result(SPF_RESULT_TEMPERROR, "y.example.org A: budget");
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, start, finish)
	const struct CMUnitTest tests[] = {
		TEST(the_term_that_matched_is_told),
		TEST(the_record_that_matched_is_told_when_it_is_another),
		TEST(after_an_include_without_a_match_the_includer_goes_on),
		TEST(open_is_a_pass_that_anybody_gets),
		TEST(prefix_zero_wants_an_address_of_the_clients_family),
		TEST(a_v4_mapped_client_is_an_ipv4_client),
		TEST(a_client_on_the_loopback_gets_no_free_ride),
		TEST(the_null_sender_is_postmaster_at_helo),
		TEST(a_helo_that_is_no_domain_name_has_no_record),
		TEST(nobody_is_asked_without_a_client_or_a_domain),
		TEST(no_record_and_two_records_are_told_apart),
		TEST(a_broken_term_is_named),
		TEST(dns_trouble_is_temperror_wherever_it_decides),
		TEST(trouble_with_the_clients_own_names_is_no_match),
		TEST(the_validated_name_nearest_to_the_domain_is_taken),
		TEST(ten_terms_may_ask_and_no_more),
		TEST(a_third_look_up_that_finds_nothing_is_too_many),
		TEST(an_mx_term_may_name_ten_hosts),
		TEST(the_eleventh_reverse_name_is_not_looked_at),
		TEST(a_list_of_addresses_that_was_cut_proves_no_absence),
		TEST(a_record_that_includes_itself_is_wrong),
		TEST(the_hundredth_address_of_a_long_record_counts),
		TEST(a_macro_may_ask_for_all_labels_there_are),
		TEST(what_a_sender_writes_cannot_pass_for_a_prefix),
		TEST(hostile_records_end_quietly),
		TEST(a_sender_of_foreign_octets_ends_quietly),
		TEST(an_include_tree_of_111111_questions_is_left_after_ten),
		TEST(a_record_costs_its_depth_in_rounds),
		TEST(nothing_is_fetched_behind_a_sure_match),
		TEST(only_addresses_of_the_clients_family_are_asked_for),
		TEST(macros_wait_for_their_turn),
		TEST(fetching_ahead_leaves_most_of_the_budget),
		TEST(a_spent_budget_is_temperror),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
