/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The store in the memory of this process. It holds no address and no name: an entry has the
 * hash of one key under a secret of this process, and two keys with the same hash are one (a chance
 * of one in 10^14 for each question to a store of 100,000 entries, and its price is a mail that need not wait).
 * Entries lie in one array and know each other by their places in it; the pages of places that were never used
 * cost nothing.
 *
 * A client can try under a million names. So senders that passed have half of the places to themselves, and in each half
 * every entry counts for those who connect: a network and an organisation have a share of it, and a new entry in a full
 * share takes the place of the oldest there. An entry is only driven out by its own network.
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "mxvet/clock.h"
#include "mxvet/greylist.h"
#include "mxvet/secret_hash.h"

enum {
	RETRY_MS = 24 * 60 * 60 *
		1000,  /* after the delay; a mail server tries for days, a spam cannon does not */
	OCTETS_V4 = 3, /* /24 */
	OCTETS_V6 = 8, /* /64 */
	OCTETS_V6_WIDE = 6, /* /48 */
	KEYS_MAX = 3,
	KEY_SIZE = GREYLIST_RECIPIENT_SIZE + 2 * (DNS_NAME_MAX + 2),
	NOWHERE = 0,           /* no place: the places begin with 1 */
	SHARES = 16384,        /* lists of each kind; a few networks may have one together */
	FORGOTTEN_AT_ONCE = 4, /* more than comes: no question pays for a day */
	SHARE_MIN = 8,
};

/* The shares that an entry counts for, and which part of a half each may fill: a full share hits no other network. */
enum share_kind { SHARE_NETWORK, SHARE_WIDE, SHARE_ORGANISATION, SHARE_KINDS };
static const uint32_t share_part[SHARE_KINDS] = {64, 16, 16};

enum half_kind { WAITING, PASSED, HALVES };

struct neighbours {
	uint32_t newer, older; /* places */
};

struct entry {
	uint64_t hash;
	int64_t since_ms;        /* the first try, or the last one that passed */
	uint32_t next_in_bucket; /* a place */
	uint8_t half;            /* enum half_kind */
	bool counts[SHARE_KINDS];
	uint16_t share[SHARE_KINDS];
	struct neighbours in_half, in_share[SHARE_KINDS];
};

/* Entries by age: waiting ones by the first try, passed ones by the last mail. */
struct line {
	uint32_t newest, oldest, count;
};

/* A try as the table sees it. */
struct keys {
	unsigned count;
	uint64_t hash[KEYS_MAX];
	bool counts[SHARE_KINDS];
	uint16_t share[SHARE_KINDS];
};

struct memory_greylist {
	struct greylist base;
	struct hash_secret secret;
	uint32_t half_most[HALVES], share_most[SHARE_KINDS];
	uint32_t bucket_mask;
	pthread_mutex_t lock; /* guards what follows */
	struct line half[HALVES];
	struct line share[HALVES][SHARE_KINDS][SHARES];
	uint32_t used, free; /* the last place that was ever used; the first that is free again */
	uint32_t *bucket;
	struct entry *entry; /* by place */
};

struct key_text {
	uint8_t octets[KEY_SIZE];
	size_t length;
};

/* The kind and the length before each part keep neighbours apart. */
static void
append_part(struct key_text *key, uint8_t kind, const void *octets, size_t length)
{
	key->octets[key->length++] = kind;
	key->octets[key->length++] = (uint8_t)length;
	memcpy(key->octets + key->length, octets, length);
	key->length += length;
}

static size_t
network_octets(const struct ip_addr *client)
{
	return client->family == 6 ? OCTETS_V6 : OCTETS_V4;
}

/* The key of recipient and sender with one who brings it. */
static void
add_key(const struct memory_greylist *greylist, struct keys *keys, struct key_text common,
	uint8_t kind, const void *bringer, size_t length)
{
	append_part(&common, kind, bringer, length);
	keys->hash[keys->count++] = secret_hash(&greylist->secret, common.octets, common.length);
}

static void
add_share(const struct memory_greylist *greylist, struct keys *keys, enum share_kind kind,
	const void *octets, size_t length)
{
	struct key_text text = {.length = 0};

	append_part(&text, (uint8_t)kind, octets, length);
	keys->counts[kind] = true;
	keys->share[kind] = (uint16_t)(secret_hash(&greylist->secret, text.octets, text.length) %
		SHARES);
}

