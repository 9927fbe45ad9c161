/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_MTA_SESSION_H
#define MXVET_MTA_SESSION_H

/*
 * One SMTP session as the MTA tells it, without a word of libmilter: the callbacks translate, this
 * decides what happens when.
 *
 *   connect   who the client is; its reverse name is asked for at once
 *   HELO      its name; asked for at once
 *   MAIL      the sender; its domain is asked for at once, and the message's clock starts
 *   RCPT      counted and listed; one that can be refused is decided: the wait, the verdict, the reply
 *   headers   fields that claim to be ours are noted
 *   end       the wait; then the verdict, the edits, the log; the message is forgotten
 *
 * Nothing waits before the end of the message unless a recipient can be refused; one clock bounds all waits.
 *
 * Commands come in any order a client can think of: HELO may never come, come twice or in
 * mid-transaction, and is then told before the abort of what it ends.
 *
 * A session is small (about 1.7 KB) because thousands of them idle; evidence is there for the time of
 * one call (workspace.h). The callbacks of a session come one after another, but on different threads.
 */

#include <stdbool.h>
#include <sys/socket.h>

#include "mxvet/config.h"
#include "mxvet/evidence.h"
#include "mxvet/format.h"
#include "mxvet/judge.h"
#include "mxvet/resolver.h"
#include "mxvet/wait.h"

#include "message.h"
#include "service.h"

/* What the MTA says by name: "j", "{daemon_addr}", "{auth_type}". */
struct macros {
	/* The value of a macro at this stage, until the next call; NULL when the MTA does not say it. */
	const char *(*value)(void *state, const char *name);
	void *state;
};

/* How a recipient is refused, and a message held. False when the MTA does not take that: then it is not done. */
struct refusal {
	bool (*say)(void *state, const struct smtp_reply *reply);
	bool (*hold)(void *state, const char *reason); /* at the end of the message only */
	void *state;
};

struct session {
	struct service *service;
	const struct config *config;
	struct resolver *resolver;
	struct envelope envelope;
	enum exemption exempt; /* that stands without DNS */
	struct message message;
};

/* A session that pins the service's configuration and resolver; NULL without memory. */
struct session *session_open(struct service *service);
void session_close(struct session *session); /* accepts NULL */

/* `name` and `address` as the MTA passes them: the address may be NULL or of any family. */
void session_connect(struct session *session, const char *name, const struct sockaddr *address,
	const struct macros *macros);

void session_helo(struct session *session, const char *argument);
void session_mail(struct session *session, const char *sender, const struct macros *macros);

/* What is done for the recipient; a refusal has been said by `refusal`. Waits only where it can be
 * refused. */
enum action session_rcpt(struct session *session, const char *recipient,
	const struct wait_hooks *hooks, const struct refusal *refusal);

void session_data(struct session *session);
void session_header(struct session *session, const char *name, const char *value);

/* Ends the message: waits for what is open, judges, holds it where that is the action, edits, logs, forgets. It is refused
 * only for more forged fields than can be removed, and `refusal` has said why. */
enum action session_end(struct session *session, const struct macros *macros,
	const struct wait_hooks *hooks, const struct header_edits *edits,
	const struct refusal *refusal);

/* The message comes to nothing: RSET, a lost connection, all recipients refused. If it had any, it leaves its lines in
 * the logs. Also called between messages. */
void session_abort(struct session *session);

#endif
