/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_IP_ADDR_H
#define MXVET_IP_ADDR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mxvet/text_buffer.h"

struct dns_name;

enum { IP_ADDR_TEXT_SIZE = 46 }; /* the longest text of an address, with its NUL */

/* An IPv4 or IPv6 address. A v4-mapped IPv6 address never is one of these: it becomes IPv4. */
struct ip_addr {
	uint8_t family;    /* 4, 6, or 0: no address */
	uint8_t octet[16]; /* network order; IPv4 uses the first four, the others are 0 */
};

struct ip_network {
	struct ip_addr address; /* host bits are 0 */
	uint8_t prefix;         /* bits */
};

/* Reads exactly one address ("192.0.2.1", "2001:db8::1", "::ffff:192.0.2.1" as IPv4), no brackets, no
 * zone index, nothing around it. False and family 0 otherwise. */
bool ip_addr_parse(struct ip_addr *address, const char *text);

struct ip_addr ip_addr_of_v4(const uint8_t octets[4]);
struct ip_addr ip_addr_of_v6(const uint8_t octets[16]); /* v4-mapped becomes IPv4 */

/* Writes the usual text (RFC 5952 for IPv6) and returns `text`; "" for no address. */
const char *ip_addr_format(const struct ip_addr *address, char text[IP_ADDR_TEXT_SIZE]);
void text_append_address(struct text_buffer *buffer, const struct ip_addr *address);

/* Equal families and octets; no address equals nothing. */
bool ip_addr_equal(const struct ip_addr *a, const struct ip_addr *b);

/* Both in one /24 (IPv4) or one /64 (IPv6). */
bool ip_addr_neighbours(const struct ip_addr *a, const struct ip_addr *b);

/* Not reachable from the Internet: RFC 1918, 100.64/10, loopback, link-local, unique local,
 * multicast, reserved, 198.18/15. The documentation prefixes count as public. */
bool ip_addr_is_private(const struct ip_addr *address);

/* 0.0.0.0 or :: */
bool ip_addr_is_unspecified(const struct ip_addr *address);

/* The name to ask PTR for: under in-addr.arpa or ip6.arpa (RFC 1035 3.5, RFC 3596 2.5). */
struct dns_name ip_addr_reverse_name(const struct ip_addr *address);

/* Reads "ADDRESS" or "ADDRESS/PREFIX". Returns NULL, or what is wrong; host bits set are wrong. */
const char *ip_network_parse(struct ip_network *network, const char *text);
bool ip_network_contains(const struct ip_network *network, const struct ip_addr *address);

#endif
