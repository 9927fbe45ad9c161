/* SPDX-License-Identifier: BSD-2-Clause */
#include "../facts.h"

/* The checks that can tie a client to a sender or confirm it. */
static const enum check anchoring[] = {CHECK_mx, CHECK_spf, CHECK_align, CHECK_iprev};
enum { ANCHORING_COUNT = sizeof(anchoring) / sizeof(anchoring[0]) };

static bool
ties(enum outcome outcome)
{
	return outcome == mx_exact || outcome == mx_implicit || outcome == mx_host ||
		outcome == mx_network || outcome == spf_pass || outcome == align_aligned ||
		outcome == iprev_pass;
}

/* A disabled check, or facts that were not known, never cost a point. */
static bool
is_incomplete(const struct judgement *judgement)
{
	for (int i = 0; i < ANCHORING_COUNT; i++)
		if (!judgement->config->enabled[anchoring[i]])
			return true;
	return judgement->evidence->envelope.sender_kind == MAIL_ADDRESS_NOT_GIVEN ||
		judgement->findings[CHECK_iprev].outcome == outcome_none;
}

void
check_anchor(const struct judgement *judgement, struct finding *finding)
{
	bool in_doubt = false;

	for (int i = 0; i < ANCHORING_COUNT; i++) {
		enum outcome outcome = judgement->findings[anchoring[i]].outcome;

		if (ties(outcome)) {
			conclude(finding, anchor_anchored, "%s=%s", check_name(anchoring[i]),
				outcome_name(outcome));
			return;
		}
		in_doubt = in_doubt || outcome == outcome_temperror;
	}
	if (in_doubt)
		conclude(finding, outcome_temperror,
			"what could tie the client to the sender is in doubt");
	else if (!is_incomplete(judgement))
		conclude(finding, anchor_adrift, "nothing ties the client to the sender");
}
