/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The answer cache from a thousand names to a million: bytes for each answer, and what keeping, finding and evicting one
 * costs. Every answer is an address under a name of ordinary length. One JSON object a line.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "milter/dns/answer_cache.h"
#include "milter/dns/dns_answer_build.h"

enum { FINDS = 200000, EVICTIONS = 50000 };

static double
nanoseconds(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static struct dns_name
name_of(unsigned number)
{
	struct dns_name name = {0};

	name.length = (uint8_t)snprintf(
		name.text, sizeof(name.text), "mail%u.s%u.example.org", number % 7, number);
	return name;
}

static const struct dns_answer *
make_answer(unsigned number)
{
	const uint8_t octets[] = {192, 0, 2, (uint8_t)number};
	const struct ip_addr address = ip_addr_of_v4(octets);
	struct dns_answer_builder builder;

	dns_answer_build_init(&builder, DNS_A);
	dns_answer_build_limit_ttl(&builder, 3600);
	dns_answer_build_address(&builder, &address);
	return dns_answer_build_finish(&builder, LOOKUP_NO_DATA);
}

static void
keep(struct answer_cache *cache, unsigned number)
{
	struct dns_name name = name_of(number);
	const struct dns_answer *answer = make_answer(number);

	answer_cache_keep(cache, &name, DNS_A, answer);
	dns_answer_release(answer);
}

/* What making names and answers costs alone is taken off. */
static double
keep_many(struct answer_cache *cache, unsigned first, unsigned count)
{
	double start = nanoseconds(), between;

	for (unsigned i = first; i < first + count; i++) {
		struct dns_name name = name_of(i);

		dns_answer_release(make_answer(i + name.length));
	}
	between = nanoseconds();
	for (unsigned i = first; i < first + count; i++)
		keep(cache, i);
	return (nanoseconds() - between - (between - start)) / count;
}

/* In an order that no processor guesses. */
static double
find_many(struct answer_cache *cache, unsigned size)
{
	double start = nanoseconds(), between;
	unsigned found = 0, number = 1, length = 0;

	for (unsigned i = 0; i < FINDS; i++, number = number * 1664525U + 1013904223U)
		length += name_of((number >> 4) % size).length;
	between = nanoseconds();
	for (unsigned i = 0; i < FINDS; i++, number = number * 1664525U + 1013904223U) {
		struct dns_name name = name_of((number >> 4) % size);
		const struct dns_answer *answer = answer_cache_find(cache, &name, DNS_A);

		found += answer != NULL;
		dns_answer_release(answer);
	}
	return found == FINDS && length > 0 ? (nanoseconds() - between - (between - start)) / FINDS
					    : -1;
}

static double
resident_bytes(void)
{
	unsigned long pages = 0;
	FILE *file = fopen("/proc/self/statm", "r");

	if (file != NULL && fscanf(file, "%*u %lu", &pages) != 1)
		pages = 0;
	if (file != NULL)
		fclose(file);
	return (double)pages * (double)sysconf(_SC_PAGESIZE);
}

static struct answer_cache *
open_cache(int64_t size)
{
	const struct config config = {
		.dns_cache_size = size, .dns_cache_max = 3600000, .dns_cache_negative_max = 900000};

	return answer_cache_open(&config);
}

/* A cache with room for as many as it gets, then one that is full all the time. */
static int
measure(unsigned size)
{
	double before = resident_bytes(), kept, found, evicted, bytes;
	struct answer_cache *cache = open_cache((int64_t)size * 320 + (1 << 20));
	struct answer_cache *full = open_cache((int64_t)size * 128);
	struct answer_cache_usage usage;

	if (cache == NULL || full == NULL)
		return -1;
	kept = keep_many(cache, 0, size);
	found = find_many(cache, size);
	bytes = resident_bytes() - before;
	usage = answer_cache_usage_of(cache);
	answer_cache_close(cache);
	keep_many(full, 0, size);
	evicted = keep_many(full, size, EVICTIONS);
	answer_cache_close(full);
	printf("{\"names\": %u, \"bytes\": %.1f, \"resident\": %.1f, \"keep_ns\": %.0f, \"find_ns\": %.0f, "
	       "\"evict_ns\": %.0f}\n",
		size, (double)usage.bytes / size, bytes / size, kept, found, evicted);
	return found > 0 ? 0 : -1;
}

int
main(void)
{
	for (unsigned size = 1000; size <= 1000000; size *= 10)
		if (measure(size) != 0)
			return 1;
	return 0;
}
