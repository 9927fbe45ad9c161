/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_POLICY_H
#define MXVET_POLICY_H

/*
 * Whose rules hold for a recipient: the first `recipient` section of the configuration that matches, in the file's
 * order, or the top level. The sender is judged once per message; a policy turns that judgement into what is
 * done for one recipient.
 */

#include <stdbool.h>

#include "mxvet/config.h"
#include "mxvet/judge.h"
#include "mxvet/mail_address.h"

struct policy {
	enum mode mode;
	int tag_at, defer_at, reject_at; /* hundredths */
	enum on_reject on_reject;
	const char *section; /* title of the section that matched, the configuration's; NULL: the top level */
	bool protected; /* postmaster or abuse (RFC 5321 4.5.1, RFC 2142): never refused */
};

/* The rules of the top level. */
struct policy policy_top(const struct config *config);

/* The rules for one recipient. The local part decides only where a section names one; case counts in neither part. */
struct policy policy_of_recipient(const struct config *config, const struct mail_address *recipient);

/* Sets `mode`, `would` (what the score asks for under this policy), `action` (what is done), and whether it is DNS trouble alone
 * that asks for it. HELO never decides (RFC 5321 4.1.4), exempt mail is accepted, and the protected are at most
 * tagged. */
void policy_apply(const struct policy *policy, const struct config *config, struct verdict *verdict);

/* Whether `one` refuses more than `other`, two verdicts on one message for two recipients: the header and the top level
 * of the log show the strictest. Where both do the same, the one that is judged at all and has the higher score. */
bool policy_is_stricter(const struct verdict *one, const struct verdict *other);

#endif
