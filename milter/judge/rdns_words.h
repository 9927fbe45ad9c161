/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_JUDGE_RDNS_WORDS_H
#define MXVET_JUDGE_RDNS_WORDS_H

/* Words that tell what a host is for, as they stand in reverse names all over the world. */

#include <stddef.h>

enum rdns_word_class {
	RDNS_WORD_POOL,     /* addresses lent for a while: dyn, dhcp, pool, ppp */
	RDNS_WORD_LINE,     /* the wire to a house: adsl, cable, ftth, dial */
	RDNS_WORD_CUSTOMER, /* who is at its end: cust, res, home, client */
	RDNS_WORD_MOBILE,   /* no wire: mobile, gprs, lte, wifi */
	RDNS_WORD_STATIC,   /* an address lent for good, mostly to a firm: static, business */
	RDNS_WORD_MAIL,     /* mail, mx, smtp */
	RDNS_WORD_TRANSIT,  /* what mail hosts do: out, relay, bounce, filter */
	RDNS_WORD_SERVER,   /* other servers: www, ns, srv, vps, cloud */
	RDNS_WORD_NUMBER,  /* words that introduce an address: ip, host, rev, ptr */
	RDNS_WORD_CLASSES,
};

/* A word found in a row of letters. */
struct rdns_word {
	const char *text; /* NULL: none */
	enum rdns_word_class class;
};

/* The longest known word that is the row of `length` letters, or, for words that are not too short, begins
 * or ends it. */
struct rdns_word rdns_word_find(const char *letters, size_t length);

#endif
