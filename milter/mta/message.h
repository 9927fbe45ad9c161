/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_MTA_MESSAGE_H
#define MXVET_MTA_MESSAGE_H

/*
 * What belongs to one message, from the first question about it until it ends. It is cleared whole, so that nothing of one
 * message can reach the next; all zero is no message.
 */

#include <stdbool.h>

#include "mxvet/decision.h"
#include "mxvet/inquiry.h"
#include "mxvet/recipients.h"

#include "forged_fields.h"

struct message {
	bool under_way;            /* between MAIL and its end */
	bool has_recipient;        /* one was named, accepted or not */
	bool logged;               /* the logs have its lines already */
	bool data;                 /* DATA was said, and nothing of the message has been seen yet */
	char id[DECISION_ID_SIZE]; /* by which log and reply call it; "" until it has a recipient */
	struct inquiry *inquiry; /* from the first question on; CONNECT and HELO ask already; or NULL */
	struct recipient_list recipients;
	struct forged_fields forged;
};

/* Gives it an id unless it has one. */
void message_name(struct message *message);

/* Frees what it holds, and makes it no message. */
void message_clear(struct message *message);

#endif
