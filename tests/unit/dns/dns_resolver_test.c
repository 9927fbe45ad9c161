/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include <ares.h>
#include <cmocka.h>

#include "mxvet/clock.h"
#include "mxvet/inquiry.h"
#include "tests/support/dns_names.h"
#include "tests/support/dns_test_server.h"

/* The walk of this test needs one question, which the sender's name and `asked_type` say, and
 * leaves what it learnt in the evidence's `sender`. */
static enum dns_type asked_type;

bool
evidence_gather(struct evidence *evidence, const struct lookup_needs *needs,
	const struct answer_source *source)
{
	const struct dns_answer *answer = source->find(
		source->state, &evidence->envelope.sender, asked_type);
	if (answer == NULL)
		return false;
	evidence->sender.alias = dns_answer_is_alias(answer);
	evidence->sender.v4.lookup = dns_answer_lookup(answer);
	evidence->sender.v4.failure = dns_answer_failure(answer);
	evidence->sender.v4.count = (uint8_t)dns_answer_count(answer);
	return true;
}

struct lookup_needs
lookup_needs_of(const struct config *ignored)
{
	return (struct lookup_needs){0};
}

static struct dns_test_server server;
static struct config config;
static struct resolver *resolver;
static struct dns_server asked_server;

static struct resolver *
open_resolver(struct text_buffer *error)
{
	config = (struct config){
		.resolvers = {1, &asked_server},
		.dns_deadline = 5000,
		.dns_timeout = 100,
		.dns_tries = 2,
		.dns_queries_per_message = 60,
		.dns_cache_size = 1 << 20,
		.dns_cache_min = 60000,
		.dns_cache_max = 3600000,
		.dns_cache_negative_max = 900000,
		.dns_cache_failure = 30000,
		.dns_cache_timeout = 5000,
	};
	return dns_resolver_open(&config, error);
}

static int
start(void **state)
{
	char storage[256];
	struct text_buffer error;
	text_init(&error, storage, sizeof(storage));
	asked_type = DNS_A;
	dns_test_server_start(&server);
	assert_null(dns_server_parse(&asked_server, server.address));
	resolver = open_resolver(&error);
	return resolver == NULL ? -1 : 0;
}

static int
stop(void **state)
{
	resolver_release(resolver);
	resolver = NULL;
	dns_test_server_stop(&server);
	return 0;
}

static void
init_evidence(struct evidence *evidence, const char *name)
{
	memset(evidence, 0, sizeof(*evidence));
	evidence->envelope.sender_kind = MAIL_ADDRESS_DOMAIN;
	evidence->envelope.sender = name_of(name);
}

static const struct wait_hooks no_hooks;
static struct inquiry_totals totals;

static struct address_set
ask(const char *name)
{
	struct evidence evidence;
	struct inquiry *inquiry = inquiry_open(resolver, &config);
	init_evidence(&evidence, name);
	inquiry_wait(inquiry, &evidence, &no_hooks);
	totals = inquiry_totals_of(inquiry);
	inquiry_release(inquiry);
	return evidence.sender.v4;
}

static bool
is_new_ares(void)
{
	int version;

	ares_version(&version);
	return version >= 0x012000;
}

static void
assert_failed(const char *name, enum dns_failure failure)
{
	struct address_set answer = ask(name);
	assert_int_equal(answer.lookup, LOOKUP_FAILED);
	assert_int_equal(answer.failure, failure);
}

static void
an_address_is_found_and_known_the_next_time(void **state)
{
	assert_int_equal(ask("ok.example.org").lookup, LOOKUP_FOUND);
	assert_int_equal(totals.queries, 1);
	assert_int_equal(ask("ok.example.org").count, 1);
	assert_int_equal(totals.cached, 1);
	assert_int_equal(totals.queries, 0);
	assert_int_equal(server.asked, 1);
}

static void
an_answer_is_asked_for_again_when_its_time_is_over(void **state)
{
	ask("ok.example.org");
	clock_advance_us(301 * INT64_C(1000000));
	assert_int_equal(ask("ok.example.org").lookup, LOOKUP_FOUND);
	assert_int_equal(server.asked, 2);
}

static void
absences_are_told_apart(void **state)
{
	assert_int_equal(ask("nx.example.org").lookup, LOOKUP_NO_NAME);
	asked_type = DNS_MX;
	assert_int_equal(ask("ok.example.org").lookup, LOOKUP_NO_DATA);
}

