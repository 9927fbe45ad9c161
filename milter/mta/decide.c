/* SPDX-License-Identifier: BSD-2-Clause */
#include "decide.h"

#include <stdlib.h>
#include <string.h>

#include "mxvet/clock.h"
#include "mxvet/log.h"
#include "mxvet/recipients.h"

/* Without memory for an inquiry nothing could be asked: every look-up has failed. */
static void
fail_everything(struct evidence *evidence)
{
	const struct address_set failed = {
		.lookup = LOOKUP_FAILED, .failure = DNS_FAILURE_UNAVAILABLE};

	evidence->ptr.lookup = evidence->mx.lookup = LOOKUP_FAILED;
	evidence->ptr.failure = evidence->mx.failure = DNS_FAILURE_UNAVAILABLE;
	evidence->helo.v4 = evidence->helo.v6 = failed;
	evidence->sender.v4 = evidence->sender.v6 = failed;
	evidence->spf.result = SPF_RESULT_TEMPERROR;
}

static void
gather(struct session *session, struct evidence *evidence, const struct wait_hooks *hooks,
	struct inquiry_totals *totals)
{
	struct message *message = &session->message;

	if (session->exempt != EXEMPT_NOT)
		return;
	if (message->inquiry == NULL)
		message->inquiry = inquiry_open(session->resolver, session->config);
	if (message->inquiry == NULL) {
		fail_everything(evidence);
		return;
	}
	if (hooks != NULL)
		inquiry_wait(message->inquiry, evidence, hooks);
	else
		inquiry_give_up(message->inquiry, evidence);
	*totals = inquiry_totals_of(message->inquiry);
}

/* Judges the sender under the rules of the top level. Without hooks nothing is waited for, and what is not known has failed. */
static void
judge_sender(struct workspace *workspace, struct session *session, const struct wait_hooks *hooks)
{
	struct decision *decision = &workspace->decision;

	evidence_init(&workspace->evidence, &session->envelope);
	*decision = (struct decision){
		.verdict = &workspace->verdict,
		.evidence = &workspace->evidence,
		.config = session->config,
		.recipients = &session->message.recipients,
		.time_ms = clock_wall_ms(),
	};
	memcpy(decision->id, session->message.id, sizeof(decision->id));
	gather(session, &workspace->evidence, hooks, &decision->dns);
	verdict_reach(&workspace->verdict, &workspace->evidence, session->config);
}

/* Without a store no sender is deferred for being new. */
static bool
has_come_back(const struct session *session, const struct workspace *workspace,
	const struct mail_address *address, struct recipient *recipient)
{
	const struct config *config = session->config;
	struct greylist *greylist = session->service->greylist;
	struct greylist_answer answer;
	struct greylist_try try;

	if (greylist == NULL)
		return true;
	greylist_try_of(&try, &workspace->evidence, &workspace->verdict, address);
	answer = greylist_ask(greylist, &try, config->greylist_delay, config->greylist_keep);
	if (recipient != NULL) {
		recipient->greylisted = true;
		recipient->greylist = answer;
	}
	return greylist_lets_pass(&answer);
}

/* Keeps the reply as it was given, for the record; without memory the record lacks it. */
static void
note_reply(struct recipient *recipient, const struct smtp_reply *reply)
{
	char storage[sizeof(*reply)];
	struct text_buffer text;

	if (recipient == NULL)
		return;
	text_init(&text, storage, sizeof(storage));
	text_append_format(&text, "%s %s %s", reply->code, reply->enhanced, reply->text);
	recipient->reply = strdup(storage);
}

/* Mail that cannot be refused is accepted, and the log says so. */
static enum action
refuse(const struct decision *decision, enum action action, struct recipient *recipient,
	const struct refusal *refusal)
{
	struct smtp_reply reply;

	smtp_reply_write(&reply, decision, action);
	if (refusal->say(refusal->state, &reply)) {
		note_reply(recipient, &reply);
		return action;
	}
	log_write(LOG_LEVEL_ERROR,
		"id=%s: a recipient is accepted that should have been refused:"
		" the reply \"%s %s\" cannot be given",
		decision->id, reply.code, reply.enhanced);
	return ACTION_TAG;
}

enum action
decide_recipient(struct session *session, const struct policy *policy,
	const struct mail_address *address, struct recipient *recipient,
	const struct wait_hooks *hooks, const struct refusal *refusal)
{
	struct workspace *workspace = workspace_take();
	enum action action;

	if (workspace == NULL)
		return ACTION_ACCEPT; /* without memory */
	judge_sender(workspace, session, hooks);
	policy_apply(policy, session->config, &workspace->verdict);
	action = workspace->verdict.action;
	if (action == ACTION_DEFER && !workspace->verdict.for_trouble &&
		has_come_back(session, workspace, address, recipient))
		action = ACTION_TAG;
	if (action_is_refusal(action))
		action = refuse(&workspace->decision, action, recipient, refusal);
	workspace_give(workspace);
	return action;
}

enum { AHEAD_MAX = 16 }; /* domains; what may be asked for more of them would not last */

/* Asks about the recipients' domains side by side, without waiting. */
static void
ask_ahead(struct session *session, struct evidence *evidence)
{
	const struct recipient_list *list = &session->message.recipients;
	struct inquiry *inquiry = session->message.inquiry;
	unsigned steps = 0;

	if (session->exempt != EXEMPT_NOT || inquiry == NULL)
		return;
	for (unsigned i = 0; i < list->count && steps < AHEAD_MAX; i++) {
		if (action_is_refusal(list->item[i].action))
			continue;
		dns_name_parse(&session->envelope.recipient, list->item[i].domain);
		if (!inquiry_has_news(inquiry, &session->envelope))
			continue;
		evidence_init(evidence, &session->envelope);
		inquiry_step(inquiry, evidence);
		steps++;
	}
}

/* Before the first wait all domains' MX records are asked for, after it what they lead to: many domains then cost hardly
 * more time than one. What counts is kept; the other workspace serves the next domain. */
struct workspace *
decide_message(struct session *session, const struct wait_hooks *hooks)
{
	struct recipients_fold fold = recipients_fold_of(
		&session->message.recipients, session->config, ACTION_TAG);
	struct workspace *strictest = NULL, *current = workspace_take();
	struct dns_name domain;

	for (unsigned domains = 0; recipients_next_domain(&fold, &domain); domains++) {
		if (current == NULL)
			current = workspace_take();
		if (current == NULL)
			break; /* without memory the recipients that are left are accepted */
		if (hooks != NULL && domains <= 1)
			ask_ahead(session, &current->evidence);
		session->envelope.recipient = domain;
		judge_sender(current, session, hooks);
		if (recipients_decide_domain(&fold, &current->verdict,
			    strictest != NULL ? &strictest->verdict : NULL)) {
			struct workspace *former = strictest;

			strictest = current;
			current = former;
		}
	}
	workspace_give(current);
	return strictest;
}
