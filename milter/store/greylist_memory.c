/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The store in the memory of this process. Nothing of who writes to whom stands in it: an entry bears a
 * hash of client, sender and recipient under a secret of this process, and two with the same hash are one (a chance
 * of one in 10^14 for each question to a store of 100,000 entries, and its price is a mail that need not wait).
 * Entries lie in one array and know each other by their places in it; the pages of places that were never used
 * cost nothing.
 *
 * Whoever likes to can try under a million names. So those who passed have half of the places to themselves, and of
 * the other half a network gets a small part: beyond it, its tries are deferred and not remembered.
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
	NOBODY = 0,                /* no place: the places begin with 1 */
	NETWORKS = UINT16_MAX + 1, /* counters; several networks may share one */
	NETWORK_PART = 64, /* of the places for those who wait; so few full counters hit hardly anybody else */
	NETWORK_WAITS_MIN = 4,
	FORGOTTEN_AT_ONCE = 2, /* more than comes: no question pays for a day */
};

enum line_kind { WAITING, PASSED, LINES };

struct entry {
	uint64_t hash;
	int64_t since_ms;        /* the first try, or the last one that passed */
	uint32_t next_in_bucket; /* this and the next two are places */
	uint32_t newer, older;   /* in its line */
	uint16_t network;        /* its counter */
	uint8_t line;            /* enum line_kind */
};
_Static_assert(sizeof(struct entry) == 32, "entries are packed");

/* Who waits stands in the order of the first try, who passed in that of the last mail. */
struct line {
	uint32_t newest, oldest;
	uint32_t count, most;
};

struct who {
	uint64_t hash;
	uint16_t network;
};

