/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_RECIPIENTS_H
#define MXVET_RECIPIENTS_H

/*
 * The recipients of one message, as the decision lists them, and what one judgement of the sender comes to for each:
 *
 *   fold = recipients_fold_of(list)
 *   while (recipients_next_domain(&fold, &domain))
 *           judge the message as that domain has it
 *           recipients_decide_domain(&fold, verdict): is it the strictest so far? then it is the message's
 */

#include <stdbool.h>

#include "mxvet/config.h"
#include "mxvet/greylist.h"
#include "mxvet/judge.h"
#include "mxvet/mail_address.h"
#include "mxvet/policy.h"

enum { RECIPIENTS_MAX = 1000 }; /* that are listed in the log; the others are counted */

/* One accepted or refused recipient of a message. */
struct recipient {
	char *domain; /* escaped already: the domain, or what stands for it; owned by the list's owner */
	char *address; /* escaped already: the whole address; NULL unless the log asks for it */
	char *reply; /* by which it was refused, as it was given: "450 4.7.1 ..."; NULL: it was not */
	enum action action;   /* what is done for it */
	struct policy policy; /* whose rules hold */
	bool greylisted;      /* the greylist was asked, and answered: */
	struct greylist_answer greylist;
};

struct recipient_list {
	struct recipient *item;
	unsigned count;
};

/* Lists a recipient as the log may show it, with the policy that holds for it; nothing is done for it yet. Returns where it
 * stands until the next one comes; NULL beyond RECIPIENTS_MAX, or without memory: it is left out. */
struct recipient *recipients_add(struct recipient_list *list, const struct config *config,
	const struct mail_address *address, const struct policy *policy);
void recipients_forget(struct recipient_list *list);

/* How far the recipients of one message are decided. */
struct recipients_fold {
	struct recipient_list *list;
	const struct config *config;
	enum action most;
	bool all_refused;             /* before anything is decided here */
	bool decided[RECIPIENTS_MAX]; /* or refused before, and of no account */
	unsigned first;               /* whose domain is to be judged next */
	bool none_listed;             /* the top level stands for them */
};

/* Begins. At most `most` is done for each: a message that was accepted cannot be refused any more. */
struct recipients_fold recipients_fold_of(
	struct recipient_list *list, const struct config *config, enum action most);

/* The next domain for which the message is to be judged: `arrival`, and the exemption of our own backup, depend on it. No
 * name: none is known. False when all recipients are decided. */
bool recipients_next_domain(struct recipients_fold *fold, struct dns_name *domain);

/*
 * Decides for each recipient of that domain that was not refused before, by its policy; a recipient that is marked stays
 * marked. Returns whether the outcome for one of them is stricter than `strictest`, what counted so far (NULL: nothing);
 * then `verdict` becomes that outcome. The strictest counts among the accepted ones, among the refused ones when all were,
 * or it is that of the top level when none is listed.
 */
bool recipients_decide_domain(
	struct recipients_fold *fold, struct verdict *verdict, const struct verdict *strictest);

#endif
