/* SPDX-License-Identifier: BSD-2-Clause */
#include "mxvet/greylist.h"

bool
greylist_lets_pass(const struct greylist_answer *answer)
{
	switch (answer->result) {
	case GREYLIST_FIRST:
	case GREYLIST_EARLY:
		break;
	case GREYLIST_PASSED:
	case GREYLIST_KNOWN:
		return true;
	}
	return false;
}

struct greylist_answer
greylist_ask(struct greylist *greylist, const struct greylist_try *try, int64_t delay_ms,
	int64_t keep_ms)
{
	return greylist->ops->ask(greylist, try, delay_ms, keep_ms);
}

void
greylist_close(struct greylist *greylist)
{
	if (greylist != NULL)
		greylist->ops->close(greylist);
}
