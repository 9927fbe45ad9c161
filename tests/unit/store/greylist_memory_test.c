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

static int
close_it(void **state)
{
	greylist_close(greylist);
	return 0;
}

static enum greylist_answer
ask(const char *client, const char *sender, const char *recipient)
{
	struct ip_addr address;
	struct dns_name name = {0};

	assert_true(ip_addr_parse(&address, client));
	if (sender[0] != '\0')
		assert_true(dns_name_parse(&name, sender));
	return greylist_ask(greylist, &address, &name, recipient, DELAY_MS, KEEP_MS);
}

static void
pass_ms(int64_t milliseconds)
{
	clock_advance_us(milliseconds * 1000);
}

#define assert_deferred(...) assert_int_equal(ask(__VA_ARGS__), GREYLIST_DEFER)
#define assert_passes(...) assert_int_equal(ask(__VA_ARGS__), GREYLIST_PASS)

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
the_case_of_the_recipient_does_not_count(void **state)
{
	assert_deferred("192.0.2.1", "example.net", "<User@Example.ORG>");
	pass_ms(DELAY_MS);
	assert_passes("192.0.2.1", "example.net", "<user@example.org>");
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
		snprintf(client, sizeof(client), "2001:db8:0:%x::1", (unsigned)i);
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

enum { ROOMY = 1000, NETWORK_MOST = ROOMY / 2 / 64 };

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
a_network_has_only_a_part_of_the_places(void **state)
{
	greylist_close(greylist);
	greylist = greylist_memory_open(ROOMY);
	assert_deferred("198.51.100.1", "example.com", "x");
	try_recipients("192.0.2.1", 'a', NETWORK_MOST);
	for (int i = 0; i < 2 * ROOMY; i++)
		try_recipients("192.0.2.2", 'p', 3);
	pass_ms(DELAY_MS);
	assert_passes("198.51.100.1", "example.com", "x");
	assert_deferred("192.0.2.1", "example.net", "p");
	assert_passes("192.0.2.1", "example.net", "a");
	assert_deferred("192.0.2.1", "example.net", "p"); /* in the place of a */
	pass_ms(DELAY_MS);
	assert_passes("192.0.2.1", "example.net", "p");
	assert_deferred("192.0.2.1", "example.net", "q");
}

static void
a_network_that_never_came_back_is_remembered_again_after_a_day(void **state)
{
	greylist_close(greylist);
	greylist = greylist_memory_open(ROOMY);
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

static void
an_address_longer_than_any_is_borne(void **state)
{
	static char recipient[100000];

	memset(recipient, 'x', sizeof(recipient) - 1);
	assert_deferred("2001:db8::1", "example.net", recipient);
	pass_ms(DELAY_MS);
	assert_passes("2001:db8::1", "example.net", recipient);
}

/* What a large store remembers is what a plain list would, whatever comes. */
static void
ten_thousand_tries_leave_exactly_the_latest(void **state)
{
	enum { TRIES = 10000, WAITING = ROOMY / 2 };
	char client[64];

	greylist_close(greylist);
	greylist = greylist_memory_open(ROOMY);
	try_from_networks(0, TRIES);
	pass_ms(DELAY_MS);
	for (int i = TRIES - WAITING; i < TRIES; i++) {
		snprintf(client, sizeof(client), "2001:db8:0:%x::1", (unsigned)i);
		assert_passes(client, "example.com", "x");
	}
	try_from_networks(TRIES - WAITING - 1, TRIES - WAITING);
}

static void *
try_many(void *argument)
{
	const struct ip_addr client = {.family = 4, .octet = {192, 0, 2, 1}};
	const struct dns_name sender = {0};
	char recipient[] = "x0";

	for (int i = 0; i < 20000; i++) {
		recipient[1] = (char)('0' + i % 10);
		greylist_ask(greylist, &client, &sender, recipient, DELAY_MS, KEEP_MS);
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
	assert_passes("192.0.2.1", "", "x9");
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
			the_case_of_the_recipient_does_not_count, open_small, close_it),
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
			a_network_has_only_a_part_of_the_places, open_small, close_it),
		cmocka_unit_test_setup_teardown(
			a_network_that_never_came_back_is_remembered_again_after_a_day, open_small,
			close_it),
		cmocka_unit_test_setup_teardown(
			the_smallest_store_remembers_one_of_each_kind, open_small, close_it),
		cmocka_unit_test_setup_teardown(
			an_address_longer_than_any_is_borne, open_small, close_it),
		cmocka_unit_test_setup_teardown(
			ten_thousand_tries_leave_exactly_the_latest, open_small, close_it),
		cmocka_unit_test_setup_teardown(threads_share_it, open_small, close_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
