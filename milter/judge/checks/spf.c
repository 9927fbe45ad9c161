/* SPDX-License-Identifier: BSD-2-Clause */
#include "../facts.h"

/* RFC 7208 2.6, with RFC 7208's "none" as nospf, and a pass that anybody would get as open. */
static enum outcome
outcome_of(const struct spf_evidence *spf)
{
	switch (spf->result) {
	case SPF_RESULT_NOT_ASKED:
		return outcome_none;
	case SPF_RESULT_NONE:
		return spf_nospf;
	case SPF_RESULT_NEUTRAL:
		return spf_neutral;
	case SPF_RESULT_PASS:
		return spf->open ? spf_open : spf_pass;
	case SPF_RESULT_FAIL:
		return spf_fail;
	case SPF_RESULT_SOFTFAIL:
		return spf_softfail;
	case SPF_RESULT_TEMPERROR:
		return outcome_temperror;
	case SPF_RESULT_PERMERROR:
		return spf_permerror;
	}
	return outcome_none;
}

void
check_spf(const struct judgement *judgement, struct finding *finding)
{
	const struct spf_evidence *spf = &judgement->evidence->spf;

	if (spf->result == SPF_RESULT_NOT_ASKED)
		return;
	finding->recurs = spf->exhausted;
	if (dns_name_is_empty(&spf->domain))
		conclude(finding, outcome_of(spf), "%s is no full domain name",
			spf->helo_identity ? "HELO" : "the sender's domain");
	else
		conclude(finding, outcome_of(spf), "%.80s%s%s", spf->domain.text,
			spf->term[0] != '\0' ? ": " : "", spf->term);
}
