/* SPDX-License-Identifier: BSD-2-Clause */
#include "walk.h"

const struct dns_answer *
walk_find(struct walk *walk, const struct dns_name *name, enum dns_type type)
{
	const struct answer_source *source = walk->source;
	bool apart = walk->for_recipient && source->find_for_recipient != NULL;
	const struct dns_answer *answer = apart
		? source->find_for_recipient(source->state, name, type)
		: source->find(source->state, name, type);

	if (answer == NULL)
		walk->open = true;
	return answer;
}

static void
file_addresses(struct address_set *set, const struct dns_answer *answer, unsigned limit)
{
	unsigned count = dns_answer_count(answer);
	struct dns_record record;

	set->lookup = dns_answer_lookup(answer);
	set->failure = dns_answer_failure(answer);
	set->truncated = dns_answer_is_truncated(answer) || count > limit;
	for (unsigned i = 0; i < count && i < limit; i++) {
		dns_answer_record(answer, i, &record);
		set->address[set->count++] = record.address;
	}
}

struct address_set *
walk_addresses(struct host *host, unsigned family)
{
	return family == 6 ? &host->v6 : &host->v4;
}

bool
walk_look_up(struct walk *walk, struct host *host, unsigned family)
{
	struct address_set *set = walk_addresses(host, family);
	const struct dns_answer *answer;

	if (!dns_name_is_host(&host->name)) {
		set->lookup = LOOKUP_NO_NAME;
		return true;
	}
	answer = walk_find(walk, &host->name, family == 6 ? DNS_AAAA : DNS_A);
	if (answer == NULL)
		return false;
	host->alias = host->alias || dns_answer_is_alias(answer);
	file_addresses(set, answer, walk->needs->name_addresses);
	return true;
}

unsigned
walk_client_family(const struct walk *walk)
{
	return walk->evidence->envelope.client.family == 6 ? 6 : 4;
}

unsigned
walk_other_family(const struct walk *walk)
{
	return walk_client_family(walk) == 6 ? 4 : 6;
}
