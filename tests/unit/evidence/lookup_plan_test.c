/* SPDX-License-Identifier: BSD-2-Clause */

/* What is asked for which envelope, and where the answers end up; DNS is a zone of a few lines. */

#include "tests/unit/support/evidence_builder.h"

#include <stdio.h>
#include <string.h>

#include "milter/dns/dns_answer_build.h"
#include "mxvet/resolver.h"

/* Finds answers in a zone, and keeps them and the list of questions. A walk that holds back knows nothing yet. */
struct desk {
	struct resolver *zone;
	bool refuses_recipients;
	bool holds_back;
	unsigned count;
	char asked[64][300];
	const struct dns_answer *answers[64];
};

static const struct dns_answer *
find(void *state, const struct dns_name *name, enum dns_type type)
{
	struct desk *desk = state;
	char question[300];
	unsigned i = 0;
	bool cached;

	snprintf(question, sizeof(question), "%s %s", name->text, dns_type_text(type));
	while (i < desk->count && strcmp(desk->asked[i], question) != 0)
		i++;
	if (i == desk->count) {
		assert_true(desk->count < 64);
		strcpy(desk->asked[desk->count], question);
		desk->answers[desk->count++] = desk->zone->ops->ask(
			desk->zone, name, type, NULL, 0, &cached);
	}
	return desk->holds_back ? NULL : desk->answers[i];
}

static const struct dns_answer *
find_for_recipient(void *state, const struct dns_name *name, enum dns_type type)
{
	struct desk *desk = state;

	if (desk->refuses_recipients)
		return dns_answer_of_failure(DNS_FAILURE_BUDGET);
	return find(state, name, type);
}

static void
desk_open(struct desk *desk, const char *zone)
{
	char storage[200];
	struct text_buffer error;

	memset(desk, 0, sizeof(*desk));
	text_init(&error, storage, sizeof(storage));
	desk->zone = zone_resolver_of_text("zone", zone, &error);
	assert_non_null(desk->zone);
}

static void
desk_close(struct desk *desk)
{
	for (unsigned i = 0; i < desk->count; i++)
		dns_answer_release(desk->answers[i]);
	resolver_release(desk->zone);
}

static bool
gather(struct desk *desk, struct evidence *evidence, const char *config_text)
{
	const struct answer_source source = {
		.find = find, .state = desk, .find_for_recipient = find_for_recipient};
	const struct config *config = config_of_text("test.conf", config_text, NULL, NULL);
	struct lookup_needs needs;
	bool complete;

	assert_non_null(config);
	needs = lookup_needs_of(config);
	complete = evidence_gather(evidence, &needs, &source);
	config_release(config);
	return complete;
}

static bool
was_asked(const struct desk *desk, const char *question)
{
	for (unsigned i = 0; i < desk->count; i++)
		if (strcmp(desk->asked[i], question) == 0)
			return true;
	return false;
}

static const char firm[] = "1.2.0.192.in-addr.arpa PTR mail.example.org\n"
			   "mail.example.org A 192.0.2.1\n"
			   "example.org MX 10 mail.example.org\n";

static void
an_ordinary_sender_costs_three_questions_without_spf(void **state)
{
	struct evidence evidence;
	struct desk desk;

	desk_open(&desk, firm);
	given(&evidence, "192.0.2.1", "mail.example.org", "a@example.org");
	assert_true(gather(&desk, &evidence, ""));
	assert_int_equal(desk.count, 3);
	assert_true(was_asked(&desk, "1.2.0.192.in-addr.arpa PTR"));
	assert_true(was_asked(&desk, "mail.example.org A"));
	assert_true(was_asked(&desk, "example.org MX"));
	assert_int_equal(evidence.ptr.name[0].v4.lookup, LOOKUP_FOUND);
	assert_int_equal(evidence.ptr.name[0].v6.lookup, LOOKUP_NOT_ASKED);
	assert_int_equal(evidence.mx.host[0].host.v6.lookup, LOOKUP_NOT_ASKED);
	desk_close(&desk);
}

/* Whether mx.example.org AAAA is asked for a client, when the host's A record is as given. */
static bool
asks_for_v6(const char *client, const char *a_record)
{
	struct evidence evidence;
	struct desk desk;
	char zone[200];
	bool asked;

	snprintf(zone, sizeof(zone), "example.org MX 10 mx.example.org\nmx.example.org %s\n",
		a_record);
	desk_open(&desk, zone);
	given(&evidence, client, NULL, "a@example.org");
	assert_true(gather(&desk, &evidence, ""));
	asked = was_asked(&desk, "mx.example.org AAAA");
	desk_close(&desk);
	return asked;
}

