/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_BENCH_HISTOGRAM_H
#define MXVET_BENCH_HISTOGRAM_H

/* Times in microseconds, counted in buckets that are 3 % wide: percentiles of any number of samples in constant room. */

#include <stdint.h>
#include <stdio.h>

enum {
	HISTOGRAM_FINE_BITS = 5, /* buckets for each doubling, as a power of two */
	HISTOGRAM_BUCKETS = 40 << HISTOGRAM_FINE_BITS,
};

struct histogram {
	uint64_t count, largest;
	uint64_t bucket[HISTOGRAM_BUCKETS];
};

void histogram_add(struct histogram *histogram, uint64_t microseconds);

/* The time that so many of a thousand samples did not exceed; 0 without samples. */
uint64_t histogram_permille(const struct histogram *histogram, unsigned permille);

/* A JSON object: {"count": 7, "p50": 310, "p90": ..., "p99": ..., "p999": ..., "max": ...}. */
void histogram_print(const struct histogram *histogram, FILE *out);

#endif
