/* SPDX-License-Identifier: BSD-2-Clause */
#include "../facts.h"

/* One that the configuration names, or where the client reached us. */
static bool
has_our_address(const struct judgement *judgement, const struct address_set *set)
{
	const struct ip_addr *own = &judgement->evidence->envelope.own_address;

	for (unsigned i = 0; i < set->count; i++)
		if (network_list_contains(&judgement->config->own_networks, &set->address[i]) ||
			(ip_addr_equal(own, &set->address[i]) && !ip_addr_is_private(own)))
			return true;
	return false;
}

/* One of our names or domains, or a name for one of our addresses. */
static bool
is_ours(const struct judgement *judgement, const struct dns_name *name)
{
	const struct evidence *evidence = judgement->evidence;

	return dns_name_equal(name, &evidence->envelope.own_name) ||
		name_list_contains(&judgement->config->own_names, name) ||
		name_list_covers(&judgement->config->own_domains, name) ||
		has_our_address(judgement, &evidence->helo.v4) ||
		has_our_address(judgement, &evidence->helo.v6);
}

static void
judge_literal(const struct judgement *judgement, struct finding *finding)
{
	const struct envelope *envelope = &judgement->evidence->envelope;
	char literal[IP_ADDR_TEXT_SIZE], client[IP_ADDR_TEXT_SIZE];

	ip_addr_format(&envelope->helo.address, literal);
	ip_addr_format(&envelope->client, client);
	if (ip_addr_equal(&envelope->helo.address, &envelope->client))
		conclude(finding, helo_literal, "[%s] is the client's address", literal);
	else if (ip_addr_is_private(&envelope->helo.address))
		conclude(finding, helo_private, "[%s] is a private address", literal);
	else if (envelope_has_public_client(envelope))
		conclude(finding, helo_badliteral, "[%s] is not %s", literal, client);
}

/* Neither ours, nor the client's address, nor in its organisation. */
static void
judge_stranger(const struct evidence *evidence, struct finding *finding)
{
	const char *name = evidence->envelope.helo.name.text;

	if (evidence->helo.v4.lookup == LOOKUP_NOT_ASKED &&
		evidence->helo.v6.lookup == LOOKUP_NOT_ASKED)
		return;
	switch (facts_has_address(&evidence->helo)) {
	case TRUTH_YES:
		conclude(finding, helo_differs, "%.80s resolves, but not to the client", name);
		break;
	case TRUTH_MAYBE:
		conclude(finding, outcome_temperror, "addresses of %.80s: %s", name,
			facts_host_trouble(&evidence->helo));
		break;
	case TRUTH_NO:
		conclude(finding, helo_unresolvable, "%.80s has no address", name);
		break;
	}
}

/* A full name that is not ours: `match`, `org`, then what is left. */
static void
judge_full_name(
	const struct judgement *judgement, enum truth leads_to_client, struct finding *finding)
{
	const struct evidence *evidence = judgement->evidence;
	const struct dns_name *name = &evidence->envelope.helo.name, *which = NULL;
	char address[IP_ADDR_TEXT_SIZE];
	enum truth kin;

	if (leads_to_client == TRUTH_YES) {
		conclude(finding, helo_match, "%.80s -> %s", name->text,
			ip_addr_format(&evidence->envelope.client, address));
		return;
	}
	kin = facts_shares_organisation(judgement->client, name, &which);
	if (kin == TRUTH_YES)
		conclude(finding, helo_org, "%.70s is of the same organisation as %.70s",
			name->text, which->text);
	else if (leads_to_client == TRUTH_MAYBE)
		conclude(finding, outcome_temperror, "addresses of %.80s: %s", name->text,
			facts_host_trouble(&evidence->helo));
	else if (kin == TRUTH_MAYBE)
		conclude(finding, outcome_temperror, "the client's reverse name is not known");
	else
		judge_stranger(evidence, finding);
}

static void
judge_name(const struct judgement *judgement, struct finding *finding)
{
	const struct evidence *evidence = judgement->evidence;
	const struct ip_addr *client = &evidence->envelope.client;
	const struct dns_name *name = &evidence->envelope.helo.name;
	enum truth leads_to_client = address_set_contains(
		facts_comparable(&evidence->helo, client), client);

	if (evidence_is_local_name(name))
		conclude(finding, helo_private, "%.80s exists only in local networks", name->text);
	else if (ip_addr_is_private(client) && dns_name_labels(name) >= 2)
		return; /* its form is right, and nothing else can be told of a hidden client */
	else if (!ip_addr_is_private(client) && is_ours(judgement, name) &&
		leads_to_client == TRUTH_NO)
		conclude(finding, helo_ours, "%.80s is ours, not the client's", name->text);
	else if (is_ours(judgement, name) && leads_to_client == TRUTH_MAYBE)
		conclude(finding, outcome_temperror, "addresses of %.80s: %s", name->text,
			facts_host_trouble(&evidence->helo));
	else if (dns_name_labels(name) < 2)
		conclude(finding, helo_unqualified, "%.80s has one label only", name->text);
	else
		judge_full_name(judgement, leads_to_client, finding);
}

/* RFC 5321 4.1.1.1: a full host name, or an address literal when there is none. */
void
check_helo(const struct judgement *judgement, struct finding *finding)
{
	const struct helo_identity *helo = &judgement->evidence->envelope.helo;
	char address[IP_ADDR_TEXT_SIZE];

	switch (helo->kind) {
	case HELO_NOT_GIVEN:
		break;
	case HELO_INVALID:
		conclude(finding, helo_invalid, "neither a host name nor an address literal");
		break;
	case HELO_ADDRESS:
		conclude(finding, helo_address, "%s without brackets",
			ip_addr_format(&helo->address, address));
		break;
	case HELO_LITERAL:
		judge_literal(judgement, finding);
		break;
	case HELO_NAME:
		judge_name(judgement, finding);
		break;
	}
}
