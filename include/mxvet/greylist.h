/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_GREYLIST_H
#define MXVET_GREYLIST_H

/*
 * Deferring is greylisting: a sender that comes back after a while is no spam cannon. A try is remembered under every key
 * that applies to it, and the oldest of them decides, so a big sender's pool that retries from another network has come
 * back, and DNS trouble on the retry costs nothing.
 *
 *   greylist_try_of(facts) -> struct greylist_try -> greylist_ask() -> first, early, passed, known
 */

#include <stdbool.h>
#include <stdint.h>

#include "mxvet/dns_name.h"
#include "mxvet/ip_addr.h"

enum {
	GREYLIST_RECIPIENT_SIZE = 600
}; /* an address whose local part has 255 octets, and its domain, with NUL */

/* Who wants to send what to whom. A key is the recipient, the sender and one of those who bring it. */
struct greylist_try {
	char recipient[GREYLIST_RECIPIENT_SIZE]; /* the canonical address: lower case, no quotes, no route, A-labels */
	struct dns_name sender; /* its organisation, its domain where it has none; HELO's for a bounce; may be empty */
	bool vouched_for; /* SPF passes: the organisation vouches for any client that brings it */
	struct dns_name organisation; /* of the client's confirmed name, when that is one of its own; may be empty */
	struct ip_addr client; /* counts by its /24 or /64 */
};

enum greylist_result {
	GREYLIST_FIRST,  /* the first try: deferred */
	GREYLIST_EARLY,  /* it came back before the delay was over: deferred */
	GREYLIST_PASSED, /* it came back in time: accepted, and remembered */
	GREYLIST_KNOWN,  /* it has passed before: accepted */
};

struct greylist_answer {
	enum greylist_result result;
	int64_t after_ms; /* since the first try; since the last mail for GREYLIST_KNOWN */
};

/* Deferred, or let pass. */
bool greylist_lets_pass(const struct greylist_answer *answer);

/* The seam: memory of this process, or later a store that several hosts share. */
struct greylist {
	const struct greylist_ops *ops;
};

struct greylist_ops {
	/* Asks and remembers in one step. Delays in milliseconds. Never blocks for long; a store that is not there answers
	 * GREYLIST_PASSED: its trouble refuses no mail. */
	struct greylist_answer (*ask)(struct greylist *greylist, const struct greylist_try *try,
		int64_t delay_ms, int64_t keep_ms);
	void (*close)(struct greylist *greylist);
};

/* In memory, bounded to `entries`, one for each key: half of them for senders that passed, where the one least recently used
 * goes; the others for first tries, where the oldest goes. A client's network (/24; /64 and /48) and a confirmed
 * organisation get a share of each half, whatever the key names; when it is full, the oldest of the share goes.
 * NULL without memory. */
struct greylist *greylist_memory_open(int64_t entries);

struct greylist_answer greylist_ask(struct greylist *greylist, const struct greylist_try *try,
	int64_t delay_ms, int64_t keep_ms);
void greylist_close(struct greylist *greylist); /* accepts NULL */

#endif
