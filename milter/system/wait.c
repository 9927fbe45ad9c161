/* SPDX-License-Identifier: BSD-2-Clause */
#include "mxvet/wait.h"

#include <errno.h>
#include <time.h>

#include "mxvet/clock.h"

enum { AGAIN_US = 100000 }; /* between two calls of wait_hooks.again */

/* Timed waits go by the monotonic clock: the wall clock may jump. */
int
meeting_point_init(struct meeting_point *point)
{
	pthread_condattr_t attributes;
	bool made;

	if (pthread_condattr_init(&attributes) != 0)
		return -1;
	made = pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC) == 0 &&
		pthread_cond_init(&point->came, &attributes) == 0;
	pthread_condattr_destroy(&attributes);
	if (!made)
		return -1;
	if (pthread_mutex_init(&point->lock, NULL) == 0)
		return 0;
	pthread_cond_destroy(&point->came);
	return -1;
}

void
meeting_point_finish(struct meeting_point *point)
{
	pthread_cond_destroy(&point->came);
	pthread_mutex_destroy(&point->lock);
}

bool
wait_begin(struct wait *wait, const struct wait_hooks *hooks, int64_t deadline_us)
{
	*wait = (struct wait){hooks, deadline_us, clock_monotonic_us() + AGAIN_US};
	return hooks == NULL || hooks->before == NULL || hooks->before(hooks->state);
}

/* The pthread functions know the real clock only; a clock that a test moves is looked at again after the sleep. */
static struct timespec
real_time_after(int64_t microseconds)
{
	struct timespec time;
	int64_t ns;

	clock_gettime(CLOCK_MONOTONIC, &time);
	ns = time.tv_nsec + microseconds * 1000;
	time.tv_sec += (time_t)(ns / 1000000000);
	time.tv_nsec = (long)(ns % 1000000000);
	return time;
}

static void
sleep_until_flag(struct meeting_point *point, const bool *flag, int64_t microseconds)
{
	const struct timespec until = real_time_after(microseconds);
	int status = 0;

	pthread_mutex_lock(&point->lock);
	while (!*flag && status != ETIMEDOUT)
		status = pthread_cond_timedwait(&point->came, &point->lock, &until);
	pthread_mutex_unlock(&point->lock);
}

bool
wait_for(struct wait *wait, struct meeting_point *point, const bool *flag)
{
	const struct wait_hooks *hooks = wait->hooks;
	const int64_t now = clock_monotonic_us();

	if (now >= wait->deadline_us)
		return false;
	if (now >= wait->again_us) {
		wait->again_us = now + AGAIN_US;
		if (hooks != NULL && hooks->again != NULL)
			hooks->again(hooks->state);
	}
	sleep_until_flag(point, flag,
		(wait->again_us < wait->deadline_us ? wait->again_us : wait->deadline_us) - now);
	return true;
}

void
wait_end(struct wait *wait)
{
	if (wait->hooks != NULL && wait->hooks->after != NULL)
		wait->hooks->after(wait->hooks->state);
}
