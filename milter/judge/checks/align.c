/* SPDX-License-Identifier: BSD-2-Clause */
#include "../facts.h"

void
check_align(const struct judgement *judgement, struct finding *finding)
{
	const struct evidence *evidence = judgement->evidence;
	const struct dns_name *sender = &evidence->envelope.sender, *which = NULL;

	if (evidence->envelope.sender_kind != MAIL_ADDRESS_DOMAIN ||
		evidence->ptr.lookup == LOOKUP_NOT_ASKED)
		return;
	switch (facts_shares_organisation(judgement->client, sender, &which)) {
	case TRUTH_YES:
		conclude(finding, align_aligned, "%.70s is of the same organisation as %.70s",
			which->text, sender->text);
		break;
	case TRUTH_MAYBE:
		conclude(finding, outcome_temperror, "the client's reverse name is not known");
		break;
	case TRUTH_NO:
		conclude(finding, align_other,
			"no confirmed reverse name of the client is of the organisation of %.70s",
			sender->text);
		break;
	}
}
