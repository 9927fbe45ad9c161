/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_TRUTH_H
#define MXVET_TRUTH_H

/*
 * Three answers: a look-up that failed leaves a question open, and no check may take "not known" for "no".
 * The order makes "or" the larger and "and" the smaller of two.
 */

#include <stdbool.h>

enum truth { TRUTH_NO, TRUTH_MAYBE, TRUTH_YES };

static inline enum truth
truth_of(bool known)
{
	return known ? TRUTH_YES : TRUTH_NO;
}

static inline enum truth
truth_or(enum truth a, enum truth b)
{
	return a > b ? a : b;
}

static inline enum truth
truth_and(enum truth a, enum truth b)
{
	return a < b ? a : b;
}

static inline enum truth
truth_not(enum truth a)
{
	return (enum truth)(TRUTH_YES - a);
}

#endif
