/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A question's way through this folder:
 *
 *     -> answer_cache.c    known from earlier messages? then the answer goes back at once
 *     -> flight_table.c    already being asked for another message? then wait along
 *     -> dns_channel.c     the thread that owns c-ares sends it, and hears the response
 *          -> plain_question.c     sends what c-ares refuses to
 *          -> dns_message.c        reads it strictly
 *          -> dns_answer_build.c   packs what it says into an immutable, shared answer
 *     <- answer_cache.c    keeps it, failures too, for a while
 *     <- flight_table.c    delivers it to every message that waits
 *
 * zone_resolver.c is the other way to be a resolver: zone_file.c reads records from a file, and the
 * same builder makes the answers. No lock is held while another is taken; the locks of the cache's
 * shards, of the flight table, and of the channel's list are all leaves.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "answer_cache.h"
#include "dns_answer_build.h"
#include "dns_channel.h"
#include "flight_table.h"
#include "mxvet/resolver.h"

/* DNS ids have 16 bits, and c-ares draws until it finds a free one: stay well below. */
enum { FLIGHTS_MAX = 20000 };

struct dns_resolver {
	struct resolver base;
	struct answer_cache *cache;
	struct flight_table *flights;
	struct dns_channel *channel;
	struct asker_calls calls; /* of the channel's thread */
};

/* Cache first, so that an asker that no longer finds the flight finds the answer. */
static void
flight_landed(void *state, struct flight *flight, const struct dns_answer *answer)
{
	struct dns_resolver *resolver = state;

	if (resolver->base.answered != NULL)
		resolver->base.answered(dns_answer_lookup(answer) == LOOKUP_FAILED);
	answer_cache_keep(resolver->cache, &flight->name, flight->type, answer);
	flight_table_land(resolver->flights, flight, answer, &resolver->calls);
	dns_answer_release(answer);
}

static void
note_lost_edns(void *state)
{
	struct dns_resolver *resolver = state;

	if (resolver->base.lost_edns != NULL)
		resolver->base.lost_edns();
}

static void
call_all(void *state)
{
	struct dns_resolver *resolver = state;

	asker_call_all(&resolver->calls);
}

static void
start_flight(struct dns_resolver *resolver, struct flight *flight)
{
	struct asker_calls calls = {0};

	/* Another one may have landed after our look into the cache, and before we joined. */
	const struct dns_answer *answer = answer_cache_find(
		resolver->cache, &flight->name, flight->type);
	if (answer == NULL) {
		dns_channel_send(resolver->channel, flight);
		return;
	}
	flight_table_land(resolver->flights, flight, answer, &calls);
	dns_answer_release(answer);
	asker_call_all(&calls);
}

static const struct dns_answer *
dns_resolver_ask(struct resolver *base, const struct dns_name *name, enum dns_type type,
	struct asker *asker, unsigned slot, bool *cached)
{
	struct dns_resolver *resolver = (struct dns_resolver *)base;
	struct flight *flight;
	const struct dns_answer *answer = answer_cache_find(resolver->cache, name, type);
	*cached = answer != NULL;
	if (answer != NULL)
		return answer;
	/* Only SPF asks for names that are not those of hosts; in a name of its own making a '?' is a question mark. */
	if (dns_name_is_empty(name))
		return dns_answer_of_failure(DNS_FAILURE_MALFORMED);
	switch (flight_table_join(resolver->flights, name, type, asker, slot, &flight)) {
	case FLIGHT_NEW:
		start_flight(resolver, flight);
		return NULL;
	case FLIGHT_JOINED:
		return NULL;
	case FLIGHT_REFUSED:
		break;
	}
	return dns_answer_of_failure(DNS_FAILURE_UNAVAILABLE);
}

static void
dns_resolver_close(struct resolver *base)
{
	struct dns_resolver *resolver = (struct dns_resolver *)base;

	dns_channel_close(resolver->channel);
	flight_table_close(resolver->flights);
	answer_cache_close(resolver->cache);
	free(resolver);
}

static const struct resolver_ops dns_resolver_ops = {
	.ask = dns_resolver_ask,
	.close = dns_resolver_close,
};

struct resolver *
dns_resolver_open(const struct config *config, struct text_buffer *error)
{
	struct dns_resolver *resolver = calloc(1, sizeof(*resolver));
	const struct dns_channel_hooks hooks = {flight_landed, call_all, note_lost_edns, resolver};

	if (resolver == NULL)
		goto no_memory;
	resolver->base.ops = &dns_resolver_ops;
	resolver->base.references = 1;
	resolver->cache = answer_cache_open(config);
	resolver->flights = flight_table_open(FLIGHTS_MAX);
	if (resolver->cache == NULL || resolver->flights == NULL)
		goto no_memory;
	resolver->channel = dns_channel_open(config, &hooks, error);
	if (resolver->channel != NULL)
		return &resolver->base;
	goto fail;
no_memory:
	text_append(error, strerror(ENOMEM));
fail:
	if (resolver != NULL)
		dns_resolver_close(&resolver->base);
	return NULL;
}
