/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_RESOLVER_H
#define MXVET_RESOLVER_H

/*
 * Asking DNS. A message has one inquiry: a table of at most 60 questions, 15 of them about its recipients' domains,
 * and their answers. The walks of evidence_gather() (and of SPF) find answers in it; a question that is not
 * in it yet is asked on the spot.
 * inquiry_step() walks again when answers have come; whoever must have the verdict calls inquiry_wait() once and late.
 *
 *   walk -> find(): known? -> borrowed answer
 *             |    unknown -> slot in the table -> resolver->ask() -> cache, or the resolver's thread
 *             '--- NULL                                                   |
 *   inquiry_wait() <------------- inquiry_deliver(slot, answer) <---------'
 *
 * The resolver's thread holds a reference to the inquiry, never to a session.
 */

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mxvet/config.h"
#include "mxvet/dns_answer.h"
#include "mxvet/evidence.h"

struct inquiry;

/* The one seam with function pointers: c-ares behind the cache, or a zone file. Counted by references, so that a
 * session keeps the one it began with. */
struct resolver {
	const struct resolver_ops *ops;
	atomic_uint references;
};

struct resolver_ops {
	/* Returns the answer at once, a reference for the caller, when it is at hand; otherwise NULL, and calls
	 * inquiry_deliver() for the slot later, exactly once, from another thread. Takes its own reference to the
	 * inquiry for that. `*cached` is told whether no question left the machine. Never blocks. */
	const struct dns_answer *(*ask)(struct resolver *resolver, const struct dns_name *name,
		enum dns_type type, struct inquiry *inquiry, unsigned slot, bool *cached);
	/* Stops asking, delivers failures to all who wait, frees. */
	void (*close)(struct resolver *resolver);
};

/* c-ares with the answer cache in front. NULL, with what is wrong in `error`, when it cannot start. */
struct resolver *dns_resolver_open(const struct config *config, struct text_buffer *error);
/* Records from a file, `NAME TYPE VALUE` a line (mxvet(8)). NULL and "FILE:LINE: what is wrong". */
struct resolver *zone_resolver_open(const char *path, struct text_buffer *error);
/* The same from text; `name` stands for the file in messages. */
struct resolver *zone_resolver_of_text(
	const char *name, const char *text, struct text_buffer *error);
struct resolver *resolver_share(struct resolver *resolver);
/* Gives a reference back; the last one closes. Not on the resolver's own thread. Bears NULL. */
void resolver_release(struct resolver *resolver);

/* What one message's questions came to: "dns" in the log. */
struct inquiry_totals {
	unsigned queries; /* questions this message needed that DNS was asked, or was being asked for another message */
	unsigned cached;   /* answered from the cache */
	unsigned failed;   /* answers that are LOOKUP_FAILED */
	int64_t waited_us; /* time somebody waited for them */
};

/* Called right before a wait blocks, so that the MTA side can keep other sessions served; true: go on and wait, false: too
 * many are waiting, do not. `done` is called after the wait. NULL members do nothing. */
struct wait_hooks {
	bool (*before)(void *state);
	void (*again)(void *state); /* every 100 ms while waiting */
	void (*after)(void *state);
	void *state;
};

/* A new inquiry with one reference; NULL without memory. The resolver must live as long as somebody steps or waits. */
struct inquiry *inquiry_open(struct resolver *resolver, const struct config *config);
struct inquiry *inquiry_share(struct inquiry *inquiry);
void inquiry_release(struct inquiry *inquiry); /* bears NULL */

/* Starts the message's clock, `dns.deadline` from now; without it the clock starts at the first wait. */
void inquiry_start_clock(struct inquiry *inquiry);

/* Whether a step could come further than the last one did. */
bool inquiry_has_news(struct inquiry *inquiry, const struct envelope *envelope);

/* Walks as far as the known answers reach and sends the questions that come up; never blocks. `evidence` bears the
 * envelope. True when nothing is open any more. Cheap when nothing has come since the last step. */
bool inquiry_step(struct inquiry *inquiry, struct evidence *evidence);

/* Steps and waits until nothing is open or the clock has run out; then whatever is missing has failed, for good, and the
 * evidence is complete. Another call finds the same at once, unless the envelope asks for more. Without hooks nobody is told of
 * the wait. */
void inquiry_wait(
	struct inquiry *inquiry, struct evidence *evidence, const struct wait_hooks *hooks);

/* Waits no longer: whatever is missing has failed, for good, and the evidence is complete. Never blocks. */
void inquiry_give_up(struct inquiry *inquiry, struct evidence *evidence);

struct inquiry_totals inquiry_totals_of(struct inquiry *inquiry);

/* Inquiries to which something was delivered, with a reference to each; all zero is none. Answers come in bundles, and
 * one call of whoever waits then serves all of a bundle. */
struct inquiry_calls {
	struct inquiry *first;
};

/* For resolvers: files an answer (the reference goes to the inquiry), and notes whom to call. The resolver's reference
 * to the inquiry goes along. Any thread. */
void inquiry_deliver(struct inquiry *inquiry, unsigned slot, const struct dns_answer *answer,
	struct inquiry_calls *calls);

/* Wakes whoever waits for what was delivered, and forgets the calls. */
void inquiry_call(struct inquiry_calls *calls);

#endif
