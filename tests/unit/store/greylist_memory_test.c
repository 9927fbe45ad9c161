/* SPDX-License-Identifier: BSD-2-Clause */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "mxvet/clock.h"
#include "mxvet/greylist.h"

enum {
	MINUTE_MS = 60 * 1000,
	DELAY_MS = 5 * 60 * 1000,
	DAY_MS = 24 * 60 * 60 * 1000,
};
static const int64_t KEEP_MS = 36 * (int64_t)DAY_MS;

static struct greylist *greylist;

static int
open_small(void **state)
{
	greylist = greylist_memory_open(4);
	return greylist == NULL ? -1 : 0;
}

enum { ROOMY = 1000, NETWORK_MOST = 8 }; /* the least share */

static int
open_roomy(void **state)
{
	greylist = greylist_memory_open(ROOMY);
	return greylist == NULL ? -1 : 0;
}

static int
close_it(void **state)
{
	greylist_close(greylist);
	return 0;
}

/* A try without anything that vouches for it. */
static struct greylist_try
try_of(const char *client, const char *sender, const char *recipient)
{
	struct greylist_try try = {.client = {0}};

	assert_true(ip_addr_parse(&try.client, client));
	if (sender[0] != '\0')
		assert_true(dns_name_parse(&try.sender, sender));
	assert_true(strlen(recipient) < sizeof(try.recipient));
	strcpy(try.recipient, recipient);
	return try;
}

static enum greylist_result
ask_with(const struct greylist_try *try)
{
	return greylist_ask(greylist, try, DELAY_MS, KEEP_MS).result;
}

static bool
passes(const char *client, const char *sender, const char *recipient)
{
	const struct greylist_try try = try_of(client, sender, recipient);
	const struct greylist_answer answer = greylist_ask(greylist, &try, DELAY_MS, KEEP_MS);

	return greylist_lets_pass(&answer);
}

static void
pass_ms(int64_t milliseconds)
{
	clock_advance_us(milliseconds * 1000);
}

#define assert_deferred(...) assert_false(passes(__VA_ARGS__))
#define assert_passes(...) assert_true(passes(__VA_ARGS__))

static void
who_comes_back_after_the_delay_passes(void **state)
{
	assert_deferred("192.0.2.1", "example.net", "<user@example.org>");
	pass_ms(DELAY_MS - MINUTE_MS);
	assert_deferred("192.0.2.1", "example.net", "<user@example.org>");
	pass_ms(MINUTE_MS);
	assert_passes("192.0.2.1", "example.net", "<user@example.org>");
	assert_passes("192.0.2.1", "example.net", "<user@example.org>");
}

static void
trying_too_early_does_not_start_the_delay_again(void **state)
{
	assert_deferred("192.0.2.1", "example.net", "<user@example.org>");
	for (int minute = 1; minute < 5; minute++) {
		pass_ms(MINUTE_MS);
		assert_deferred("192.0.2.1", "example.net", "<user@example.org>");
	}
	pass_ms(MINUTE_MS);
	assert_passes("192.0.2.1", "example.net", "<user@example.org>");
}

static void
another_host_of_the_network_may_come_back(void **state)
{
	assert_deferred("192.0.2.1", "example.net", "<user@example.org>");
	assert_deferred("2001:db8:0:1::1", "example.net", "<user@example.org>");
	pass_ms(DELAY_MS);
	assert_passes("192.0.2.254", "example.net", "<user@example.org>");
	assert_passes("2001:db8:0:1:ffff::2", "example.net", "<user@example.org>");
	assert_deferred("192.0.3.1", "example.net", "<user@example.org>");
	assert_deferred("2001:db8:0:2::1", "example.net", "<user@example.org>");
}

static void
sender_and_recipient_count(void **state)
{
	assert_deferred("192.0.2.1", "example.net", "<user@example.org>");
	pass_ms(DELAY_MS);
	assert_passes("192.0.2.1", "example.net", "<user@example.org>");
	assert_deferred("192.0.2.1", "example.com", "<user@example.org>");
	assert_deferred("192.0.2.1", "", "<user@example.org>");
	assert_deferred("192.0.2.1", "example.net", "<other@example.org>");
}

static void
parts_do_not_run_into_one_another(void **state)
{
	assert_deferred("192.0.2.1", "example.net", "a");
	pass_ms(DELAY_MS);
	assert_deferred("192.0.2.1", "example.ne", "ta");
	assert_deferred("192.0.2.1", "", "example.neta");
}

