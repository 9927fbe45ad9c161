/* SPDX-License-Identifier: BSD-2-Clause */
#include "nudge.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "mxvet/metrics.h"

enum { CONNECT_MS = 10 };

static void
reach_by_loopback(struct sockaddr_storage *address)
{
	struct sockaddr_in *v4 = (struct sockaddr_in *)address;
	struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)address;

	if (address->ss_family == AF_INET && v4->sin_addr.s_addr == htonl(INADDR_ANY))
		v4->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (address->ss_family == AF_INET6 && IN6_IS_ADDR_UNSPECIFIED(&v6->sin6_addr))
		v6->sin6_addr = in6addr_loopback;
}

void
nudge_init(struct nudge *nudge, const struct sockaddr *listener, socklen_t length, int limit)
{
	memset(nudge, 0, sizeof(*nudge));
	memcpy(&nudge->address, listener, length);
	nudge->address_length = length;
	reach_by_loopback(&nudge->address);
	atomic_init(&nudge->limit, limit);
	atomic_init(&nudge->waiting, 0);
	atomic_init(&nudge->turn, 0);
	for (int i = 0; i < NUDGE_LATE_MAX; i++)
		atomic_init(&nudge->late[i], -1);
}

/* TCP answers EINPROGRESS even for loopback, where the connection is there all the same. */
static int
finish_connect(int descriptor)
{
	struct pollfd ready = {.fd = descriptor, .events = POLLOUT};
	int error = ETIMEDOUT;

	socklen_t size = sizeof(error);
	int count;

	do
		count = poll(&ready, 1, CONNECT_MS);
	while (count < 0 && errno == EINTR);
	if (count == 1)
		getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &size);
	errno = error;
	return error == 0 ? 0 : -1;
}

static int
open_connection(const struct nudge *nudge)
{
	int descriptor = socket(nudge->address.ss_family, SOCK_STREAM, 0);

	if (descriptor < 0)
		return -1;
	if (fcntl(descriptor, F_SETFD, FD_CLOEXEC) != 0 ||
		fcntl(descriptor, F_SETFL, O_NONBLOCK) != 0)
		goto fail;
	if (connect(descriptor, (const struct sockaddr *)&nudge->address, nudge->address_length) == 0)
		return descriptor;
	if (errno == EINPROGRESS && finish_connect(descriptor) == 0)
		return descriptor;
fail:
	close(descriptor);
	return -1;
}

/* The server is to close first: then TIME_WAIT falls on its port, and ours can be used again. */
static void
close_later(struct nudge *nudge, int descriptor)
{
	unsigned turn = atomic_fetch_add(&nudge->turn, 1) % NUDGE_LATE_MAX;
	int earlier = atomic_exchange(&nudge->late[turn], descriptor);

	if (earlier >= 0)
		close(earlier);
}

int
nudge_send(struct nudge *nudge)
{
	static const char quit_frame[] = {0, 0, 0, 1, 'Q'};
	int descriptor = open_connection(nudge);

	if (descriptor < 0)
		goto fail;
	if (send(descriptor, quit_frame, sizeof(quit_frame), MSG_NOSIGNAL) != sizeof(quit_frame)) {
		close(descriptor);
		goto fail;
	}
	close_later(nudge, descriptor);
	return 0;
fail:
	metric_count(METRIC_nudge_failed);
	return -1;
}

static bool
wait_begins(void *state)
{
	struct nudge_wait *wait = state;
	struct nudge *nudge = wait->nudge;

	wait->admitted = atomic_fetch_add(&nudge->waiting, 1) < atomic_load(&nudge->limit);
	if (!wait->admitted) {
		atomic_fetch_sub(&nudge->waiting, 1);
		metric_count(METRIC_wait_refused);
		return false;
	}
	wait->owed = nudge_send(nudge) != 0;
	return true;
}

static void
wait_goes_on(void *state)
{
	struct nudge_wait *wait = state;

	if (wait->owed)
		wait->owed = nudge_send(wait->nudge) != 0;
}

static void
wait_ends(void *state)
{
	struct nudge_wait *wait = state;

	if (wait->admitted)
		atomic_fetch_sub(&wait->nudge->waiting, 1);
	wait->admitted = wait->owed = false;
}

struct wait_hooks
nudge_hooks(struct nudge_wait *wait, struct nudge *nudge)
{
	*wait = (struct nudge_wait){.nudge = nudge};
	return (struct wait_hooks){wait_begins, wait_goes_on, wait_ends, wait};
}
