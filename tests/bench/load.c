/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A load of mail for a filter, spoken as an MTA speaks it:
 *
 *     load [OPTION=VALUE]... ADDRESS        ADDRESS is unix:PATH or inet:HOST:PORT
 *
 *     sessions=16   connections at once
 *     messages=1    messages on each connection
 *     seconds=2     how long; or count=N messages; or both, whichever ends first
 *     rate=0        messages a second that arrive whether the filter keeps up or not; 0: a session begins when one ends
 *     fields=10     header fields of a message
 *     senders=1000  different ones, from first=0 on; kind=m1 of their domains (zone_server.c)
 *     idle=0        instead of mail: so many sessions that have said HELO, until standard input ends
 *
 * Prints one JSON object: transactions, their rate, what was lost, and percentiles of the time each answer took.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <unistd.h>

#include "mta_session.h"
#include "mxvet/listen_address.h"
#include <arpa/inet.h>
#include <sys/un.h>

enum { EVENTS = 64, PATIENCE_US = 15000000 };

struct load {
	struct mta_run run;
	unsigned sessions, idle;
	double seconds, rate;
	uint64_t count;
	/* as it goes */
	int epoll;
	unsigned open;
	uint64_t begun, lost;
	int64_t began_us, ended_us, heard_us;
	struct mta_session *session; /* `sessions` of them */
	unsigned *free;              /* numbers of those that are closed */
	unsigned free_count;
};

struct option_row {
	const char *name;
	void (*set)(struct load *load, const char *value);
};

static void
set_sessions(struct load *load, const char *value)
{
	load->sessions = (unsigned)atoi(value);
}

static void
set_messages(struct load *load, const char *value)
{
	load->run.messages = (unsigned)atoi(value);
}

static void
set_seconds(struct load *load, const char *value)
{
	load->seconds = atof(value);
}

static void
set_count(struct load *load, const char *value)
{
	load->count = (uint64_t)atoll(value);
}

static void
set_rate(struct load *load, const char *value)
{
	load->rate = atof(value);
}

static void
set_fields(struct load *load, const char *value)
{
	load->run.fields = (unsigned)atoi(value);
}

static void
set_senders(struct load *load, const char *value)
{
	load->run.senders = (unsigned)atoi(value);
}

static void
set_first(struct load *load, const char *value)
{
	load->run.first = (unsigned)atoi(value);
}

static void
set_kind(struct load *load, const char *value)
{
	load->run.kind = value;
}

static void
set_idle(struct load *load, const char *value)
{
	load->idle = (unsigned)atoi(value);
}

static const struct option_row option_table[] = {
	{"sessions=", set_sessions},
	{"messages=", set_messages},
	{"seconds=", set_seconds},
	{"count=", set_count},
	{"rate=", set_rate},
	{"fields=", set_fields},
	{"senders=", set_senders},
	{"first=", set_first},
	{"kind=", set_kind},
	{"idle=", set_idle},
};

static int
set_option(struct load *load, const char *argument)
{
	for (size_t i = 0; i < sizeof(option_table) / sizeof(option_table[0]); i++) {
		size_t length = strlen(option_table[i].name);

		if (strncmp(argument, option_table[i].name, length) == 0) {
			option_table[i].set(load, argument + length);
			return 0;
		}
	}
	return -1;
}

static int
set_filter(struct mta_run *run, const char *text)
{
	struct listen_address address;
	struct sockaddr_un *local = (struct sockaddr_un *)&run->filter;
	struct sockaddr_in *inet = (struct sockaddr_in *)&run->filter;

	if (listen_address_parse(&address, text) != NULL)
		return -1;
	if (address.kind == LISTEN_UNIX) {
		local->sun_family = AF_UNIX;
		strcpy(local->sun_path, address.path);
		run->filter_length = sizeof(*local);
		return 0;
	}
	inet->sin_family = AF_INET;
	inet->sin_port = htons(address.port);
	run->filter_length = sizeof(*inet);
	return address.kind == LISTEN_INET && inet_pton(AF_INET, address.host, &inet->sin_addr) == 1
		? 0
		: -1;
}

static int
read_arguments(struct load *load, int argc, char **argv)
{
	for (int i = 1; i < argc - 1; i++)
		if (set_option(load, argv[i]) != 0)
			return -1;
	if (argc < 2 || set_filter(&load->run, argv[argc - 1]) != 0)
		return -1;
	if (load->idle > 0) {
		load->run.idle = true;
		load->sessions = load->idle;
		load->count = load->idle;
	}
	return load->sessions > 0 && load->run.senders > 0 && load->run.messages > 0 ? 0 : -1;
}

static int
make_room(struct load *load)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < limit.rlim_max) {
		limit.rlim_cur = limit.rlim_max;
		setrlimit(RLIMIT_NOFILE, &limit);
	}
	load->epoll = epoll_create1(EPOLL_CLOEXEC);
	load->session = calloc(load->sessions, sizeof(*load->session));
	load->free = calloc(load->sessions, sizeof(*load->free));
	if (load->epoll < 0 || load->session == NULL || load->free == NULL)
		return -1;
	for (unsigned i = 0; i < load->sessions; i++)
		load->free[load->free_count++] = load->sessions - 1 - i;
	return 0;
}

