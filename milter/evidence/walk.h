/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_EVIDENCE_WALK_H
#define MXVET_EVIDENCE_WALK_H

/* One round from the envelope to the facts: see mxvet/evidence.h. */

#include "mxvet/evidence.h"

struct walk {
	struct evidence *evidence;
	const struct lookup_needs *needs;
	const struct answer_source *source;
	bool for_recipient; /* who the questions are asked for */
	bool open;          /* a question of this round has no answer yet */
};

/* The answer, or NULL: the question is noted, and the walk is open. */
const struct dns_answer *walk_find(
	struct walk *walk, const struct dns_name *name, enum dns_type type);

/* Looks a host's addresses of one family up (4 or 6); true when they are known now. */
bool walk_look_up(struct walk *walk, struct host *host, unsigned family);

struct address_set *walk_addresses(struct host *host, unsigned family);

/* 4 also when the client is not known. */
unsigned walk_client_family(const struct walk *walk);
unsigned walk_other_family(const struct walk *walk);

/* The recipient's domain: our own place among its mail hosts, and the client's. */
void walk_arrival(struct walk *walk);

#endif
