/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A DNS server over zones that are computed from the names asked for, each answer so many milliseconds late:
 *
 *     zone_server DELAY_MS
 *
 * Prints the address it serves on (127.0.0.1:PORT). Each line on standard input is answered with the number of questions
 * since the last one; it ends with its standard input.
 */
#define _GNU_SOURCE /* ppoll */
#include <arpa/inet.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "zone_server.h"

enum { LATE_MAX = 1 << 16, BUFFER = 1 << 21 };

/* An answer that waits for its time; all are late by as much, so the first in is the first out. */
struct late {
	int64_t due_ns;
	struct sockaddr_in client;
	size_t length;
	unsigned char *message;
};

static struct late late[LATE_MAX];
static unsigned first_late, late_count;
static unsigned long questions;

static int64_t
now_ns(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static void
send_to(int descriptor, const struct sockaddr_in *client, const unsigned char *message,
	size_t length)
{
	(void)sendto(
		descriptor, message, length, 0, (const struct sockaddr *)client, sizeof(*client));
}

static void
keep_back(const struct sockaddr_in *client, const unsigned char *message, size_t length,
	int64_t delay_ns)
{
	struct late *entry = &late[(first_late + late_count) % LATE_MAX];
	unsigned char *copy = late_count < LATE_MAX ? malloc(length) : NULL;

	if (copy == NULL)
		return; /* lost, as on a network */
	memcpy(copy, message, length);
	*entry = (struct late){now_ns() + delay_ns, *client, length, copy};
	late_count++;
}

static void
send_due(int descriptor)
{
	int64_t now = now_ns();

	for (; late_count > 0 && late[first_late].due_ns <= now; late_count--) {
		struct late *entry = &late[first_late];

		send_to(descriptor, &entry->client, entry->message, entry->length);
		free(entry->message);
		first_late = (first_late + 1) % LATE_MAX;
	}
}

static void
serve_questions(int descriptor, int64_t delay_ns)
{
	unsigned char message[ZONE_MESSAGE_SIZE];
	struct sockaddr_in client;
	socklen_t size = sizeof(client);
	ssize_t length;

	while ((length = recvfrom(descriptor, message, sizeof(message), MSG_DONTWAIT,
			(struct sockaddr *)&client, &size)) > 0) {
		size_t answer = zone_answer(message, (size_t)length);

		questions++;
		if (answer == 0)
			continue;
		if (delay_ns > 0)
			keep_back(&client, message, answer, delay_ns);
		else
			send_to(descriptor, &client, message, answer);
	}
}

/* False at the end of standard input. */
static bool
tell_questions(void)
{
	char line[16];

	if (read(STDIN_FILENO, line, sizeof(line)) <= 0)
		return false;
	printf("%lu\n", questions);
	fflush(stdout);
	questions = 0;
	return true;
}

static void
serve(int descriptor, int64_t delay_ns)
{
	struct pollfd ready[] = {
		{.fd = descriptor, .events = POLLIN}, {.fd = STDIN_FILENO, .events = POLLIN}};

	for (;;) {
		int64_t wait = late_count > 0 ? late[first_late].due_ns - now_ns() : 1000000000;
		struct timespec time = {
			wait > 0 ? wait / 1000000000 : 0, wait > 0 ? wait % 1000000000 : 0};

		if (ppoll(ready, 2, &time, NULL) > 0) {
			if (ready[1].revents != 0 && !tell_questions())
				return;
			serve_questions(descriptor, delay_ns);
		}
		send_due(descriptor);
	}
}

int
main(int argc, char **argv)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof(address);
	int descriptor = socket(AF_INET, SOCK_DGRAM, 0), buffer = BUFFER;

	if (argc != 2 || descriptor < 0 || bind(descriptor, (struct sockaddr *)&address, size) != 0 ||
		getsockname(descriptor, (struct sockaddr *)&address, &size) != 0)
		return 1;
	setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &buffer, sizeof(buffer));
	printf("127.0.0.1:%u\n", ntohs(address.sin_port));
	fflush(stdout);
	serve(descriptor, (int64_t)(atof(argv[1]) * 1e6));
	return 0;
}
