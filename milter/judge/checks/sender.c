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
 * Neither MX nor address: nobody can answer this sender. Bounce subdomains of mail services are made that
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
	else if (spf->result == SPF_RESULT_TEMPERROR)
		conclude(finding, outcome_temperror,
			"%.80s has neither MX nor address, and its SPF is in doubt", domain);
	else if (spf->result == SPF_RESULT_PASS && !spf->open)
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
		conclude(finding, outcome_temperror, "%.80s: %s", domain,
			facts_sender_trouble(evidence));
		break;
	case SENDER_NULL_MX:
		conclude(finding, sender_nullmx, "%.80s says that it takes no mail", domain);
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

/* Our own domains may look different from inside (split DNS): not judged. */
void
check_sender(const struct judgement *judgement, struct finding *finding)
{
	const struct envelope *envelope = &judgement->evidence->envelope;

	if (name_list_covers(&judgement->config->own_domains, &envelope->sender))
		return;
	judge_domain(judgement, facts_sender(judgement->evidence), finding);
}
