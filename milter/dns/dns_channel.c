/* SPDX-License-Identifier: BSD-2-Clause */
#include "dns_channel.h"

#include <ares.h>
#include <arpa/nameser.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "dns_answer_build.h"
#include "dns_message.h"
#include "dns_servers.h"
#include "mxvet/clock.h"
#include "plain_question.h"

enum {
	STACK_SIZE = 256 * 1024,
	RECEIVE_BUFFER_SIZE = 1 << 20, /* the usual one overflows when many sessions ask at once */
	EDNS_SIZE = 1232,              /* not fragmented on any common path */
	TICK_US = 50000,               /* how often c-ares looks for what has timed out */
	RENEW_US = 60 * 1000000,
	EVENTS = 64,
	SERVERS_SIZE = 1024,
	FIRST_TIMEOUT_MS = 250, /* the shortest that c-ares 1.32 and later wait */
	TRIES_MAX = 10,
	GRACE_US = 100000, /* c-ares first, where it keeps to what it was told */
	SILENCES = 3,      /* after as many EDNS is doubted */
};

struct dns_channel {
	struct dns_channel_hooks hooks;
	int timeout_ms, tries;
	char servers[SERVERS_SIZE]; /* "": those of /etc/resolv.conf */
	int epoll, wake;
	pthread_t thread;
	/* the thread's own */
	ares_channel ares, plain; /* plain: without EDNS; NULL until it is needed */
	bool edns;                /* the servers understand it, for all we know */
	unsigned silences;        /* questions with EDNS that got no answer, one after the other */
	int64_t opened_us, ticked_us;
	struct outstanding *oldest, **youngest;
	int64_t patience_us;         /* how long a question may take */
	struct plain_questions *odd; /* names that c-ares does not ask for */
	unsigned out;                /* questions that c-ares has */
	/* between the others and the thread */
	pthread_mutex_t lock;
	struct flight *first, **last;
	bool stopping;
};

/* c-ares says which of its sockets wait for what; neither: it is about to be closed. */
static void
socket_changed(void *state, ares_socket_t socket, int readable, int writable)
{
	const struct dns_channel *channel = state;
	struct epoll_event event = {.data.fd = socket};

	if (readable)
		event.events |= EPOLLIN;
	if (writable)
		event.events |= EPOLLOUT;
	if (event.events == 0)
		epoll_ctl(channel->epoll, EPOLL_CTL_DEL, socket, NULL);
	else if (epoll_ctl(channel->epoll, EPOLL_CTL_MOD, socket, &event) != 0 && errno == ENOENT)
		epoll_ctl(channel->epoll, EPOLL_CTL_ADD, socket, &event);
}

/* What c-ares is told. Newer ones begin with 250 ms once a server has answered fast, and must try oftener to fill the time
 * that a question may take. */
static int
tries_for(const struct dns_channel *channel)
{
#if ARES_VERSION >= 0x012000
	const int promised_ms = channel->timeout_ms * ((1 << channel->tries) - 1);
	int tries = channel->tries;

	while (tries < TRIES_MAX && FIRST_TIMEOUT_MS * ((1 << tries) - 1) < promised_ms)
		tries++;
	return tries;
#else
	return channel->tries;
#endif
}

/* NULL, or what is wrong. */
static const char *
open_ares(struct dns_channel *channel, ares_channel *ares, bool edns)
{
	struct ares_options options = {
		/* NOCHECKRESP: SERVFAIL and REFUSED are answers too. */
		.flags = ARES_FLAG_NOSEARCH | ARES_FLAG_NOALIASES | ARES_FLAG_STAYOPEN |
			(edns ? ARES_FLAG_EDNS : 0) | ARES_FLAG_NOCHECKRESP,
		.timeout = channel->timeout_ms,
		.tries = tries_for(channel),
		.ednspsz = EDNS_SIZE,
		.socket_receive_buffer_size = RECEIVE_BUFFER_SIZE,
		.sock_state_cb = socket_changed,
		.sock_state_cb_data = channel,
	};
	int chosen = ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_EDNSPSZ |
		ARES_OPT_SOCK_RCVBUF | ARES_OPT_SOCK_STATE_CB | ARES_OPT_NOROTATE;

	int status;

#ifdef ARES_OPT_QUERY_CACHE
	chosen |= ARES_OPT_QUERY_CACHE; /* 0 seconds: our own cache knows better */
#endif
	status = ares_init_options(ares, &options, chosen);
	if (status != ARES_SUCCESS)
		return ares_strerror(status);
	if (channel->servers[0] != '\0')
		status = ares_set_servers_ports_csv(*ares, channel->servers);
	if (status == ARES_SUCCESS)
		return NULL;
	ares_destroy(*ares);
	return ares_strerror(status);
}

