/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_JUDGE_RDNS_CARD_H
#define MXVET_JUDGE_RDNS_CARD_H

/* Written by tests/tuning/fit_card.py: points of the signs of a name that a machine made, and from how many on it is one. */
#define RDNS_CARD(SIGN) \
	SIGN(WHOLE, 44) \
	SIGN(MOST, 29) \
	SIGN(PAIR, 17) \
	SIGN(FIRST_POOL, 30) \
	SIGN(INNER_POOL, 14) \
	SIGN(FIRST_LINE, 7) \
	SIGN(INNER_LINE, 11) \
	SIGN(DIGITS, 13) \
	SIGN(LABELS, 11)

enum { RDNS_CARD_THRESHOLD = 21 };

#endif
