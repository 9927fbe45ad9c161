/* SPDX-License-Identifier: BSD-2-Clause */
#include "mxvet/policy.h"

#include <string.h>

#include "mxvet/glob.h"

/*
 * From a score to an action: the thresholds say what it asks for, the mode and whose mail it is what is done.
 */

/* Octets of an address that sections are compared with; 64 are the most a local part should have (RFC 5321 4.5.3.1). */
enum { LOCAL_PART_MAX = 255, DOMAIN_MAX = 255 };

struct policy
policy_top(const struct config *config)
{
	return (struct policy){.mode = config->mode,
		.tag_at = config->tag_at,
		.defer_at = config->defer_at,
		.reject_at = config->reject_at,
		.on_reject = config->on_reject};
}

/* RFC 5321 4.5.1: postmaster takes mail with and without a domain; RFC 2142 2: abuse. `address` is canonical. */
static bool
is_protected(const char *address)
{
	return strcmp(address, "postmaster") == 0 || strncmp(address, "postmaster@", 11) == 0 ||
		strncmp(address, "abuse@", 6) == 0;
}

struct policy
policy_of_recipient(const struct config *config, const struct mail_address *recipient)
{
	char storage[LOCAL_PART_MAX + 1 + DOMAIN_MAX + 1];
	struct policy policy = policy_top(config);
	struct text_buffer address;

	text_init(&address, storage, sizeof(storage));
	mail_address_append_canonical(&address, recipient, LOCAL_PART_MAX);
	policy.protected = is_protected(address.text);
	for (size_t i = 0; i < config->recipients.count; i++) {
		const struct recipient_rule *rule = &config->recipients.item[i];

		if (!glob_matches(rule->pattern, address.text))
			continue;
		policy.mode = rule->mode;
		policy.tag_at = rule->tag_at;
		policy.defer_at = rule->defer_at;
		policy.reject_at = rule->reject_at;
		policy.on_reject = rule->on_reject;
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
		action = policy->on_reject == ON_REJECT_HOLD ? ACTION_HOLD : ACTION_REJECT;
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
		!verdict->findings[check].recurs && /* waiting would not help */
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
		verdict->action = asked > ACTION_TAG ? ACTION_TAG
						     : asked; /* trouble marks no message */
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
