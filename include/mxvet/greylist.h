/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_GREYLIST_H
#define MXVET_GREYLIST_H

/*
 * Deferring is greylisting: who comes back after a while is no spam cannon. The first try of a client's network, a
 * sender's domain and a recipient is remembered; a try after the delay passes, and is remembered for long.
 */

#include <stdint.h>

#include "mxvet/dns_name.h"
#include "mxvet/ip_addr.h"

enum greylist_answer {
	GREYLIST_DEFER, /* the first try, or one too early */
	GREYLIST_PASS,  /* it came back in time, or has been known for long */
};

/* The seam: memory of this process, or later a store that several hosts share. */
struct greylist {
	const struct greylist_ops *ops;
};

struct greylist_ops {
	/* Asks and remembers in one step. The client counts by its /24 or /64; `sender` is the domain, no name for the null
	 * sender; `recipient` the whole address as given, case aside. Delays in milliseconds. Never blocks for long; a store that is not
	 * there answers GREYLIST_PASS: its trouble is nobody's refusal. */
	enum greylist_answer (*ask)(struct greylist *greylist, const struct ip_addr *client,
		const struct dns_name *sender, const char *recipient, int64_t delay_ms,
		int64_t keep_ms);
	void (*close)(struct greylist *greylist);
};

/* In memory, bounded to `entries`: half of them for who passed, where the one least recently used goes; the others
 * for first tries, where the oldest goes, and a client's network gets a 64th. NULL without memory. */
struct greylist *greylist_memory_open(int64_t entries);

enum greylist_answer greylist_ask(struct greylist *greylist, const struct ip_addr *client,
	const struct dns_name *sender, const char *recipient, int64_t delay_ms, int64_t keep_ms);
void greylist_close(struct greylist *greylist); /* bears NULL */

#endif
