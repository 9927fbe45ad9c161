/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_RECIPIENTS_H
#define MXVET_RECIPIENTS_H

/* The recipients of one message, as the decision lists them, and what one judgement of the sender comes to for each. */

#include "mxvet/config.h"
#include "mxvet/judge.h"
#include "mxvet/policy.h"

enum { RECIPIENTS_MAX = 1000 }; /* that are listed in the log; the others are counted */

/* One accepted or refused recipient of a message. */
struct recipient {
	char *domain; /* escaped already: the domain, or what stands for it; owned by the list's owner */
	char *address; /* escaped already: the whole address; NULL unless the log asks for it */
	enum action action;   /* what is done for it */
	struct policy policy; /* whose rules hold */
};

struct recipient_list {
	struct recipient *item;
	unsigned count;
};

/* Lists a recipient as the log may show it, with the policy that holds for it; nothing is done for it yet. Returns where it
 * stands until the next one comes; NULL beyond RECIPIENTS_MAX, or without memory: it is left out. */
struct recipient *recipients_add(
	struct recipient_list *list, const struct config *config, const char *address);

/* Judges the message as one recipient's domain has it (no name: none is known): `arrival`, and the exemption of our own
 * backup, depend on that. */
typedef void recipients_judge(void *state, const struct dns_name *domain, struct verdict *verdict);

/*
 * Has the message judged for each domain, and decides for each recipient that was not refused before, by its policy, at most
 * `most`: who has taken a message can refuse it to nobody. A recipient that is marked stays marked. The verdict, and
 * what `judge` did last, become those of the strictest outcome among the accepted ones, of the refused ones when
 * all were, or those of the top level when none is listed.
 */
void recipients_decide(struct recipient_list *list, const struct config *config, enum action most,
	recipients_judge *judge, void *state, struct verdict *verdict);

void recipients_forget(struct recipient_list *list);

#endif
