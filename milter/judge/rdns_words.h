/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_JUDGE_RDNS_WORDS_H
#define MXVET_JUDGE_RDNS_WORDS_H

/* Words that tell what a host is for, as they stand in reverse names all over the world. */

#include <stddef.h>

enum rdns_word_class {
	RDNS_WORD_POOL,   /* addresses lent for a while, or with no wire: dyn, dhcp, pool, ppp, gprs
			   */
	RDNS_WORD_LINE,   /* the line to a house and who is at its end: adsl, cable, cust, res */
	RDNS_WORD_STATIC, /* an address lent for good, so that servers can run on it: static,
			     business */
	RDNS_WORD_MAIL,   /* mail hosts and what they do: mail, mx, smtp, out, relay */
	RDNS_WORD_SERVER, /* rented machines: vps, cloud, dedicated */
	RDNS_WORD_CLASSES,
};

/* A word found in a row of letters. */
struct rdns_word {
	const char *text; /* NULL: none */
	enum rdns_word_class class;
};

/* The longest known word that is the row of letters a-z, or that begins or ends it. */
struct rdns_word rdns_word_find(const char *letters, size_t length);

#endif