static void
servfail_and_refused_are_failures_of_their_own(void **state)
{
	assert_failed("servfail.example.org", DNS_FAILURE_SERVFAIL);
	assert_failed("refused.example.org", DNS_FAILURE_REFUSED);
	assert_int_equal(totals.failed, 1);
}

static void
failures_are_remembered_for_a_while(void **state)
{
	assert_failed("servfail.example.org", DNS_FAILURE_SERVFAIL);
	assert_failed("servfail.example.org", DNS_FAILURE_SERVFAIL);
	assert_int_equal(server.asked, 1);
	clock_advance_us(31 * INT64_C(1000000));
	assert_failed("servfail.example.org", DNS_FAILURE_SERVFAIL);
	assert_int_equal(server.asked, 2);
}

static void
silence_is_a_timeout_after_the_tries(void **state)
{
	int64_t began = clock_monotonic_us();
	assert_failed("drop.example.org", DNS_FAILURE_TIMEOUT);
	assert_in_range(clock_monotonic_us() - began, 280000, 2000000);
	assert_int_equal(server.asked, 2);
}

static void
a_truncated_answer_is_fetched_over_tcp(void **state)
{
	assert_int_equal(ask("truncated.example.org").lookup, LOOKUP_FOUND);
}

static void
answers_that_are_not_for_us_are_not_heard(void **state)
{
	assert_failed("wrongid.example.org", DNS_FAILURE_TIMEOUT);
	assert_failed("wrongquestion.example.org", DNS_FAILURE_TIMEOUT);
	/* Five octets: older c-ares go on waiting, newer ones give up. */
	assert_failed(
		"short.example.org", is_new_ares() ? DNS_FAILURE_MALFORMED : DNS_FAILURE_TIMEOUT);
}

static void
garbage_and_loops_are_malformed(void **state)
{
	/* Octets after the records: newer c-ares take them off. */
	if (is_new_ares())
		assert_int_equal(ask("garbage.example.org").lookup, LOOKUP_FOUND);
	else
		assert_failed("garbage.example.org", DNS_FAILURE_MALFORMED);
	assert_failed("loop.example.org", DNS_FAILURE_MALFORMED);
}

static void
no_server_at_all_is_unavailable(void **state)
{
	dns_test_server_stop(&server);
	assert_failed("ok.example.org", DNS_FAILURE_UNAVAILABLE);
	dns_test_server_start(&server);
}

static void
onion_names_do_not_exist_and_are_not_asked_for(void **state)
{
	assert_int_equal(ask("example.onion").lookup, LOOKUP_NO_NAME); /* RFC 7686 2 */
	assert_int_equal(server.asked, 0);
}

static void
a_question_of_many_messages_is_asked_once(void **state)
{
	enum { MESSAGES = 50 };
	static struct evidence evidence[MESSAGES];
	struct inquiry *inquiry[MESSAGES];
	for (int i = 0; i < MESSAGES; i++) {
		inquiry[i] = inquiry_open(resolver, &config);
		init_evidence(&evidence[i], "slow.example.org");
		assert_false(inquiry_step(inquiry[i], &evidence[i]));
	}
	for (int i = 0; i < MESSAGES; i++) {
		inquiry_wait(inquiry[i], &evidence[i], &no_hooks);
		assert_int_equal(evidence[i].sender.v4.lookup, LOOKUP_FOUND);
		assert_int_equal(inquiry_totals_of(inquiry[i]).queries, 1);
		inquiry_release(inquiry[i]);
	}
	assert_true(server.asked <= 2); /* 100 ms is the time of one try, too */
}

static void
a_late_answer_reaches_the_cache(void **state)
{
	struct evidence evidence;
	struct inquiry *inquiry = inquiry_open(resolver, &config);
	init_evidence(&evidence, "slow.example.org");
	assert_false(inquiry_step(inquiry, &evidence));
	inquiry_release(inquiry);
	nanosleep(&(struct timespec){0, 300000000}, NULL);
	assert_int_equal(ask("slow.example.org").lookup, LOOKUP_FOUND);
	assert_int_equal(totals.cached, 1);
}