static void
a_first_try_is_forgotten_when_nobody_comes_back_within_a_day(void **state)
{
	assert_deferred("192.0.2.1", "example.net", "<user@example.org>");
	pass_ms(DELAY_MS + DAY_MS + 1);
	assert_deferred("192.0.2.1", "example.net", "<user@example.org>");
	pass_ms(DELAY_MS + DAY_MS - MINUTE_MS);
	assert_passes("192.0.2.1", "example.net", "<user@example.org>");
}

static void
each_mail_that_passes_renews_the_memory(void **state)
{
	assert_deferred("192.0.2.1", "example.net", "<user@example.org>");
	pass_ms(DELAY_MS);
	for (int month = 0; month < 12; month++) {
		assert_passes("192.0.2.1", "example.net", "<user@example.org>");
		pass_ms(KEEP_MS - MINUTE_MS);
	}
	assert_passes("192.0.2.1", "example.net", "<user@example.org>");
	pass_ms(KEEP_MS + 1);
	assert_deferred("192.0.2.1", "example.net", "<user@example.org>");
}

static void
of_those_who_passed_the_one_least_recently_used_goes(void **state)
{
	assert_deferred("192.0.2.1", "example.net", "a");
	assert_deferred("192.0.2.1", "example.net", "b");
	pass_ms(DELAY_MS);
	assert_passes("192.0.2.1", "example.net", "a");
	assert_passes("192.0.2.1", "example.net", "b");
	assert_passes("192.0.2.1", "example.net", "a");
	assert_deferred("192.0.2.1", "example.net", "c");
	pass_ms(DELAY_MS);
	assert_passes("192.0.2.1", "example.net", "c"); /* b goes */
	assert_passes("192.0.2.1", "example.net", "a");
	assert_deferred("192.0.2.1", "example.net", "b");
}

static void
of_those_who_wait_the_oldest_goes(void **state)
{
	assert_deferred("192.0.2.1", "example.net", "a");
	assert_deferred("192.0.2.1", "example.net", "b");
	assert_deferred("192.0.2.1", "example.net", "a");
	assert_deferred("192.0.2.1", "example.net", "c"); /* a goes */
	pass_ms(DELAY_MS);
	assert_passes("192.0.2.1", "example.net", "b");
	assert_passes("192.0.2.1", "example.net", "c");
	assert_deferred("192.0.2.1", "example.net", "a");
}

/* One try each from networks of its own. */
static void
try_from_networks(int first, int last)
{
	char client[64];

	for (int i = first; i < last; i++) {
		snprintf(client, sizeof(client), "2001:%x:8::1", (unsigned)i + 0x1000);
		assert_deferred(client, "example.com", "x");
	}
}

static void
who_passed_is_not_driven_out_by_who_only_tries(void **state)
{
	assert_deferred("192.0.2.1", "example.net", "a");
	assert_deferred("192.0.2.1", "example.net", "b");
	pass_ms(DELAY_MS);
	assert_passes("192.0.2.1", "example.net", "a");
	assert_passes("192.0.2.1", "example.net", "b");
	try_from_networks(0, 1000);
	assert_passes("192.0.2.1", "example.net", "a");
	assert_passes("192.0.2.1", "example.net", "b");
}

static void
try_recipients(const char *client, char first, int count)
{
	char recipient[] = "a";

	for (int i = 0; i < count; i++) {
		recipient[0] = (char)(first + i);
		assert_deferred(client, "example.net", recipient);
	}
}

static void
a_network_that_floods_its_share_drives_out_its_own_oldest_only(void **state)
{
	assert_deferred("198.51.100.1", "example.com", "x");
	for (int i = 0; i < 2 * ROOMY; i++)
		try_recipients("192.0.2.2", 'a', 3 * NETWORK_MOST);
	assert_deferred("192.0.2.1", "example.net", "honest");
	pass_ms(DELAY_MS);
	assert_passes("198.51.100.1", "example.com", "x");
	assert_passes("192.0.2.1", "example.net", "honest");
}

static void
a_v6_network_cannot_flood_by_its_64s(void **state)
{
	char client[64];

	assert_deferred("198.51.100.1", "example.com", "x");
	for (unsigned i = 0; i < 5 * ROOMY; i++) {
		snprintf(client, sizeof(client), "2001:db8:7:%x::1", i);
		assert_deferred(client, "example.net", "a");
	}
	pass_ms(DELAY_MS);
	assert_passes("198.51.100.1", "example.com", "x");
}

