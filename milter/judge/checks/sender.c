/* SPDX-License-Identifier: BSD-2-Clause */
#include "../facts.h"

/* SPF found a record at the name, so the name exists. */
static bool
has_spf_record(const struct spf_evidence *spf)
{
	return spf->result != SPF_RESULT_NOT_ASKED && spf->result != SPF_RESULT_NONE;
}

/* A question for some type was answered with NOERROR. */
static bool
has_been_seen(const struct evidence *evidence)
{
	return evidence->mx.lookup == LOOKUP_NO_DATA ||
		evidence->sender.v4.lookup == LOOKUP_NO_DATA ||
		evidence->sender.v6.lookup == LOOKUP_NO_DATA;
}

/*
 * Neither MX nor address: this sender cannot be answered. Bounce subdomains of mail services are made that
 * way, with nothing but an SPF record, and are forgiven when it passes. Without SPF (disabled, or
 * in trouble) the two cannot be told apart. An NXDOMAIN for MX is the name's absence only when SPF found nothing either.
 */
static void
judge_nothing(const struct judgement *judgement, enum sender_state state, struct finding *finding)
{
	const struct evidence *evidence = judgement->evidence;
	const char *domain = evidence->envelope.sender.text;
	const struct spf_evidence *spf = &evidence->spf;

	if (!judgement->config->enabled[CHECK_spf] && has_been_seen(evidence))
		conclude(finding, outcome_none,
			"%.60s has neither MX nor address; with SPF disabled, that may be all right",
			domain);
	else if (spf->result == SPF_RESULT_TEMPERROR) {
		finding->recurs = spf->exhausted;
		conclude(finding, outcome_temperror,
			"%.80s has neither MX nor address, and its SPF is in doubt", domain);
	} else if (spf->result == SPF_RESULT_PASS && !spf->open)
		conclude(finding, sender_spfonly,
			"%.80s has neither MX nor address, but SPF passes", domain);
	else if (state == SENDER_NO_NAME && !has_spf_record(spf))
		conclude(finding, sender_nxdomain, "%.80s does not exist", domain);
	else
		conclude(finding, sender_nodata, "%.80s has neither MX nor address", domain);
}

static void
judge_domain(const struct judgement *judgement, enum sender_state state, struct finding *finding)
{
	const struct evidence *evidence = judgement->evidence;
	const char *domain = evidence->envelope.sender.text;

	switch (state) {
	case SENDER_UNKNOWN:
		break;
	case SENDER_NULL:
		conclude(finding, sender_bounce, "the null sender");
		break;
	case SENDER_INVALID:
		conclude(finding, sender_invalid, "the sender has no full domain name");
		break;
	case SENDER_IN_DOUBT:
		finding->recurs = facts_sender_exhausted(evidence);
		conclude(finding, outcome_temperror, "%.80s: %s", domain,
			facts_sender_trouble(evidence));
		break;
	case SENDER_NULL_MX:
		conclude(finding, sender_nullmx, "%.80s says that it accepts no mail", domain);
		break;
	case SENDER_WITH_MX:
		conclude(finding, sender_mx, "%.80s has MX hosts", domain);
		break;
	case SENDER_IMPLICIT:
		conclude(finding, sender_implicit, "%.80s has no MX, but an address", domain);
		break;
	case SENDER_NO_NAME:
	case SENDER_NOTHING:
		judge_nothing(judgement, state, finding);
		break;
	}
}

static enum truth
spf_ties(const struct spf_evidence *spf)
{
	if (spf->result == SPF_RESULT_TEMPERROR)
		return TRUTH_MAYBE;
	return spf->result == SPF_RESULT_PASS && !spf->open ? TRUTH_YES : TRUTH_NO;
}

static enum truth
mx_ties(enum outcome mx)
{
	if (mx == outcome_temperror)
		return TRUTH_MAYBE;
	return mx == mx_exact || mx == mx_implicit || mx == mx_host ? TRUTH_YES : TRUTH_NO;
}

/* A confirmed reverse name is one of ours, or in the domain's organisation. */
static enum truth
name_ties(const struct judgement *judgement)
{
	const struct evidence *evidence = judgement->evidence;
	const struct dns_name *which = NULL;
	enum truth ties = facts_shares_organisation(
		judgement->client, &evidence->envelope.sender, &which);

	for (unsigned i = 0; i < evidence->ptr.count; i++)
		if (name_list_contains(&judgement->config->own_names, &evidence->ptr.name[i].name))
			ties = truth_or(ties, facts_name_confirmed(evidence, i));
	return ties;
}

/* Whether all that could tie the client to our domain was looked for. */
static bool
ties_are_known(const struct judgement *judgement)
{
	const struct evidence *evidence = judgement->evidence;

	return judgement->config->enabled[CHECK_spf] && judgement->config->enabled[CHECK_mx] &&
		evidence->spf.result != SPF_RESULT_NOT_ASKED &&
		evidence->ptr.lookup != LOOKUP_NOT_ASKED && evidence->mx.lookup != LOOKUP_NOT_ASKED;
}

/* A domain of ours. What DNS says of it may look different from inside (split DNS), so it is not judged; but a stranger
 * who writes in its name has no business to. */
static void
judge_own_domain(const struct judgement *judgement, struct finding *finding)
{
	const struct envelope *envelope = &judgement->evidence->envelope;
	const char *domain = envelope->sender.text;
	enum truth ties;

	if (!envelope_has_public_client(envelope) || !ties_are_known(judgement) ||
		network_list_contains(&judgement->config->own_networks, &envelope->client))
		return;
	ties = truth_or(spf_ties(&judgement->evidence->spf),
		truth_or(mx_ties(judgement->findings[CHECK_mx].outcome), name_ties(judgement)));
	switch (ties) {
	case TRUTH_YES:
		break;
	case TRUTH_MAYBE:
		conclude(finding, outcome_temperror,
			"what could tie the client to %.80s, the receiver's own domain, is in doubt",
			domain);
		break;
	case TRUTH_NO:
		conclude(finding, sender_ours,
			"%.80s is the receiver's own domain, and nothing ties the client to it",
			domain);
		break;
	}
}

void
check_sender(const struct judgement *judgement, struct finding *finding)
{
	const struct envelope *envelope = &judgement->evidence->envelope;

	if (name_list_covers(&judgement->config->own_domains, &envelope->sender))
		judge_own_domain(judgement, finding);
	else
		judge_domain(judgement, facts_sender(judgement->evidence), finding);
}
