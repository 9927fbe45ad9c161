/* SPDX-License-Identifier: BSD-2-Clause */
#include "dns_watch.h"

#include <pthread.h>
#include <stdlib.h>

#include "mxvet/clock.h"
#include "mxvet/dns_probe.h"
#include "mxvet/log.h"

enum {
	MINUTE_US = 60 * 1000000,
	ASKED_MIN = 20, /* fewer questions say nothing */
	FAILED_MAX = 5, /* a bad minute has more than one failure in so many questions */
};

/* What the thread that asks the servers needs; it frees it. */
struct rounds {
	struct dns_server server[DNS_SERVERS_MAX];
	unsigned count;
	int timeout_ms;
	bool ill; /* the last minute was bad: say whose DNS it is */
	unsigned asked, failed;
};

static pthread_mutex_t watch_lock = PTHREAD_MUTEX_INITIALIZER;
static struct dns_minute watched;   /* with the lock held */
static struct rounds servers_known; /* likewise: the servers in use */

static bool
is_bad(const struct dns_minute *minute)
{
	return minute->last_asked >= ASKED_MIN &&
		minute->last_failed * FAILED_MAX > minute->last_asked;
}

/* The minute is over when the first answer after it comes. */
static enum dns_news
end_minute(struct dns_minute *minute, int64_t now_us)
{
	const bool was_ill = minute->ill;

	minute->last_asked = minute->asked;
	minute->last_failed = minute->failed;
	minute->asked = minute->failed = 0;
	minute->begin_us = now_us;
	minute->ill = is_bad(minute);
	if (minute->ill == was_ill)
		return DNS_NEWS_NONE;
	return minute->ill ? DNS_NEWS_ILL : DNS_NEWS_WELL;
}

enum dns_news
dns_minute_count(struct dns_minute *minute, int64_t now_us, bool failed)
{
	enum dns_news news = DNS_NEWS_NONE;

	if (minute->asked == 0 && minute->last_asked == 0)
		minute->begin_us = now_us;
	if (now_us - minute->begin_us >= MINUTE_US)
		news = end_minute(minute, now_us);
	minute->asked++;
	minute->failed += failed;
	return news;
}

/* Returns how many servers answer; the others are named. */
static unsigned
ask_servers(const struct rounds *rounds)
{
	unsigned well = 0;

	for (unsigned i = 0; i < rounds->count; i++) {
		const enum dns_failure failure = dns_probe(&rounds->server[i], rounds->timeout_ms);
		char storage[128];
		struct text_buffer name;

		if (failure == DNS_FAILURE_NONE) {
			well++;
			continue;
		}
		text_init(&name, storage, sizeof(storage));
		text_append_dns_server(&name, &rounds->server[i]);
		log_write(LOG_LEVEL_WARNING, "the DNS server %s does not answer: %s", storage,
			dns_failure_text(failure));
	}
	return well;
}

static void *
ask(void *argument)
{
	struct rounds *rounds = argument;
	const unsigned well = ask_servers(rounds);

	if (rounds->ill && well > 0)
		log_write(LOG_LEVEL_WARNING,
			"%u of %u DNS questions failed in the last minute; our resolver answers: the"
			" senders' name servers are ill",
			rounds->failed, rounds->asked);
	else if (rounds->ill)
		log_write(LOG_LEVEL_WARNING,
			"%u of %u DNS questions failed in the last minute; none of our resolvers"
			" answers: mail passes unjudged",
			rounds->failed, rounds->asked);
	free(rounds);
	return NULL;
}

/* In a thread of its own: no message and no reload waits for it. */
static void
start_asking(const struct rounds *rounds)
{
	struct rounds *copy = malloc(sizeof(*copy));
	pthread_t thread;

	if (copy == NULL)
		return;
	*copy = *rounds;
	if (pthread_create(&thread, NULL, ask, copy) == 0)
		pthread_detach(thread);
	else
		free(copy);
}

/* On the resolver's thread. */
static void
note_answer(bool failed)
{
	struct rounds rounds;
	enum dns_news news;

	pthread_mutex_lock(&watch_lock);
	news = dns_minute_count(&watched, clock_monotonic_us(), failed);
	rounds = servers_known;
	rounds.ill = true;
	rounds.asked = watched.last_asked;
	rounds.failed = watched.last_failed;
	pthread_mutex_unlock(&watch_lock);
	switch (news) {
	case DNS_NEWS_NONE:
		break;
	case DNS_NEWS_ILL:
		start_asking(&rounds);
		break;
	case DNS_NEWS_WELL:
		log_write(LOG_LEVEL_WARNING,
			"DNS is well again: %u of %u questions failed in the last minute",
			rounds.failed, rounds.asked);
		break;
	}
}

static void
note_lost_edns(void)
{
	log_write(LOG_LEVEL_WARNING,
		"a DNS server does not understand EDNS (RFC 6891): questions go without it from now on");
}

void
dns_watch_ask(const struct config *config)
{
	struct rounds rounds = {.timeout_ms = (int)config->dns_timeout};

	rounds.count = dns_servers_in_use(rounds.server, &config->resolvers);
	pthread_mutex_lock(&watch_lock);
	servers_known = rounds;
	pthread_mutex_unlock(&watch_lock);
	start_asking(&rounds);
}

void
dns_watch_begin(struct resolver *resolver, const struct config *config)
{
	resolver->answered = note_answer;
	resolver->lost_edns = note_lost_edns;
	dns_watch_ask(config);
}
