/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_MTA_SERVICE_H
#define MXVET_MTA_SERVICE_H

/* What all sessions share. A session keeps the configuration and the resolver that it began with, whatever a reload
 * puts in their place. */

#include <pthread.h>
#include <stdatomic.h>

#include "mxvet/config.h"
#include "mxvet/greylist.h"
#include "mxvet/resolver.h"

struct service {
	pthread_mutex_t lock; /* guards the next two */
	const struct config *config;
	struct resolver *resolver;
	_Atomic int64_t private_warned_us; /* when private client addresses were last told; 0: never */
	atomic_uint unseen; /* messages in a row that DATA announced and the MTA did not show */
	struct greylist *greylist; /* set before the first session, and then for good; NULL: nothing is remembered */
	atomic_uint under_way; /* messages between MAIL and their end */
};

#define SERVICE_INITIALIZER \
	{ \
		.lock = PTHREAD_MUTEX_INITIALIZER \
	}

/* For sessions that begin from now on: takes references of its own and gives back those it had. Accepts NULL for both. */
void service_set(struct service *service, const struct config *config, struct resolver *resolver);

/* References for one session. */
void service_pin(struct service *service, const struct config **config, struct resolver **resolver);

#endif
