/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_MTA_NUDGE_H
#define MXVET_MTA_NUDGE_H

/*
 * Keeps libmilter's pool of workers awake. A library built with the pool (Debian's is) hands a
 * session that has something to say to a worker it believes idle; when that worker blocks in a
 * callback, others queue for seconds. So right before a callback blocks, it connects to
 * our own milter socket and says QUIT: that wakes or starts one more worker, which ends the empty
 * session and takes the next that is ready. Elsewhere it costs 0.1 ms and does nothing.
 * docs/decisions/0002-nudge.md has the figures.
 */

#include <stdatomic.h>
#include <stdbool.h>
#include <sys/socket.h>

#include "mxvet/wait.h"

enum { NUDGE_LATE_MAX = 16 };

struct nudge {
	struct sockaddr_storage address;
	socklen_t address_length;
	atomic_int limit; /* callbacks that may wait at once */
	atomic_int waiting;
	atomic_uint turn;
	atomic_int late[NUDGE_LATE_MAX]; /* connections to be closed at their next turn, or -1 */
};

/* Prepares for nudging who listens at `listener`; a wildcard address is reached by loopback. */
void nudge_init(struct nudge *nudge, const struct sockaddr *listener, socklen_t length, int limit);

/* One nudge. -1 and errno when it failed. Hardly ever blocks (10 ms at most). */
int nudge_send(struct nudge *nudge);

/* One wait of one callback; lives as long as the hooks. */
struct nudge_wait {
	struct nudge *nudge;
	bool admitted;
	bool owed; /* the nudge failed and is to be repeated */
};

/* Hooks for one wait: they count it, refuse it when too many wait already, and nudge. */
struct wait_hooks nudge_hooks(struct nudge_wait *wait, struct nudge *nudge);

#endif
