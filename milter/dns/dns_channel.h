/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_DNS_CHANNEL_H
#define MXVET_DNS_CHANNEL_H

/* The thread that talks to DNS servers: it alone touches c-ares. */

#include "flight_table.h"
#include "mxvet/config.h"
#include "mxvet/text_buffer.h"

/* Told in the channel's thread. */
struct dns_channel_hooks {
	/* Once for every flight that was sent; the reference to the answer goes along. */
	void (*landed)(void *state, struct flight *flight, const struct dns_answer *answer);
	/* After the last of those that landed together, and now and then without one. */
	void (*all_landed)(void *state);
	/* Once: the servers answer questions without EDNS only, and get no others from now on. */
	void (*lost_edns)(void *state);
	void *state;
};

struct dns_channel;

/* NULL, and what is wrong in `error`, when it cannot start. */
struct dns_channel *dns_channel_open(const struct config *config,
	const struct dns_channel_hooks *hooks, struct text_buffer *error);

/* Hands a question to the thread. Never blocks, never fails. */
void dns_channel_send(struct dns_channel *channel, struct flight *flight);

/* Lands what is still out as failed, and ends the thread. Accepts NULL. */
void dns_channel_close(struct dns_channel *channel);

#endif
