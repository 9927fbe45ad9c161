/* SPDX-License-Identifier: BSD-2-Clause */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "milter/dns/answer_cache.h"
#include "milter/dns/dns_answer_build.h"
#include "mxvet/clock.h"
#include "tests/support/dns_names.h"

#define SECONDS INT64_C(1000000)

static struct answer_cache *cache;

static int
open_cache_of(int64_t size)
{
	const struct config config = {
		.dns_cache_size = size,
		.dns_cache_min = 60000,
		.dns_cache_max = 3600000,
		.dns_cache_negative_max = 900000,
		.dns_cache_failure = 30000,
		.dns_cache_timeout = 5000,
	};
	cache = answer_cache_open(&config);
	return cache == NULL ? -1 : 0;
}

static int
open_cache(void **state)
{
	return open_cache_of(64 * 1024 * 1024);
}

static int
open_small_cache(void **state)
{
	return open_cache_of(65536);
}

static int
close_cache(void **state)
{
	answer_cache_close(cache);
	return 0;
}

static const struct dns_answer *
answer_of(enum lookup lookup, uint32_t ttl)
{
	struct dns_answer_builder builder;
	struct ip_addr address = ip_addr_of_v4((const uint8_t[]){192, 0, 2, 1});
	dns_answer_build_init(&builder, DNS_A);
	dns_answer_build_limit_ttl(&builder, ttl);
	if (lookup == LOOKUP_FOUND)
		dns_answer_build_address(&builder, &address);
	return dns_answer_build_finish(&builder, lookup);
}

static void
keep(const char *name, const struct dns_answer *answer)
{
	struct dns_name key = name_of(name);
	answer_cache_keep(cache, &key, DNS_A, answer);
	dns_answer_release(answer);
}

static bool
knows(const char *name)
{
	struct dns_name key = name_of(name);
	const struct dns_answer *answer = answer_cache_find(cache, &key, DNS_A);
	dns_answer_release(answer);
	return answer != NULL;
}

static void
assert_kept_for(const struct dns_answer *answer, int64_t seconds)
{
	keep("a.example.org", answer);
	clock_advance_us((seconds - 1) * SECONDS);
	assert_true(knows("a.example.org"));
	clock_advance_us(1 * SECONDS);
	assert_false(knows("a.example.org"));
}

static void
answers_are_found_by_name_and_type(void **state)
{
	struct dns_name name = name_of("a.example.org");
	keep("a.example.org", answer_of(LOOKUP_FOUND, 300));
	assert_true(knows("a.example.org"));
	assert_false(knows("b.example.org"));
	assert_null(answer_cache_find(cache, &name, DNS_AAAA));
}

static void
answers_are_kept_for_their_ttl(void **state)
{
	assert_kept_for(answer_of(LOOKUP_FOUND, 300), 300);
	assert_kept_for(answer_of(LOOKUP_NO_NAME, 300), 300);
	assert_kept_for(answer_of(LOOKUP_NO_DATA, 300), 300);
}

static void
short_and_long_ttls_are_held_within_the_limits(void **state)
{
	assert_kept_for(answer_of(LOOKUP_FOUND, 0), 60);
	assert_kept_for(answer_of(LOOKUP_FOUND, 86400), 3600);
	assert_kept_for(answer_of(LOOKUP_NO_NAME, 0), 60);
	assert_kept_for(answer_of(LOOKUP_NO_NAME, 86400), 900);
}

static void
failures_are_kept_briefly_and_timeouts_more_so(void **state)
{
	assert_kept_for(dns_answer_of_failure(DNS_FAILURE_SERVFAIL), 30);
	assert_kept_for(dns_answer_of_failure(DNS_FAILURE_FILTERED), 30);
	assert_kept_for(dns_answer_of_failure(DNS_FAILURE_TIMEOUT), 5);
}

static void
a_newer_answer_takes_the_place_of_the_older(void **state)
{
	struct dns_name name = name_of("a.example.org");
	keep("a.example.org", answer_of(LOOKUP_FOUND, 300));
	keep("a.example.org", answer_of(LOOKUP_NO_NAME, 300));
	const struct dns_answer *answer = answer_cache_find(cache, &name, DNS_A);
	assert_int_equal(dns_answer_lookup(answer), LOOKUP_NO_NAME);
	assert_int_equal(answer_cache_usage_of(cache).entries, 1);
	dns_answer_release(answer);
}

