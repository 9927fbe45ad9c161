/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <semaphore.h>
#include <time.h>

#include "milter/dns/dns_channel.h"
#include "tests/support/dns_names.h"
#include "tests/support/dns_test_server.h"

enum { PATIENCE_S = 10 };

static struct dns_test_server server;
static struct dns_server asked_server;
static struct dns_channel *channel;
static sem_t told; /* once for each call of all_landed() behind flights */
static unsigned landed, landed_when_told;
static enum lookup last;

static void
note_flight(void *state, struct flight *flight, const struct dns_answer *answer)
{
	landed++;
	last = dns_answer_lookup(answer);
	dns_answer_release(answer);
	free(flight);
}

static void
note_all(void *state)
{
	if (landed > landed_when_told)
		sem_post(&told);
	landed_when_told = landed;
}

static int
start(void **state)
{
	const struct dns_channel_hooks hooks = {note_flight, note_all, NULL, NULL};
	struct config config = {.resolvers = {1, &asked_server}, .dns_timeout = 100, .dns_tries = 1};
	char storage[256];
	struct text_buffer error;

	text_init(&error, storage, sizeof(storage));
	landed = landed_when_told = 0;
	sem_init(&told, 0, 0);
	dns_test_server_start(&server);
	assert_null(dns_server_parse(&asked_server, server.address));
	channel = dns_channel_open(&config, &hooks, &error);
	return channel == NULL ? -1 : 0;
}

static int
stop(void **state)
{
	dns_channel_close(channel);
	dns_test_server_stop(&server);
	sem_destroy(&told);
	return 0;
}

static void
ask(const char *name)
{
	struct flight *flight = calloc(1, sizeof(*flight));

	assert_non_null(flight);
	flight->name = name_of(name);
	flight->type = DNS_A;
	dns_channel_send(channel, flight);
}

static void
wait_until_told(void)
{
	struct timespec until;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += PATIENCE_S;
	assert_int_equal(sem_timedwait(&told, &until), 0);
}

/* c-ares answers names under .onion by itself, while it is handed the question: nothing comes over the network that would
 * bring the thread back. */
static void
an_answer_that_needs_no_network_is_told_at_once(void **state)
{
	ask("ok.example.org");
	wait_until_told(); /* from here on the thread sleeps */
	ask("example.onion");
	wait_until_told();
	assert_int_equal(landed, 2);
	assert_int_equal(last, LOOKUP_NO_NAME);
}

static void
a_flight_that_is_out_at_the_end_lands_as_failed(void **state)
{
	ask("drop.example.org");
	dns_channel_close(channel);
	channel = NULL;
	wait_until_told();
	assert_int_equal(landed, 1);
	assert_int_equal(last, LOOKUP_FAILED);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			an_answer_that_needs_no_network_is_told_at_once, start, stop),
		cmocka_unit_test_setup_teardown(
			a_flight_that_is_out_at_the_end_lands_as_failed, start, stop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
