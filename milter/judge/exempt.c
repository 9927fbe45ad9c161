/* SPDX-License-Identifier: BSD-2-Clause */
#include "facts.h"

enum exemption
exempt_early(const struct envelope *envelope, const struct config *config)
{
	if (envelope->authenticated)
		return EXEMPT_AUTHENTICATED;
	if (envelope->local)
		return EXEMPT_LOCAL;
	if (network_list_contains(&config->trust_networks, &envelope->client))
		return EXEMPT_NETWORK;
	return EXEMPT_NOT;
}

enum exemption
exempt_late(const struct evidence *evidence, const struct config *config)
{
	for (unsigned i = 0; i < evidence->ptr.count; i++)
		if (facts_name_confirmed(evidence, i) == TRUTH_YES &&
			name_list_covers(&config->trust_names, &evidence->ptr.name[i].name))
			return EXEMPT_NAME;
	return EXEMPT_NOT;
}
