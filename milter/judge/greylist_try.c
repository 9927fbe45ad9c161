/* SPDX-License-Identifier: BSD-2-Clause */
#include "facts.h"

#include <string.h>

#include "mxvet/greylist.h"

enum { LOCAL_PART_MAX = 255 };

/* A domain's organisation, itself where it has none. */
static struct dns_name
organisation_or_self(const struct dns_name *domain)
{
	struct dns_name organisation;

	return dns_name_organisation(&organisation, domain) ? organisation : *domain;
}

static struct dns_name
sender_of(const struct envelope *envelope)
{
	if (envelope->sender_kind == MAIL_ADDRESS_DOMAIN)
		return organisation_or_self(&envelope->sender);
	if (envelope->sender_kind == MAIL_ADDRESS_NULL && envelope->helo.kind == HELO_NAME)
		return organisation_or_self(&envelope->helo.name);
	return (struct dns_name){0};
}

/* Of several confirmed names the first by the alphabet counts: resolvers rotate answers. */
static struct dns_name
confirmed_organisation(const struct evidence *evidence)
{
	struct dns_name first = {0}, organisation;

	for (unsigned i = 0; i < evidence->ptr.count; i++)
		if (facts_name_confirmed(evidence, i) == TRUTH_YES &&
			dns_name_organisation(&organisation, &evidence->ptr.name[i].name) &&
			(first.length == 0 || strcmp(organisation.text, first.text) < 0))
			first = organisation;
	return first;
}

void
greylist_try_of(struct greylist_try *try, const struct evidence *evidence,
	const struct verdict *verdict, const struct mail_address *recipient)
{
	struct text_buffer canonical;

	*try = (struct greylist_try){
		.sender = sender_of(&evidence->envelope),
		.vouched_for = verdict->findings[CHECK_spf].outcome == spf_pass,
		.client = evidence->envelope.client,
	};
	if (verdict->findings[CHECK_rdns].outcome == rdns_named)
		try->organisation = confirmed_organisation(evidence);
	text_init(&canonical, try->recipient, sizeof(try->recipient));
	mail_address_append_canonical(&canonical, recipient, LOCAL_PART_MAX);
}
