/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <sys/epoll.h>

#include "milter/dns/plain_question.h"
#include "tests/support/dns_names.h"
#include "tests/support/dns_test_server.h"

enum { PATIENCE = 1000, TICK_MS = 10 };

static struct dns_test_server server, other;
static struct plain_settings settings;
static struct plain_questions *questions;
static unsigned answered;
static enum lookup last;
static enum dns_failure failure;

static void
note_answer(void *state, struct flight *flight, const struct dns_answer *answer)
{
	answered++;
	last = dns_answer_lookup(answer);
	failure = dns_answer_failure(answer);
	dns_answer_release(answer);
	free(flight);
}

static int
start(void **state)
{
	dns_test_server_start(&server);
	dns_test_server_start(&other);
	settings = (struct plain_settings){.servers = 1, .timeout_ms = 100, .tries = 2};
	assert_null(dns_server_parse(&settings.server[0], server.address));
	settings.epoll = epoll_create1(EPOLL_CLOEXEC);
	questions = plain_questions_open(&settings, note_answer, NULL);
	answered = 0;
	return questions == NULL ? -1 : 0;
}

static int
stop(void **state)
{
	plain_questions_close(questions);
	close(settings.epoll);
	dns_test_server_stop(&server);
	dns_test_server_stop(&other);
	return 0;
}

/* Asks, and waits for the answer; the name is taken as it is, whatever a host name may hold. */
static enum lookup
ask(const char *text)
{
	struct flight *flight = calloc(1, sizeof(*flight));
	struct epoll_event event;

	flight->name.length = (uint8_t)strlen(text);
	strcpy(flight->name.text, text);
	flight->type = DNS_A;
	answered = 0;
	plain_questions_ask(questions, flight);
	for (int i = 0; i < PATIENCE && answered == 0; i++) {
		if (epoll_wait(settings.epoll, &event, 1, TICK_MS) == 1)
			assert_true(plain_questions_serve(questions, event.data.fd));
		plain_questions_tick(questions);
	}
	assert_int_equal(answered, 1);
	assert_int_equal(plain_questions_out(questions), 0);
	return last;
}

static void
names_that_no_host_has_are_asked_for_as_they_are(void **state)
{
	assert_int_equal(ask("a+b=c@d.e#f%g~h.example.org"), LOOKUP_FOUND);
	assert_int_equal(ask("a b.\303\274.example.org"), LOOKUP_FOUND);
	assert_int_equal(ask("nx.a+b.example.org"), LOOKUP_NO_NAME);
}

static void
failures_are_told_apart(void **state)
{
	assert_int_equal(ask("servfail.a+b.example.org"), LOOKUP_FAILED);
	assert_int_equal(failure, DNS_FAILURE_SERVFAIL);
	ask("refused.a+b.example.org");
	assert_int_equal(failure, DNS_FAILURE_REFUSED);
	ask("drop.a+b.example.org");
	assert_int_equal(failure, DNS_FAILURE_TIMEOUT);
	ask("a..b.example.org");
	assert_int_equal(failure, DNS_FAILURE_MALFORMED);
}

static void
an_answer_that_does_not_fit_comes_over_tcp(void **state)
{
	assert_int_equal(ask("truncated.a+b.example.org"), LOOKUP_FOUND);
}

static void
answers_to_other_questions_are_not_heard(void **state)
{
	ask("wrongid.a+b.example.org");
	assert_int_equal(failure, DNS_FAILURE_TIMEOUT);
	ask("wrongquestion.a+b.example.org");
	assert_int_equal(failure, DNS_FAILURE_TIMEOUT);
}

static void
the_next_server_is_asked_when_one_is_gone(void **state)
{
	plain_questions_close(questions);
	settings.servers = 2;
	assert_null(dns_server_parse(&settings.server[1], other.address));
	questions = plain_questions_open(&settings, note_answer, NULL);
	dns_test_server_stop(&server);
	assert_int_equal(ask("a+b.example.org"), LOOKUP_FOUND);
	dns_test_server_start(&server);
}

static void
closing_answers_what_is_out(void **state)
{
	struct flight *flight = calloc(1, sizeof(*flight));

	flight->name = name_of("drop.example.org");
	flight->type = DNS_A;
	plain_questions_ask(questions, flight);
	plain_questions_close(questions);
	questions = NULL;
	assert_int_equal(answered, 1);
	assert_int_equal(failure, DNS_FAILURE_UNAVAILABLE);
}

#define WITH_SERVER(test) cmocka_unit_test_setup_teardown(test, start, stop)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_SERVER(names_that_no_host_has_are_asked_for_as_they_are),
		WITH_SERVER(failures_are_told_apart),
		WITH_SERVER(an_answer_that_does_not_fit_comes_over_tcp),
		WITH_SERVER(answers_to_other_questions_are_not_heard),
		WITH_SERVER(the_next_server_is_asked_when_one_is_gone),
		WITH_SERVER(closing_answers_what_is_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
