/* SPDX-License-Identifier: BSD-2-Clause */
#include "mxvet/resolver.h"

void
asker_deliver(struct asker *asker, unsigned slot, const struct dns_answer *answer,
	struct asker_calls *calls)
{
	if (!asker->ops->deliver(asker, slot, answer))
		return;
	asker->next_to_call = calls->first;
	calls->first = asker;
}

void
asker_call_all(struct asker_calls *calls)
{
	while (calls->first != NULL) {
		struct asker *asker = calls->first;

		calls->first = asker->next_to_call;
		asker->ops->call(asker);
	}
}
