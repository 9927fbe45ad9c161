/* SPDX-License-Identifier: BSD-2-Clause */
#include "plain_question.h"

#include <arpa/nameser.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

#include "dns_message.h"
#include "dns_socket.h"
#include "mxvet/clock.h"

enum {
	LENGTH_PREFIX = 2, /* over TCP (RFC 1035 4.2.2) */
	QUERY_MAX = NS_HFIXEDSZ + NS_MAXCDNAME + NS_QFIXEDSZ,
	ANSWER_MAX = LENGTH_PREFIX + NS_MAXMSG,
	LABEL_MAX = 63,
	OUT_MAX = 2000, /* descriptors are everybody's */
};

struct question {
	struct question *next;
	struct flight *flight;
	int descriptor; /* -1: none */
	bool tcp;
	unsigned attempt; /* servers asked so far, the first as 0 */
	int64_t until_us; /* this server's time is over then */
	uint8_t query[LENGTH_PREFIX + QUERY_MAX];
	size_t size;     /* of the query, without the prefix */
	uint8_t *answer; /* over TCP, as far as it has come */
	size_t got;
};

struct plain_questions {
	struct plain_settings settings;
	plain_answered *answered;
	void *state;
	struct question *first;
	unsigned count;
};

struct plain_questions *
plain_questions_open(const struct plain_settings *settings, plain_answered *answered, void *state)
{
	struct plain_questions *questions = calloc(1, sizeof(*questions));

	if (questions == NULL)
		return NULL;
	questions->settings = *settings;
	questions->answered = answered;
	questions->state = state;
	return questions;
}

/* The name's labels on the wire; 0: it is no name. */
static size_t
write_name(uint8_t *wire, const struct dns_name *name)
{
	const char *at = name->text;
	size_t size = 0;

	while (*at != '\0') {
		const size_t label = strcspn(at, ".");

		if (label == 0 || label > LABEL_MAX || size + label + 2 > NS_MAXCDNAME)
			return 0;
		wire[size++] = (uint8_t)label;
		memcpy(wire + size, at, label);
		size += label;
		at += label + (at[label] == '.');
	}
	wire[size++] = 0;
	return size;
}

/* Recursion wanted, one question. False when the name is none, or without randomness. */
static bool
write_query(struct question *question)
{
	static const uint8_t header[NS_HFIXEDSZ] = {[2] = 1, [5] = 1};
	uint8_t *query = question->query + LENGTH_PREFIX;
	const uint16_t type = (uint16_t)question->flight->type;
	size_t size;

	memcpy(query, header, sizeof(header));
	size = write_name(query + NS_HFIXEDSZ, &question->flight->name);
	if (size == 0 || getrandom(query, 2, GRND_NONBLOCK) != 2)
		return false;
	size += NS_HFIXEDSZ;
	query[size++] = (uint8_t)(type >> 8);
	query[size++] = (uint8_t)type;
	query[size++] = 0;
	query[size++] = ns_c_in;
	question->size = size;
	question->query[0] = (uint8_t)(size >> 8);
	question->query[1] = (uint8_t)size;
	return true;
}

static void
close_descriptor(struct question *question)
{
	if (question->descriptor >= 0)
		close(question->descriptor);
	question->descriptor = -1;
	free(question->answer);
	question->answer = NULL;
	question->got = 0;
}

/* Takes the question out of the list, and frees it. */
static void
finish(struct plain_questions *questions, struct question *question, const struct dns_answer *answer)
{
	struct question **link = &questions->first;

	while (*link != question)
		link = &(*link)->next;
	*link = question->next;
	questions->count--;
	close_descriptor(question);
	questions->answered(questions->state, question->flight, answer);
	free(question);
}

void
plain_questions_close(struct plain_questions *questions)
{
	if (questions == NULL)
		return;
	while (questions->first != NULL)
		finish(questions, questions->first, dns_answer_of_failure(DNS_FAILURE_UNAVAILABLE));
	free(questions);
}

/* Sends it to the server whose turn it is; false when that cannot be done. */
static bool
send_query(struct plain_questions *questions, struct question *question)
{
	const struct plain_settings *settings = &questions->settings;
	const unsigned round = question->attempt / settings->servers;
	struct epoll_event event = {.events = question->tcp ? EPOLLOUT : EPOLLIN};

	close_descriptor(question);
	question->until_us = clock_monotonic_us() + ((int64_t)settings->timeout_ms << round) * 1000;
	question->descriptor = dns_socket_open(
		&settings->server[question->attempt % settings->servers],
		(question->tcp ? SOCK_STREAM : SOCK_DGRAM) | SOCK_NONBLOCK);
	if (question->descriptor < 0)
		return false;
	event.data.fd = question->descriptor;
	if (epoll_ctl(settings->epoll, EPOLL_CTL_ADD, question->descriptor, &event) != 0)
		return false;
	return question->tcp ||
		send(question->descriptor, question->query + LENGTH_PREFIX, question->size, 0) ==
		(ssize_t)question->size;
}

