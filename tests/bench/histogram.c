/* SPDX-License-Identifier: BSD-2-Clause */
#include "histogram.h"

#include <inttypes.h>

static unsigned
bits_of(uint64_t value)
{
	unsigned bits = 0;

	for (; value > 0; value >>= 1)
		bits++;
	return bits;
}

/* Small values have a bucket each; of larger ones the first bits tell the bucket. */
static unsigned
bucket_of(uint64_t value)
{
	unsigned bits = bits_of(value), shift, bucket;

	if (bits <= HISTOGRAM_FINE_BITS)
		return (unsigned)value;
	shift = bits - HISTOGRAM_FINE_BITS - 1;
	bucket = (shift << HISTOGRAM_FINE_BITS) + (unsigned)(value >> shift);
	return bucket < HISTOGRAM_BUCKETS ? bucket : HISTOGRAM_BUCKETS - 1;
}

static uint64_t
upper_end(unsigned bucket)
{
	unsigned shift = bucket >> HISTOGRAM_FINE_BITS;

	if (shift <= 1)
		return bucket;
	shift--;
	return (((uint64_t)bucket - ((uint64_t)shift << HISTOGRAM_FINE_BITS) + 1) << shift) - 1;
}

void
histogram_add(struct histogram *histogram, uint64_t microseconds)
{
	histogram->bucket[bucket_of(microseconds)]++;
	histogram->count++;
	if (microseconds > histogram->largest)
		histogram->largest = microseconds;
}

uint64_t
histogram_permille(const struct histogram *histogram, unsigned permille)
{
	uint64_t wanted = (histogram->count * permille + 999) / 1000, seen = 0;

	for (unsigned i = 0; i < HISTOGRAM_BUCKETS; i++) {
		seen += histogram->bucket[i];
		if (seen >= wanted && seen > 0)
			return upper_end(i) < histogram->largest ? upper_end(i) : histogram->largest;
	}
	return histogram->largest;
}

void
histogram_print(const struct histogram *histogram, FILE *out)
{
	fprintf(out,
		"{\"count\": %" PRIu64 ", \"p50\": %" PRIu64 ", \"p90\": %" PRIu64
		", \"p99\": %" PRIu64 ", \"p999\": %" PRIu64 ", \"max\": %" PRIu64 "}",
		histogram->count, histogram_permille(histogram, 500),
		histogram_permille(histogram, 900), histogram_permille(histogram, 990),
		histogram_permille(histogram, 999), histogram->largest);
}
