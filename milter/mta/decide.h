/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_MTA_DECIDE_H
#define MXVET_MTA_DECIDE_H

/*
 * From what a session knows to what is done. The sender is judged once a message: a later question finds the
 * answers of the first time, those that failed included. What differs between recipients is their policy, and the
 * checks that look at the recipient.
 */

#include "session.h"
#include "workspace.h"

/* Whether a recipient that may be refused is: waits, judges, asks the greylist, and has the refusal said. `recipient` is
 * its entry in the session's list, NULL where there was no room for it. */
enum action decide_recipient(struct session *session, const struct policy *policy,
	const struct mail_address *address, struct recipient *recipient,
	const struct wait_hooks *hooks, const struct refusal *refusal);

/* The message as a whole, recipient by recipient; what was refused stays refused, and nothing else can be any more. Without
 * hooks nothing is waited for, and what is not known has failed. The decision is the caller's, to be given back by
 * workspace_give(); NULL without memory. */
struct workspace *decide_message(struct session *session, const struct wait_hooks *hooks);

#endif
