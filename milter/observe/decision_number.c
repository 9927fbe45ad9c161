/* SPDX-License-Identifier: BSD-2-Clause */
#include "mxvet/clock.h"
#include "mxvet/log.h"

#include <stdatomic.h>

enum { NUMBERS_PER_MS = 10 };

uint64_t
decision_number_next(void)
{
	static atomic_uint_fast64_t last;
	uint64_t now = (uint64_t)clock_wall_ms() * NUMBERS_PER_MS;
	uint_fast64_t before = atomic_load_explicit(&last, memory_order_relaxed);
	uint64_t next;

	/* Ahead of the clock in a burst, or when the clock was set back. */
	do
		next = now > before ? now : before + 1;
	while (!atomic_compare_exchange_weak_explicit(
		&last, &before, next, memory_order_relaxed, memory_order_relaxed));
	return next;
}
