/* SPDX-License-Identifier: BSD-2-Clause */
#include "decided.h"

#include <pthread.h>
#include <stdlib.h>

enum { KEPT_MAX = 64 }; /* of those that nobody uses */

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* guards what follows */
static struct decided *kept;
static unsigned kept_count;

struct decided *
decided_take(void)
{
	struct decided *decided;

	pthread_mutex_lock(&lock);
	decided = kept;
	if (decided != NULL) {
		kept = decided->next;
		kept_count--;
	}
	pthread_mutex_unlock(&lock);
	return decided != NULL ? decided : malloc(sizeof(*decided));
}

void
decided_give(struct decided *decided)
{
	bool keep;

	if (decided == NULL)
		return;
	pthread_mutex_lock(&lock);
	keep = kept_count < KEPT_MAX;
	if (keep) {
		decided->next = kept;
		kept = decided;
		kept_count++;
	}
	pthread_mutex_unlock(&lock);
	if (!keep)
		free(decided);
}
