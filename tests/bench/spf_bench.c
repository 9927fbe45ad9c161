/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What an SPF evaluation costs when every answer is known, beside plain libspf2 on the same
 * answers: an ordinary record whose last include matches. Microseconds for each, best of several
 * runs.
 */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "tests/unit/support/answer_zone.h"

#include "mxvet/spf.h"

double plain_libspf2(struct answer_zone *zone, unsigned rounds);

enum { ROUNDS = 20000, RUNS = 5 };

static const char
	records[] = "example.org TXT v=spf1 mx a:gate.example.org include:one.example.net include:two.example.net ~all\n"
		    "example.org MX 10 mx1.example.org\nexample.org MX 20 mx2.example.org\n"
		    "mx1.example.org A 198.51.100.1\nmx2.example.org A 198.51.100.2\n"
		    "gate.example.org A 198.51.100.3\n"
		    "one.example.net TXT v=spf1 ip4:198.51.100.0/25 ip4:203.0.113.0/25 ip6:2001:db8:1::/48 ~all\n"
		    "two.example.net TXT v=spf1 ip4:203.0.113.128/25 ip4:192.0.2.0/28 ~all\n";

static double
microseconds(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec * 1e6 + (double)time.tv_nsec / 1e3;
}

/* Costs of the answers alone are part of both. */
static double
ours(struct answer_zone *zone, unsigned rounds)
{
	struct envelope envelope = answer_zone_envelope(
		"192.0.2.1", "mx.example.net", "user@example.org");
	struct answer_source source = answer_zone_source(zone);
	struct spf_evidence spf;
	double start = microseconds();

	for (unsigned i = 0; i < rounds; i++)
		if (!spf_evaluate(&spf, &envelope, &source) || spf.result != SPF_RESULT_PASS)
			return -1;
	return (microseconds() - start) / rounds;
}

int
main(void)
{
	static struct answer_zone zone;
	double best = 1e9, best_plain = 1e9;

	if (!answer_zone_add_lines(&zone, records))
		return 1;
	for (unsigned run = 0; run < RUNS; run++) {
		double own = ours(&zone, ROUNDS), plain = plain_libspf2(&zone, ROUNDS);

		if (own < 0 || plain < 0)
			return 1;
		best = own < best ? own : best;
		best_plain = plain < best_plain ? plain : best_plain;
	}
	printf("spf_evaluate  %6.1f us\nplain libspf2 %6.1f us\n", best, best_plain);
	answer_zone_finish(&zone);
	return 0;
}
