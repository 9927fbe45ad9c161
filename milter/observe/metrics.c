/* SPDX-License-Identifier: BSD-2-Clause */
#include "mxvet/metrics.h"

#include <stdatomic.h>

static atomic_uint_fast64_t counters[METRIC_COUNT];

void
metric_add(enum metric metric, uint64_t number)
{
	atomic_fetch_add_explicit(&counters[metric], number, memory_order_relaxed);
}

void
metric_count(enum metric metric)
{
	metric_add(metric, 1);
}

uint64_t
metric_read(enum metric metric)
{
	return atomic_load_explicit(&counters[metric], memory_order_relaxed);
}
