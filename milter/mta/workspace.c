/* SPDX-License-Identifier: BSD-2-Clause */
#include "workspace.h"

#include <pthread.h>
#include <stdlib.h>

enum { KEPT_MAX = 64 }; /* of those that are not in use */

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* guards what follows */
static struct workspace *kept;
static unsigned kept_count;

struct workspace *
workspace_take(void)
{
	struct workspace *workspace;

	pthread_mutex_lock(&lock);
	workspace = kept;
	if (workspace != NULL) {
		kept = workspace->next;
		kept_count--;
	}
	pthread_mutex_unlock(&lock);
	return workspace != NULL ? workspace : malloc(sizeof(*workspace));
}

void
workspace_give(struct workspace *workspace)
{
	bool keep;

	if (workspace == NULL)
		return;
	pthread_mutex_lock(&lock);
	keep = kept_count < KEPT_MAX;
	if (keep) {
		workspace->next = kept;
		kept = workspace;
		kept_count++;
	}
	pthread_mutex_unlock(&lock);
	if (!keep)
		free(workspace);
}
