/* SPDX-License-Identifier: BSD-2-Clause */
#include "party.h"

bool
host_leads_to(const struct host *host, const struct ip_addr *client)
{
	const struct address_set *set = client->family == 6 ? &host->v6 : &host->v4;

	for (unsigned i = 0; i < set->count; i++)
		if (ip_addr_equal(&set->address[i], client))
			return true;
	return false;
}

const struct dns_name *
party_client_name(const struct evidence *evidence)
{
	const struct ptr_evidence *ptr = &evidence->ptr;

	for (unsigned i = 0; i < ptr->count; i++)
		if (host_leads_to(&ptr->name[i], &evidence->envelope.client))
			return &ptr->name[i].name;
	return NULL;
}

const char *
party_sender(const struct envelope *envelope)
{
	switch (envelope->sender_kind) {
	case MAIL_ADDRESS_NOT_GIVEN:
		return NULL;
	case MAIL_ADDRESS_NULL:
		return "";
	case MAIL_ADDRESS_DOMAIN:
		return envelope->sender.text;
	case MAIL_ADDRESS_INVALID:
		return envelope->sender_text[0] != '\0' ? envelope->sender_text : "@";
	}
	return NULL;
}
