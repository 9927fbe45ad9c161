/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_RESOLVER_H
#define MXVET_RESOLVER_H

/*
 * Asking DNS, one question at a time. An asker numbers its questions; a resolver answers each at once or delivers the
 * answer later, from a thread of its own:
 *
 *   resolver->ops->ask(name, type, asker, slot) -> answer at hand
 *                                   |
 *                                   '-> NULL, and later asker->ops->deliver(slot, answer), then ->call()
 *
 * The resolver knows nothing of its askers but this: what an asker does with answers is its own business
 * (mxvet/inquiry.h).
 */

#include <stdatomic.h>
#include <stdbool.h>

#include "mxvet/config.h"
#include "mxvet/dns_answer.h"
#include "mxvet/dns_name.h"
#include "mxvet/text_buffer.h"

struct asker;

struct asker_ops {
	/* Takes one more reference for a resolver, which holds it until the answer has been delivered. Any thread. */
	void (*share)(struct asker *asker);
	/* Takes the answer to question `slot`; the caller's reference to it goes along. Returns true when the asker waits
	 * for `call`, which then follows and takes the resolver's reference to the asker; false when that reference has been
	 * given back already. Any thread, never blocks. */
	bool (*deliver)(struct asker *asker, unsigned slot, const struct dns_answer *answer);
	/* Wakes the thread that waits for what was delivered, and takes the resolver's reference. Any thread. */
	void (*call)(struct asker *asker);
};

/* What every asker begins with. */
struct asker {
	const struct asker_ops *ops;
	struct asker *next_to_call; /* in the list of the resolver that will call it */
};

/* Askers that are to be called, with a reference to each; all zero is none. Answers arrive in bundles, and one call
 * of an asker then serves all of a bundle. */
struct asker_calls {
	struct asker *first;
};

/* For resolvers: delivers one answer, whose reference goes along with the resolver's reference to the asker, and notes
 * the asker for asker_call_all() where it waits to be called. */
void asker_deliver(struct asker *asker, unsigned slot, const struct dns_answer *answer,
	struct asker_calls *calls);

/* Calls every asker that was noted, and empties the list. */
void asker_call_all(struct asker_calls *calls);

/* The one seam with function pointers: c-ares with a cache in front of it, or a zone file. Counted by references, so that a
 * session keeps the one it began with. */
struct resolver {
	const struct resolver_ops *ops;
	atomic_uint references;
	void (*answered)(
		bool failed); /* told of each answer to a question that was sent, on the resolver's thread; NULL:
	                                * unwatched. Set before the first question, like the next one */
	void (*lost_edns)(
		void); /* the servers understand no EDNS and are asked without it from now on */
};

struct resolver_ops {
	/* Returns the answer at once, a reference for the caller, when it is at hand; otherwise NULL, and delivers it to the
	 * asker for the slot later, exactly once, from another thread. It takes a reference to the asker for that.
	 * `*cached` is set to whether no question left the machine. Never blocks. */
	const struct dns_answer *(*ask)(struct resolver *resolver, const struct dns_name *name,
		enum dns_type type, struct asker *asker, unsigned slot, bool *cached);
	/* Stops asking, delivers failures to every asker that waits, frees. */
	void (*close)(struct resolver *resolver);
};

/* c-ares with the answer cache in front. NULL, with what is wrong in `error`, when it cannot start. */
struct resolver *dns_resolver_open(const struct config *config, struct text_buffer *error);
/* Records from a file, `NAME TYPE VALUE` a line (mxvet(8)). NULL, and a line "FILE:LINE: what is wrong" in `error` for
 * each that is wrong; with a resolver, `error` holds warnings of the same form. */
struct resolver *zone_resolver_open(const char *path, struct text_buffer *error);
/* The same from text; `name` stands for the file in messages. */
struct resolver *zone_resolver_of_text(
	const char *name, const char *text, struct text_buffer *error);
struct resolver *resolver_share(struct resolver *resolver);
/* Gives a reference back; the last one closes. Not on the resolver's own thread. Accepts NULL. */
void resolver_release(struct resolver *resolver);

#endif