/* The servers get no question with EDNS any more, whatever channels come. */
static void
lose_edns(struct dns_channel *channel)
{
	if (!channel->edns)
		return;
	channel->edns = false;
	channel->hooks.lost_edns(channel->hooks.state);
}

/* At a FORMERR c-ares drops EDNS by itself, and only for the life of its channel. */
static void
note_dropped_edns(struct dns_channel *channel)
{
	struct ares_options options;
	int chosen = 0;

	if (!channel->edns || ares_save_options(channel->ares, &options, &chosen) != ARES_SUCCESS)
		return;
	if ((options.flags & ARES_FLAG_EDNS) == 0)
		lose_edns(channel);
	ares_destroy_options(&options);
}

static void
close_plain(struct dns_channel *channel)
{
	if (channel->plain != NULL)
		ares_destroy(channel->plain);
	channel->plain = NULL;
}

/* c-ares keeps one UDP port for the life of its channel, which helps who would guess it, and reads
 * resolv.conf only once: begin afresh now and then, while nothing is out. */
static void
renew_ares(struct dns_channel *channel)
{
	ares_channel fresh;
	int64_t now = clock_monotonic_us();

	if (channel->out > 0 || now - channel->opened_us < RENEW_US)
		return;
	channel->opened_us = now;
	note_dropped_edns(channel);
	if (open_ares(channel, &fresh, channel->edns) != NULL)
		return;
	ares_destroy(channel->ares);
	channel->ares = fresh;
	close_plain(channel);
}

/* c-ares itself answers for names under .onion, which DNS must not be asked for (RFC 7686 2). */
static const struct dns_answer *
answer_without_message(enum dns_type type, int status)
{
	struct dns_answer_builder builder;

	switch (status) {
	case ARES_ENOTFOUND:
		dns_answer_build_init(&builder, type);
		return dns_answer_build_finish(&builder, LOOKUP_NO_NAME);
	case ARES_ETIMEOUT:
		return dns_answer_of_failure(DNS_FAILURE_TIMEOUT);
	case ARES_ECONNREFUSED:
	case ARES_ENOMEM:
	case ARES_EDESTRUCTION:
	case ARES_ECANCELLED:
		return dns_answer_of_failure(DNS_FAILURE_UNAVAILABLE);
	default:
		return dns_answer_of_failure(DNS_FAILURE_MALFORMED);
	}
}

static bool ask_plainly(struct dns_channel *channel, struct flight *flight);

/* Whether EDNS may be what the servers object to: NOTIMP and FORMERR say so at once (RFC 6891 7). Some keep silent; to ask
 * again then costs time, so it is tried at the third silence, the sixth, the twelfth and so on. */
static bool
doubts_edns(struct dns_channel *channel, int status, const unsigned char *message, int size)
{
	const unsigned code = message != NULL && size >= NS_HFIXEDSZ ? message[3] & 15u : 0;

	if (code == ns_r_notimpl || code == ns_r_formerr)
		return true;
	if (status != ARES_ETIMEOUT) {
		channel->silences = 0;
		return false;
	}
	channel->silences++;
	note_dropped_edns(channel); /* c-ares loses what is out then */
	return channel->silences % SILENCES == 0 &&
		((channel->silences / SILENCES) & (channel->silences / SILENCES - 1)) == 0;
}

/* A question that c-ares has been given. It answers each, sooner or later; one that we have given up has no flight. */
struct outstanding {
	struct outstanding *next, **link; /* by age */
	struct dns_channel *channel;
	struct flight *flight;
	int64_t until_us;
};

