/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_RDNS_H
#define MXVET_RDNS_H

/*
 * What kind of host does a reverse name describe? From the name and the client's address alone, no look-up. The
 * order is the mildness: the mildest of several names is the smallest.
 */

#include "mxvet/dns_name.h"
#include "mxvet/ip_addr.h"
#include "mxvet/text_buffer.h"

enum rdns_kind {
	RDNS_NAMED, /* the host has a name of its own */
	RDNS_GENERIC, /* made by a machine, mostly from the address, and nothing in it says mail host */
	RDNS_DYNAMIC, /* an access line: dial, dsl, pool, dhcp, cable, ... */
};

/* Judges one name, and appends to `because` what in it decided: "80.1.2.3 in the name, 'dial'"; nothing when
 * there is nothing to say. `client` of family 0 is an address that is not known. No name is RDNS_NAMED. */
enum rdns_kind rdns_classify(
	const struct dns_name *name, const struct ip_addr *client, struct text_buffer *because);

#endif
