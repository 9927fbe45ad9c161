/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_DNS_SOCKET_H
#define MXVET_DNS_SOCKET_H

#include "mxvet/dns_server.h"

/* A socket from a port of its own that is connected to the server, or on its way to be, so that it hears this server only.
 * `type` is SOCK_DGRAM or SOCK_STREAM, perhaps with SOCK_NONBLOCK. -1 and errno. */
int dns_socket_open(const struct dns_server *server, int type);

#endif
