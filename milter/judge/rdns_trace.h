/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_JUDGE_RDNS_TRACE_H
#define MXVET_JUDGE_RDNS_TRACE_H

/* Where in a name its own address can be read, in whatever dress. */

#include "mxvet/dns_name.h"
#include "mxvet/ip_addr.h"

/* How much of the address stands in the name. */
enum rdns_amount {
	RDNS_NOTHING,
	RDNS_PAIR,  /* the last two in a row */
	RDNS_MOST,  /* three octets, or three or four groups: a /48, a /64, an interface */
	RDNS_WHOLE, /* all four octets, or more than half of an IPv6 address */
};

enum rdns_dress {
	RDNS_PLAIN,    /* 80-1-2-3, 080.001.002.003, 2001-db8-0-1 */
	RDNS_REVERSED, /* 3.2.1.80 */
	RDNS_SHUFFLED, /* 3.80-1-2 */
	RDNS_HEX,      /* 50010203 */
	RDNS_NUMBER,   /* 1342243331 */
	RDNS_NIBBLES,  /* 3.0.2.0.1.0.0.0 */
};

struct rdns_trace {
	enum rdns_amount amount;
	enum rdns_dress dress; /* of the address, when there is an amount */
	uint8_t begin, end;    /* where it stands: octets of the name, `end` after the last */
};

/* The largest part of `client` that can be read in `name`. */
struct rdns_trace rdns_trace_of(const struct dns_name *name, const struct ip_addr *client);

#endif
