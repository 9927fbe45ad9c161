/* SPDX-License-Identifier: BSD-2-Clause */
#include "../facts.h"

/* What is true of the set as a whole, and by which host. */
struct set_facts {
	enum truth partial, alias, badnull, literal;
	enum truth public, private; /* some mail host has such an address */
	const struct dns_name *partial_by, *alias_by, *private_by, *doubtful_by;
	const char *trouble;
};

static void
note_addresses(struct set_facts *facts, const struct host *host, const struct address_set *set)
{
	for (unsigned i = 0; i < set->count; i++) {
		if (ip_addr_is_private(&set->address[i])) {
			facts->private = TRUTH_YES;
			facts->private_by = &host->name;
		} else {
			facts->public = TRUTH_YES;
		}
	}
	if (set->lookup != LOOKUP_FAILED && !set->truncated)
		return;
	facts->private = truth_or(facts->private, TRUTH_MAYBE);
	facts->public = truth_or(facts->public, TRUTH_MAYBE);
	facts->doubtful_by = &host->name;
	facts->trouble = facts_trouble(set);
}

static void
note_host(struct set_facts *facts, const struct mx_host *mx)
{
	const struct host *host = &mx->host;
	enum truth lacks = truth_not(facts_has_address(host));

	if (dns_name_is_root(&host->name)) {
		facts->badnull = TRUTH_YES;
		return;
	}
	note_addresses(facts, host, &host->v4);
	note_addresses(facts, host, &host->v6);
	if (mx->literal)
		facts->literal = TRUTH_YES;
	if (lacks > facts->partial) {
		facts->partial = lacks;
		facts->partial_by = &host->name;
	}
	if (host->alias) {
		facts->alias = TRUTH_YES;
		facts->alias_by = &host->name;
	} else if (host->v4.lookup == LOOKUP_FAILED && host->v6.lookup == LOOKUP_FAILED) {
		facts->alias = truth_or(facts->alias, TRUTH_MAYBE);
	}
}

static struct set_facts
gather_facts(const struct evidence *evidence, bool implicit)
{
	struct set_facts facts = {.partial = TRUTH_NO};

	if (implicit) {
		note_addresses(&facts, &evidence->sender, &evidence->sender.v4);
		note_addresses(&facts, &evidence->sender, &evidence->sender.v6);
		return facts;
	}
	for (unsigned i = 0; i < evidence->mx.count; i++)
		note_host(&facts, &evidence->mx.host[i]);
	if (!evidence->mx.truncated)
		return facts;
	facts.partial = truth_or(facts.partial, TRUTH_MAYBE);
	facts.alias = truth_or(facts.alias, TRUTH_MAYBE);
	facts.badnull = truth_or(facts.badnull, TRUTH_MAYBE);
	facts.literal = truth_or(facts.literal, TRUTH_MAYBE);
	facts.private = truth_or(facts.private, TRUTH_MAYBE);
	facts.public = truth_or(facts.public, TRUTH_MAYBE);
	return facts;
}

static void
say_in_doubt(const struct set_facts *facts, struct finding *finding)
{
	if (facts->doubtful_by != NULL)
		conclude(finding, outcome_temperror, "addresses of %.80s: %s",
			facts->doubtful_by->text, facts->trouble);
	else
		conclude(finding, outcome_temperror, "more MX hosts than are looked at");
}

/* From the last row of the table to the first: the last that applies decides, and one in doubt leaves the rest in doubt. */
static void
judge_set(const struct set_facts *facts, const struct dns_name *domain, struct finding *finding)
{
	const enum truth no_public = truth_not(facts->public);

	const struct {
		enum outcome outcome;
		enum truth applies;
		const struct dns_name *by;
		const char *what;
	} rows[] = {
		{mxset_private, truth_and(no_public, facts->private), facts->private_by,
			"has private addresses only"},
		{mxset_unresolved, truth_and(no_public, truth_not(facts->private)), domain,
			"has MX hosts, none with an address"},
		{mxset_address, facts->literal, domain, "has an address as MX"},
		{mxset_badnull, facts->badnull, domain, "has a null MX beside other MX hosts"},
		{mxset_mixed, truth_and(facts->public, facts->private), facts->private_by,
			"has a private address, others are public"},
		{mxset_alias, facts->alias, facts->alias_by, "is an alias"},
		{mxset_partial, facts->partial, facts->partial_by, "has no address"},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		switch (rows[i].applies) {
		case TRUTH_NO:
			break;
		case TRUTH_MAYBE:
			say_in_doubt(facts, finding);
			return;
		case TRUTH_YES:
			conclude(finding, rows[i].outcome, "%.80s %s", rows[i].by->text,
				rows[i].what);
			return;
		}
	conclude(finding, mxset_sound, "every mail host of %.80s has a public address",
		domain->text);
}

void
check_mxset(const struct judgement *judgement, struct finding *finding)
{
	const struct evidence *evidence = judgement->evidence;
	const struct dns_name *sender = &evidence->envelope.sender;
	enum sender_state state = facts_sender(evidence);
	struct set_facts facts;

	if (name_list_covers(&judgement->config->own_domains, sender))
		return;
	switch (state) {
	case SENDER_UNKNOWN:
	case SENDER_NULL:
	case SENDER_INVALID:
	case SENDER_NO_NAME:
	case SENDER_NULL_MX:
	case SENDER_NOTHING:
		break;
	case SENDER_IN_DOUBT:
		conclude(finding, outcome_temperror, "mail hosts of %.80s: %s", sender->text,
			facts_sender_trouble(evidence));
		break;
	case SENDER_WITH_MX:
	case SENDER_IMPLICIT:
		facts = gather_facts(evidence, state == SENDER_IMPLICIT);
		judge_set(&facts, sender, finding);
		break;
	}
}