static void
the_other_family_of_an_mx_host_is_asked_only_where_the_first_leaves_a_doubt(void **state)
{
	assert_false(asks_for_v6("192.0.2.1", "A 203.0.113.1"));
	assert_true(asks_for_v6("192.0.2.1", "A 10.0.0.1"));
	assert_true(asks_for_v6("192.0.2.1", "AAAA 2001:db8::1"));
	assert_true(asks_for_v6("192.0.2.1", "A NXDOMAIN"));
	assert_true(asks_for_v6("192.0.2.1", "A SERVFAIL"));
	assert_true(asks_for_v6("2001:db8::9", "A 203.0.113.1"));
}

static void
a_v6_client_has_both_families_of_an_mx_host_asked(void **state)
{
	struct evidence evidence;
	struct desk desk;

	desk_open(&desk, firm);
	given(&evidence, "2001:db8::9", NULL, "a@example.org");
	assert_true(gather(&desk, &evidence, ""));
	assert_true(was_asked(&desk, "mail.example.org A"));
	assert_true(was_asked(&desk, "mail.example.org AAAA"));
	desk_close(&desk);
}

static void
nxdomain_for_one_type_leaves_the_others_to_ask(void **state)
{
	struct evidence evidence;
	struct desk desk;

	desk_open(&desk,
		"example.org MX NXDOMAIN\nexample.org A 192.0.2.1\n"
		"helo.example.org A NXDOMAIN\nhelo.example.org AAAA 2001:db8::1\n");
	given(&evidence, "192.0.2.1", "helo.example.org", "a@example.org");
	assert_true(gather(&desk, &evidence, ""));
	assert_int_equal(evidence.sender.v4.lookup, LOOKUP_FOUND);
	assert_int_equal(evidence.helo.v6.lookup, LOOKUP_FOUND);
	desk_close(&desk);
}

static void
everything_known_is_asked_side_by_side(void **state)
{
	struct evidence evidence;
	struct desk desk;

	desk_open(&desk, firm);
	desk.holds_back = true;
	given(&evidence, "192.0.2.1", "mail.example.org", "a@example.org");
	assert_false(gather(&desk, &evidence, ""));
	assert_int_equal(desk.count, 3);
	assert_int_equal(evidence.ptr.lookup, LOOKUP_NOT_ASKED);
	desk.holds_back = false;
	assert_true(gather(&desk, &evidence, ""));
	assert_int_equal(evidence.mx.count, 1);
	assert_int_equal(evidence.ptr.count, 1);
	desk_close(&desk);
}

static void
a_v6_client_is_compared_with_v6_addresses(void **state)
{
	struct evidence evidence;
	struct desk desk;

	desk_open(&desk,
		"1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa"
		" PTR mail.example.org\nmail.example.org AAAA 2001:db8::1\n");
	given(&evidence, "2001:db8::1", "mail.example.org", NULL);
	assert_true(gather(&desk, &evidence, ""));
	assert_int_equal(desk.count, 2);
	assert_true(was_asked(&desk, "mail.example.org AAAA"));
	desk_close(&desk);
}

static void
nothing_is_asked_for_a_disabled_check(void **state)
{
	struct evidence evidence;
	struct desk desk;

	desk_open(&desk, firm);
	given(&evidence, "192.0.2.1", "mail.example.org", "a@example.org");
	assert_true(gather(&desk, &evidence, "disable = {iprev, rdns, mx, align, helo}"));
	assert_int_equal(desk.count, 2);
	assert_false(was_asked(&desk, "1.2.0.192.in-addr.arpa PTR"));
	desk_close(&desk);
	desk_open(&desk, firm);
	assert_true(gather(&desk, &evidence, "disable = {mx, mxset, sender}"));
	assert_false(was_asked(&desk, "example.org MX"));
	desk_close(&desk);
	desk_open(&desk, firm);
	assert_true(gather(&desk, &evidence, "disable = {mxset}"));
	assert_false(was_asked(&desk, "mail.example.org AAAA"));
	desk_close(&desk);
}

static void
nobody_asks_for_names_that_cannot_be(void **state)
{
	static const char *const helos[] = {
		"localhost", "pc.lan", "short", "[192.0.2.1]", "192.0.2.1"};
	struct evidence evidence;
	struct desk desk;

	for (size_t i = 0; i < sizeof(helos) / sizeof(helos[0]); i++) {
		desk_open(&desk, "");
		given(&evidence, "192.0.2.1", helos[i], "a@[192.0.2.1]");
		assert_true(gather(&desk, &evidence, ""));
		assert_int_equal(desk.count, 1);
		desk_close(&desk);
	}
}