static void
forget_outstanding(struct outstanding *outstanding)
{
	*outstanding->link = outstanding->next;
	if (outstanding->next != NULL)
		outstanding->next->link = outstanding->link;
	else
		outstanding->channel->youngest = outstanding->link;
}

static void
land(struct dns_channel *channel, struct flight *flight, const struct dns_answer *answer)
{
	channel->hooks.landed(channel->hooks.state, flight, answer);
}

/* The message itself is asked what it says; c-ares' own opinion counts only where there is none. */
static void
take_result(struct dns_channel *channel, struct flight *flight, int status,
	const unsigned char *message, int size)
{
	if (status == ARES_EBADNAME) {
		plain_questions_ask(channel->odd, flight);
		return;
	}
	if (!flight->without_edns && status != ARES_EDESTRUCTION &&
		doubts_edns(channel, status, message, size) && ask_plainly(channel, flight))
		return;
	if (flight->without_edns && status == ARES_SUCCESS)
		lose_edns(channel);
	land(channel, flight,
		message != NULL && size > 0
			? dns_message_read(message, (size_t)size, &flight->name, flight->type)
			: answer_without_message(flight->type, status));
}

static void
question_answered(
	struct outstanding *outstanding, int status, const unsigned char *message, int size)
{
	struct dns_channel *channel = outstanding->channel;
	struct flight *flight = outstanding->flight;

	channel->out--;
	if (flight != NULL)
		forget_outstanding(outstanding);
	free(outstanding);
	if (flight != NULL)
		take_result(channel, flight, status, message, size);
}

#if ARES_VERSION >= 0x011c00 /* 1.28: ares_query() is deprecated */
static void
record_answered(
	void *argument, ares_status_t status, size_t timeouts, const ares_dns_record_t *record)
{
	unsigned char *message = NULL;
	size_t size = 0;

	(void)timeouts;
	if (record != NULL && ares_dns_write(record, &message, &size) != ARES_SUCCESS)
		message = NULL;
	question_answered(argument, (int)status, message, (int)size);
	ares_free_string(message);
}

static void
query(ares_channel ares, struct outstanding *outstanding)
{
	const struct flight *flight = outstanding->flight;

	(void)ares_query_dnsrec(ares, flight->name.text, ARES_CLASS_IN,
		(ares_dns_rec_type_t)flight->type, record_answered, outstanding, NULL);
}
#else
static void
message_answered(void *argument, int status, int timeouts, unsigned char *message, int size)
{
	(void)timeouts;
	question_answered(argument, status, message, size);
}

static void
query(ares_channel ares, struct outstanding *outstanding)
{
	const struct flight *flight = outstanding->flight;

	ares_query(
		ares, flight->name.text, ns_c_in, (int)flight->type, message_answered, outstanding);
}
#endif

static void
ask(struct dns_channel *channel, ares_channel ares, struct flight *flight)
{
	struct outstanding *outstanding = malloc(sizeof(*outstanding));

	if (outstanding == NULL) {
		land(channel, flight, dns_answer_of_failure(DNS_FAILURE_UNAVAILABLE));
		return;
	}
	*outstanding = (struct outstanding){.link = channel->youngest,
		.channel = channel,
		.flight = flight,
		.until_us = clock_monotonic_us() + channel->patience_us};
	*channel->youngest = outstanding;
	channel->youngest = &outstanding->next;
	channel->out++;
	query(ares, outstanding);
}

/* Asks once more, without EDNS; false when that cannot be done. */
static bool
ask_plainly(struct dns_channel *channel, struct flight *flight)
{
	if (channel->plain == NULL && open_ares(channel, &channel->plain, false) != NULL)
		return false;
	flight->without_edns = true;
	ask(channel, channel->plain, flight);
	return true;
}

static void
send_question(struct dns_channel *channel, struct flight *flight)
{
	if (!channel->edns && ask_plainly(channel, flight))
		return;
	flight->without_edns = false;
	ask(channel, channel->ares, flight);
}