/* A mail service whose hosts have names of their own, in many networks. */
static struct greylist_try
try_of_pool(unsigned host, const char *recipient)
{
	char client[64];
	struct greylist_try try;

	snprintf(client, sizeof(client), "198.51.%u.%u", host % 250, host / 250 % 250);
	try = try_of(client, "example.net", recipient);
	assert_true(dns_name_parse(&try.organisation, "pool.example"));
	return try;
}

static void
an_organisation_has_a_share_whatever_its_networks(void **state)
{
	char recipient[16];

	assert_deferred("192.0.2.1", "example.com", "x");
	for (unsigned i = 0; i < 5 * ROOMY; i++) {
		struct greylist_try try;

		snprintf(recipient, sizeof(recipient), "r%u", i);
		try = try_of_pool(i, recipient);

		assert_int_equal(ask_with(&try), GREYLIST_FIRST);
	}
	pass_ms(DELAY_MS);
	assert_passes("192.0.2.1", "example.com", "x");
}

static void
a_pool_that_retries_from_another_network_has_come_back(void **state)
{
	const struct greylist_try first = try_of_pool(1, "a"), second = try_of_pool(2, "a"),
				  third = try_of_pool(3, "a");

	assert_int_equal(ask_with(&first), GREYLIST_FIRST);
	pass_ms(MINUTE_MS);
	assert_int_equal(ask_with(&second), GREYLIST_EARLY);
	pass_ms(DELAY_MS - MINUTE_MS);
	assert_int_equal(ask_with(&third), GREYLIST_PASSED);
	assert_int_equal(ask_with(&first), GREYLIST_KNOWN);
}

static void
where_spf_passes_the_network_does_not_matter(void **state)
{
	struct greylist_try first = try_of("192.0.2.1", "example.net", "a"),
			    second = try_of("203.0.113.9", "example.net", "a");

	first.vouched_for = second.vouched_for = true;
	assert_int_equal(ask_with(&first), GREYLIST_FIRST);
	pass_ms(DELAY_MS);
	assert_int_equal(ask_with(&second), GREYLIST_PASSED);
}

static void
dns_trouble_on_the_retry_costs_nothing(void **state)
{
	struct greylist_try try = try_of_pool(1, "a");

	try.vouched_for = true;
	assert_int_equal(ask_with(&try), GREYLIST_FIRST);
	pass_ms(DELAY_MS);
	try.vouched_for = false;
	try.organisation = (struct dns_name){0};
	assert_int_equal(ask_with(&try), GREYLIST_PASSED);
}

static void
a_key_that_joins_later_is_as_old_as_the_oldest(void **state)
{
	struct greylist_try try = try_of("192.0.2.1", "example.net", "a"), elsewhere;

	assert_int_equal(ask_with(&try), GREYLIST_FIRST);
	pass_ms(DELAY_MS - MINUTE_MS);
	try.vouched_for = true;
	assert_int_equal(ask_with(&try), GREYLIST_EARLY);
	pass_ms(MINUTE_MS);
	elsewhere = try_of("203.0.113.9", "example.net", "a");
	elsewhere.vouched_for = true;
	assert_int_equal(ask_with(&elsewhere), GREYLIST_PASSED);
}

static void
the_answer_says_how_long_ago_it_was(void **state)
{
	const struct greylist_try try = try_of("192.0.2.1", "example.net", "a");

	assert_int_equal(greylist_ask(greylist, &try, DELAY_MS, KEEP_MS).after_ms, 0);
	pass_ms(MINUTE_MS);
	assert_int_equal(greylist_ask(greylist, &try, DELAY_MS, KEEP_MS).after_ms, MINUTE_MS);
	pass_ms(DELAY_MS);
	assert_int_equal(
		greylist_ask(greylist, &try, DELAY_MS, KEEP_MS).after_ms, DELAY_MS + MINUTE_MS);
	pass_ms(2 * MINUTE_MS);
	assert_int_equal(greylist_ask(greylist, &try, DELAY_MS, KEEP_MS).after_ms, 2 * MINUTE_MS);
}

static void
a_network_that_never_came_back_is_remembered_again_after_a_day(void **state)
{
	try_recipients("192.0.2.1", 'a', NETWORK_MOST);
	pass_ms(DELAY_MS + DAY_MS + 1);
	assert_deferred("192.0.2.1", "example.net", "p");
	pass_ms(DELAY_MS);
	assert_passes("192.0.2.1", "example.net", "p");
}

