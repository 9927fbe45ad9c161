/* SPDX-License-Identifier: BSD-2-Clause */
#include "flight_table.h"

#include <pthread.h>
#include <stdlib.h>

#include "mxvet/question_key.h"

enum { BUCKETS = 4096 }; /* a power of two */

struct flight_table {
	struct hash_secret secret;
	unsigned flights_max;
	pthread_mutex_t lock; /* guards what follows, and the waiters of each flight */
	unsigned count;
	struct flight *bucket[BUCKETS];
};

struct flight_table *
flight_table_open(unsigned flights_max)
{
	struct flight_table *table = calloc(1, sizeof(*table));

	if (table == NULL)
		return NULL;
	table->flights_max = flights_max;
	if (hash_secret_init(&table->secret) != 0 || pthread_mutex_init(&table->lock, NULL) != 0) {
		free(table);
		return NULL;
	}
	return table;
}

void
flight_table_close(struct flight_table *table)
{
	if (table == NULL)
		return;
	pthread_mutex_destroy(&table->lock);
	free(table);
}

static struct flight *
find_flight(const struct flight_table *table, uint64_t hash, const struct dns_name *name,
	enum dns_type type)
{
	struct flight *flight = table->bucket[hash & (BUCKETS - 1)];

	while (flight != NULL && (flight->type != type || !dns_name_equal(&flight->name, name)))
		flight = flight->next_in_bucket;
	return flight;
}

static struct flight *
add_flight(
	struct flight_table *table, uint64_t hash, const struct dns_name *name, enum dns_type type)
{
	struct flight *flight = table->count < table->flights_max ? malloc(sizeof(*flight)) : NULL;
	struct flight **bucket;

	if (flight == NULL)
		return NULL;
	bucket = &table->bucket[hash & (BUCKETS - 1)];
	*flight = (struct flight){
		.next_in_bucket = *bucket, .hash = hash, .name = *name, .type = type};
	*bucket = flight;
	table->count++;
	return flight;
}

enum flight_join
flight_table_join(struct flight_table *table, const struct dns_name *name, enum dns_type type,
	struct asker *asker, unsigned slot, struct flight **flight)
{
	enum flight_join result = FLIGHT_JOINED;
	uint64_t hash = question_hash(&table->secret, name, type);
	struct waiter *waiter = malloc(sizeof(*waiter));
	struct flight *joined;

	if (waiter == NULL)
		return FLIGHT_REFUSED;
	pthread_mutex_lock(&table->lock);
	joined = find_flight(table, hash, name, type);
	if (joined == NULL) {
		joined = *flight = add_flight(table, hash, name, type);
		result = joined == NULL ? FLIGHT_REFUSED : FLIGHT_NEW;
	}
	if (joined != NULL) {
		asker->ops->share(asker);
		*waiter = (struct waiter){joined->waiters, asker, slot};
		joined->waiters = waiter;
	}
	pthread_mutex_unlock(&table->lock);
	if (result == FLIGHT_REFUSED)
		free(waiter);
	return result;
}

static void
remove_flight(struct flight_table *table, const struct flight *flight)
{
	struct flight **link;

	pthread_mutex_lock(&table->lock);
	link = &table->bucket[flight->hash & (BUCKETS - 1)];
	while (*link != flight)
		link = &(*link)->next_in_bucket;
	*link = flight->next_in_bucket;
	table->count--;
	pthread_mutex_unlock(&table->lock);
}

void
flight_table_land(struct flight_table *table, struct flight *flight,
	const struct dns_answer *answer, struct asker_calls *calls)
{
	remove_flight(table, flight); /* from here on no other thread knows it */
	while (flight->waiters != NULL) {
		struct waiter *waiter = flight->waiters;
		flight->waiters = waiter->next;
		asker_deliver(waiter->asker, waiter->slot, dns_answer_share(answer), calls);
		free(waiter);
	}
	free(flight);
}
