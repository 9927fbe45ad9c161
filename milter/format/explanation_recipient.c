/* SPDX-License-Identifier: BSD-2-Clause */
#include "mxvet/format.h"

#include <string.h>

static void
append_thresholds(struct text_buffer *buffer, const struct policy *policy)
{
	text_append_format(buffer, " (section \"%s\", %s mode; tag at ", policy->section,
		mode_name(policy->mode));
	text_append_points(buffer, policy->tag_at);
	text_append(buffer, ", defer at ");
	text_append_points(buffer, policy->defer_at);
	text_append(buffer, ", reject at ");
	text_append_points(buffer, policy->reject_at);
	text_append_char(buffer, ')');
}

static void
append_reply(struct text_buffer *buffer, const struct decision *decision)
{
	struct smtp_reply reply;

	smtp_reply_write(&reply, decision, decision->verdict->action);
	text_append_format(buffer, "    reply: %s %s %s\n", reply.code, reply.enhanced, reply.text);
}

void
explanation_write_recipient(struct text_buffer *buffer, const struct decision *decision,
	const char *address, const struct policy *policy)
{
	struct verdict verdict = *decision->verdict;
	struct decision own = *decision;

	own.verdict = &verdict;
	policy_apply(policy, decision->config, &verdict);
	text_append(buffer, "  ");
	text_append_escaped(buffer, address, strlen(address));
	text_append_format(buffer, ": %s", action_name(verdict.action));
	if (verdict.would != verdict.action)
		text_append_format(buffer, ", would %s", action_name(verdict.would));
	if (policy->protected)
		text_append(buffer, " (never refused)");
	if (policy->section != NULL)
		append_thresholds(buffer, policy);
	text_append_char(buffer, '\n');
	if (action_is_refusal(verdict.action))
		append_reply(buffer, &own);
}
