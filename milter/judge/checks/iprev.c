/* SPDX-License-Identifier: BSD-2-Clause */
#include "../facts.h"

/* Some name that has not led back may yet do so. */
static const struct host *
find_doubtful_name(const struct evidence *evidence)
{
	for (unsigned i = 0; i < evidence->ptr.count; i++)
		if (facts_name_confirmed(evidence, i) == TRUTH_MAYBE)
			return &evidence->ptr.name[i];
	return NULL;
}

static void
judge_names(const struct evidence *evidence, const char *client, struct finding *finding)
{
	const struct dns_name *confirmed = facts_confirmed_name(evidence);
	const struct host *doubtful;

	if (confirmed != NULL) {
		conclude(finding, iprev_pass, "%s -> %s", confirmed->text, client);
		return;
	}
	doubtful = find_doubtful_name(evidence);
	if (doubtful != NULL)
		conclude(finding, outcome_temperror, "addresses of %.80s: %s", doubtful->name.text,
			facts_trouble(facts_comparable(doubtful, &evidence->envelope.client)));
	else if (evidence->ptr.truncated)
		conclude(finding, outcome_temperror, "%s has more reverse names than are looked at",
			client);
	else if (evidence->ptr.count == 1)
		conclude(finding, iprev_fail, "%.80s does not lead back to %s",
			evidence->ptr.name[0].name.text, client);
	else
		conclude(finding, iprev_fail, "none of %u reverse names leads back to %s",
			evidence->ptr.count, client);
}

/* RFC 8601 3: "iprev" passes when any of the client's names has the client among its addresses. */
void
check_iprev(const struct judgement *judgement, struct finding *finding)
{
	const struct ptr_evidence *ptr = &judgement->evidence->ptr;
	char client[IP_ADDR_TEXT_SIZE];

	ip_addr_format(&judgement->evidence->envelope.client, client);
	switch (ptr->lookup) {
	case LOOKUP_NOT_ASKED:
		break;
	case LOOKUP_FAILED:
		conclude(finding, outcome_temperror, "reverse name of %s: %s", client,
			dns_failure_text(ptr->failure));
		break;
	case LOOKUP_NO_DATA:
	case LOOKUP_NO_NAME:
		conclude(finding, iprev_nxptr, "%s has no reverse name", client);
		break;
	case LOOKUP_FOUND:
		judge_names(judgement->evidence, client, finding);
		break;
	}
}
