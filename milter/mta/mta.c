/* SPDX-License-Identifier: BSD-2-Clause */
#include "mxvet/mta.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <libmilter/mfapi.h>

#include "callbacks.h"
#include "listener.h"

struct service mta_service = SERVICE_INITIALIZER;
struct nudge mta_nudge;

static int listening_descriptor = -1;
static struct listen_address listening_at;
static struct stat our_socket; /* what stood at the path when it was ours */

int
mta_listen(const struct listen_address *address, const struct socket_rights *rights,
	struct text_buffer *error)
{
	struct sockaddr_storage bound;

	socklen_t length = sizeof(bound);

	if (callbacks_register() != 0) {
		text_append(error,
			"libmilter refuses the filter: it is older than the one this "
			"was built with");
		return -1;
	}
	listening_descriptor = listener_open(address, rights, error);
	if (listening_descriptor < 0)
		return -1;
	listening_at = *address;
	if (address->kind == LISTEN_UNIX)
		(void)lstat(address->path, &our_socket);
	if (getsockname(listening_descriptor, (struct sockaddr *)&bound, &length) != 0) {
		text_append_format(error, "cannot tell the socket's address: %s", strerror(errno));
		return -1;
	}
	nudge_init(&mta_nudge, (struct sockaddr *)&bound, length, 0);
	return 0;
}

bool
mta_can_nudge(void)
{
	return nudge_send(&mta_nudge) == 0;
}

void
mta_set_greylist(struct greylist *greylist)
{
	mta_service.greylist = greylist;
}

void
mta_set_service(const struct config *config, struct resolver *resolver)
{
	service_set(&mta_service, config, resolver);
	atomic_store(&mta_nudge.limit, (int)config->dns_waiting);
}

int
mta_serve(void)
{
	return smfi_main() == MI_SUCCESS ? 0 : -1;
}

/* Another process may have put its socket there, a filter that takes our place. */
static void
remove_our_socket(void)
{
	struct stat found;

	if (lstat(listening_at.path, &found) == 0 && found.st_dev == our_socket.st_dev &&
		found.st_ino == our_socket.st_ino)
		unlink(listening_at.path);
}

/* The path goes first: while we listen no process takes it from us, and what is there later is not ours. */
void
mta_refuse(void)
{
	if (listening_at.kind == LISTEN_UNIX)
		remove_our_socket();
	listener_refuse(listening_descriptor);
}

unsigned
mta_under_way(void)
{
	return atomic_load(&mta_service.under_way);
}