static void
an_mx_that_is_an_address_costs_no_question(void **state)
{
	struct evidence evidence;
	struct desk desk;

	desk_open(&desk, "example.org MX 10 192.0.2.1\n");
	given(&evidence, "192.0.2.9", NULL, "a@example.org");
	assert_true(gather(&desk, &evidence, ""));
	assert_int_equal(desk.count, 2);
	assert_true(evidence.mx.host[0].literal);
	assert_int_equal(evidence.mx.host[0].host.v4.count, 1);
	desk_close(&desk);
}

static void
without_mx_the_domain_itself_is_looked_up(void **state)
{
	struct evidence evidence;
	struct desk desk;

	desk_open(&desk, "example.org AAAA 2001:db8::1\n");
	given(&evidence, "192.0.2.9", NULL, "a@example.org");
	assert_true(gather(&desk, &evidence, ""));
	assert_int_equal(evidence.mx.lookup, LOOKUP_NO_DATA);
	assert_int_equal(evidence.sender.v4.lookup, LOOKUP_NO_DATA);
	assert_int_equal(evidence.sender.v6.count, 1);
	desk_close(&desk);
}

static void
where_mx_hosts_exist_the_domain_itself_is_not_looked_up(void **state)
{
	struct evidence evidence;
	struct desk desk;

	desk_open(&desk, "example.org MX 10 gone.example.org\nexample.org A 192.0.2.9\n");
	given(&evidence, "192.0.2.9", NULL, "a@example.org");
	assert_true(gather(&desk, &evidence, ""));
	assert_false(was_asked(&desk, "example.org A"));
	assert_int_equal(evidence.sender.v4.lookup, LOOKUP_NOT_ASKED);
	desk_close(&desk);
}

static void
a_bounce_is_looked_up_by_helo(void **state)
{
	struct evidence evidence;
	struct desk desk;

	desk_open(&desk, firm);
	given(&evidence, "192.0.2.1", "example.org", "");
	assert_true(gather(&desk, &evidence, ""));
	assert_true(was_asked(&desk, "example.org MX"));
	assert_string_equal(evidence.mx.domain.text, "example.org");
	assert_int_equal(evidence.mx.host[0].host.v4.count, 1);
	desk_close(&desk);
}

static void
lists_are_cut_at_the_limits_and_say_so(void **state)
{
	char zone[8000] = "";
	struct evidence evidence;
	struct desk desk;

	for (int i = 1; i <= 25; i++) {
		char line[200];

		snprintf(line, sizeof(line),
			"example.org MX %d mx%d.example.org\nmx%d.example.org A 192.0.2.%d\n"
			"9.2.0.192.in-addr.arpa PTR h%d.example.org\nh.example.net A 192.0.2.%d\n",
			100 - i, i, i, i, i, i);
		strcat(zone, line);
	}
	desk_open(&desk, zone);
	given(&evidence, "192.0.2.9", "h.example.net", "a@example.org");
	gather(&desk, &evidence, "");
	assert_int_equal(evidence.mx.count, MX_HOSTS_MAX);
	assert_true(evidence.mx.truncated);
	assert_string_equal(evidence.mx.host[0].host.name.text, "mx25.example.org");
	assert_int_equal(evidence.ptr.count, PTR_NAMES_MAX);
	assert_true(evidence.ptr.truncated);
	assert_int_equal(evidence.helo.v4.count, NAME_ADDRESSES_MAX);
	assert_true(evidence.helo.v4.truncated);
	gather(&desk, &evidence, "dns { mx_hosts = 3 ptr_names = 2 addresses_per_name = 1 }");
	assert_int_equal(evidence.mx.count, 3);
	assert_int_equal(evidence.ptr.count, 2);
	assert_int_equal(evidence.helo.v4.count, 1);
	desk_close(&desk);
}

static const char ours[] = "example.com MX 10 mx1.example.com\nexample.com MX 20 mx2.example.com\n"
			   "mx1.example.com A 203.0.113.10\nmx2.example.com A 203.0.113.25\n";

static void
arrive(struct evidence *evidence, const char *client, const char *own_address)
{
	given(evidence, client, NULL, NULL);
	ip_addr_parse(&evidence->envelope.own_address, own_address);
	assert_true(dns_name_parse(&evidence->envelope.recipient, "example.com"));
}

