/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "mxvet/rdns.h"
#include "rdns_signs.h"

/*
 * Who gave a host its name: a person, or a machine that made names for a whole network?
 *
 * A machine leaves signs. It writes the address into the name in some dress (rdns_trace.h), numbers hosts with many digits,
 * hangs them deep below the organisation's name; and its owner adds, for his own use, what kind of line it is: dsl, pool,
 * dyn, cust (rdns_words.h). Each sign has points (rdns_card.h), and from a threshold on the name is a machine's. The points
 * are those of a logistic regression over names of organisations that take part in it as a whole or not at all
 * (docs/tuning.md).
 *
 * A mail word that stands as a word of its own always excuses: who writes mail, mx, smtp or out sends from there on
 * purpose. Words for addresses lent for good (static, business) excuse nothing, because as many access lines as mail hosts
 * have them; but such a name is not RDNS_DYNAMIC, nor is that of a rented server.
 */

/* A word of the class left of the organisation's own label. */
static const char *
host_word(const struct rdns_signs *signs, enum rdns_word_class class)
{
	const char *word = signs->first.of[class];

	return word != NULL ? word : signs->inner.of[class];
}

/* A firm may call itself what it likes, but one that has mail in its own label sends mail. */
static const char *
excuse(const struct rdns_signs *signs)
{
	const char *word = host_word(signs, RDNS_WORD_MAIL);

	return word != NULL ? word : signs->organisation.of[RDNS_WORD_MAIL];
}

static const int points_of_sign[] = {
#define POINTS(name, points) [RDNS_SIGN_##name] = points,
	RDNS_CARD(POINTS)
#undef POINTS
};

static int
sum_of(const struct rdns_signs *signs)
{
	int sum = 0;

	for (unsigned i = 0; i < RDNS_SIGN_COUNT; i++)
		if (signs->has[i])
			sum += points_of_sign[i];
	return sum;
}

static const char *
dress_text(enum rdns_dress dress)
{
	static const char *const texts[] = {
		[RDNS_PLAIN] = "",
		[RDNS_REVERSED] = " backwards",
		[RDNS_SHUFFLED] = " in another order",
		[RDNS_HEX] = " in hexadecimal",
		[RDNS_NUMBER] = " as one number",
		[RDNS_NIBBLES] = " by nibbles",
	};

	return texts[dress];
}

/* What a sign saw, as a person would say it. */
static void
append_sign(struct text_buffer *because, const struct rdns_signs *signs, enum rdns_sign sign,
	const struct ip_addr *client)
{
	const char *dress = dress_text(signs->trace.dress);

	switch (sign) {
	case RDNS_SIGN_WHOLE:
		text_append_address(because, client);
		text_append_format(because, "%s in the name", dress);
		break;
	case RDNS_SIGN_MOST:
		text_append(because, client->family == 4 ? "three octets of " : "a part of ");
		text_append_address(because, client);
		text_append_format(because, "%s in the name", dress);
		break;
	case RDNS_SIGN_PAIR:
		text_append_format(because, "the last two %s%s",
			client->family == 4 ? "octets" : "groups", dress);
		break;
	case RDNS_SIGN_FIRST_POOL:
		text_append_format(because, "'%s'", signs->first.of[RDNS_WORD_POOL]);
		break;
	case RDNS_SIGN_INNER_POOL:
		text_append_format(because, "'%s'", signs->inner.of[RDNS_WORD_POOL]);
		break;
	case RDNS_SIGN_FIRST_LINE:
		text_append_format(because, "'%s'", signs->first.of[RDNS_WORD_LINE]);
		break;
	case RDNS_SIGN_INNER_LINE:
		text_append_format(because, "'%s'", signs->inner.of[RDNS_WORD_LINE]);
		break;
	case RDNS_SIGN_DIGITS:
		text_append_format(because, "%u digits", signs->digits);
		break;
	case RDNS_SIGN_LABELS:
		text_append_format(because, "%u host labels", signs->labels);
		break;
	case RDNS_SIGN_COUNT:
		break;
	}
}

static void
explain(struct text_buffer *because, const struct rdns_signs *signs, int sum,
	const struct ip_addr *client)
{
	const char *between = "";

	for (unsigned i = 0; i < RDNS_SIGN_COUNT; i++) {
		if (!signs->has[i])
			continue;
		text_append(because, between);
		append_sign(because, signs, (enum rdns_sign)i, client);
		text_append_format(because, " %+d", points_of_sign[i]);
		between = ", ";
	}
	if (sum > 0 && sum < RDNS_CARD_THRESHOLD)
		text_append_format(because, ", %d are needed", RDNS_CARD_THRESHOLD);
	else if (sum > 0 && excuse(signs) != NULL)
		text_append_format(because, ", but '%s'", excuse(signs));
}

/* An access line, and neither an address lent for good nor a rented server. */
static bool
is_dynamic(const struct rdns_signs *signs)
{
	const bool access = signs->hardware || host_word(signs, RDNS_WORD_POOL) != NULL ||
		host_word(signs, RDNS_WORD_LINE) != NULL ||
		signs->organisation.of[RDNS_WORD_POOL] != NULL ||
		signs->organisation.of[RDNS_WORD_LINE] != NULL;

	return access && host_word(signs, RDNS_WORD_STATIC) == NULL &&
		host_word(signs, RDNS_WORD_SERVER) == NULL;
}

enum rdns_kind
rdns_classify(const struct dns_name *name, const struct ip_addr *client, struct text_buffer *because)
{
	const struct rdns_signs signs = rdns_signs_of(name, client, true);
	const int sum = sum_of(&signs);

	explain(because, &signs, sum, client);
	if (sum < RDNS_CARD_THRESHOLD || excuse(&signs) != NULL)
		return RDNS_NAMED;
	return is_dynamic(&signs) ? RDNS_DYNAMIC : RDNS_GENERIC;
}
