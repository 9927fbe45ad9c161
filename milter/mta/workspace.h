/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_MTA_WORKSPACE_H
#define MXVET_MTA_WORKSPACE_H

/*
 * What a callback works in, some 50 KB: lent for as long as it runs, and handed on to the next one while it is still in
 * the processor's cache. On the stack it would cost a dozen page faults in each thread that libmilter begins, and it
 * begins one for every seventh message, for every second when many wait.
 */

#include "mxvet/format.h"

/* Bounds the records of most messages, of which some 2 KB are written. */
enum { WORKSPACE_RECORD_SIZE = 16384 };

/* A decision with everything it points to; not to be copied. */
struct workspace {
	struct workspace *next;
	struct evidence evidence;
	struct verdict verdict;
	struct decision decision;
	char record[WORKSPACE_RECORD_SIZE]; /* room for its line of the decision log */
};

/* The one that was given back last, or a new one; with anything in it. NULL without memory. Any thread. */
struct workspace *workspace_take(void);
void workspace_give(struct workspace *workspace); /* accepts NULL */

#endif
