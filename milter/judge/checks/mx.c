/* SPDX-License-Identifier: BSD-2-Clause */
#include "../facts.h"

/* What the MX hosts have in common with the client, and by which host. */
struct comparison {
	enum truth exact, host, network;
	const struct mx_host *exact_by, *host_by, *network_by;
	const struct ip_addr *neighbour;
	const struct dns_name *client_name; /* of host */
};

static enum truth
has_neighbour(const struct address_set *set, const struct ip_addr *client,
	const struct ip_addr **neighbour)
{
	for (unsigned i = 0; i < set->count; i++)
		if (ip_addr_neighbours(&set->address[i], client)) {
			*neighbour = &set->address[i];
			return TRUTH_YES;
		}
	return set->lookup == LOOKUP_FAILED || set->truncated ? TRUTH_MAYBE : TRUTH_NO;
}

/* Keeps the first host that says most. */
static void
note(enum truth *known, const struct mx_host **by, enum truth now, const struct mx_host *mx)
{
	if (now > *known) {
		*known = now;
		*by = mx;
	}
}

static struct comparison
compare(const struct judgement *judgement)
{
	const struct evidence *evidence = judgement->evidence;
	const struct ip_addr *client = &evidence->envelope.client;
	struct comparison with = {TRUTH_NO, TRUTH_NO, TRUTH_NO, NULL, NULL, NULL, NULL, NULL};

	for (unsigned i = 0; i < evidence->mx.count; i++) {
		const struct mx_host *mx = &evidence->mx.host[i];
		const struct address_set *set = facts_comparable(&mx->host, client);
		const struct ip_addr *neighbour = NULL;
		const struct dns_name *which = NULL;
		enum truth near, kin;

		note(&with.exact, &with.exact_by, address_set_contains(set, client), mx);
		if (with.exact == TRUTH_YES)
			break; /* nothing else counts beside it */
		near = has_neighbour(set, client, &neighbour);
		kin = facts_shares_organisation(judgement->client, &mx->host.name, &which);
		if (near > with.network)
			with.neighbour = neighbour;
		if (kin > with.host)
			with.client_name = which;
		note(&with.network, &with.network_by, near, mx);
		note(&with.host, &with.host_by, kin, mx);
	}
	return with;
}

static void
say_in_doubt(const struct evidence *evidence, const struct comparison *with, struct finding *finding)
{
	const struct ip_addr *client = &evidence->envelope.client;

	if (with->exact == TRUTH_MAYBE)
		conclude(finding, outcome_temperror, "addresses of %.80s: %s",
			with->exact_by->host.name.text,
			facts_trouble(facts_comparable(&with->exact_by->host, client)));
	else if (with->host == TRUTH_MAYBE)
		conclude(finding, outcome_temperror, "the client's reverse name is not known");
	else
		conclude(finding, outcome_temperror, "more MX hosts than are looked at");
}

static void
judge_mx_hosts(const struct judgement *judgement, struct finding *finding)
{
	const struct evidence *evidence = judgement->evidence;
	struct comparison with = compare(judgement);
	const char *domain = evidence->mx.domain.text;
	char client[IP_ADDR_TEXT_SIZE], other[IP_ADDR_TEXT_SIZE];

	ip_addr_format(&evidence->envelope.client, client);
	if (with.exact == TRUTH_YES && with.exact_by->literal)
		conclude(finding, mx_exact, "%s itself is MX %u of %.60s", client,
			with.exact_by->preference, domain);
	else if (with.exact == TRUTH_YES)
		conclude(finding, mx_exact, "%s is %.60s, MX %u of %.60s", client,
			with.exact_by->host.name.text, with.exact_by->preference, domain);
	else if (with.host == TRUTH_YES)
		conclude(finding, mx_host, "%.60s is of the same organisation as %.60s",
			with.client_name->text, with.host_by->host.name.text);
	else if (with.network == TRUTH_YES)
		conclude(finding, mx_network, "%s is next to %.60s [%s]", client,
			with.network_by->host.name.text, ip_addr_format(with.neighbour, other));
	else if (evidence->mx.truncated || with.exact == TRUTH_MAYBE || with.host == TRUTH_MAYBE ||
		with.network == TRUTH_MAYBE)
		say_in_doubt(evidence, &with, finding);
	else
		conclude(finding, mx_other, "%s is none of the MX hosts of %.80s", client, domain);
}

/* RFC 5321 5.1: without MX records the domain itself takes its mail. */
static void
judge_implicit(const struct evidence *evidence, struct finding *finding)
{
	const struct ip_addr *client = &evidence->envelope.client;
	const struct address_set *set = facts_comparable(&evidence->sender, client);
	const char *domain = evidence->sender.name.text;
	char text[IP_ADDR_TEXT_SIZE];

	ip_addr_format(client, text);
	switch (address_set_contains(set, client)) {
	case TRUTH_YES:
		conclude(finding, mx_implicit, "%.80s has no MX and is %s itself", domain, text);
		break;
	case TRUTH_MAYBE:
		conclude(finding, outcome_temperror, "addresses of %.80s: %s", domain,
			facts_trouble(set));
		break;
	case TRUTH_NO:
		conclude(finding, mx_other, "%.80s has no MX and is not %s", domain, text);
		break;
	}
}

/* The null sender: HELO's name stands in, and only its MX records count. */
static void
judge_bounce(const struct judgement *judgement, struct finding *finding)
{
	const struct evidence *evidence = judgement->evidence;

	switch (evidence->mx.lookup) {
	case LOOKUP_NOT_ASKED:
	case LOOKUP_NO_DATA:
	case LOOKUP_NO_NAME:
		break;
	case LOOKUP_FAILED:
		conclude(finding, outcome_temperror, "MX of %.80s: %s", evidence->mx.domain.text,
			dns_failure_text(evidence->mx.failure));
		break;
	case LOOKUP_FOUND:
		judge_mx_hosts(judgement, finding);
		break;
	}
}

void
check_mx(const struct judgement *judgement, struct finding *finding)
{
	const struct evidence *evidence = judgement->evidence;

	if (evidence->envelope.client.family == 0)
		return;
	switch (facts_sender(evidence)) {
	case SENDER_UNKNOWN:
	case SENDER_INVALID:
	case SENDER_NO_NAME:
	case SENDER_NULL_MX:
	case SENDER_NOTHING:
		break;
	case SENDER_IN_DOUBT:
		conclude(finding, outcome_temperror, "mail hosts of %.80s: %s",
			evidence->envelope.sender.text, facts_sender_trouble(evidence));
		break;
	case SENDER_NULL:
		judge_bounce(judgement, finding);
		break;
	case SENDER_WITH_MX:
		judge_mx_hosts(judgement, finding);
		break;
	case SENDER_IMPLICIT:
		judge_implicit(evidence, finding);
		break;
	}
}
