/* SPDX-License-Identifier: BSD-2-Clause */
#include "decide.h"

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
	if (session->exempt != EXEMPT_NOT)
		return;
	if (session->inquiry == NULL)
		session->inquiry = inquiry_open(session->resolver, session->config);
	if (session->inquiry == NULL) {
		fail_everything(evidence);
		return;
	}
	if (hooks != NULL)
		inquiry_wait(session->inquiry, evidence, hooks);
	else
		inquiry_give_up(session->inquiry, evidence);
	*totals = inquiry_totals_of(session->inquiry);
}

/* Judges the sender under the rules of the top level. Without hooks nothing is waited for, and what is not known has failed. */
static void
decide_sender(struct decided *decided, struct session *session, const struct wait_hooks *hooks)
{
	struct decision *decision = &decided->decision;

	evidence_init(&decided->evidence, &session->envelope);
	*decision = (struct decision){
		.verdict = &decided->verdict,
		.evidence = &decided->evidence,
		.config = session->config,
		.recipients = &session->recipients,
		.time_ms = clock_wall_ms(),
	};
	memcpy(decision->id, session->id, sizeof(decision->id));
	gather(session, &decided->evidence, hooks, &decision->dns);
	verdict_reach(&decided->verdict, &decided->evidence, session->config);
}

/* Without a store nobody is deferred for being new. */
static bool
came_back(const struct session *session, const struct decided *decided, const char *recipient)
{
	const struct config *config = session->config;
	struct greylist *greylist = session->service->greylist;
	struct greylist_answer answer;
	struct greylist_try try;

	if (greylist == NULL)
		return true;
	greylist_try_of(&try, &decided->evidence, &decided->verdict, recipient);
	answer = greylist_ask(greylist, &try, config->greylist_delay, config->greylist_keep);
	return greylist_lets_pass(&answer);
}

/* Mail that cannot be refused is accepted, and whoever reads the log is told. */
static enum action
refuse(const struct decision *decision, enum action action, const struct refusal *refusal)
{
	struct smtp_reply reply;

	smtp_reply_write(&reply, decision, action);
	if (refusal->say(refusal->state, &reply))
		return action;
	log_write(LOG_LEVEL_ERROR,
		"id=%s: a recipient is accepted that was to be refused:"
		" the reply \"%s %s\" cannot be given",
		decision->id, reply.code, reply.enhanced);
	return ACTION_TAG;
}

enum action
decide_recipient(struct decided *decided, struct session *session, const struct policy *policy,
	const char *recipient, const struct wait_hooks *hooks, const struct refusal *refusal)
{
	const struct verdict *verdict = &decided->verdict;

	decide_sender(decided, session, hooks);
	policy_apply(policy, session->config, &decided->verdict);
	switch (verdict->action) {
	case ACTION_ACCEPT:
	case ACTION_TAG:
		return verdict->action;
	case ACTION_DEFER:
		if (!verdict->for_trouble && came_back(session, decided, recipient))
			return ACTION_TAG;
		break;
	case ACTION_REJECT:
		break;
	}
	return refuse(&decided->decision, verdict->action, refusal);
}

enum { AHEAD_MAX = 16 }; /* domains; what may be asked for more of them would not last */

/* Asks about the recipients' domains side by side, without waiting. */
static void
look_ahead(struct session *session, struct evidence *evidence)
{
	const struct recipient_list *list = &session->recipients;
	unsigned steps = 0;

	if (session->exempt != EXEMPT_NOT || session->inquiry == NULL)
		return;
	for (unsigned i = 0; i < list->count && steps < AHEAD_MAX; i++) {
		if (list->item[i].action > ACTION_TAG)
			continue;
		dns_name_parse(&session->envelope.recipient, list->item[i].domain);
		if (!inquiry_has_news(session->inquiry, &session->envelope))
			continue;
		evidence_init(evidence, &session->envelope);
		inquiry_step(session->inquiry, evidence);
		steps++;
	}
}

/* What recipients_decide() is handed to judge with. */
struct judging {
	struct decided *decided;
	struct session *session;
	const struct wait_hooks *hooks;
	unsigned domains; /* judged so far */
};

/* Before the first wait all domains' MX records are asked for, after it what they lead to: many domains then cost hardly
 * more time than one. */
static void
judge_for_domain(void *state, const struct dns_name *domain, struct verdict *verdict)
{
	struct judging *judging = state;

	if (judging->hooks != NULL && judging->domains++ <= 1)
		look_ahead(judging->session, &judging->decided->evidence);
	judging->session->envelope.recipient = *domain;
	decide_sender(judging->decided, judging->session, judging->hooks);
	*verdict = judging->decided->verdict;
}

void
decide_message(struct decided *decided, struct session *session, const struct wait_hooks *hooks)
{
	struct judging judging = {decided, session, hooks, 0};
	struct verdict verdict;

	recipients_decide(&session->recipients, session->config, ACTION_TAG, judge_for_domain,
		&judging, &verdict);
	decided->verdict = verdict;
}