struct memory_greylist {
	struct greylist base;
	struct hash_secret secret;
	uint32_t network_most;
	uint32_t bucket_mask;
	pthread_mutex_t lock; /* guards what follows */
	struct line line[LINES];
	uint32_t used, free; /* the last place that was ever used; the first that is free again */
	uint32_t waiting[NETWORKS]; /* entries */
	uint32_t *bucket;
	struct entry *entry; /* by place */
};

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Who tries, in octets: the lengths before the parts keep neighbours apart. */
static struct who
who_tries(const struct memory_greylist *greylist, const struct ip_addr *client,
	const struct dns_name *sender, const char *recipient)
{
	uint8_t key[KEY_SIZE];
	size_t length = 0;
	struct who who;
	size_t network = client->family == 4 ? NETWORK_OCTETS_V4 : NETWORK_OCTETS_V6;

	key[length++] = client->family;
	memcpy(key + length, client->octet, network);
	length += network;
	who.network = (uint16_t)secret_hash(&greylist->secret, key, length);
	key[length++] = sender->length;
	memcpy(key + length, sender->text, sender->length);
	length += sender->length;
	for (size_t i = 0; i < RECIPIENT_MAX && recipient[i] != '\0'; i++)
		key[length++] = (uint8_t)lower(recipient[i]);
	who.hash = secret_hash(&greylist->secret, key, length);
	return who;
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
leave_line(struct memory_greylist *greylist, const struct entry *entry)
{
	struct line *line = &greylist->line[entry->line];

	*(entry->newer != NOBODY ? &greylist->entry[entry->newer].older
				 : &line->newest) = entry->older;
	*(entry->older != NOBODY ? &greylist->entry[entry->older].newer
				 : &line->oldest) = entry->newer;
	line->count--;
	if (entry->line == WAITING)
		greylist->waiting[entry->network]--;
}

/* The entry gives its place away. */
static void
forget(struct memory_greylist *greylist, uint32_t place)
{
	struct entry *entry = &greylist->entry[place];

	*find_link(greylist, entry->hash) = entry->next_in_bucket;
	leave_line(greylist, entry);
	entry->next_in_bucket = greylist->free;
	greylist->free = place;
}

/* As its newest. In a full line the oldest goes. */
static void
enter_line(struct memory_greylist *greylist, uint32_t place, enum line_kind kind)
{
	struct entry *entry = &greylist->entry[place];
	struct line *line = &greylist->line[kind];

	if (line->count == line->most)
		forget(greylist, line->oldest);
	entry->line = (uint8_t)kind;
	entry->newer = NOBODY;
	entry->older = line->newest;
	*(line->newest != NOBODY ? &greylist->entry[line->newest].newer : &line->oldest) = place;
	line->newest = place;
	line->count++;
	if (kind == WAITING)
		greylist->waiting[entry->network]++;
}

static uint32_t
take_place(struct memory_greylist *greylist)
{
	uint32_t place = greylist->free;

	if (place == NOBODY)
		return ++greylist->used;
	greylist->free = greylist->entry[place].next_in_bucket;
	return place;
}

static void
remember(struct memory_greylist *greylist, struct who who, int64_t now_ms)
{
	uint32_t *bucket = &greylist->bucket[who.hash & greylist->bucket_mask];
	uint32_t place;

	if (greylist->waiting[who.network] >= greylist->network_most)
		return;
	place = take_place(greylist);
	greylist->entry[place] = (struct entry){.hash = who.hash,
		.since_ms = now_ms,
		.next_in_bucket = *bucket,
		.network = who.network};
	*bucket = place;
	enter_line(greylist, place, WAITING);
}

static void
forget_stale(struct memory_greylist *greylist, int64_t before_ms)
{
	const struct line *line = &greylist->line[WAITING];

	for (int i = 0; i < FORGOTTEN_AT_ONCE && line->oldest != NOBODY &&
		greylist->entry[line->oldest].since_ms < before_ms;
		i++)
		forget(greylist, line->oldest);
}

static enum greylist_answer
judge(struct memory_greylist *greylist, struct who who, int64_t now_ms, int64_t delay_ms,
	int64_t keep_ms)
{
	uint32_t place = *find_link(greylist, who.hash);
	struct entry *entry = &greylist->entry[place];
	int64_t age_ms = now_ms - entry->since_ms;

	if (place != NOBODY && age_ms > (entry->line == PASSED ? keep_ms : delay_ms + RETRY_MS)) {
		forget(greylist, place);
		place = NOBODY;
	}
	if (place == NOBODY) {
		remember(greylist, who, now_ms);
		return GREYLIST_DEFER;
	}
	if (entry->line == WAITING && age_ms < delay_ms)
		return GREYLIST_DEFER;
	leave_line(greylist, entry);
	enter_line(greylist, place, PASSED);
	entry->since_ms = now_ms;
	return GREYLIST_PASS;
}

static enum greylist_answer
memory_ask(struct greylist *base, const struct ip_addr *client, const struct dns_name *sender,
	const char *recipient, int64_t delay_ms, int64_t keep_ms)
{
	struct memory_greylist *greylist = (struct memory_greylist *)base;
	struct who who = who_tries(greylist, client, sender, recipient);
	int64_t now_ms = clock_monotonic_us() / 1000;
	enum greylist_answer answer;

	pthread_mutex_lock(&greylist->lock);
	forget_stale(greylist, now_ms - delay_ms - RETRY_MS);
	answer = judge(greylist, who, now_ms, delay_ms, keep_ms);
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

static void
share_out(struct memory_greylist *greylist, uint32_t entries)
{
	uint32_t waiting = entries / 2;

	greylist->line[WAITING].most = waiting;
	greylist->line[PASSED].most = entries - waiting;
	greylist->network_most = waiting / NETWORK_PART > NETWORK_WAITS_MIN ? waiting / NETWORK_PART
									    : NETWORK_WAITS_MIN;
}

struct greylist *
greylist_memory_open(int64_t entries)
{
	size_t count = entries < LINES ? LINES : entries < INT32_MAX ? (size_t)entries : INT32_MAX;
	struct memory_greylist *greylist = calloc(1, sizeof(*greylist));

	if (greylist == NULL)
		return NULL;
	greylist->base.ops = &memory_ops;
	share_out(greylist, (uint32_t)count);
	greylist->bucket_mask = (uint32_t)(buckets_for(count) - 1);
	greylist->bucket = calloc(buckets_for(count), sizeof(*greylist->bucket));
	/* Places begin with 1, and one more is needed: a new one is there before the oldest goes. */
	greylist->entry = calloc(count + 2, sizeof(*greylist->entry));
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
