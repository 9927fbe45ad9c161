/* SPDX-License-Identifier: BSD-2-Clause */
#include "mxvet/greylist.h"

enum greylist_answer
greylist_ask(struct greylist *greylist, const struct ip_addr *client, const struct dns_name *sender,
	const char *recipient, int64_t delay_ms, int64_t keep_ms)
{
	return greylist->ops->ask(greylist, client, sender, recipient, delay_ms, keep_ms);
}

void
greylist_close(struct greylist *greylist)
{
	if (greylist != NULL)
		greylist->ops->close(greylist);
}