static struct keys
keys_of(const struct memory_greylist *greylist, const struct greylist_try *try)
{
	const struct ip_addr *client = &try->client;
	const struct dns_name *organisation = &try->organisation;
	const size_t octets = network_octets(client), recipient = strlen(try->recipient);
	struct key_text common = {.length = 0};
	struct keys keys = {.count = 0};

	append_part(&common, 's', try->sender.text, try->sender.length);
	memcpy(common.octets + common.length, try->recipient, recipient);
	common.length += recipient;
	if (try->vouched_for)
		add_key(greylist, &keys, common, 'v', "", 0);
	if (organisation->length > 0)
		add_key(greylist, &keys, common, 'o', organisation->text, organisation->length);
	add_key(greylist, &keys, common, client->family, client->octet, octets);
	add_share(greylist, &keys, SHARE_NETWORK, client->octet, octets);
	if (client->family == 6)
		add_share(greylist, &keys, SHARE_WIDE, client->octet, OCTETS_V6_WIDE);
	if (organisation->length > 0)
		add_share(greylist, &keys, SHARE_ORGANISATION, organisation->text,
			organisation->length);
	return keys;
}

/* The link that leads to the entry, or to NOWHERE at the end of its bucket. */
static uint32_t *
find_link(struct memory_greylist *greylist, uint64_t hash)
{
	uint32_t *link = &greylist->bucket[hash & greylist->bucket_mask];

	while (*link != NOWHERE && greylist->entry[*link].hash != hash)
		link = &greylist->entry[*link].next_in_bucket;
	return link;
}

/* An entry's neighbours in a half, or in one of its shares. */
static struct neighbours *
neighbours_in_half(struct memory_greylist *greylist, uint32_t place, int unused)
{
	(void)unused;
	return &greylist->entry[place].in_half;
}

static struct neighbours *
neighbours_in_share(struct memory_greylist *greylist, uint32_t place, int kind)
{
	return &greylist->entry[place].in_share[kind];
}

typedef struct neighbours *neighbours_finder(
	struct memory_greylist *greylist, uint32_t place, int kind);

static void
leave_line(struct memory_greylist *greylist, struct line *line, uint32_t place,
	neighbours_finder *find, int kind)
{
	const struct neighbours of = *find(greylist, place, kind);

	*(of.newer != NOWHERE ? &find(greylist, of.newer, kind)->older : &line->newest) = of.older;
	*(of.older != NOWHERE ? &find(greylist, of.older, kind)->newer : &line->oldest) = of.newer;
	line->count--;
}

/* As its newest. */
static void
enter_line(struct memory_greylist *greylist, struct line *line, uint32_t place,
	neighbours_finder *find, int kind)
{
	*find(greylist, place, kind) = (struct neighbours){NOWHERE, line->newest};
	*(line->newest != NOWHERE ? &find(greylist, line->newest, kind)->newer
				  : &line->oldest) = place;
	line->newest = place;
	line->count++;
}

static void
leave_lines(struct memory_greylist *greylist, uint32_t place)
{
	const struct entry *entry = &greylist->entry[place];

	leave_line(greylist, &greylist->half[entry->half], place, neighbours_in_half, 0);
	for (int kind = 0; kind < SHARE_KINDS; kind++)
		if (entry->counts[kind])
			leave_line(greylist, &greylist->share[entry->half][kind][entry->share[kind]],
				place, neighbours_in_share, kind);
}

/* The entry gives its place away. */
static void
forget(struct memory_greylist *greylist, uint32_t place)
{
	struct entry *entry = &greylist->entry[place];

	*find_link(greylist, entry->hash) = entry->next_in_bucket;
	leave_lines(greylist, place);
	entry->next_in_bucket = greylist->free;
	greylist->free = place;
}

/* As the newest of a half and of its shares. Where one is full, its oldest goes. */
static void
enter_lines(struct memory_greylist *greylist, uint32_t place, enum half_kind half)
{
	struct entry *entry = &greylist->entry[place];

	entry->half = (uint8_t)half;
	for (int kind = 0; kind < SHARE_KINDS; kind++) {
		struct line *share = &greylist->share[half][kind][entry->share[kind]];

		if (entry->counts[kind] && share->count >= greylist->share_most[kind])
			forget(greylist, share->oldest);
	}
	if (greylist->half[half].count >= greylist->half_most[half])
		forget(greylist, greylist->half[half].oldest);
	enter_line(greylist, &greylist->half[half], place, neighbours_in_half, 0);
	for (int kind = 0; kind < SHARE_KINDS; kind++)
		if (entry->counts[kind])
			enter_line(greylist, &greylist->share[half][kind][entry->share[kind]],
				place, neighbours_in_share, kind);
}

static uint32_t
take_place(struct memory_greylist *greylist)
{
	uint32_t place = greylist->free;

	if (place == NOWHERE)
		return ++greylist->used;
	greylist->free = greylist->entry[place].next_in_bucket;
	return place;
}

/* A new entry counts for the client that connects now. */
static void
remember(struct memory_greylist *greylist, const struct keys *keys, uint64_t hash,
	enum half_kind half, int64_t since_ms)
{
	uint32_t *bucket = &greylist->bucket[hash & greylist->bucket_mask];
	const uint32_t place = take_place(greylist);
	struct entry *entry = &greylist->entry[place];

