/* SPDX-License-Identifier: BSD-2-Clause */
#include "facts.h"

#include <stdarg.h>

void
conclude(struct finding *finding, enum outcome outcome, const char *format, ...)
{
	struct text_buffer because;

	va_list arguments;

	finding->outcome = outcome;
	text_init(&because, finding->because, sizeof(finding->because));
	va_start(arguments, format);
	text_append_format_list(&because, format, arguments);
	va_end(arguments);
}

const struct address_set *
facts_comparable(const struct host *host, const struct ip_addr *client)
{
	return client->family == 6 ? &host->v6 : &host->v4;
}

static enum truth
set_has_address(const struct address_set *set)
{
	if (set->count > 0)
		return TRUTH_YES;
	return set->lookup == LOOKUP_FAILED ? TRUTH_MAYBE : TRUTH_NO;
}

enum truth
facts_has_address(const struct host *host)
{
	return truth_or(set_has_address(&host->v4), set_has_address(&host->v6));
}

enum truth
facts_name_confirmed(const struct evidence *evidence, unsigned index)
{
	const struct ip_addr *client = &evidence->envelope.client;

	return address_set_contains(facts_comparable(&evidence->ptr.name[index], client), client);
}

const struct dns_name *
facts_confirmed_name(const struct evidence *evidence)
{
	for (unsigned i = 0; i < evidence->ptr.count; i++)
		if (facts_name_confirmed(evidence, i) == TRUTH_YES)
			return &evidence->ptr.name[i].name;
	return NULL;
}

struct client_organisations
facts_client_organisations(const struct evidence *evidence)
{
	struct client_organisations client = {.evidence = evidence};

	for (unsigned i = 0; i < evidence->ptr.count; i++)
		client.found[i] = dns_name_organisation(
			&client.organisation[i], &evidence->ptr.name[i].name);
	return client;
}

enum truth
facts_shares_organisation(const struct client_organisations *client, const struct dns_name *name,
	const struct dns_name **which)
{
	const struct ptr_evidence *ptr = &client->evidence->ptr;
	enum truth shares = TRUTH_NO;
	struct dns_name organisation = {0};

	for (unsigned i = 0; i < ptr->count && shares != TRUTH_YES; i++) {
		const struct dns_name *own = &client->organisation[i];

		if (!client->found[i] || !dns_name_is_under(name, own))
			continue;
		/* Looking it up costs more than anything else in a verdict. What lies between a name and its organisation is
		 * of that organisation too: the list has no rule for it that the name below would not have met. */
		if (!dns_name_is_under(&ptr->name[i].name, name)) {
			if (dns_name_is_empty(&organisation))
				dns_name_organisation(&organisation, name);
			if (!dns_name_equal(own, &organisation))
				continue;
		}
		shares = truth_or(shares, facts_name_confirmed(client->evidence, i));
		*which = &ptr->name[i].name;
	}
	if (shares == TRUTH_YES || (ptr->lookup != LOOKUP_FAILED && !ptr->truncated))
		return shares;
	return dns_name_organisation(&organisation, name) ? TRUTH_MAYBE : shares;
}

static bool
is_null_mx(const struct mx_evidence *mx)
{
	for (unsigned i = 0; i < mx->count; i++)
		if (!dns_name_is_root(&mx->host[i].host.name))
			return false;
	return true;
}

static enum sender_state
sender_of_mx(const struct evidence *evidence)
{
	switch (evidence->mx.lookup) {
	case LOOKUP_NOT_ASKED:
		return SENDER_UNKNOWN;
	case LOOKUP_FAILED:
		return SENDER_IN_DOUBT;
	case LOOKUP_FOUND:
		return is_null_mx(&evidence->mx) ? SENDER_NULL_MX : SENDER_WITH_MX;
	case LOOKUP_NO_DATA:
	case LOOKUP_NO_NAME:
		break;
	}
	switch (facts_has_address(&evidence->sender)) {
	case TRUTH_YES:
		return SENDER_IMPLICIT;
	case TRUTH_MAYBE:
		return SENDER_IN_DOUBT;
	case TRUTH_NO:
		break;
	}
	return evidence->mx.lookup == LOOKUP_NO_NAME ? SENDER_NO_NAME : SENDER_NOTHING;
}

enum sender_state
facts_sender(const struct evidence *evidence)
{
	switch (evidence->envelope.sender_kind) {
	case MAIL_ADDRESS_NOT_GIVEN:
		return SENDER_UNKNOWN;
	case MAIL_ADDRESS_NULL:
		return SENDER_NULL;
	case MAIL_ADDRESS_INVALID:
		return SENDER_INVALID;
	case MAIL_ADDRESS_DOMAIN:
		break;
	}
	return sender_of_mx(evidence);
}

const char *
facts_trouble(const struct address_set *set)
{
	return set->lookup == LOOKUP_FAILED ? dns_failure_text(set->failure)
					    : "list cut at the limit";
}

const char *
facts_host_trouble(const struct host *host)
{
	return facts_trouble(host->v4.lookup == LOOKUP_FAILED ? &host->v4 : &host->v6);
}

static bool
set_is_exhausted(const struct address_set *set)
{
	return set->lookup == LOOKUP_FAILED && set->failure == DNS_FAILURE_BUDGET;
}

bool
facts_sender_exhausted(const struct evidence *evidence)
{
	if (evidence->mx.lookup == LOOKUP_FAILED)
		return evidence->mx.failure == DNS_FAILURE_BUDGET;
	return set_is_exhausted(&evidence->sender.v4) || set_is_exhausted(&evidence->sender.v6);
}

const char *
facts_sender_trouble(const struct evidence *evidence)
{
	return evidence->mx.lookup == LOOKUP_FAILED ? dns_failure_text(evidence->mx.failure)
						    : facts_host_trouble(&evidence->sender);
}
