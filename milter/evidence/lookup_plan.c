/* SPDX-License-Identifier: BSD-2-Clause */
#include "walk.h"

#include <string.h>

#include "mxvet/config.h"

struct lookup_needs
lookup_needs_of(const struct config *config)
{
	const bool *enabled = config->enabled;
	struct lookup_needs needs = {
		.ptr = enabled[CHECK_iprev] || enabled[CHECK_rdns] || enabled[CHECK_mx] ||
			enabled[CHECK_align] || enabled[CHECK_helo] ||
			config->trust_names.count > 0 || config->trust_file.count > 0 ||
			(enabled[CHECK_sender] && config->own_domains.count > 0),
		.trusted_names = config->trust_names.count > 0 || config->trust_file.count > 0,
		.helo = enabled[CHECK_helo],
		.mx = enabled[CHECK_mx] || enabled[CHECK_mxset] || enabled[CHECK_sender],
		.compare = enabled[CHECK_mx],
		.sound = enabled[CHECK_mxset],
		.spf = enabled[CHECK_spf],
		.arrival = enabled[CHECK_arrival],
		.own_place = config->own_mx_preference < 0,
		.own_domains = &config->own_domains,
		.ptr_names = (unsigned)config->dns_ptr_names,
		.mx_hosts = (unsigned)config->dns_mx_hosts,
		.name_addresses = (unsigned)config->dns_addresses_per_name,
	};

	return needs;
}

/* The client's family, and the other one only to learn whether the host has an address at all. NXDOMAIN for one type does
 * not settle that: load balancers give it for types that they do not serve. */
static void
look_up_existence(struct walk *walk, struct host *host)
{
	const struct address_set *set = walk_addresses(host, walk_client_family(walk));

	if (walk_look_up(walk, host, walk_client_family(walk)) &&
		(set->lookup == LOOKUP_NO_DATA || set->lookup == LOOKUP_NO_NAME))
		walk_look_up(walk, host, walk_other_family(walk));
}

static void
look_up_both(struct walk *walk, struct host *host)
{
	walk_look_up(walk, host, walk_client_family(walk));
	walk_look_up(walk, host, walk_other_family(walk));
}

static bool
has_public_address(const struct address_set *set)
{
	for (unsigned i = 0; i < set->count; i++)
		if (!ip_addr_is_private(&set->address[i]))
			return true;
	return false;
}

/* Enough to tell whether the host can take mail: most have IPv4, and a public address there leaves nothing to ask. An IPv6
 * client is compared with IPv6 addresses, which fewer hosts have, so both families are asked at once. */
static void
look_up_soundness(struct walk *walk, struct host *host)
{
	if (walk_client_family(walk) == 6)
		look_up_both(walk, host);
	else if (walk_look_up(walk, host, 4) && !has_public_address(&host->v4))
		walk_look_up(walk, host, 6);
}

/* Only what is read is reset: list entries are overwritten as they are filed. */
static void
forget_host(struct host *host)
{
	host->name = (struct dns_name){0};
	host->alias = false;
	host->v4.lookup = host->v6.lookup = LOOKUP_NOT_ASKED;
	host->v4.failure = host->v6.failure = DNS_FAILURE_NONE;
	host->v4.truncated = host->v6.truncated = false;
	host->v4.count = host->v6.count = 0;
}

static void
forget_answers(struct evidence *evidence)
{
	evidence->ptr.lookup = evidence->mx.lookup = evidence->arrival.lookup = LOOKUP_NOT_ASKED;
	evidence->ptr.failure = evidence->mx.failure = evidence->arrival.failure = DNS_FAILURE_NONE;
	evidence->ptr.truncated = evidence->mx.truncated = evidence->arrival.truncated = false;
	evidence->ptr.count = evidence->mx.count = evidence->arrival.count = 0;
	evidence->mx.domain = (struct dns_name){0};
	forget_host(&evidence->helo);
	forget_host(&evidence->sender);
}

void
evidence_init(struct evidence *evidence, const struct envelope *envelope)
{
	evidence->envelope = *envelope;
	evidence->spf = (struct spf_evidence){0};
	forget_answers(evidence);
}

/* HELO's name first, then by the alphabet. */
static bool
comes_before(const struct dns_name *a, const struct dns_name *b, const struct dns_name *helo)
{
	if (dns_name_equal(a, helo) || dns_name_equal(b, helo))
		return !dns_name_equal(b, helo);
	return strcmp(a->text, b->text) < 0;
}

/* Puts a name into its place among at most `limit` chosen ones; returns how many there are then. */
static unsigned
choose_name(struct host *chosen, unsigned count, unsigned limit, const struct dns_name *name,
	const struct dns_name *helo)
{
	unsigned place = count < limit ? count : limit;

	for (; place > 0 && comes_before(name, &chosen[place - 1].name, helo); place--)
		if (place < limit)
			chosen[place].name = chosen[place - 1].name;
	if (place < limit)
		chosen[place] = (struct host){.name = *name};
	return count < limit ? count + 1 : limit;
}

/* The reverse names to look at. Resolvers rotate answers, so of a list that is too long the choice does not depend on the
 * order in which it came: the same client must get the same outcome. */
