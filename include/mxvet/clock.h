/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_CLOCK_H
#define MXVET_CLOCK_H

/* The one way to ask what time it is, so that tests can move it. */

#include <stdint.h>

int64_t clock_monotonic_us(void); /* never goes back; from an arbitrary start */
int64_t clock_wall_ms(void);      /* since 1970, UTC */

/* For tests: shifts both clocks by so many microseconds from now on, all shifts added up. */
void clock_advance_us(int64_t microseconds);

#endif
