/* SPDX-License-Identifier: BSD-2-Clause */
#include "mxvet/dns_probe.h"

#include <arpa/nameser.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

#include "dns_socket.h"
#include "mxvet/clock.h"

enum { TRIES = 2, ANSWER_SIZE = 1232, LINE_SIZE = 256 };

static const char resolv_conf[] = "/etc/resolv.conf";

static unsigned
read_resolv_conf(struct dns_server servers[DNS_SERVERS_MAX])
{
	FILE *file = fopen(resolv_conf, "re");
	char line[LINE_SIZE], address[64];
	unsigned count = 0;

	while (file != NULL && count < DNS_SERVERS_MAX && fgets(line, sizeof(line), file) != NULL)
		if (sscanf(line, "nameserver %63s", address) == 1 &&
			dns_server_parse(&servers[count], address) == NULL)
			count++;
	if (file != NULL)
		fclose(file);
	return count;
}

unsigned
dns_servers_in_use(struct dns_server servers[DNS_SERVERS_MAX], const struct server_list *configured)
{
	unsigned count = 0;

	for (size_t i = 0; i < configured->count && count < DNS_SERVERS_MAX; i++)
		servers[count++] = configured->item[i];
	if (count == 0)
		count = read_resolv_conf(servers);
	if (count == 0 && dns_server_parse(&servers[0], "127.0.0.1") == NULL)
		count = 1;
	return count;
}

static enum dns_failure
failure_of_code(unsigned code)
{
	switch (code) {
	case ns_r_noerror:
	case ns_r_nxdomain:
		return DNS_FAILURE_NONE;
	case ns_r_servfail:
		return DNS_FAILURE_SERVFAIL;
	case ns_r_refused:
		return DNS_FAILURE_REFUSED;
	default:
		return DNS_FAILURE_MALFORMED;
	}
}

/* Waits for the answer to that id. */
static enum dns_failure
await(int descriptor, const uint8_t id[2], int timeout_ms)
{
	const int64_t end_us = clock_monotonic_us() + (int64_t)timeout_ms * 1000;
	struct pollfd wait = {.fd = descriptor, .events = POLLIN};
	uint8_t answer[ANSWER_SIZE];

	for (;;) {
		const int64_t left_us = end_us - clock_monotonic_us();
		ssize_t size;

		if (left_us <= 0 || poll(&wait, 1, (int)(left_us / 1000) + 1) <= 0)
			return DNS_FAILURE_TIMEOUT;
		size = recv(descriptor, answer, sizeof(answer), 0);
		if (size < 0)
			return DNS_FAILURE_UNAVAILABLE;
		if (size >= NS_HFIXEDSZ && memcmp(answer, id, 2) == 0 && (answer[2] & 0x80) != 0)
			return failure_of_code(answer[3] & 15u);
	}
}

static enum dns_failure
ask_once(const struct dns_server *server, int timeout_ms)
{
	/* id, RD, one question: the root, NS, IN */
	uint8_t question[17] = {0, 0, 1, 0, 0, 1, [13] = 0, ns_t_ns, 0, ns_c_in};
	const int descriptor = dns_socket_open(server, SOCK_DGRAM);
	enum dns_failure failure = DNS_FAILURE_UNAVAILABLE;

	if (descriptor < 0)
		return failure;
	if (getrandom(question, 2, 0) == 2 &&
		send(descriptor, question, sizeof(question), 0) == (ssize_t)sizeof(question))
		failure = await(descriptor, question, timeout_ms);
	close(descriptor);
	return failure;
}

enum dns_failure
dns_probe(const struct dns_server *server, int timeout_ms)
{
	enum dns_failure failure = DNS_FAILURE_TIMEOUT;

	for (int i = 0; i < TRIES && failure != DNS_FAILURE_NONE; i++)
		failure = ask_once(server, timeout_ms);
	return failure;
}