/* False when the filter cannot be reached. */
static bool
begin_session(struct load *load, int64_t arrived_us)
{
	unsigned number = load->free[load->free_count - 1];
	struct mta_session *session = &load->session[number];
	struct epoll_event event = {.events = EPOLLIN, .data.u32 = number};

	load->begun++;
	if (mta_session_open(session, &load->run, (unsigned)(load->begun - 1), arrived_us) != 0 ||
		epoll_ctl(load->epoll, EPOLL_CTL_ADD, session->descriptor, &event) != 0) {
		load->lost++;
		return false;
	}
	load->free_count--;
	load->open++;
	return true;
}

static void
end_session(struct load *load, unsigned number)
{
	mta_session_close(&load->session[number]);
	load->free[load->free_count++] = number;
	load->open--;
}

static bool
is_over(const struct load *load, int64_t now)
{
	if (load->count > 0 && load->begun * load->run.messages >= load->count)
		return true;
	return load->seconds > 0 && now - load->began_us >= (int64_t)(load->seconds * 1e6);
}

/* Begins what is due; with a rate, a message that found no free session is served later, its clock runs all the same. */
static void
begin_sessions(struct load *load)
{
	int64_t now = bench_now_us();

	while (load->free_count > 0 && !is_over(load, now)) {
		int64_t due = now;

		if (load->rate > 0) {
			due = load->began_us + (int64_t)((double)load->begun * 1e6 / load->rate);
			if (due > now)
				return;
		}
		if (!begin_session(load, due))
			return; /* in a moment again, if there is still time */
	}
}

static void
serve(struct load *load, unsigned number)
{
	load->heard_us = bench_now_us();
	switch (mta_session_read(&load->session[number])) {
	case MTA_SESSION_RUNNING:
	case MTA_SESSION_IDLE:
		return;
	case MTA_SESSION_BROKEN:
		load->lost++;
		break;
	case MTA_SESSION_ENDED:
		load->ended_us = load->heard_us;
		break;
	}
	end_session(load, number);
}

/* Until the end of the load and the last answer, or until the filter says nothing for long. */
static void
play(struct load *load)
{
	struct epoll_event event[EVENTS];

	load->began_us = load->ended_us = load->heard_us = bench_now_us();
	for (;;) {
		int64_t now = bench_now_us();
		int count;

		begin_sessions(load);
		if (load->open == 0 && is_over(load, now))
			return;
		if (now - load->heard_us > PATIENCE_US)
			break;
		count = epoll_wait(
			load->epoll, event, EVENTS, load->rate > 0 || load->open == 0 ? 1 : 1000);
		for (int i = 0; i < count; i++)
			serve(load, event[i].data.u32);
	}
	load->lost += load->open;
}

static uint64_t
sessions_greeted(const struct load *load)
{
	return load->run.latency[STAGE_HELO].count;
}

/* Tells when all are there, and holds them until nobody wants them any more. */
static void
hold_idle(struct load *load)
{
	struct epoll_event event[EVENTS];
	char octet;

	load->began_us = load->ended_us = load->heard_us = bench_now_us();
	while (load->begun < load->idle || sessions_greeted(load) + load->lost < load->idle) {
		if (load->begun < load->idle && load->open - sessions_greeted(load) < EVENTS)
			(void)begin_session(load, bench_now_us());
		for (int i = 0, count = epoll_wait(load->epoll, event, EVENTS, 0); i < count; i++)
			serve(load, event[i].data.u32);
		if (bench_now_us() - load->heard_us > PATIENCE_US)
			break;
	}
	printf("{\"idle\": %" PRIu64 ", \"lost\": %" PRIu64 "}\n", sessions_greeted(load),
		load->lost);
	fflush(stdout);
	while (read(STDIN_FILENO, &octet, 1) > 0)
		continue;
}

static void
print_result(const struct load *load)
{
	double seconds = (double)(load->ended_us - load->began_us) / 1e6;
	const char *separator = "";

	printf("{\"transactions\": %" PRIu64
	       ", \"seconds\": %.3f, \"per_second\": %.1f, \"lost\": %" PRIu64
	       ", \"edits\": %" PRIu64 ", \"message_us\": ",
		load->run.transactions, seconds,
		seconds > 0 ? (double)load->run.transactions / seconds : 0, load->lost,
		load->run.edits);
	histogram_print(&load->run.message, stdout);
	printf(", \"stage_us\": {");
	for (unsigned i = 0; i < STAGE_COUNT; i++) {
		if (load->run.latency[i].count == 0)
			continue;
		printf("%s\"%s\": ", separator, mta_stage_name[i]);
		histogram_print(&load->run.latency[i], stdout);
		separator = ", ";
	}
	puts("}}");
}

int
main(int argc, char **argv)
{
	static struct load load = {
		.run = {.messages = 1, .fields = 10, .senders = 1000, .kind = "m1"}, .sessions = 16};

	if (read_arguments(&load, argc, argv) != 0 || (load.seconds <= 0 && load.count == 0)) {
		fputs("usage: load [OPTION=VALUE]... unix:PATH|inet:HOST:PORT\n", stderr);
		return 64;
	}
	if (make_room(&load) != 0) {
		perror("load");
		return 1;
	}
	if (load.run.idle) {
		hold_idle(&load);
		return 0;
	}
	play(&load);
	print_result(&load);
	return 0;
}
