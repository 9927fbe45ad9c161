/* SPDX-License-Identifier: BSD-2-Clause */
#include "mxvet/policy.h"

#include <string.h>

#include "mxvet/glob.h"

/*
 * From a score to an action: the thresholds say what it asks for, the mode and whose mail it is what is done.
 */

enum {
	LOCAL_PART_SHOWN = 256
}; /* of a local part; 64 octets are the most there should be (RFC 5321 4.5.3.1) */

struct policy
policy_top(const struct config *config)
{
	return (struct policy){.mode = config->mode,
		.tag_at = config->tag_at,
		.defer_at = config->defer_at,
		.reject_at = config->reject_at};
}

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 'a' - 'A') : c;
}

/* The local part in lower case; quotes do not make another mailbox of it (RFC 5321 4.1.2). */
static void
read_local_part(struct text_buffer *local, const struct mail_address *recipient)
{
	const bool quoted = recipient->local_length >= 2 && recipient->local[0] == '"';
	const size_t end = recipient->local_length - (quoted ? 1 : 0);

	for (size_t i = quoted ? 1 : 0; i < end; i++) {
		if (quoted && recipient->local[i] == '\\' && i + 1 < end)
			i++;
		text_append_char(local, lower(recipient->local[i]));
	}
}

/* The address as sections are compared with it: lower case, no quotes, A-labels; a bare local part without '@'. */
static void
append_domain(struct text_buffer *address, const struct mail_address *recipient)
{
	if (recipient->domain_text_length == 0)
		return;
	text_append_char(address, '@');
	if (recipient->kind == MAIL_ADDRESS_DOMAIN)
		text_append(address, recipient->domain.text);
	else
		for (size_t i = 0; i < recipient->domain_text_length; i++)
			text_append_char(address, lower(recipient->domain_text[i]));
}

/* RFC 5321 4.5.1: postmaster takes mail with and without a domain; RFC 2142 2: abuse. */
static bool
is_protected(const char *local, const struct mail_address *recipient)
{
	return strcmp(local, "postmaster") == 0 ||
		(strcmp(local, "abuse") == 0 && recipient->domain_text_length > 0);
}

struct policy
policy_of_recipient(const struct config *config, const struct mail_address *recipient)
{
	char storage[LOCAL_PART_SHOWN + 1 + DNS_NAME_MAX + 1];
	struct policy policy = policy_top(config);
	struct text_buffer address;

	text_init(&address, storage, LOCAL_PART_SHOWN);
	read_local_part(&address, recipient);
	policy.protected = is_protected(address.text, recipient);
	address.size = sizeof(storage);
	append_domain(&address, recipient);
	for (size_t i = 0; i < config->recipients.count; i++) {
		const struct recipient_rule *rule = &config->recipients.item[i];
		if (!glob_matches(rule->pattern, address.text))
			continue;
		policy.mode = rule->mode;
		policy.tag_at = rule->tag_at;
		policy.defer_at = rule->defer_at;
		policy.reject_at = rule->reject_at;
		policy.section = rule->title;
		break;
	}
	return policy;
}

/* The score without what HELO says (RFC 5321 4.1.4) and what follows from that nothing is known. */
static int
score_beside_helo(const struct verdict *verdict)
{
	return verdict->score - verdict->findings[CHECK_helo].points -
		verdict->findings[CHECK_anchor].points;
}

static enum action
action_of_score(const struct policy *policy, const struct verdict *verdict)
{
	enum action action = ACTION_ACCEPT;

	if (verdict->score >= policy->reject_at)
		action = ACTION_REJECT;
	else if (verdict->score >= policy->defer_at)
		action = ACTION_DEFER;
	else if (verdict->score >= policy->tag_at)
		action = ACTION_TAG;
	return action > ACTION_TAG && score_beside_helo(verdict) <= 0 ? ACTION_TAG : action;
}

/* The most that a check can cost. */
static int
worst_points(enum check check, const struct config *config)
{
	int worst = 0;

	for (unsigned i = outcome_temperror + 1; i < OUTCOME_COUNT; i++)
		if (outcome_table[i].check == check && config->points[i] > worst)
			worst = config->points[i];
	return worst;
}

/* Whether the message would be deferred at least, had DNS answered the worst about this one check. */
static bool
trouble_could_hide_a_refusal(enum check check, const struct policy *policy,
	const struct config *config, const struct verdict *verdict)
{
	const int worst = worst_points(check, config);

	return verdict->findings[check].outcome == outcome_temperror &&
		verdict->score + worst >= policy->defer_at && score_beside_helo(verdict) + worst > 0;
}

static bool
is_deferred_for_trouble(
	const struct policy *policy, const struct config *config, const struct verdict *verdict)
{
	switch (config->on_temperror) {
	case TEMPERROR_ACCEPT:
		return false;
	case TEMPERROR_DEFER:
		return trouble_could_hide_a_refusal(CHECK_sender, policy, config, verdict) ||
			trouble_could_hide_a_refusal(CHECK_spf, policy, config, verdict);
	}
	return false;
}

static bool
may_refuse(const struct policy *policy)
{
	switch (policy->mode) {
	case MODE_OBSERVE:
		return false;
	case MODE_ENFORCE:
		return !policy->protected;
	}
	return false;
}

void
policy_apply(const struct policy *policy, const struct config *config, struct verdict *verdict)
{
	const enum action asked = action_of_score(policy, verdict);

	verdict->mode = policy->mode;
	verdict->for_trouble = asked < ACTION_DEFER &&
		is_deferred_for_trouble(policy, config, verdict);
	verdict->would = verdict->for_trouble ? ACTION_DEFER : asked;
	if (verdict->exempt != EXEMPT_NOT)
		verdict->action = ACTION_ACCEPT;
	else if (may_refuse(policy))
		verdict->action = verdict->would;
	else
		verdict->action = asked > ACTION_TAG ? ACTION_TAG : asked; /* trouble marks nobody */
}

bool
policy_is_stricter(const struct verdict *one, const struct verdict *other)
{
	if (one->action != other->action)
		return one->action > other->action;
	if ((one->exempt == EXEMPT_NOT) != (other->exempt == EXEMPT_NOT))
		return one->exempt == EXEMPT_NOT;
	if (one->would != other->would)
		return one->would > other->would;
	if (one->mode != other->mode)
		return one->mode > other->mode;
	return one->score > other->score;
}
