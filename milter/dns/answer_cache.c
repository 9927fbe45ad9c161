/* SPDX-License-Identifier: BSD-2-Clause */
#include "answer_cache.h"

#include <pthread.h>
#include <stdlib.h>

#include "dns_answer_build.h"
#include "mxvet/clock.h"
#include "mxvet/question_key.h"

enum {
	SHARDS_MAX = 16,          /* each with its own lock; more than threads are likely to meet */
	SHARD_SIZE_MIN = 1 << 18, /* a small cache has fewer, so that any answer has room in one */
	ENTRY_SIZE_TYPICAL = 256, /* with its answer: for choosing the number of buckets */
	MALLOC_SIZE = 16,         /* what an allocation costs beside its own size */
};

struct entry {
	struct entry *next_in_bucket;
	struct entry *newer, *older; /* by last use */
	int64_t expires_us;
	uint64_t hash;
	const struct dns_answer *answer;
	struct question_key key;
};

struct shard {
	pthread_mutex_t lock;
	size_t bytes, entries;
	struct entry *newest, *oldest;
	struct entry **bucket;
};

struct answer_cache {
	struct hash_secret secret;
	int64_t least_ms, most_ms, negative_most_ms, failure_ms, timeout_ms;
	size_t shard_size;    /* bytes that each shard may hold */
	size_t buckets;       /* of each shard; a power of two */
	unsigned shard_count; /* a power of two */
	struct shard shard[SHARDS_MAX];
};

static size_t
power_of_two_up_to(size_t limit)
{
	size_t power = 1;

	while (power <= limit / 2)
		power *= 2;
	return power;
}

static int
open_shard(struct shard *shard, size_t buckets)
{
	shard->bucket = calloc(buckets, sizeof(*shard->bucket));
	if (shard->bucket == NULL)
		return -1;
	if (pthread_mutex_init(&shard->lock, NULL) == 0)
		return 0;
	free(shard->bucket);
	return -1;
}

struct answer_cache *
answer_cache_open(const struct config *config)
{
	struct answer_cache *cache = calloc(1, sizeof(*cache));
	size_t size;
	size_t shards;

	if (cache == NULL)
		return NULL;
	size = (size_t)config->dns_cache_size;
	shards = power_of_two_up_to(size / SHARD_SIZE_MIN);
	if (shards > SHARDS_MAX)
		shards = SHARDS_MAX;
	cache->shard_size = size / shards;
	cache->buckets = power_of_two_up_to(cache->shard_size / ENTRY_SIZE_TYPICAL);
	cache->least_ms = config->dns_cache_min;
	cache->most_ms = config->dns_cache_max;
	cache->negative_most_ms = config->dns_cache_negative_max;
	cache->failure_ms = config->dns_cache_failure;
	cache->timeout_ms = config->dns_cache_timeout;
	if (hash_secret_init(&cache->secret) != 0)
		goto fail;
	for (; cache->shard_count < shards; cache->shard_count++)
		if (open_shard(&cache->shard[cache->shard_count], cache->buckets) != 0)
			goto fail;
	return cache;
fail:
	answer_cache_close(cache);
	return NULL;
}

static size_t
entry_size(const struct entry *entry)
{
	size_t answer = dns_answer_size(entry->answer);

	return sizeof(*entry) + entry->key.length + MALLOC_SIZE + answer +
		(answer > 0 ? MALLOC_SIZE : 0);
}

static void
entry_release(struct entry *entry)
{
	dns_answer_release(entry->answer);
	free(entry);
}

void
answer_cache_close(struct answer_cache *cache)
{
	if (cache == NULL)
		return;
	for (unsigned i = 0; i < cache->shard_count; i++) {
		struct shard *shard = &cache->shard[i];
		for (struct entry *entry = shard->newest, *older; entry != NULL; entry = older) {
			older = entry->older;
			entry_release(entry);
		}
		free(shard->bucket);
		pthread_mutex_destroy(&shard->lock);
	}
	free(cache);
}

static struct shard *
shard_of(struct answer_cache *cache, uint64_t hash)
{
	return &cache->shard[(hash >> 32) & (cache->shard_count - 1)];
}

/* The link that points to the entry, or to NULL at the end of its bucket. */
static struct entry **
find_link(const struct answer_cache *cache, struct shard *shard, uint64_t hash,
	const struct dns_name *name, enum dns_type type)
{
	struct entry **link = &shard->bucket[hash & (cache->buckets - 1)];

	while (*link != NULL && !question_key_is(&(*link)->key, name, type))
		link = &(*link)->next_in_bucket;
	return link;
}

