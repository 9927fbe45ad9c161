/* SPDX-License-Identifier: BSD-2-Clause */
#include "rdns_signs.h"

#include <string.h>

enum {
	MANY_DIGITS = 9,      /* in the first label */
	HARDWARE_DIGITS = 12, /* IEEE 802 */
	MODEM_DIGITS = 16,    /* the same after the two octets that cable networks put before it */
};

static bool
is_letter(char c)
{
	return c >= 'a' && c <= 'z';
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static void
read_words(struct rdns_words *words, const char *text, size_t begin, size_t end)
{
	for (size_t i = begin; i < end; i++) {
		size_t length = 0;

		while (i + length < end && is_letter(text[i + length]))
			length++;
		rdns_words_read(words, text + i, length);
		i += length;
	}
}

/* Reads hexadecimal digits from `i` on, whole pairs perhaps with dashes between them. True when
 * they are a hardware address, with a digit and a letter among them; `*end` is after them. */
static bool
is_hardware_row(const char *text, size_t i, size_t length, size_t *end)
{
	unsigned digits = 0, letters = 0;

	for (; i < length; i++) {
		bool between_pairs = (digits + letters) % 2 == 0 && digits + letters > 0;

		if (is_digit(text[i]))
			digits++;
		else if (text[i] >= 'a' && text[i] <= 'f')
			letters++;
		else if (text[i] != '-' || !between_pairs)
			break;
	}
	*end = i;
	return digits > 0 && letters > 0 &&
		(digits + letters == HARDWARE_DIGITS || digits + letters == MODEM_DIGITS);
}

static bool
holds_hardware_address(const char *text, size_t length)
{
	for (size_t i = 0, end; i < length; i = end + 1)
		if (is_hardware_row(text, i, length, &end))
			return true;
	return false;
}

/* Where the organisation's name begins, whose first label is its own; the end of the name when it
 * has none. */
static size_t
organisation_begin(const struct dns_name *name)
{
	struct dns_name organisation;

	if (!dns_name_registered(&organisation, name))
		return name->length;
	return (size_t)(name->length - organisation.length);
}

static void
read_labels(struct rdns_signs *signs, const struct dns_name *name, size_t organisation)
{
	const char *text = name->text;
	const size_t first_end = strcspn(text, ".");
	const size_t organisation_end = organisation + strcspn(text + organisation, ".");
	const size_t inner = first_end < organisation ? first_end : organisation;

	read_words(&signs->first, text, 0, inner);
	read_words(&signs->inner, text, inner, organisation);
	read_words(&signs->organisation, text, organisation, organisation_end);
	for (size_t i = 0; i < inner; i++)
		signs->digits += is_digit(text[i]);
	for (size_t i = 0; i < organisation; i++)
		signs->labels += text[i] == '.';
}

/* No address, no access word, few digits: host labels alone decide nothing. */
static bool
is_plain(const struct rdns_trace *trace, const struct dns_name *name)
{
	const size_t first = strcspn(name->text, ".");
	struct rdns_words anywhere = {0};
	unsigned digits = 0;

	if (trace->amount != RDNS_NOTHING)
		return false;
	for (size_t i = 0; i < first; i++)
		digits += is_digit(name->text[i]);
	if (digits >= MANY_DIGITS)
		return false;
	read_words(&anywhere, name->text, 0, name->length);
	return anywhere.of[RDNS_WORD_POOL] == NULL && anywhere.of[RDNS_WORD_LINE] == NULL;
}

struct rdns_signs
rdns_signs_of(const struct dns_name *name, const struct ip_addr *client, bool quick)
{
	struct rdns_signs signs = {.trace = rdns_trace_of(name, client)};
	const size_t first = strcspn(name->text, ".");
	const bool little = signs.trace.amount <= RDNS_PAIR;
	bool *has = signs.has;

	if (quick && is_plain(&signs.trace, name))
		return signs;
	read_labels(&signs, name, organisation_begin(name));
	has[RDNS_SIGN_WHOLE] = signs.trace.amount == RDNS_WHOLE;
	has[RDNS_SIGN_MOST] = signs.trace.amount == RDNS_MOST;
	has[RDNS_SIGN_PAIR] = signs.trace.amount == RDNS_PAIR;
	signs.hardware = signs.trace.amount == RDNS_NOTHING &&
		holds_hardware_address(name->text, first);
	has[RDNS_SIGN_FIRST_POOL] = signs.first.of[RDNS_WORD_POOL] != NULL;
	has[RDNS_SIGN_INNER_POOL] = signs.inner.of[RDNS_WORD_POOL] != NULL;
	has[RDNS_SIGN_FIRST_LINE] = signs.first.of[RDNS_WORD_LINE] != NULL;
	has[RDNS_SIGN_INNER_LINE] = signs.inner.of[RDNS_WORD_LINE] != NULL;
	has[RDNS_SIGN_DIGITS] = little && signs.digits >= MANY_DIGITS;
	has[RDNS_SIGN_LABELS] = little && signs.labels >= 2;
	return signs;
}
