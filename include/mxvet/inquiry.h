/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_INQUIRY_H
#define MXVET_INQUIRY_H

/*
 * What one message needs to know from DNS. An inquiry is a table of at most 60 questions (dns.queries_per_message), a
 * quarter of them about the recipients' domains, and their answers. evidence_gather() and SPF find answers in it; a question that is not in it yet
 * is asked on the spot.
 * inquiry_step() gathers again when answers have come; the callback that must have the verdict calls inquiry_wait() once
 * and late.
 *
 *   gather -> find(): known? -> borrowed answer
 *               |   unknown -> slot in the table -> resolver->ask() -> cache, or the resolver's thread
 *               '-- NULL                                                   |
 *   inquiry_wait() <------------- deliver(slot, answer) <------------------'
 *
 * The resolver's thread holds a reference to the inquiry, never to a session.
 */

#include <stdbool.h>
#include <stdint.h>

#include "mxvet/config.h"
#include "mxvet/evidence.h"
#include "mxvet/resolver.h"
#include "mxvet/wait.h"

struct inquiry;

/* What one message's questions came to: "dns" in the log. */
struct inquiry_totals {
	unsigned queries; /* questions this message needed that DNS was asked, or was being asked for another message */
	unsigned cached;   /* answered from the cache */
	unsigned failed;   /* answers that are LOOKUP_FAILED */
	int64_t waited_us; /* time that callbacks waited for them */
	bool spent;        /* there were more questions than one message may ask */
};

/* A new inquiry with one reference; NULL without memory. The resolver must live as long as a caller steps or waits. */
struct inquiry *inquiry_open(struct resolver *resolver, const struct config *config);
void inquiry_release(struct inquiry *inquiry); /* accepts NULL */

/* Starts the message's clock, `dns.deadline` from now; without it the clock starts at the first wait. */
void inquiry_start_clock(struct inquiry *inquiry);

/* Whether a step could come further than the last one did. */
bool inquiry_has_news(struct inquiry *inquiry, const struct envelope *envelope);

/* Gathers as far as the known answers reach and sends the questions that come up; never blocks. `evidence` holds the
 * envelope. True when nothing is open any more. Cheap when nothing has come since the last step. */
bool inquiry_step(struct inquiry *inquiry, struct evidence *evidence);

/* Steps and waits until nothing is open or the clock has run out; then whatever is missing has failed, for good, and the
 * evidence is complete. Another call finds the same at once, unless the envelope asks for more. `hooks` may be NULL. */
void inquiry_wait(
	struct inquiry *inquiry, struct evidence *evidence, const struct wait_hooks *hooks);

/* Waits no longer: whatever is missing has failed, for good, and the evidence is complete. Never blocks. */
void inquiry_give_up(struct inquiry *inquiry, struct evidence *evidence);

struct inquiry_totals inquiry_totals_of(struct inquiry *inquiry);

#endif