static void
file_ptr_names(struct walk *walk, const struct dns_answer *answer)
{
	struct ptr_evidence *ptr = &walk->evidence->ptr;
	const unsigned count = dns_answer_count(answer), limit = walk->needs->ptr_names;
	struct dns_record record;

	for (unsigned i = 0; i < count; i++) {
		dns_answer_record(answer, i, &record);
		if (count <= limit)
			ptr->name[ptr->count++] = (struct host){.name = record.name};
		else
			ptr->count = (uint8_t)choose_name(ptr->name, ptr->count, limit,
				&record.name, &walk->evidence->envelope.helo.name);
	}
	ptr->truncated = dns_answer_is_truncated(answer) || count > limit;
}

/* RFC 8601 3: the reverse names, and for each the addresses it leads to. */
static void
walk_ptr(struct walk *walk)
{
	struct ptr_evidence *ptr = &walk->evidence->ptr;
	const struct ip_addr *client = &walk->evidence->envelope.client;
	const struct dns_answer *answer;
	struct dns_name reverse;

	if (!walk->needs->ptr || client->family == 0)
		return;
	if (ip_addr_is_private(client) && !walk->needs->trusted_names)
		return;
	reverse = ip_addr_reverse_name(client);
	answer = walk_find(walk, &reverse, DNS_PTR);
	if (answer == NULL)
		return;
	ptr->lookup = dns_answer_lookup(answer);
	ptr->failure = dns_answer_failure(answer);
	file_ptr_names(walk, answer);
	for (unsigned i = 0; i < ptr->count; i++)
		walk_look_up(walk, &ptr->name[i], walk_client_family(walk));
}

static void
walk_helo(struct walk *walk)
{
	const struct helo_identity *helo = &walk->evidence->envelope.helo;

	if (!walk->needs->helo || !envelope_has_public_client(&walk->evidence->envelope) ||
		helo->kind != HELO_NAME || dns_name_labels(&helo->name) < 2 ||
		evidence_is_local_name(&helo->name))
		return;
	walk->evidence->helo.name = helo->name;
	look_up_existence(walk, &walk->evidence->helo);
}

static void
walk_mx_host(struct walk *walk, struct mx_host *mx)
{
	struct ip_addr literal;

	if (dns_name_is_root(&mx->host.name))
		return;
	if (ip_addr_parse(&literal, mx->host.name.text)) {
		struct address_set *set = walk_addresses(&mx->host, literal.family);

		mx->literal = true;
		set->lookup = LOOKUP_FOUND;
		set->address[set->count++] = literal;
		return;
	}
	if (walk->needs->sound && walk->evidence->envelope.sender_kind == MAIL_ADDRESS_DOMAIN)
		look_up_soundness(walk, &mx->host);
	else if (walk->needs->compare)
		walk_look_up(walk, &mx->host, walk_client_family(walk));
}

static void
file_mx(struct walk *walk, const struct dns_answer *answer)
{
	struct mx_evidence *mx = &walk->evidence->mx;
	unsigned count = dns_answer_count(answer), limit = walk->needs->mx_hosts;
	struct dns_record record;

	mx->lookup = dns_answer_lookup(answer);
	mx->failure = dns_answer_failure(answer);
	mx->truncated = dns_answer_is_truncated(answer) || count > limit;
	for (unsigned i = 0; i < count && i < limit; i++) {
		dns_answer_record(answer, i, &record);
		mx->host[mx->count] = (struct mx_host){
			.preference = record.preference, .host = {.name = record.name}};
		walk_mx_host(walk, &mx->host[mx->count++]);
	}
}

/* Whose MX set is looked at: the sender's domain; for a bounce HELO's name, to compare the client with it. */
static const struct dns_name *
mx_domain(const struct walk *walk)
{
	const struct envelope *envelope = &walk->evidence->envelope;
	const struct helo_identity *helo = &envelope->helo;

	if (envelope->sender_kind == MAIL_ADDRESS_DOMAIN)
		return walk->needs->mx ? &envelope->sender : NULL;
	if (envelope->sender_kind != MAIL_ADDRESS_NULL || !walk->needs->compare ||
		!envelope_has_public_client(envelope) || helo->kind != HELO_NAME ||
		dns_name_labels(&helo->name) < 2 || evidence_is_local_name(&helo->name))
		return NULL;
	return &helo->name;
}

/* RFC 5321 5.1: the MX hosts, or without any the domain itself. Postfix asks for addresses after an NXDOMAIN for MX too. */
static void
walk_mx(struct walk *walk)
{
	struct evidence *evidence = walk->evidence;
	const struct dns_name *domain = mx_domain(walk);
	const struct dns_answer *answer;

	if (domain == NULL)
		return;
	evidence->mx.domain = *domain;
	answer = walk_find(walk, domain, DNS_MX);
	if (answer == NULL)
		return;
	file_mx(walk, answer);
	if ((evidence->mx.lookup != LOOKUP_NO_DATA && evidence->mx.lookup != LOOKUP_NO_NAME) ||
		evidence->envelope.sender_kind != MAIL_ADDRESS_DOMAIN)
		return;
	evidence->sender.name = *domain;
	if (walk->needs->sound)
		look_up_both(walk, &evidence->sender);
	else
		look_up_existence(walk, &evidence->sender);
}

bool
evidence_gather(struct evidence *evidence, const struct lookup_needs *needs,
	const struct answer_source *source)
{
	struct walk walk = {.evidence = evidence, .needs = needs, .source = source};

	forget_answers(evidence);
	walk_ptr(&walk);
	walk_mx(&walk);
	walk_helo(&walk);
	walk_arrival(&walk);
	return !walk.open;
}