/* Since 1.32 c-ares keeps a clock of its own, by what it has learnt of a server. What the configuration promises is kept
 * here: a question may take so long, and no longer. */
static void
give_up_the_oldest(struct dns_channel *channel, int64_t now)
{
	while (channel->oldest != NULL && channel->oldest->until_us <= now) {
		struct outstanding *outstanding = channel->oldest;
		struct flight *flight = outstanding->flight;

		forget_outstanding(outstanding);
		outstanding->flight = NULL; /* c-ares will answer it, and free it, all the same */
		take_result(channel, flight, ARES_ETIMEOUT, NULL, 0);
	}
}

static void
odd_question_answered(void *state, struct flight *flight, const struct dns_answer *answer)
{
	land(state, flight, answer);
}

/* Takes what the others left; true when it is time to stop. */
static bool
take_questions(struct dns_channel *channel, struct flight **first)
{
	bool stopping;

	pthread_mutex_lock(&channel->lock);
	*first = channel->first;
	channel->first = NULL;
	channel->last = &channel->first;
	stopping = channel->stopping;
	pthread_mutex_unlock(&channel->lock);
	return stopping;
}

static bool
send_questions(struct dns_channel *channel)
{
	struct flight *flight, *next;
	bool stopping = take_questions(channel, &flight);

	if (flight != NULL)
		renew_ares(channel);
	for (; flight != NULL; flight = next) {
		next = flight->next_to_send;
		send_question(channel, flight);
	}
	return stopping;
}

/* A socket is one channel's; the other one passes over it. */
static void
process(struct dns_channel *channel, ares_socket_t readable, ares_socket_t writable)
{
	ares_process_fd(channel->ares, readable, writable);
	if (channel->plain != NULL)
		ares_process_fd(channel->plain, readable, writable);
}

static void
serve_event(struct dns_channel *channel, const struct epoll_event *event)
{
	eventfd_t count;
	uint32_t broken = event->events & (EPOLLERR | EPOLLHUP);
	ares_socket_t socket = event->data.fd;
	if (socket == channel->wake)
		eventfd_read(channel->wake, &count);
	else if (!plain_questions_serve(channel->odd, socket))
		process(channel, (event->events & EPOLLIN) || broken ? socket : ARES_SOCKET_BAD,
			(event->events & EPOLLOUT) || broken ? socket : ARES_SOCKET_BAD);
}

