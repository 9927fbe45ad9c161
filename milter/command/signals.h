/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_SIGNALS_H
#define MXVET_SIGNALS_H

/*
 * Signals, kept away from libmilter. It has a thread that calls sigwait() for HUP, TERM and INT, and ends everything on
 * any of them. All threads block these signals, and libmilter's sigwait() is bound to a function of ours that never
 * returns: then the kernel keeps each signal until signals_wait() takes it, and nothing can be lost or overtaken.
 */

#include <stdbool.h>

enum wake {
	WAKE_RELOAD, /* SIGHUP, once or more often */
	WAKE_STOP,   /* SIGTERM, SIGINT */
	WAKE_ENDED,  /* signals_tell_end() */
};

/* Before the first thread is started: they all block the signals from now on. -1 and errno. */
int signals_catch(void);

/* Once libmilter serves: whether its sigwait() is ours. When it is not, it may take a signal itself. Waits for
 * its thread, some seconds when that does not come. */
bool signals_are_ours(void);

/* Sleeps until something comes; what matters most when it is several. */
enum wake signals_wait(void);

/* Wakes the waiting thread: libmilter has stopped serving. */
void signals_tell_end(void);

#endif
