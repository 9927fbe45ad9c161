/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_DNS_SERVER_H
#define MXVET_DNS_SERVER_H

/* The address of a DNS server, as the configuration and `mxvet check --resolver` write it. */

#include <stddef.h>
#include <stdint.h>

#include "mxvet/ip_addr.h"

enum { DNS_PORT = 53, DNS_SERVER_TEXT_SIZE = IP_ADDR_TEXT_SIZE + 8 };

struct dns_server {
	struct ip_addr address;
	uint16_t port;
};

/* The owner frees `item`. */
struct server_list {
	size_t count;
	struct dns_server *item;
};

/* Reads ADDRESS, ADDRESS:PORT, [ADDRESS] or [ADDRESS]:PORT; a bare IPv6 address has no port. A server that would have to be
 * looked up first is none. Returns NULL, or what is wrong, to stand after the text. */
const char *dns_server_parse(struct dns_server *server, const char *text);

/* Appends the shortest text that reads to the same. */
void text_append_dns_server(struct text_buffer *buffer, const struct dns_server *server);

#endif