static void *
close_soon(void *argument)
{
	nanosleep(&(struct timespec){0, 50000000}, NULL);
	resolver_release(resolver);
	return NULL;
}

static void
closing_answers_those_who_wait(void **state)
{
	pthread_t thread;
	int64_t began = clock_monotonic_us();
	assert_int_equal(pthread_create(&thread, NULL, close_soon, NULL), 0);
	assert_failed("drop.example.org", DNS_FAILURE_UNAVAILABLE);
	assert_true(clock_monotonic_us() - began < 280000);
	pthread_join(thread, NULL);
	resolver = NULL;
}

static void
closing_with_questions_of_messages_that_have_gone_leaks_nothing(void **state)
{
	struct evidence evidence;
	struct inquiry *inquiry = inquiry_open(resolver, &config);
	init_evidence(&evidence, "drop.example.org");
	assert_false(inquiry_step(inquiry, &evidence));
	inquiry_release(inquiry);
}

static void *
ask_many(void *argument)
{
	const char *prefix = argument;
	for (int i = 0; i < 200; i++) {
		char name[64];
		snprintf(name, sizeof(name), "%s-%d.example.org", i % 3 == 0 ? "nx" : prefix, i);
		struct evidence evidence;
		struct inquiry *inquiry = inquiry_open(resolver, &config);
		memset(&evidence, 0, sizeof(evidence));
		if (dns_name_parse(&evidence.envelope.sender, name))
			inquiry_wait(inquiry, &evidence, &no_hooks);
		inquiry_release(inquiry);
		if (evidence.sender.v4.lookup == LOOKUP_FAILED)
			return argument;
	}
	return NULL;
}

static void
threads_ask_side_by_side(void **state)
{
	static char same[] = "same", other[] = "other";
	pthread_t thread[4];
	for (int i = 0; i < 4; i++)
		assert_int_equal(
			pthread_create(&thread[i], NULL, ask_many, i < 3 ? same : other), 0);
	for (int i = 0; i < 4; i++) {
		void *failed;
		pthread_join(thread[i], &failed);
		assert_null(failed);
	}
}

static void
a_channel_begun_afresh_answers_like_the_old_one(void **state)
{
	for (int i = 0; i < 3; i++) {
		clock_advance_us(7200 * INT64_C(1000000));
		assert_int_equal(ask("ok.example.org").lookup, LOOKUP_FOUND);
	}
	assert_int_equal(server.asked, 3);
}

static long
cpu_ms(void)
{
	struct timespec used;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
	return used.tv_sec * 1000 + used.tv_nsec / 1000000;
}

static void
the_thread_sleeps_while_there_is_nothing_to_do(void **state)
{
	const struct timespec quiet = {0, 300000000};
	long before;

	assert_int_equal(ask("ok.example.org").lookup, LOOKUP_FOUND);
	before = cpu_ms();
	nanosleep(&quiet, NULL);
	assert_true(cpu_ms() - before < 100);
}

#define WITH_SERVER(test) cmocka_unit_test_setup_teardown(test, start, stop)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_SERVER(an_address_is_found_and_known_the_next_time),
		WITH_SERVER(an_answer_is_asked_for_again_when_its_time_is_over),
		WITH_SERVER(absences_are_told_apart),
		WITH_SERVER(servfail_and_refused_are_failures_of_their_own),
		WITH_SERVER(failures_are_remembered_for_a_while),
		WITH_SERVER(silence_is_a_timeout_after_the_tries),
		WITH_SERVER(a_truncated_answer_is_fetched_over_tcp),
		WITH_SERVER(answers_that_are_not_for_us_are_not_heard),
		WITH_SERVER(garbage_and_loops_are_malformed),
		WITH_SERVER(no_server_at_all_is_unavailable),
		WITH_SERVER(onion_names_do_not_exist_and_are_not_asked_for),
		WITH_SERVER(a_question_of_many_messages_is_asked_once),
		WITH_SERVER(a_late_answer_reaches_the_cache),
		WITH_SERVER(closing_answers_those_who_wait),
		WITH_SERVER(closing_with_questions_of_messages_that_have_gone_leaks_nothing),
		WITH_SERVER(threads_ask_side_by_side),
		WITH_SERVER(a_channel_begun_afresh_answers_like_the_old_one),
		WITH_SERVER(the_thread_sleeps_while_there_is_nothing_to_do),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
