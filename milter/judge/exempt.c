/* SPDX-License-Identifier: BSD-2-Clause */
#include "facts.h"

static bool
is_in_force(const struct trust_line *line, enum trust_kind kind, const struct envelope *envelope)
{
	return line->kind == kind && envelope->time_ms < line->until_ms;
}

static bool
file_trusts_network(const struct trust_file *file, const struct envelope *envelope)
{
	for (size_t i = 0; i < file->count; i++)
		if (is_in_force(&file->item[i], TRUST_NETWORK, envelope) &&
			ip_network_contains(&file->item[i].network, &envelope->client))
			return true;
	return false;
}

/* Of a confirmed reverse name, or of a sender's domain. */
static bool
file_trusts_name(const struct trust_file *file, enum trust_kind kind,
	const struct envelope *envelope, const struct dns_name *name)
{
	for (size_t i = 0; i < file->count; i++)
		if (is_in_force(&file->item[i], kind, envelope) &&
			dns_name_is_under(name, &file->item[i].name))
			return true;
	return false;
}

enum exemption
exempt_early(const struct envelope *envelope, const struct config *config)
{
	if (envelope->authenticated)
		return EXEMPT_AUTHENTICATED;
	if (envelope->local)
		return EXEMPT_LOCAL;
	if (network_list_contains(&config->trust_networks, &envelope->client) ||
		file_trusts_network(&config->trust_file, envelope))
		return EXEMPT_NETWORK;
	if (certificate_list_contains(&config->trust_certificates, envelope->certificate_subject,
		    envelope->certificate_issuer))
		return EXEMPT_CERTIFICATE;
	return EXEMPT_NOT;
}

static bool
has_trusted_name(const struct evidence *evidence, const struct config *config)
{
	for (unsigned i = 0; i < evidence->ptr.count; i++)
		if (facts_name_confirmed(evidence, i) == TRUTH_YES &&
			(name_list_covers(&config->trust_names, &evidence->ptr.name[i].name) ||
				file_trusts_name(&config->trust_file, TRUST_NAME,
					&evidence->envelope, &evidence->ptr.name[i].name)))
			return true;
	return false;
}

/* A domain is trusted for what it sends itself: SPF must pass, and not because everybody's does. */
static bool
has_trusted_domain(const struct evidence *evidence, const struct config *config)
{
	return evidence->envelope.sender_kind == MAIL_ADDRESS_DOMAIN &&
		evidence->spf.result == SPF_RESULT_PASS && !evidence->spf.open &&
		(name_list_covers(&config->trust_domains, &evidence->envelope.sender) ||
			file_trusts_name(&config->trust_file, TRUST_DOMAIN, &evidence->envelope,
				&evidence->envelope.sender));
}

/*
 * Our own backup relays to us what others sent to it: the client is an MX host of the recipient's domain, and the domain
 * is ours, or names us too. A stranger's domain with its own MX is no reason to trust its hosts.
 */
static bool
is_own_backup(const struct evidence *evidence, const struct config *config)
{
	bool client = false,
	     ours = name_list_covers(&config->own_domains, &evidence->envelope.recipient);

	for (unsigned i = 0; i < evidence->arrival.count; i++) {
		client = client || evidence->arrival.host[i].client == TRUTH_YES;
		ours = ours || evidence->arrival.host[i].ours == TRUTH_YES;
	}
	return client && ours;
}

enum exemption
exempt_late(const struct evidence *evidence, const struct config *config)
{
	if (has_trusted_name(evidence, config))
		return EXEMPT_NAME;
	if (has_trusted_domain(evidence, config))
		return EXEMPT_DOMAIN;
	if (is_own_backup(evidence, config))
		return EXEMPT_BACKUP;
	return EXEMPT_NOT;
}
