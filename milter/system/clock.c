/* SPDX-License-Identifier: BSD-2-Clause */
#include "mxvet/clock.h"

#include <stdatomic.h>
#include <time.h>

static atomic_int_fast64_t shift_us;

static int64_t
read_clock_us(clockid_t id)
{
	struct timespec now;

	clock_gettime(id, &now); /* cannot fail for these clocks and a valid address */
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000 +
		atomic_load_explicit(&shift_us, memory_order_relaxed);
}

int64_t
clock_monotonic_us(void)
{
	return read_clock_us(CLOCK_MONOTONIC);
}

int64_t
clock_wall_ms(void)
{
	return read_clock_us(CLOCK_REALTIME) / 1000;
}

void
clock_advance_us(int64_t microseconds)
{
	atomic_fetch_add_explicit(&shift_us, microseconds, memory_order_relaxed);
}
