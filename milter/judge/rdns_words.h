/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_JUDGE_RDNS_WORDS_H
#define MXVET_JUDGE_RDNS_WORDS_H

/* Words that tell what a host is for, as they stand in reverse names all over the world. */

#include <stddef.h>

enum rdns_word_class {
	RDNS_WORD_POOL, /* addresses lent for a while, or without a wire: dyn, dhcp, pool, ppp, gprs */
	RDNS_WORD_LINE,   /* the line to a house and who is at its end: adsl, cable, cust, res */
	RDNS_WORD_STATIC, /* an address lent for good: static, business */
	RDNS_WORD_MAIL,   /* mail hosts and what they do: mail, mx, smtp, out, relay */
	RDNS_WORD_SERVER, /* rented machines: vps, cloud, dedicated */
	RDNS_WORD_CLASSES,
};

/* The first word of each class; NULL: none. */
struct rdns_words {
	const char *of[RDNS_WORD_CLASSES];
};

/* Adds what a row of letters a-z is: a known word, or several of them with nothing between (modemcable, mailout). A word
 * inside another word is none: nolte holds no lte. */
void rdns_words_read(struct rdns_words *words, const char *letters, size_t length);

#endif
