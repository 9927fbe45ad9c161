/* SPDX-License-Identifier: BSD-2-Clause */
#include "../facts.h"

/*
 * Spammers like the backup: it knows less about the recipients. RFC 5321 5.1 has senders try the most preferred host
 * first, so a client that comes to another one without need should have a reason.
 */

/* Our own place among the recipient's MX hosts, as far as it is known. */
struct place {
	enum truth known;
	unsigned preference; /* TRUTH_YES only */
};

/* The host with our address and the smallest preference; one in doubt before it could still be us. */
static struct place
find_place(const struct arrival_evidence *arrival)
{
	enum truth doubt = TRUTH_NO;

	for (unsigned i = 0; i < arrival->count; i++) {
		if (arrival->host[i].ours == TRUTH_YES)
			return (struct place){
				truth_not(doubt) == TRUTH_YES ? TRUTH_YES : TRUTH_MAYBE,
				arrival->host[i].preference};
		doubt = truth_or(doubt, arrival->host[i].ours);
	}
	return (struct place){truth_or(doubt, arrival->truncated ? TRUTH_MAYBE : TRUTH_NO), 0};
}

static struct place
own_place(const struct judgement *judgement)
{
	int64_t configured = judgement->config->own_mx_preference;

	if (configured >= 0)
		return (struct place){TRUTH_YES, (unsigned)configured};
	return find_place(&judgement->evidence->arrival);
}

static void
judge_place(const struct judgement *judgement, struct finding *finding)
{
	const struct arrival_evidence *arrival = &judgement->evidence->arrival;
	const char *domain = judgement->evidence->envelope.recipient.text;
	struct place own = own_place(judgement);

	if (own.known == TRUTH_MAYBE)
		conclude(finding, outcome_temperror,
			"our place among the MX hosts of %.80s is in doubt", domain);
	else if (own.known == TRUTH_NO || arrival->count == 0)
		return;
	else if (arrival->host[0].preference < own.preference)
		conclude(finding, arrival_backup, "we are MX %u of %.80s, the first choice is %u",
			own.preference, domain, arrival->host[0].preference);
	else
		conclude(finding, arrival_primary, "we are MX %u of %.80s, none comes before us",
			own.preference, domain);
}

void
check_arrival(const struct judgement *judgement, struct finding *finding)
{
	const struct arrival_evidence *arrival = &judgement->evidence->arrival;

	switch (arrival->lookup) {
	case LOOKUP_NOT_ASKED:
	case LOOKUP_NO_DATA:
	case LOOKUP_NO_NAME:
		break;
	case LOOKUP_FAILED:
		if (judgement->config->own_mx_preference >= 0 ||
			judgement->evidence->envelope.own_address.family != 0)
			conclude(finding, outcome_temperror, "MX of %.80s: %s",
				judgement->evidence->envelope.recipient.text,
				dns_failure_text(arrival->failure));
		break;
	case LOOKUP_FOUND:
		judge_place(judgement, finding);
		break;
	}
}
