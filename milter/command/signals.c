/* SPDX-License-Identifier: BSD-2-Clause */
#include "signals.h"

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <time.h>
#include <unistd.h>

enum { LIBMILTER_COMES_S = 5 }; /* it starts its thread before it serves */

static sigset_t caught, stopping;
static sem_t sleeper;
static atomic_bool ended;

/*
 * This is the one libmilter calls: what a program defines comes before the C library's for all
 * libraries it has loaded, as with malloc(). Nothing else in the process calls it.
 */
int
sigwait(const sigset_t *set, int *number)
{
	(void)set;
	(void)number;
	sem_post(&sleeper);
	for (;;)
		pause();
}

/* One that the parent ignored would not reach us everywhere, blocked or not. */
static int
handle(int number, void (*handler)(int))
{
	struct sigaction action = {.sa_handler = handler};

	sigemptyset(&action.sa_mask);
	return sigaction(number, &action, NULL);
}

int
signals_catch(void)
{
	sigemptyset(&stopping);
	sigaddset(&stopping, SIGTERM);
	sigaddset(&stopping, SIGINT);
	caught = stopping;
	sigaddset(&caught, SIGHUP);
	if (sem_init(&sleeper, 0, 0) != 0)
		return -1;
	errno = pthread_sigmask(SIG_BLOCK, &caught, NULL);
	if (errno != 0)
		return -1;
	return handle(SIGHUP, SIG_DFL) == 0 && handle(SIGTERM, SIG_DFL) == 0 &&
			handle(SIGINT, SIG_DFL) == 0 && handle(SIGPIPE, SIG_IGN) == 0
		? 0
		: -1;
}

bool
signals_are_ours(void)
{
	struct timespec until;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += LIBMILTER_COMES_S;
	while (sem_timedwait(&sleeper, &until) != 0)
		if (errno != EINTR)
			return false;
	return true;
}

/* The kernel hands out the lowest number first: without the second look, HUPs that do not end would hide a TERM. */
enum wake
signals_wait(void)
{
	static const struct timespec at_once = {0, 0};
	int number;

	do
		number = sigwaitinfo(&caught, NULL);
	while (number < 0);
	if (number == SIGHUP && sigtimedwait(&stopping, NULL, &at_once) < 0)
		return WAKE_RELOAD;
	return atomic_load(&ended) ? WAKE_ENDED : WAKE_STOP;
}

void
signals_tell_end(void)
{
	atomic_store(&ended, true);
	sem_post(&sleeper); /* no other thread will, if it never came so far */
	kill(getpid(), SIGTERM);
}
