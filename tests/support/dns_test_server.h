/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_TESTS_DNS_TEST_SERVER_H
#define MXVET_TESTS_DNS_TEST_SERVER_H

/*
 * A DNS server in a thread of the test, on loopback. The first label of a name says how it answers:
 * servfail, refused, nx, drop, truncated (whole over TCP), wrongid, wrongquestion, garbage, short,
 * loop, slow (100 ms); any other name has the address 192.0.2.1 and no other record. Include after
 * cmocka.h, link with -pthread.
 */

#include <arpa/inet.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "tests/support/dns_message_builder.h"

struct dns_test_server {
	int udp, tcp, stop[2];
	pthread_t thread;
	atomic_uint asked; /* questions that came in */
	char address[32];  /* "127.0.0.1:PORT" */
	struct message reply;
};

static inline size_t
question_name(const uint8_t *query, size_t size, char name[256])
{
	size_t at = 12, length = 0;
	while (at < size && query[at] != 0 && at + query[at] < size) {
		memcpy(name + length, query + at + 1, query[at]);
		length += query[at];
		at += 1u + query[at];
		name[length++] = '.';
	}
	name[length > 0 ? length - 1 : 0] = '\0';
	return at + 5; /* behind the question's type and class */
}

/* Writes the reply to a query; false: none at all. */
static inline bool
answer_query(struct dns_test_server *server, const uint8_t *query, size_t size, bool tcp)
{
	static const uint8_t address[4] = {192, 0, 2, 1};
	struct message *reply = &server->reply;
	char name[256], kind[64];
	size_t end = question_name(query, size, name);
	unsigned id = (unsigned)(query[0] << 8 | query[1]);
	unsigned type = (unsigned)(query[end - 4] << 8 | query[end - 3]), flags = FLAGS_RESPONSE;

	snprintf(kind, sizeof(kind), "%.*s", (int)strcspn(name, ".-"), name);
#define IS(word) (strcmp(kind, word) == 0)
	if (IS("drop"))
		return false;
	if (IS("slow"))
		nanosleep(&(struct timespec){0, 100000000}, NULL);
	flags |= IS("servfail") ? 2 : IS("nx") ? 3 : IS("refused") ? 5 : 0;
	flags |= IS("truncated") && !tcp ? FLAG_TRUNCATED : 0;
	message_begin(reply, IS("wrongid") ? id ^ 1 : id, flags);
	put_question(reply, IS("wrongquestion") ? "other.example.org" : name, type);
	if (IS("loop")) {
		put_name_record(reply, SECTION_ANSWER, name, TYPE_CNAME, 300, "x.example.org");
		put_name_record(reply, SECTION_ANSWER, "x.example.org", TYPE_CNAME, 300, name);
	} else if ((flags & 0x020f) == 0 && type == 1) {
		put_a(reply, name, 300, address);
	}
	if (IS("garbage"))
		put_octets(reply, "\xff\xff\xff", 3);
	if (IS("short"))
		reply->size = 5;
#undef IS
	return true;
}

static inline void
serve_udp(struct dns_test_server *server)
{
	uint8_t query[1500];
	struct sockaddr_in from;
	socklen_t length = sizeof(from);
	ssize_t size = recvfrom(
		server->udp, query, sizeof(query), 0, (struct sockaddr *)&from, &length);
	if (size < 17)
		return;
	atomic_fetch_add(&server->asked, 1);
	if (answer_query(server, query, (size_t)size, false))
		sendto(server->udp, server->reply.octets, server->reply.size, 0,
			(struct sockaddr *)&from, length);
}

static inline void
serve_tcp(struct dns_test_server *server)
{
	uint8_t query[1500], prefix[2];
	int client = accept(server->tcp, NULL, NULL);
	ssize_t size = 0;
	if (recv(client, prefix, 2, MSG_WAITALL) == 2)
		size = recv(client, query, (size_t)(prefix[0] << 8 | prefix[1]), MSG_WAITALL);
	if (size >= 17 && answer_query(server, query, (size_t)size, true)) {
		uint8_t length[2] = {
			(uint8_t)(server->reply.size >> 8), (uint8_t)server->reply.size};
		send(client, length, 2, MSG_NOSIGNAL);
		send(client, server->reply.octets, server->reply.size, MSG_NOSIGNAL);
	}
	close(client);
}

static inline void *
serve_dns(void *argument)
{
	struct dns_test_server *server = argument;
	struct pollfd wait[3] = {{.fd = server->udp, .events = POLLIN},
		{.fd = server->tcp, .events = POLLIN}, {.fd = server->stop[0], .events = POLLIN}};
	while (poll(wait, 3, -1) > 0 && wait[2].revents == 0) {
		if (wait[0].revents != 0)
			serve_udp(server);
		if (wait[1].revents != 0)
			serve_tcp(server);
	}
	return NULL;
}

/* UDP and TCP on one free port. */
static inline bool
bind_both(struct dns_test_server *server)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t length = sizeof(address);
	server->tcp = socket(AF_INET, SOCK_STREAM, 0);
	server->udp = socket(AF_INET, SOCK_DGRAM, 0);
	if (bind(server->tcp, (struct sockaddr *)&address, length) == 0 &&
		listen(server->tcp, 5) == 0 &&
		getsockname(server->tcp, (struct sockaddr *)&address, &length) == 0 &&
		bind(server->udp, (struct sockaddr *)&address, length) == 0) {
		snprintf(server->address, sizeof(server->address), "127.0.0.1:%u",
			(unsigned)ntohs(address.sin_port));
		return true;
	}
	close(server->tcp);
	close(server->udp);
	return false;
}

static inline void
dns_test_server_start(struct dns_test_server *server)
{
	bool bound = false;
	memset(server, 0, sizeof(*server));
	for (int tries = 0; tries < 20 && !bound; tries++)
		bound = bind_both(server);
	assert_true(bound);
	assert_int_equal(pipe(server->stop), 0);
	assert_int_equal(pthread_create(&server->thread, NULL, serve_dns, server), 0);
}

static inline void
dns_test_server_stop(struct dns_test_server *server)
{
	close(server->stop[1]);
	pthread_join(server->thread, NULL);
	close(server->stop[0]);
	close(server->udp);
	close(server->tcp);
}

#endif
