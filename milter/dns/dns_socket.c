/* SPDX-License-Identifier: BSD-2-Clause */
#include "dns_socket.h"

#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int
dns_socket_open(const struct dns_server *server, int type)
{
	struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_port = htons(server->port)};
	struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_port = htons(server->port)};
	const bool is_v4 = server->address.family == 4;
	const int descriptor = socket(is_v4 ? AF_INET : AF_INET6, type | SOCK_CLOEXEC, 0);
	int failed;

	memcpy(&v4.sin_addr, server->address.octet, sizeof(v4.sin_addr));
	memcpy(&v6.sin6_addr, server->address.octet, sizeof(v6.sin6_addr));
	if (descriptor < 0)
		return -1;
	failed = is_v4 ? connect(descriptor, (struct sockaddr *)&v4, sizeof(v4))
		       : connect(descriptor, (struct sockaddr *)&v6, sizeof(v6));
	if (failed == 0 || errno == EINPROGRESS)
		return descriptor;
	close(descriptor);
	return -1;
}
