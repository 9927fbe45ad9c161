/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_WAIT_H
#define MXVET_WAIT_H

/*
 * The one place where a callback waits for another thread. What the other thread sets lies under the lock of a meeting
 * point; one wait may sleep there several times, and all of it ends at one deadline:
 *
 *   wait_begin(); while (more is needed && wait_for(flag)) use what came; wait_end();
 */

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

/* What the MTA side does about a wait, so that other sessions are served meanwhile. NULL members do nothing. */
struct wait_hooks {
	bool (*before)(
		void *state); /* right before it: true: wait; false: too many wait already, do not */
	void (*again)(void *state); /* every 100 ms while it lasts */
	void (*after)(void *state); /* after a wait that `before` allowed */
	void *state;
};

struct meeting_point {
	pthread_mutex_t lock;
	pthread_cond_t came; /* signalled after the flag was set and the lock given back */
};

/* 0, or -1 when the system refuses. */
int meeting_point_init(struct meeting_point *point);
void meeting_point_finish(struct meeting_point *point);

struct wait {
	const struct wait_hooks *hooks; /* may be NULL */
	int64_t deadline_us, again_us;  /* on the monotonic clock */
};

/* Begins a wait that lasts until `deadline_us` at most. False when it may not begin; then nothing is to be ended. */
bool wait_begin(struct wait *wait, const struct wait_hooks *hooks, int64_t deadline_us);

/* Sleeps until `*flag` is true, or until it is time to look after the hooks. False when the deadline has come. `*flag` lies
 * under the point's lock, is taken back by the caller, and may be false after all. */
bool wait_for(struct wait *wait, struct meeting_point *point, const bool *flag);

void wait_end(struct wait *wait);

#endif
