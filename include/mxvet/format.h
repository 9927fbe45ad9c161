/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_FORMAT_H
#define MXVET_FORMAT_H

/*
 * The words of a decision: header fields, replies, the line in the mail log, the explanation on a terminal. Pure, from
 * one value, so that all of them say the same. Nothing that came from outside leaves unescaped.
 */

#include <stdbool.h>

#include "mxvet/decision.h"
#include "mxvet/policy.h"
#include "mxvet/reply_template.h"
#include "mxvet/text_buffer.h"

enum { HEADER_FIELD_SIZE = 2048 }; /* octets of the longest field we write, folds included */

/*
 * Values of header fields (mxvet-headers(7)), without the name, folded with "\n " before column 78
 * counting the name and ": "; a word that is longer than a line stands alone on its own. False, and
 * nothing appended, when the field has nothing to say and is to be left out.
 */
bool header_auth_results(
	struct text_buffer *buffer, const struct decision *decision); /* RFC 8601 2.2 */
bool header_verdict(struct text_buffer *buffer, const struct decision *decision);
bool header_score(struct text_buffer *buffer, const struct decision *decision);
bool header_level(struct text_buffer *buffer, const struct decision *decision);
bool header_flag(struct text_buffer *buffer, const struct decision *decision);
bool header_risk(struct text_buffer *buffer, const struct decision *decision);

/* The fields in the order in which they stand in a message, top down; `enabled` by the configuration's headers section. */
struct header_row {
	const char *name;
	bool (*write)(struct text_buffer *buffer, const struct decision *decision);
	bool (*enabled)(const struct config *config);
};
enum { HEADER_COUNT = 6 };
extern const struct header_row header_table[HEADER_COUNT];

/* The authserv-id to claim: the configuration's, else the MTA's name; "" when neither is known. */
const char *header_authserv_id(const struct config *config, const struct envelope *envelope);

/* Whether an incoming field claims to be ours: its name begins with X-MXVet in any case, or it is an
 * Authentication-Results whose authserv-id is `authserv_id` (RFC 8601 5; comments, folds, quotes, a version and any
 * case are seen through; one that cannot be read counts as ours if the id occurs in it at all). */
bool header_is_ours(const char *name, const char *value, const char *authserv_id);

/* What an SMTP client is told when it is refused (RFC 5321 4.2, RFC 3463). The class of both codes agrees. */
struct smtp_reply {
	char code[4];               /* "550", "450", "451" */
	char enhanced[8];           /* "5.7.25" */
	char text[REPLY_TEXT_SIZE]; /* one line, printable ASCII; '%' is not doubled yet */
};

/* The reply to a refused recipient, from the largest contributor; `action` is ACTION_DEFER or
 * ACTION_REJECT. */
void smtp_reply_write(struct smtp_reply *reply, const struct decision *decision, enum action action);

/* Why a message is held, for the postmaster who finds it in the queue: "score 9.50, sender=nxdomain: ... (id ...)", one
 * line of printable ASCII. */
enum { HOLD_REASON_SIZE = 512 };
void hold_reason_write(struct text_buffer *buffer, const struct decision *decision);

/* `QUEUEID-or-NOQUEUE: id= client= helo= from= score= action= [would=] [refused=] [exempt=] top= [dns=failed:N/M]` for the mail log, without a newline. */
enum { LOG_LINE_SIZE = 1024 };
void log_line(struct text_buffer *buffer, const struct decision *decision);

/* How an explanation is to look; all zero is plain ASCII in 80 columns. */
struct explanation_style {
	bool colour;
	bool utf8; /* valid UTF-8 of foreign texts is shown as it is; direction marks and controls never are */
	unsigned width; /* columns; 0: 80 */
	const char *headline; /* instead of the action, where recipients differ: "reject: 2 recipients; ..."; NULL: none */
	const char *sender; /* as it was given; NULL: the domain that the evidence holds */
};

/* The verdict with its evidence for a person. */
void explanation_write(struct text_buffer *buffer, const struct decision *decision,
	const struct explanation_style *style);

/* What the same judgement comes to for one recipient under its policy, and the reply if that is a refusal: a line or two, whole. */
void explanation_write_recipient(struct text_buffer *buffer, const struct decision *decision,
	const char *address, const struct policy *policy);

#endif
