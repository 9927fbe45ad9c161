/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The store in the memory of this process. Nothing of who writes to whom stands in it: an entry bears a
 * hash of client, sender and recipient under a secret of this process, and two with the same hash are one (a chance
 * of one in 10^14 for each question to a store of 100,000 entries, and its price is a mail that need not wait).
 * Entries lie in one array and know each other by their places in it; the pages of places that were never used
 * cost nothing.
 */
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "mxvet/clock.h"
#include "mxvet/greylist.h"
#include "mxvet/secret_hash.h"

enum {
	RETRY_MS = 24 * 60 * 60 *
		1000, /* after the delay; a mail server tries for days, a spam cannon does not */
	RECIPIENT_MAX = 512,   /* octets that count */
	NETWORK_OCTETS_V4 = 3, /* /24 */
	NETWORK_OCTETS_V6 = 8, /* /64 */
	KEY_SIZE = 1 + NETWORK_OCTETS_V6 + 1 + DNS_NAME_MAX + RECIPIENT_MAX,
	NOBODY = 0, /* no place: the places begin with 1 */
};

struct entry {
	uint64_t hash;
	int64_t since_ms;        /* the first try, or the last one that passed */
	uint32_t next_in_bucket; /* this and the next two are places */
	uint32_t newer, older;   /* by last use */
	bool passed;
};

struct memory_greylist {
	struct greylist base;
	struct hash_secret secret;
	uint32_t entries_max;
	uint32_t bucket_mask;
	pthread_mutex_t lock; /* guards what follows */
	uint32_t count;
	uint32_t newest, oldest;
	uint32_t *bucket;
	struct entry *entry; /* by place */
};

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Who tries, in octets: the lengths before the parts keep neighbours apart. */
static uint64_t
hash_of(const struct memory_greylist *greylist, const struct ip_addr *client,
	const struct dns_name *sender, const char *recipient)
{
	uint8_t key[KEY_SIZE];
	size_t length = 0;
	size_t network = client->family == 4 ? NETWORK_OCTETS_V4 : NETWORK_OCTETS_V6;

	key[length++] = client->family;
	memcpy(key + length, client->octet, network);
	length += network;
	key[length++] = sender->length;
	memcpy(key + length, sender->text, sender->length);
	length += sender->length;
	for (size_t i = 0; i < RECIPIENT_MAX && recipient[i] != '\0'; i++)
		key[length++] = (uint8_t)lower(recipient[i]);
	return secret_hash(&greylist->secret, key, length);
}

/* The link that leads to the entry, or to NOBODY at the end of its bucket. */
static uint32_t *
find_link(struct memory_greylist *greylist, uint64_t hash)
{
	uint32_t *link = &greylist->bucket[hash & greylist->bucket_mask];

	while (*link != NOBODY && greylist->entry[*link].hash != hash)
		link = &greylist->entry[*link].next_in_bucket;
	return link;
}

static void
unlink_from_uses(struct memory_greylist *greylist, const struct entry *entry)
{
	*(entry->newer != NOBODY ? &greylist->entry[entry->newer].older
				 : &greylist->newest) = entry->older;
	*(entry->older != NOBODY ? &greylist->entry[entry->older].newer
				 : &greylist->oldest) = entry->newer;
}

static void
link_as_newest(struct memory_greylist *greylist, uint32_t place)
{
	struct entry *entry = &greylist->entry[place];

	entry->newer = NOBODY;
	entry->older = greylist->newest;
	*(greylist->newest != NOBODY ? &greylist->entry[greylist->newest].newer
				     : &greylist->oldest) = place;
	greylist->newest = place;
}

/* A place for a new entry: a fresh one, or that of the entry least recently used. */
static uint32_t
take_place(struct memory_greylist *greylist)
{
	uint32_t place = greylist->oldest;

	if (greylist->count < greylist->entries_max)
		return ++greylist->count;
	*find_link(greylist, greylist->entry[place].hash) = greylist->entry[place].next_in_bucket;
	unlink_from_uses(greylist, &greylist->entry[place]);
	return place;
}

static struct entry *
remember(struct memory_greylist *greylist, uint64_t hash, int64_t now_ms)
{
	uint32_t place = take_place(greylist);
	uint32_t *bucket = &greylist->bucket[hash & greylist->bucket_mask];

	greylist->entry[place] = (struct entry){
		.hash = hash, .since_ms = now_ms, .next_in_bucket = *bucket};
	*bucket = place;
	link_as_newest(greylist, place);
	return &greylist->entry[place];
}

static struct entry *
find_or_remember(struct memory_greylist *greylist, uint64_t hash, int64_t now_ms)
{
	uint32_t place = *find_link(greylist, hash);

	if (place == NOBODY)
		return remember(greylist, hash, now_ms);
	unlink_from_uses(greylist, &greylist->entry[place]);
	link_as_newest(greylist, place);
	return &greylist->entry[place];
}

static enum greylist_answer
judge(struct entry *entry, int64_t now_ms, int64_t delay_ms, int64_t keep_ms)
{
	int64_t age_ms = now_ms - entry->since_ms;

	if (age_ms > (entry->passed ? keep_ms : delay_ms + RETRY_MS)) {
		entry->passed = false;
		entry->since_ms = now_ms;
		age_ms = 0;
	}
	if (!entry->passed && age_ms < delay_ms)
		return GREYLIST_DEFER;
	entry->passed = true;
	entry->since_ms = now_ms;
	return GREYLIST_PASS;
}

static enum greylist_answer
memory_ask(struct greylist *base, const struct ip_addr *client, const struct dns_name *sender,
	const char *recipient, int64_t delay_ms, int64_t keep_ms)
{
	struct memory_greylist *greylist = (struct memory_greylist *)base;
	uint64_t hash = hash_of(greylist, client, sender, recipient);
	int64_t now_ms = clock_monotonic_us() / 1000;
	enum greylist_answer answer;

	pthread_mutex_lock(&greylist->lock);
	answer = judge(find_or_remember(greylist, hash, now_ms), now_ms, delay_ms, keep_ms);
	pthread_mutex_unlock(&greylist->lock);
	return answer;
}

static void
memory_close(struct greylist *base)
{
	struct memory_greylist *greylist = (struct memory_greylist *)base;

	pthread_mutex_destroy(&greylist->lock);
	free(greylist->bucket);
	free(greylist->entry);
	free(greylist);
}

static const struct greylist_ops memory_ops = {.ask = memory_ask, .close = memory_close};

/* A power of two, at least as many as entries. */
static size_t
buckets_for(size_t entries)
{
	size_t buckets = 1;

	while (buckets < entries)
		buckets *= 2;
	return buckets;
}

struct greylist *
greylist_memory_open(int64_t entries)
{
	size_t count = entries < 1 ? 1 : entries < INT32_MAX ? (size_t)entries : INT32_MAX;
	struct memory_greylist *greylist = calloc(1, sizeof(*greylist));

	if (greylist == NULL)
		return NULL;
	greylist->base.ops = &memory_ops;
	greylist->entries_max = (uint32_t)count;
	greylist->bucket_mask = (uint32_t)(buckets_for(count) - 1);
	greylist->bucket = calloc(buckets_for(count), sizeof(*greylist->bucket));
	greylist->entry = calloc(count + 1, sizeof(*greylist->entry));
	if (greylist->bucket == NULL || greylist->entry == NULL ||
		hash_secret_init(&greylist->secret) != 0 ||
		pthread_mutex_init(&greylist->lock, NULL) != 0) {
		free(greylist->bucket);
		free(greylist->entry);
		free(greylist);
		return NULL;
	}
	return &greylist->base;
}