static void
our_place_is_found_by_our_address(void **state)
{
	struct evidence evidence;
	struct desk desk;

	desk_open(&desk, ours);
	arrive(&evidence, "203.0.113.10", "203.0.113.25");
	assert_true(gather(&desk, &evidence, ""));
	assert_int_equal(evidence.arrival.count, 2);
	assert_int_equal(evidence.arrival.host[0].preference, 10);
	assert_int_equal(evidence.arrival.host[0].client, TRUTH_YES);
	assert_int_equal(evidence.arrival.host[0].ours, TRUTH_NO);
	assert_int_equal(evidence.arrival.host[1].ours, TRUTH_YES);
	desk_close(&desk);
}

/* Sender and recipient are one domain here; only the recipient's part is lost. */
static void
what_recipients_may_not_ask_is_missing_for_them_alone(void **state)
{
	struct evidence evidence;
	struct desk desk;

	desk_open(&desk, ours);
	desk.refuses_recipients = true;
	arrive(&evidence, "203.0.113.10", "203.0.113.25");
	envelope_set_sender(&evidence.envelope, "<user@example.com>");
	assert_true(gather(&desk, &evidence, ""));
	assert_int_equal(evidence.arrival.lookup, LOOKUP_FAILED);
	assert_int_equal(evidence.arrival.failure, DNS_FAILURE_BUDGET);
	assert_int_equal(evidence.mx.lookup, LOOKUP_FOUND);
	assert_int_equal(evidence.mx.host[1].host.v4.lookup, LOOKUP_FOUND);
	desk_close(&desk);
}

static void
the_recipients_domain_is_asked_only_where_it_can_tell_something(void **state)
{
	static const char *const configs[] = {
		"own { domains = {example.com} }", "own { mx_preference = 20 }"};
	struct evidence evidence;
	struct desk desk;

	desk_open(&desk, ours);
	arrive(&evidence, "192.0.2.1", "10.0.0.1");
	assert_true(gather(&desk, &evidence, ""));
	assert_false(was_asked(&desk, "example.com MX"));
	desk_close(&desk);
	for (size_t i = 0; i < 2; i++) {
		desk_open(&desk, ours);
		arrive(&evidence, "192.0.2.1", "10.0.0.1");
		assert_true(gather(&desk, &evidence, configs[i]));
		assert_true(was_asked(&desk, "example.com MX"));
		assert_int_equal(evidence.arrival.host[0].ours, TRUTH_NO);
		desk_close(&desk);
	}
}

static void
a_second_walk_starts_afresh(void **state)
{
	struct evidence evidence;
	struct desk desk;

	desk_open(&desk, firm);
	given(&evidence, "192.0.2.1", "mail.example.org", "a@example.org");
	gather(&desk, &evidence, "");
	gather(&desk, &evidence, "");
	assert_int_equal(evidence.ptr.count, 1);
	assert_int_equal(evidence.ptr.name[0].v4.count, 1);
	assert_int_equal(evidence.mx.count, 1);
	assert_int_equal(evidence.helo.v4.count, 1);
	desk_close(&desk);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_ordinary_sender_costs_three_questions_without_spf),
		cmocka_unit_test(
			the_other_family_of_an_mx_host_is_asked_only_where_the_first_leaves_a_doubt),
		cmocka_unit_test(a_v6_client_has_both_families_of_an_mx_host_asked),
		cmocka_unit_test(nxdomain_for_one_type_leaves_the_others_to_ask),
		cmocka_unit_test(everything_known_is_asked_side_by_side),
		cmocka_unit_test(a_v6_client_is_compared_with_v6_addresses),
		cmocka_unit_test(nothing_is_asked_for_a_disabled_check),
		cmocka_unit_test(nobody_asks_for_names_that_cannot_be),
		cmocka_unit_test(an_mx_that_is_an_address_costs_no_question),
		cmocka_unit_test(without_mx_the_domain_itself_is_looked_up),
		cmocka_unit_test(where_mx_hosts_exist_the_domain_itself_is_not_looked_up),
		cmocka_unit_test(a_bounce_is_looked_up_by_helo),
		cmocka_unit_test(lists_are_cut_at_the_limits_and_say_so),
		cmocka_unit_test(our_place_is_found_by_our_address),
		cmocka_unit_test(what_recipients_may_not_ask_is_missing_for_them_alone),
		cmocka_unit_test(the_recipients_domain_is_asked_only_where_it_can_tell_something),
		cmocka_unit_test(a_second_walk_starts_afresh),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
