/* SPDX-License-Identifier: BSD-2-Clause */
#include "listener.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <libmilter/mfapi.h>

enum {
	BACKLOG = 1024, /* connections not yet accepted; libmilter's own 20 is a small burst */
	DESCRIPTORS_LOOKED_AT = 1024,
	CONNECTION_SIZE = LISTEN_HOST_SIZE + 16,
};

static bool
is_listening(int descriptor)
{
	int listening = 0;

	socklen_t size = sizeof(listening);

	return getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &listening, &size) == 0 &&
		listening;
}

/* Another program opened it for us, and it listens already (socket activation). */
static bool
is_inherited(const struct listen_address *address, int descriptor)
{
	return address->kind == LISTEN_DESCRIPTOR && address->descriptor == descriptor;
}

/* libmilter does not tell its descriptor: it is the one that began to listen. */
static int
find_new_listener(const bool listened_before[DESCRIPTORS_LOOKED_AT])
{
	for (int fd = 0; fd < DESCRIPTORS_LOOKED_AT; fd++)
		if (!listened_before[fd] && is_listening(fd))
			return fd;
	return -1;
}

/* Accepted sockets inherit it. With it, a message that gets a header does not wait 43 ms for
 * Nagle's algorithm and a delayed acknowledgement. A unix socket has no such option. */
static void
send_at_once(int descriptor)
{
	int on = 1;

	(void)setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
}

/* libmilter removes what stands at the path, be it the socket of a milter that is alive. One that has no time
 * to accept us is alive as well (EAGAIN), and nothing to wait for. */
static bool
is_served(const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int descriptor = socket(AF_UNIX, SOCK_STREAM, 0);
	bool served = false;

	if (descriptor < 0)
		return false;
	if (strlen(path) < sizeof(address.sun_path) && fcntl(descriptor, F_SETFL, O_NONBLOCK) == 0) {
		strcpy(address.sun_path, path);
		served = connect(descriptor, (struct sockaddr *)&address, sizeof(address)) == 0 ||
			errno == EAGAIN;
	}
	close(descriptor);
	return served;
}

static int
open_by_libmilter(const struct listen_address *address, struct text_buffer *error)
{
	char storage[CONNECTION_SIZE];
	struct text_buffer connection;

	text_init(&connection, storage, sizeof(storage));
	text_append_listen_address(&connection, address);
	errno = 0;
	if (connection.cut || smfi_setconn(storage) != MI_SUCCESS ||
		smfi_setbacklog(BACKLOG) != MI_SUCCESS || smfi_opensocket(true) != MI_SUCCESS) {
		text_append_format(error, "cannot listen on %s: %s", storage,
			errno != 0 ? strerror(errno) : "libmilter refuses it");
		return -1;
	}
	return 0;
}

static int
open_and_find(const struct listen_address *address, struct text_buffer *error)
{
	bool listened_before[DESCRIPTORS_LOOKED_AT];
	int descriptor;

	for (int fd = 0; fd < DESCRIPTORS_LOOKED_AT; fd++)
		listened_before[fd] = is_listening(fd) && !is_inherited(address, fd);
	if (open_by_libmilter(address, error) != 0)
		return -1;
	descriptor = find_new_listener(listened_before);
	if (descriptor < 0)
		text_append(error, "libmilter opened a socket that cannot be found");
	return descriptor;
}

/* It is born with its rights: others may write in its folder and put a link in its place, which chmod() would follow. */
static int
open_unix(const struct listen_address *address, const struct socket_rights *rights,
	struct text_buffer *error)
{
	mode_t mask;
	int descriptor;

	if (is_served(address->path)) {
		text_append_format(error, "another program serves unix:%s", address->path);
		return -1;
	}
	mask = umask(0777 & ~rights->mode);
	descriptor = open_and_find(address, error);
	umask(mask);
	if (descriptor < 0)
		return -1;
	if (lchown(address->path, rights->owner, rights->group) != 0) {
		text_append_format(
			error, "cannot set the owner of %s: %s", address->path, strerror(errno));
		unlink(address->path);
		return -1;
	}
	return descriptor;
}

int
listener_open(const struct listen_address *address, const struct socket_rights *rights,
	struct text_buffer *error)
{
	int descriptor;

	if (address->kind == LISTEN_UNIX)
		return open_unix(address, rights, error);
	descriptor = open_and_find(address, error);
	if (descriptor >= 0)
		send_at_once(descriptor);
	return descriptor;
}

/*
 * Closing the socket under libmilter makes it give up and drop its sessions, so another one takes
 * its descriptor's place: it listens where no client can connect. Shutting the old one down ends a
 * poll that still looks at it.
 */
void
listener_refuse(int descriptor)
{
	struct sockaddr_un nowhere = {.sun_family = AF_UNIX};
	int idle = socket(AF_UNIX, SOCK_STREAM, 0);
	int old = dup(descriptor);

	/* Bound by its family alone, it gets a name that is known nowhere (unix(7), autobind). */
	if (idle >= 0 && old >= 0 &&
		bind(idle, (struct sockaddr *)&nowhere, sizeof(sa_family_t)) == 0 &&
		listen(idle, 0) == 0 && dup2(idle, descriptor) >= 0)
		shutdown(old, SHUT_RDWR);
	if (idle >= 0)
		close(idle);
	if (old >= 0)
		close(old);
}
