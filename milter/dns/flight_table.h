/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_FLIGHT_TABLE_H
#define MXVET_FLIGHT_TABLE_H

/* Questions that are being asked: one flight each, however many messages wait. Any thread. */

#include <stdint.h>

#include "mxvet/resolver.h"

struct dns_channel;

struct waiter {
	struct waiter *next;
	struct asker *asker; /* a reference */
	unsigned slot;
};

struct flight {
	struct flight *next_in_bucket;
	struct dns_channel *channel; /* the channel's own: who sends it, */
	struct flight *next_to_send; /* and on the way to its thread */
	bool without_edns;           /* as it is asked now */
	uint64_t hash;
	struct waiter *waiters;
	struct dns_name name;
	enum dns_type type;
};

enum flight_join {
	FLIGHT_NEW,     /* the question is new: the caller sends it, and makes sure that it lands */
	FLIGHT_JOINED,  /* the question is out already */
	FLIGHT_REFUSED, /* no memory, or too many in flight */
};

struct flight_table;

/* NULL without memory or randomness. */
struct flight_table *flight_table_open(unsigned flights_max);
/* Accepts NULL; every flight must have landed. */
void flight_table_close(struct flight_table *table);

/* Puts the asker among those that wait for the answer; `*flight` is set for FLIGHT_NEW. */
enum flight_join flight_table_join(struct flight_table *table, const struct dns_name *name,
	enum dns_type type, struct asker *asker, unsigned slot, struct flight **flight);

/* Ends a flight: takes it out of the table, delivers the answer to every asker that waits, frees it. Whom to
 * call is noted. The caller's reference to the answer stays the caller's. */
void flight_table_land(struct flight_table *table, struct flight *flight,
	const struct dns_answer *answer, struct asker_calls *calls);

#endif
