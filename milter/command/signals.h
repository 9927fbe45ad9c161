/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_SIGNALS_H
#define MXVET_SIGNALS_H

/*
 * Signals, kept away from libmilter. It has a thread that waits for HUP, TERM and INT, and ends everything on any of them. The
 * kernel hands a signal to the process's first thread if that has it unblocked and is not busy with one, else to
 * whichever thread takes it, and that would be libmilter's. So the first thread does nothing but receive
 * signals, and all others block them; what is to be done is done by another one.
 */

#include <stdnoreturn.h>

enum wake {
	WAKE_RELOAD, /* SIGHUP, once or more often */
	WAKE_STOP,   /* SIGTERM, SIGINT */
	WAKE_ENDED,  /* signals_tell_end() */
};

/* Before the first thread is started: they all block the signals from now on. -1 and errno. */
int signals_catch(void);

/* Where the first thread goes, and stays. */
noreturn void signals_receive(void);

/* Sleeps until the first thread receives: nothing may wait for signals before, libmilter least of all. */
void signals_await_receiver(void);

/* Sleeps until something comes; what matters most when it is several. */
enum wake signals_wait(void);

/* Wakes who waits: nobody serves any more. */
void signals_tell_end(void);

#endif
