/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_JUDGE_RDNS_SIGNS_H
#define MXVET_JUDGE_RDNS_SIGNS_H

/*
 * The signs that are read off a reverse name: each is there or not. rdns_weights.c says how much each weighs;
 * it is made by tests/tuning/rdns_train from real names, so nobody sets these by hand.
 */

#include <stdbool.h>

#include "mxvet/dns_name.h"
#include "mxvet/ip_addr.h"
#include "rdns_trace.h"
#include "rdns_words.h"

/* A class of words gives three signs: in the first label, in the other labels of the host, and in the
 * organisation's own label (telkomadsl.example), where it says least. */
#define RDNS_WORD_SIGNS(SIGN, class) \
	SIGN(class##_FIRST) SIGN(class##_INNER) SIGN(class##_ORGANISATION)

#define RDNS_SIGN_LIST(SIGN) \
	SIGN(ADDRESS_WHOLE) \
	SIGN(ADDRESS_MOST) \
	SIGN(ADDRESS_PAIR) \
	SIGN(ADDRESS_LAST) \
	SIGN(ADDRESS_REVERSED) \
	SIGN(ADDRESS_SHUFFLED) \
	SIGN(ADDRESS_HEX) \
	SIGN(ADDRESS_OPENS) \
	SIGN(ADDRESS_AFTER_LETTER) \
	SIGN(ADDRESS_INNER) \
	SIGN(ADDRESS_DOTTED) \
	SIGN(ADDRESS_V6) \
	RDNS_WORD_SIGNS(SIGN, POOL) \
	RDNS_WORD_SIGNS(SIGN, LINE) \
	RDNS_WORD_SIGNS(SIGN, CUSTOMER) \
	RDNS_WORD_SIGNS(SIGN, MOBILE) \
	RDNS_WORD_SIGNS(SIGN, STATIC) \
	RDNS_WORD_SIGNS(SIGN, MAIL) \
	RDNS_WORD_SIGNS(SIGN, TRANSIT) \
	RDNS_WORD_SIGNS(SIGN, SERVER) \
	RDNS_WORD_SIGNS(SIGN, NUMBER) \
	SIGN(NO_HOST_LABEL) \
	SIGN(ONE_HOST_LABEL) \
	SIGN(TWO_HOST_LABELS) \
	SIGN(MANY_HOST_LABELS) \
	SIGN(NO_DIGIT_FIRST) \
	SIGN(FEW_DIGITS_FIRST) \
	SIGN(MANY_DIGITS_FIRST) \
	SIGN(HARDWARE_ADDRESS) \
	SIGN(ARPA) \
	SIGN(NO_ORGANISATION)

#define RDNS_SIGN_ENUM(name) RDNS_SIGN_##name,
enum rdns_sign { RDNS_SIGN_LIST(RDNS_SIGN_ENUM) RDNS_SIGN_COUNT };
#undef RDNS_SIGN_ENUM

/* A name as it was read: its signs, and what a person wants to hear of them. */
struct rdns_reading {
	bool signs[RDNS_SIGN_COUNT];
	struct rdns_trace trace;
	const char *words[RDNS_WORD_CLASSES]; /* the first of each class left of the organisation; NULL: none */
};

void rdns_read(struct rdns_reading *reading, const struct dns_name *name, const struct ip_addr *client);

/* What the signs weigh for "not named", in thousandths of a natural logarithm of odds, and what a name
 * without any sign weighs. */
extern const int16_t rdns_weights[RDNS_SIGN_COUNT];
extern const int16_t rdns_weight_of_none;

#endif