/* The next server, or the end; `failure` is what the last one did. */
static void
ask_next(struct plain_questions *questions, struct question *question, enum dns_failure failure)
{
	const struct plain_settings *settings = &questions->settings;

	question->tcp = false;
	while (++question->attempt < settings->servers * (unsigned)settings->tries)
		if (send_query(questions, question))
			return;
	finish(questions, question, dns_answer_of_failure(failure));
}

void
plain_questions_ask(struct plain_questions *questions, struct flight *flight)
{
	struct question *question = questions->count < OUT_MAX ? calloc(1, sizeof(*question)) : NULL;

	if (question == NULL) {
		questions->answered(
			questions->state, flight, dns_answer_of_failure(DNS_FAILURE_UNAVAILABLE));
		return;
	}
	question->flight = flight;
	question->descriptor = -1;
	question->next = questions->first;
	questions->first = question;
	questions->count++;
	if (!write_query(question))
		finish(questions, question, dns_answer_of_failure(DNS_FAILURE_MALFORMED));
	else if (!send_query(questions, question))
		ask_next(questions, question, DNS_FAILURE_UNAVAILABLE);
}

/* It has our id and our question, octet by octet; a server may leave the question out of an error. */
static bool
is_for(const struct question *question, const uint8_t *answer, size_t size)
{
	const uint8_t *query = question->query + LENGTH_PREFIX;

	if (size < NS_HFIXEDSZ || memcmp(answer, query, 2) != 0 || (answer[2] & 0x80) == 0)
		return false;
	if (answer[4] == 0 && answer[5] == 0)
		return (answer[3] & 15) != 0;
	return size >= question->size &&
		memcmp(answer + NS_HFIXEDSZ, query + NS_HFIXEDSZ, question->size - NS_HFIXEDSZ) == 0;
}

static void
take_answer(struct plain_questions *questions, struct question *question, const uint8_t *answer,
	size_t size)
{
	finish(questions, question,
		dns_message_read(answer, size, &question->flight->name, question->flight->type));
}

static void
serve_datagram(struct plain_questions *questions, struct question *question)
{
	uint8_t answer[NS_MAXMSG / 16];
	const ssize_t size = recv(question->descriptor, answer, sizeof(answer), 0);

	if (size < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (size < 0) { /* the port refuses */
		ask_next(questions, question, DNS_FAILURE_UNAVAILABLE);
		return;
	}
	if (!is_for(question, answer, (size_t)size))
		return; /* somebody guesses, or a late answer: the right one may still come */
	if ((answer[2] & 2) == 0) {
		take_answer(questions, question, answer, (size_t)size);
		return;
	}
	question->tcp = true;
	if (!send_query(questions, question))
		ask_next(questions, question, DNS_FAILURE_UNAVAILABLE);
}

/* The connection stands, or not: the query goes out in one piece, or the next server is asked. */
static void
serve_connected(struct plain_questions *questions, struct question *question)
{
	struct epoll_event event = {.events = EPOLLIN, .data.fd = question->descriptor};
	const size_t size = LENGTH_PREFIX + question->size;

	question->answer = malloc(ANSWER_MAX);
	if (question->answer == NULL ||
		send(question->descriptor, question->query, size, MSG_NOSIGNAL) != (ssize_t)size ||
		epoll_ctl(questions->settings.epoll, EPOLL_CTL_MOD, question->descriptor, &event) !=
			0)
		ask_next(questions, question, DNS_FAILURE_UNAVAILABLE);
}

static void
serve_stream(struct plain_questions *questions, struct question *question)
{
	size_t wanted = LENGTH_PREFIX;
	ssize_t got;

	if (question->got >= LENGTH_PREFIX)
		wanted += (size_t)question->answer[0] << 8 | question->answer[1];
	got = recv(
		question->descriptor, question->answer + question->got, wanted - question->got, 0);
	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (got <= 0) {
		ask_next(questions, question, DNS_FAILURE_UNAVAILABLE);
		return;
	}
	question->got += (size_t)got;
	if (question->got < LENGTH_PREFIX ||
		question->got <
			LENGTH_PREFIX + ((size_t)question->answer[0] << 8 | question->answer[1]))
		return;
	if (is_for(question, question->answer + LENGTH_PREFIX, question->got - LENGTH_PREFIX))
		take_answer(questions, question, question->answer + LENGTH_PREFIX,
			question->got - LENGTH_PREFIX);
	else
		ask_next(questions, question, DNS_FAILURE_MALFORMED);
}

bool
plain_questions_serve(struct plain_questions *questions, int descriptor)
{
	struct question *question = questions->first;

	while (question != NULL && question->descriptor != descriptor)
		question = question->next;
	if (question == NULL)
		return false;
	if (!question->tcp)
		serve_datagram(questions, question);
	else if (question->answer == NULL)
		serve_connected(questions, question);
	else
		serve_stream(questions, question);
	return true;
}

unsigned
plain_questions_out(const struct plain_questions *questions)
{
	return questions->count;
}

void
plain_questions_tick(struct plain_questions *questions)
{
	const int64_t now = clock_monotonic_us();
	struct question *next;

	for (struct question *question = questions->first; question != NULL; question = next) {
		next = question->next;
		if (now >= question->until_us)
			ask_next(questions, question, DNS_FAILURE_TIMEOUT);
	}
}
