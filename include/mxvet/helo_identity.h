/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_HELO_IDENTITY_H
#define MXVET_HELO_IDENTITY_H

#include "mxvet/dns_name.h"
#include "mxvet/ip_addr.h"

enum { HELO_TEXT_SIZE = 256 }; /* a longer HELO is cut for showing; it is no name any more anyway */

enum helo_kind {
	HELO_NOT_GIVEN,
	HELO_INVALID, /* neither a host name nor an address, in brackets or bare */
	HELO_ADDRESS, /* a bare IP address */
	HELO_LITERAL, /* [192.0.2.1], [IPv6:2001:db8::1] (RFC 5321 4.1.3) */
	HELO_NAME,
};

/* The argument of HELO or EHLO, read once. */
struct helo_identity {
	enum helo_kind kind;
	struct ip_addr address;    /* HELO_ADDRESS, HELO_LITERAL */
	struct dns_name name;      /* HELO_NAME */
	char text[HELO_TEXT_SIZE]; /* as given, foreign octets and all: escape it on the way out */
};

/* Reads what the client called itself; NULL is not given, "" is invalid. */
void helo_identity_read(struct helo_identity *helo, const char *text);

#endif