static void
tick(struct dns_channel *channel)
{
	int64_t now = clock_monotonic_us();

	if (now - channel->ticked_us < TICK_US)
		return;
	channel->ticked_us = now;
	plain_questions_tick(channel->odd);
	if (channel->out == 0)
		return;
	give_up_the_oldest(channel, now);
	process(channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
}

static bool
is_idle(const struct dns_channel *channel)
{
	return channel->out == 0 && plain_questions_out(channel->odd) == 0;
}

static void *
serve(void *argument)
{
	struct dns_channel *channel = argument;

	while (!send_questions(channel)) {
		struct epoll_event event[EVENTS];
		int count;

		/* Those of the last events, and what c-ares answered by itself. */
		channel->hooks.all_landed(channel->hooks.state);
		count = epoll_wait(
			channel->epoll, event, EVENTS, is_idle(channel) ? -1 : TICK_US / 1000);
		for (int i = 0; i < count; i++)
			serve_event(channel, &event[i]);
		tick(channel);
	}
	ares_destroy(channel->ares); /* everything that is out lands */
	close_plain(channel);
	plain_questions_close(channel->odd);
	channel->odd = NULL;
	channel->hooks.all_landed(channel->hooks.state);
	return NULL;
}

/* With a small stack, and without signals: those are for others. */
static int
start_thread(struct dns_channel *channel)
{
	pthread_attr_t attributes;

	sigset_t all, before;
	int failed = pthread_attr_init(&attributes);
	if (failed != 0)
		return failed;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	failed = pthread_attr_setstacksize(&attributes, STACK_SIZE);
	if (failed == 0)
		failed = pthread_create(&channel->thread, &attributes, serve, channel);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	pthread_attr_destroy(&attributes);
	return failed;
}

static int
open_descriptors(struct dns_channel *channel)
{
	struct epoll_event event = {.events = EPOLLIN};

	channel->epoll = epoll_create1(EPOLL_CLOEXEC);
	channel->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	event.data.fd = channel->wake;
	if (channel->epoll < 0 || channel->wake < 0)
		return -1;
	return epoll_ctl(channel->epoll, EPOLL_CTL_ADD, channel->wake, &event);
}

static void
close_descriptors(const struct dns_channel *channel)
{
	if (channel->epoll >= 0)
		close(channel->epoll);
	if (channel->wake >= 0)
		close(channel->wake);
}

/* Storage, lock and settings, but nothing that runs; NULL without memory. */
static struct dns_channel *
make_channel(const struct config *config, const struct dns_channel_hooks *hooks)
{
	struct dns_channel *channel = calloc(1, sizeof(*channel));

	if (channel == NULL || pthread_mutex_init(&channel->lock, NULL) != 0) {
		free(channel);
		return NULL;
	}
	channel->hooks = *hooks;
	channel->timeout_ms = (int)config->dns_timeout;
	channel->tries = (int)config->dns_tries;
	channel->last = &channel->first;
	channel->youngest = &channel->oldest;
	channel->opened_us = clock_monotonic_us();
	channel->epoll = channel->wake = -1;
	channel->edns = true;
	return channel;
}

static void
free_channel(struct dns_channel *channel)
{
	close_descriptors(channel);
	pthread_mutex_destroy(&channel->lock);
	free(channel);
}

static bool
open_odd(struct dns_channel *channel, const struct config *config)
{
	struct plain_settings settings = {
		.timeout_ms = channel->timeout_ms, .tries = channel->tries, .epoll = channel->epoll};

	settings.servers = dns_servers_in_use(settings.server, &config->resolvers);
	channel->patience_us = (int64_t)channel->timeout_ms * ((1 << channel->tries) - 1) *
			settings.servers * 1000 +
		GRACE_US;
	channel->odd = plain_questions_open(&settings, odd_question_answered, channel);
	return channel->odd != NULL;
}

struct dns_channel *
dns_channel_open(const struct config *config, const struct dns_channel_hooks *hooks,
	struct text_buffer *error)
{
	struct text_buffer servers;
	struct dns_channel *channel = make_channel(config, hooks);
	const char *wrong;
	int failed;

	if (channel == NULL) {
		text_append(error, strerror(ENOMEM));
		return NULL;
	}
	text_init(&servers, channel->servers, sizeof(channel->servers));
	if (dns_servers_write(&servers, &config->resolvers, error) != 0)
		goto fail;
	if (open_descriptors(channel) != 0) {
		text_append(error, strerror(errno));
		goto fail;
	}
	wrong = open_ares(channel, &channel->ares, true);
	if (wrong != NULL) {
		text_append(error, wrong);
		goto fail;
	}
	failed = open_odd(channel, config) ? start_thread(channel) : ENOMEM;
	if (failed == 0)
		return channel;
	plain_questions_close(channel->odd);
	text_append(error, strerror(failed));
	ares_destroy(channel->ares);
fail:
	free_channel(channel);
	return NULL;
}

static void
wake_thread(const struct dns_channel *channel)
{
	eventfd_write(channel->wake, 1);
}

void
dns_channel_send(struct dns_channel *channel, struct flight *flight)
{
	bool first;

	flight->channel = channel;
	flight->next_to_send = NULL;
	pthread_mutex_lock(&channel->lock);
	first = channel->first == NULL; /* otherwise the thread has been woken already */
	*channel->last = flight;
	channel->last = &flight->next_to_send;
	pthread_mutex_unlock(&channel->lock);
	if (first)
		wake_thread(channel);
}

void
dns_channel_close(struct dns_channel *channel)
{
	if (channel == NULL)
		return;
	pthread_mutex_lock(&channel->lock);
	channel->stopping = true;
	pthread_mutex_unlock(&channel->lock);
	wake_thread(channel);
	pthread_join(channel->thread, NULL);
	free_channel(channel);
}