static void
an_answer_outlives_its_entry(void **state)
{
	struct dns_name name = name_of("a.example.org");
	keep("a.example.org", answer_of(LOOKUP_FOUND, 300));
	const struct dns_answer *answer = answer_cache_find(cache, &name, DNS_A);
	keep("a.example.org", answer_of(LOOKUP_NO_NAME, 300));
	assert_int_equal(dns_answer_count(answer), 1);
	dns_answer_release(answer);
}

static void
keep_many(unsigned from, unsigned count)
{
	for (unsigned i = from; i < from + count; i++) {
		char name[64];
		snprintf(name, sizeof(name), "host-%u.example.org", i);
		keep(name, answer_of(LOOKUP_FOUND, 300));
	}
}

static void
memory_stays_bounded_and_the_newest_stay(void **state)
{
	keep_many(0, 5000);
	struct answer_cache_usage usage = answer_cache_usage_of(cache);
	assert_true(usage.bytes <= 65536);
	assert_true(usage.bytes > 60000);
	assert_true(usage.entries > 200);
	assert_true(knows("host-4999.example.org"));
	assert_false(knows("host-0.example.org"));
}

static void
what_is_used_stays_when_room_is_needed(void **state)
{
	keep("used.example.org", answer_of(LOOKUP_FOUND, 300));
	for (unsigned i = 0; i < 5000; i += 50) {
		keep_many(i, 50);
		assert_true(knows("used.example.org"));
	}
}

static void
an_emptied_cache_counts_nothing(void **state)
{
	keep("a.example.org", answer_of(LOOKUP_FOUND, 300));
	assert_true(answer_cache_usage_of(cache).bytes > 0);
	clock_advance_us(301 * SECONDS);
	assert_false(knows("a.example.org"));
	assert_int_equal(answer_cache_usage_of(cache).bytes, 0);
	assert_int_equal(answer_cache_usage_of(cache).entries, 0);
}

static void *
hammer(void *argument)
{
	for (unsigned i = 0; i < 3000; i++) {
		char name[64];
		snprintf(name, sizeof(name), "host-%u.example.org", i % 700);
		struct dns_name key;
		const struct dns_answer *answer = answer_of(LOOKUP_FOUND, 300);
		if (dns_name_parse(&key, name))
			answer_cache_keep(cache, &key, DNS_A, answer);
		dns_answer_release(answer);
		dns_answer_release(answer_cache_find(cache, &key, DNS_A));
	}
	return NULL;
}

static void
threads_share_it(void **state)
{
	pthread_t thread[4];
	for (int i = 0; i < 4; i++)
		assert_int_equal(pthread_create(&thread[i], NULL, hammer, NULL), 0);
	for (int i = 0; i < 4; i++)
		pthread_join(thread[i], NULL);
	assert_true(answer_cache_usage_of(cache).bytes <= 65536);
	assert_true(knows("host-699.example.org"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			answers_are_found_by_name_and_type, open_cache, close_cache),
		cmocka_unit_test_setup_teardown(
			answers_are_kept_for_their_ttl, open_cache, close_cache),
		cmocka_unit_test_setup_teardown(
			short_and_long_ttls_are_held_within_the_limits, open_cache, close_cache),
		cmocka_unit_test_setup_teardown(
			failures_are_kept_briefly_and_timeouts_more_so, open_cache, close_cache),
		cmocka_unit_test_setup_teardown(
			a_newer_answer_takes_the_place_of_the_older, open_cache, close_cache),
		cmocka_unit_test_setup_teardown(
			an_answer_outlives_its_entry, open_cache, close_cache),
		cmocka_unit_test_setup_teardown(
			memory_stays_bounded_and_the_newest_stay, open_small_cache, close_cache),
		cmocka_unit_test_setup_teardown(
			what_is_used_stays_when_room_is_needed, open_small_cache, close_cache),
		cmocka_unit_test_setup_teardown(
			an_emptied_cache_counts_nothing, open_cache, close_cache),
		cmocka_unit_test_setup_teardown(threads_share_it, open_small_cache, close_cache),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
