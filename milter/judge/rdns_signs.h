/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_JUDGE_RDNS_SIGNS_H
#define MXVET_JUDGE_RDNS_SIGNS_H

/* What can be read off a reverse name: the signs that the card (rdns_card.h) gives points for, and the words behind them. */

#include <stdbool.h>

#include "rdns_card.h"
#include "rdns_trace.h"
#include "rdns_words.h"

/* RDNS_SIGN_WHOLE, ... in the card's order. */
#define RDNS_SIGN_ENUM(name, points) RDNS_SIGN_##name,
enum rdns_sign { RDNS_CARD(RDNS_SIGN_ENUM) RDNS_SIGN_COUNT };
#undef RDNS_SIGN_ENUM

struct rdns_signs {
	bool has[RDNS_SIGN_COUNT];
	struct rdns_trace trace;
	struct rdns_words first;        /* in the first label */
	struct rdns_words inner;        /* in the labels after it, as far as they are the host's */
	struct rdns_words organisation; /* in the organisation's own label */
	bool hardware;                  /* the first label holds a hardware address */
	unsigned digits;                /* in the first label */
	unsigned labels;                /* left of the organisation's */
};

/* `client` of family 0: not known, and no part of it is read. A `quick` reading is empty where no signs of the name could
 * come to the threshold, which is soon seen of most mail hosts; the Public Suffix List costs as much as all else. */
struct rdns_signs rdns_signs_of(
	const struct dns_name *name, const struct ip_addr *client, bool quick);

#endif
