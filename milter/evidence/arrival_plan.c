/* SPDX-License-Identifier: BSD-2-Clause */
#include "mxvet/config.h"
#include "walk.h"

/* Our address is worth looking for only where others could see it. */
static bool
knows_own_address(const struct envelope *envelope)
{
	return envelope->own_address.family != 0 && !ip_addr_is_private(&envelope->own_address);
}

/* Either our place among the recipient's MX hosts can be told, or the client may be one of them
 * that relays to us. */
bool
evidence_asks_about_recipient(const struct envelope *envelope, const struct lookup_needs *needs)
{
	if (dns_name_is_empty(&envelope->recipient))
		return false;
	return knows_own_address(envelope) || (needs->arrival && !needs->own_place) ||
		name_list_covers(needs->own_domains, &envelope->recipient);
}

static enum truth
find_address(struct walk *walk, struct host *host, const struct ip_addr *address)
{
	struct address_set *set = walk_addresses(host, address->family);

	if (address->family == 0)
		return TRUTH_NO;
	if (set->lookup == LOOKUP_NOT_ASKED && !walk_look_up(walk, host, address->family))
		return TRUTH_MAYBE;
	return address_set_contains(set, address);
}

static void
file_host(struct walk *walk, const struct dns_record *record)
{
	struct arrival_evidence *arrival = &walk->evidence->arrival;
	const struct envelope *envelope = &walk->evidence->envelope;
	struct arrival_host *filed = &arrival->host[arrival->count];
	struct host host = {.name = record->name};
	const struct ip_addr nobody = {0};

	if (dns_name_is_root(&record->name))
		return;
	*filed = (struct arrival_host){.preference = record->preference};
	filed->ours = find_address(
		walk, &host, knows_own_address(envelope) ? &envelope->own_address : &nobody);
	filed->client = find_address(walk, &host, &envelope->client);
	arrival->count++;
}

static void
walk_mail_hosts(struct walk *walk)
{
	struct arrival_evidence *arrival = &walk->evidence->arrival;
	const struct dns_answer *answer;
	struct dns_record record;
	unsigned count, limit = walk->needs->mx_hosts;

	answer = walk_find(walk, &walk->evidence->envelope.recipient, DNS_MX);
	if (answer == NULL)
		return;
	count = dns_answer_count(answer);
	arrival->lookup = dns_answer_lookup(answer);
	arrival->failure = dns_answer_failure(answer);
	arrival->truncated = dns_answer_is_truncated(answer) || count > limit;
	for (unsigned i = 0; i < count && i < limit; i++) {
		dns_answer_record(answer, i, &record);
		file_host(walk, &record);
	}
}

void
walk_arrival(struct walk *walk)
{
	if (!evidence_asks_about_recipient(&walk->evidence->envelope, walk->needs))
		return;
	walk->for_recipient = true;
	walk_mail_hosts(walk);
	walk->for_recipient = false;
}
