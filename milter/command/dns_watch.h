/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_COMMAND_DNS_WATCH_H
#define MXVET_COMMAND_DNS_WATCH_H

/*
 * Says in the log when DNS is ill, and whose DNS: a dead resolver makes every message look harmless, because trouble costs
 * no points. Questions are counted by minute; a minute with many failures is told once, and once that it is over.
 */

#include <stdbool.h>
#include <stdint.h>

#include "mxvet/config.h"
#include "mxvet/resolver.h"

enum dns_news {
	DNS_NEWS_NONE,
	DNS_NEWS_ILL,  /* the last minute was the first bad one */
	DNS_NEWS_WELL, /* the last minute was the first good one after bad ones */
};

/* The counts of the current minute and the last one; all zero: nothing was asked yet. */
struct dns_minute {
	int64_t begin_us; /* monotonic */
	unsigned asked, failed;
	unsigned last_asked, last_failed;
	bool ill;
};

/* Counts one answer. A minute is bad when at least 20 questions were asked in it and more than a fifth of them failed. */
enum dns_news dns_minute_count(struct dns_minute *minute, int64_t now_us, bool failed);

/* Watches a resolver, which is new and not asked yet, and asks each of its servers at once whether it is there; a server
 * that is not gets a warning. */
void dns_watch_begin(struct resolver *resolver, const struct config *config);

/* Asks each server again, after a reload that left the resolver as it was. */
void dns_watch_ask(const struct config *config);

#endif