	*entry = (struct entry){.hash = hash, .since_ms = since_ms, .next_in_bucket = *bucket};
	memcpy(entry->counts, keys->counts, sizeof(entry->counts));
	memcpy(entry->share, keys->share, sizeof(entry->share));
	*bucket = place;
	enter_lines(greylist, place, half);
}

/* A try that came back under another key may stand among younger ones; it is found to be stale when it is asked for. */
static void
forget_stale(struct memory_greylist *greylist, int64_t before_ms)
{
	const struct line *waiting = &greylist->half[WAITING];

	for (int i = 0; i < FORGOTTEN_AT_ONCE && waiting->oldest != NOWHERE &&
		greylist->entry[waiting->oldest].since_ms < before_ms;
		i++)
		forget(greylist, waiting->oldest);
}

/* The entry of a key, NOWHERE when there is none or it is stale. */
static uint32_t
find_fresh(struct memory_greylist *greylist, uint64_t hash, int64_t now_ms, int64_t delay_ms,
	int64_t keep_ms)
{
	const uint32_t place = *find_link(greylist, hash);
	const struct entry *entry = &greylist->entry[place];

	if (place == NOWHERE)
		return NOWHERE;
	if (now_ms - entry->since_ms <= (entry->half == PASSED ? keep_ms : delay_ms + RETRY_MS))
		return place;
	forget(greylist, place);
	return NOWHERE;
}

/* What the entries of all keys say together: one that passed says most, then the oldest first try. */
static struct greylist_answer
look_up(struct memory_greylist *greylist, const struct keys *keys, int64_t now_ms, int64_t delay_ms,
	int64_t keep_ms)
{
	int64_t known_ms = INT64_MAX, waits_ms = -1;

	for (unsigned i = 0; i < keys->count; i++) {
		const uint32_t place = find_fresh(
			greylist, keys->hash[i], now_ms, delay_ms, keep_ms);
		const struct entry *entry = &greylist->entry[place];
		const int64_t age_ms = now_ms - entry->since_ms;

		if (place != NOWHERE && entry->half == PASSED && age_ms < known_ms)
			known_ms = age_ms;
		if (place != NOWHERE && entry->half == WAITING && age_ms > waits_ms)
			waits_ms = age_ms;
	}
	if (known_ms < INT64_MAX)
		return (struct greylist_answer){GREYLIST_KNOWN, known_ms};
	if (waits_ms < 0)
		return (struct greylist_answer){GREYLIST_FIRST, 0};
	return (struct greylist_answer){
		waits_ms < delay_ms ? GREYLIST_EARLY : GREYLIST_PASSED, waits_ms};
}

/* All keys of the try come to the same: what passed, passed under each of them. */
static void
remember_all(struct memory_greylist *greylist, const struct keys *keys,
	const struct greylist_answer *answer, int64_t now_ms)
{
	const bool passes = greylist_lets_pass(answer);
	const enum half_kind half = passes ? PASSED : WAITING;
	const int64_t since_ms = passes ? now_ms : now_ms - answer->after_ms;

	for (unsigned i = 0; i < keys->count; i++) {
		const uint32_t place = *find_link(greylist, keys->hash[i]);

		if (place == NOWHERE) {
			remember(greylist, keys, keys->hash[i], half, since_ms);
		} else if (passes) {
			leave_lines(greylist, place);
			greylist->entry[place].since_ms = since_ms;
			enter_lines(greylist, place, half);
		}
	}
}

static struct greylist_answer
memory_ask(struct greylist *base, const struct greylist_try *try, int64_t delay_ms, int64_t keep_ms)
{
	struct memory_greylist *greylist = (struct memory_greylist *)base;
	const struct keys keys = keys_of(greylist, try);
	const int64_t now_ms = clock_monotonic_us() / 1000;
	struct greylist_answer answer;

	pthread_mutex_lock(&greylist->lock);
	forget_stale(greylist, now_ms - delay_ms - RETRY_MS);
	answer = look_up(greylist, &keys, now_ms, delay_ms, keep_ms);
	remember_all(greylist, &keys, &answer, now_ms);
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
	greylist->half_most[WAITING] = entries / 2;
	greylist->half_most[PASSED] = entries - entries / 2;
	for (int kind = 0; kind < SHARE_KINDS; kind++) {
		uint32_t most = entries / 2 / share_part[kind];

		greylist->share_most[kind] = most > SHARE_MIN ? most : SHARE_MIN;
	}
}

struct greylist *
greylist_memory_open(int64_t entries)
{
	size_t count = entries < HALVES ? HALVES
		: entries < INT32_MAX   ? (size_t)entries
					: INT32_MAX;
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