static void
unlink_from_uses(struct shard *shard, struct entry *entry)
{
	*(entry->newer != NULL ? &entry->newer->older : &shard->newest) = entry->older;
	*(entry->older != NULL ? &entry->older->newer : &shard->oldest) = entry->newer;
}

static void
link_as_newest(struct shard *shard, struct entry *entry)
{
	entry->newer = NULL;
	entry->older = shard->newest;
	*(shard->newest != NULL ? &shard->newest->newer : &shard->oldest) = entry;
	shard->newest = entry;
}

static void
remove_at(struct shard *shard, struct entry **link)
{
	struct entry *entry = *link;
	*link = entry->next_in_bucket;
	unlink_from_uses(shard, entry);
	shard->bytes -= entry_size(entry);
	shard->entries--;
	entry_release(entry);
}

static void
remove_oldest(const struct answer_cache *cache, struct shard *shard)
{
	struct entry **link = &shard->bucket[shard->oldest->hash & (cache->buckets - 1)];

	while (*link != shard->oldest)
		link = &(*link)->next_in_bucket;
	remove_at(shard, link);
}

const struct dns_answer *
answer_cache_find(struct answer_cache *cache, const struct dns_name *name, enum dns_type type)
{
	uint64_t hash = question_hash(&cache->secret, name, type);
	int64_t now = clock_monotonic_us();
	struct shard *shard = shard_of(cache, hash);
	const struct dns_answer *answer = NULL;
	struct entry **link;

	pthread_mutex_lock(&shard->lock);
	link = find_link(cache, shard, hash, name, type);
	if (*link != NULL && (*link)->expires_us <= now) {
		remove_at(shard, link);
	} else if (*link != NULL) {
		answer = dns_answer_share((*link)->answer);
		unlink_from_uses(shard, *link);
		link_as_newest(shard, *link);
	}
	pthread_mutex_unlock(&shard->lock);
	return answer;
}

static int64_t
clamp(int64_t value, int64_t least, int64_t most)
{
	return value > most ? most : value < least ? least : value;
}

static int64_t
time_to_keep_ms(const struct answer_cache *cache, const struct dns_answer *answer)
{
	int64_t ttl_ms = (int64_t)dns_answer_ttl(answer) * 1000;

	switch (dns_answer_lookup(answer)) {
	case LOOKUP_FOUND:
		return clamp(ttl_ms, cache->least_ms, cache->most_ms);
	case LOOKUP_NO_DATA:
	case LOOKUP_NO_NAME:
		return clamp(ttl_ms, cache->least_ms, cache->negative_most_ms);
	case LOOKUP_FAILED:
		return dns_answer_failure(answer) == DNS_FAILURE_TIMEOUT ? cache->timeout_ms
									 : cache->failure_ms;
	case LOOKUP_NOT_ASKED:
		break;
	}
	return 0;
}

static struct entry *
entry_of(const struct dns_name *name, enum dns_type type, const struct dns_answer *answer)
{
	struct entry *entry = malloc(sizeof(*entry) + name->length);

	if (entry == NULL)
		return NULL;
	question_key_write(&entry->key, name, type);
	entry->answer = dns_answer_share(answer);
	return entry;
}

void
answer_cache_keep(struct answer_cache *cache, const struct dns_name *name, enum dns_type type,
	const struct dns_answer *answer)
{
	int64_t keep_ms = time_to_keep_ms(cache, answer);
	struct entry *entry = keep_ms > 0 ? entry_of(name, type, answer) : NULL;
	struct entry **link;
	struct shard *shard;

	if (entry == NULL)
		return;
	entry->hash = question_hash(&cache->secret, name, type);
	entry->expires_us = clock_monotonic_us() + keep_ms * 1000;
	shard = shard_of(cache, entry->hash);
	pthread_mutex_lock(&shard->lock);
	link = find_link(cache, shard, entry->hash, name, type);
	if (*link != NULL)
		remove_at(shard, link);
	entry->next_in_bucket = shard->bucket[entry->hash & (cache->buckets - 1)];
	shard->bucket[entry->hash & (cache->buckets - 1)] = entry;
	link_as_newest(shard, entry);
	shard->bytes += entry_size(entry);
	shard->entries++;
	while (shard->bytes > cache->shard_size)
		remove_oldest(cache, shard);
	pthread_mutex_unlock(&shard->lock);
}

struct answer_cache_usage
answer_cache_usage_of(struct answer_cache *cache)
{
	struct answer_cache_usage usage = {0};

	for (unsigned i = 0; i < cache->shard_count; i++) {
		struct shard *shard = &cache->shard[i];
		pthread_mutex_lock(&shard->lock);
		usage.bytes += shard->bytes;
		usage.entries += shard->entries;
		pthread_mutex_unlock(&shard->lock);
	}
	return usage;
}
