/* SPDX-License-Identifier: BSD-2-Clause */
/* Many sessions evaluate at once, as libmilter's workers do; meant to be run under
 * ThreadSanitizer as well. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "mxvet/spf.h"
#include "tests/unit/support/answer_zone.h"

enum { THREADS = 16, ROUNDS = 100 };

static const char
	records[] = "example.org TXT v=spf1 mx include:%{d2}.example.net include:_spf.example.net ~all\n"
		    "example.org MX 10 mx.example.org\nmx.example.org A 198.51.100.1\n"
		    "example.org.example.net TXT v=spf1 ip4:198.51.100.0/24 -all\n"
		    "_spf.example.net TXT v=spf1 exists:%{i}.x.example.net a:gate.example.net ptr -all\n"
		    "gate.example.net A 192.0.2.1\n";

static void *
evaluate_again_and_again(void *state)
{
	struct answer_zone *zone = calloc(1, sizeof(*zone));
	struct envelope envelope = answer_zone_envelope(
		"192.0.2.1", "h.example.net", "user@example.org");
	size_t *right = state;

	if (zone == NULL || !answer_zone_add_lines(zone, records))
		return NULL;
	for (unsigned i = 0; i < ROUNDS; i++) {
		struct spf_evidence spf;

		zone->slow = i % 2 != 0;
		spf = answer_zone_evaluate(zone, &envelope);
		*right += spf.result == SPF_RESULT_PASS &&
			strcmp(spf.term, "a:gate.example.net in _spf.example.net") == 0;
		answer_zone_forget(zone);
	}
	answer_zone_finish(zone);
	free(zone);
	return NULL;
}

static void
many_threads_evaluate_at_once(void **state)
{
	pthread_t thread[THREADS];
	size_t right[THREADS] = {0};

	for (unsigned i = 0; i < THREADS; i++)
		assert_int_equal(
			pthread_create(&thread[i], NULL, evaluate_again_and_again, &right[i]), 0);
	for (unsigned i = 0; i < THREADS; i++) {
		assert_int_equal(pthread_join(thread[i], NULL), 0);
		assert_int_equal(right[i], ROUNDS);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(many_threads_evaluate_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
