/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_WAIT_H
#define MXVET_WAIT_H

#include <stdbool.h>

/* Called right before a wait blocks, so that the MTA side can keep other sessions served; true: go on and wait, false: too
 * many callbacks are waiting, do not. `after` is called after the wait. NULL members do nothing. */
struct wait_hooks {
	bool (*before)(void *state);
	void (*again)(void *state); /* every 100 ms while waiting */
	void (*after)(void *state);
	void *state;
};

#endif
