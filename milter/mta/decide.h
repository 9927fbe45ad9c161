/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_MTA_DECIDE_H
#define MXVET_MTA_DECIDE_H

/*
 * From what a session knows to what is done. The sender is judged once a message: whoever asks again finds the
 * answers of the first time, those that failed included. What differs between recipients is their policy, and the
 * checks that look at the recipient.
 */

#include "decided.h"
#include "session.h"

/* Whether a recipient that may be refused is: waits, judges, asks the greylist, and has the refusal said. */
enum action decide_recipient(struct decided *decided, struct session *session,
	const struct policy *policy, const char *recipient, const struct wait_hooks *hooks,
	const struct refusal *refusal);

/* The message as a whole, recipient by recipient; what was refused stays refused, and nothing else can be any more. */
void decide_message(
	struct decided *decided, struct session *session, const struct wait_hooks *hooks);

#endif
