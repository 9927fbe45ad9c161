/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_DNS_PLAIN_QUESTION_H
#define MXVET_DNS_PLAIN_QUESTION_H

/*
 * Questions that c-ares does not ask: since 1.32 it refuses names with any other characters than letters, digits and
 * - _ / * . (SPF macros with local parts make such names). Each goes out in a datagram from a port of its own with a random
 * id, without EDNS, and over TCP when the answer did not fit; the next server is asked when one is silent. All of it in the
 * channel's thread.
 */

#include "flight_table.h"
#include "mxvet/dns_probe.h"

struct plain_settings {
	struct dns_server server[DNS_SERVERS_MAX];
	unsigned servers;
	int timeout_ms,
		tries; /* as c-ares': the time doubles from one round of all servers to the next */
	int epoll;     /* descriptors are added to it with themselves as data */
};

struct plain_questions;

/* Told once for each question, with an answer that the receiver releases. */
typedef void plain_answered(void *state, struct flight *flight, const struct dns_answer *answer);

/* NULL without memory. */
struct plain_questions *plain_questions_open(
	const struct plain_settings *settings, plain_answered *answered, void *state);
/* Answers what is out as failed. Accepts NULL. */
void plain_questions_close(struct plain_questions *questions);

/* Sends the flight's question; it is always answered later or at once. */
void plain_questions_ask(struct plain_questions *questions, struct flight *flight);

/* What has come on a descriptor; false when it is none of theirs. */
bool plain_questions_serve(struct plain_questions *questions, int descriptor);

/* How many are out. */
unsigned plain_questions_out(const struct plain_questions *questions);

/* Looks for what has timed out. */
void plain_questions_tick(struct plain_questions *questions);

#endif