static void
the_smallest_store_remembers_one_of_each_kind(void **state)
{
	greylist_close(greylist);
	greylist = greylist_memory_open(1);
	for (int i = 0; i < 3; i++) {
		assert_deferred("192.0.2.1", "example.net", "a");
		assert_deferred("192.0.2.1", "example.net", "b");
		pass_ms(DELAY_MS);
		assert_passes("192.0.2.1", "example.net", "b");
		assert_deferred("192.0.2.1", "example.net", "a");
		pass_ms(DELAY_MS);
		assert_passes("192.0.2.1", "example.net", "a");
		assert_deferred("192.0.2.1", "example.net", "b");
		pass_ms(KEEP_MS + 1);
	}
}

/* What a large store remembers is what a plain list would, whatever comes. */
static void
ten_thousand_tries_leave_exactly_the_latest(void **state)
{
	enum { TRIES = 10000, WAITING = ROOMY / 2 };
	char client[64];

	try_from_networks(0, TRIES);
	pass_ms(DELAY_MS);
	for (int i = TRIES - WAITING; i < TRIES; i++) {
		snprintf(client, sizeof(client), "2001:%x:8::1", (unsigned)i + 0x1000);
		assert_passes(client, "example.com", "x");
	}
	try_from_networks(TRIES - WAITING - 1, TRIES - WAITING);
}

static void *
try_many(void *argument)
{
	struct greylist_try try = {
		.client = {.family = 4, .octet = {192, 0, 2, 1}}, .recipient = "x0"};

	for (int i = 0; i < 20000; i++) {
		try.recipient[1] = (char)('0' + i % 4);
		greylist_ask(greylist, &try, DELAY_MS, KEEP_MS);
	}
	return argument;
}

static void
threads_share_it(void **state)
{
	pthread_t thread[4];

	for (int i = 0; i < 4; i++)
		assert_int_equal(pthread_create(&thread[i], NULL, try_many, NULL), 0);
	for (int i = 0; i < 4; i++)
		pthread_join(thread[i], NULL);
	pass_ms(DELAY_MS);
	assert_passes("192.0.2.1", "", "x3");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			who_comes_back_after_the_delay_passes, open_small, close_it),
		cmocka_unit_test_setup_teardown(
			trying_too_early_does_not_start_the_delay_again, open_small, close_it),
		cmocka_unit_test_setup_teardown(
			another_host_of_the_network_may_come_back, open_small, close_it),
		cmocka_unit_test_setup_teardown(sender_and_recipient_count, open_small, close_it),
		cmocka_unit_test_setup_teardown(
			parts_do_not_run_into_one_another, open_small, close_it),
		cmocka_unit_test_setup_teardown(
			a_first_try_is_forgotten_when_nobody_comes_back_within_a_day, open_small,
			close_it),
		cmocka_unit_test_setup_teardown(
			each_mail_that_passes_renews_the_memory, open_small, close_it),
		cmocka_unit_test_setup_teardown(
			of_those_who_passed_the_one_least_recently_used_goes, open_small, close_it),
		cmocka_unit_test_setup_teardown(
			of_those_who_wait_the_oldest_goes, open_small, close_it),
		cmocka_unit_test_setup_teardown(
			who_passed_is_not_driven_out_by_who_only_tries, open_small, close_it),
		cmocka_unit_test_setup_teardown(
			a_network_that_floods_its_share_drives_out_its_own_oldest_only, open_roomy,
			close_it),
		cmocka_unit_test_setup_teardown(
			a_v6_network_cannot_flood_by_its_64s, open_roomy, close_it),
		cmocka_unit_test_setup_teardown(
			an_organisation_has_a_share_whatever_its_networks, open_roomy, close_it),
		cmocka_unit_test_setup_teardown(
			a_pool_that_retries_from_another_network_has_come_back, open_roomy, close_it),
		cmocka_unit_test_setup_teardown(
			where_spf_passes_the_network_does_not_matter, open_roomy, close_it),
		cmocka_unit_test_setup_teardown(
			dns_trouble_on_the_retry_costs_nothing, open_roomy, close_it),
		cmocka_unit_test_setup_teardown(
			a_key_that_joins_later_is_as_old_as_the_oldest, open_roomy, close_it),
		cmocka_unit_test_setup_teardown(
			the_answer_says_how_long_ago_it_was, open_small, close_it),
		cmocka_unit_test_setup_teardown(
			a_network_that_never_came_back_is_remembered_again_after_a_day, open_roomy,
			close_it),
		cmocka_unit_test_setup_teardown(
			the_smallest_store_remembers_one_of_each_kind, open_small, close_it),
		cmocka_unit_test_setup_teardown(
			ten_thousand_tries_leave_exactly_the_latest, open_roomy, close_it),
		cmocka_unit_test_setup_teardown(threads_share_it, open_small, close_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
