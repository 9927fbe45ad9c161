/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "rdns_signs.h"

enum place { FIRST, INNER, ORGANISATION, PLACES };

enum { HARDWARE_DIGITS = 12, FEW_DIGITS = 2 };

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

/* The three signs of a class stand side by side, classes in the order of their enum. */
static enum rdns_sign
sign_of_word(enum rdns_word_class class, enum place place)
{
	return (enum rdns_sign)(RDNS_SIGN_POOL_FIRST + (int)class * PLACES + (int)place);
}

static void
read_words(struct rdns_reading *reading, const struct dns_name *name, size_t first_end, size_t host_end,
	size_t organisation_end)
{
	for (size_t i = 0; i < organisation_end; i++) {
		size_t begin = i;
		while (is_letter(name->text[i]))
			i++;
		if (i == begin)
			continue;
		struct rdns_word word = rdns_word_find(name->text + begin, i - begin);
		if (word.text == NULL)
			continue;
		enum place place = begin >= host_end ? ORGANISATION : begin < first_end ? FIRST : INNER;
		reading->signs[sign_of_word(word.class, place)] = true;
		if (place != ORGANISATION && reading->words[word.class] == NULL)
			reading->words[word.class] = word.text;
	}
}

static void
read_address(struct rdns_reading *reading, const struct dns_name *name, const struct ip_addr *client,
	size_t first_end)
{
	bool *signs = reading->signs;
	const struct rdns_trace *trace = &reading->trace;
	reading->trace = rdns_trace_of(name, client);
	signs[RDNS_SIGN_ADDRESS_V6] = client->family == 6;
	signs[RDNS_SIGN_ADDRESS_WHOLE] = trace->amount == RDNS_WHOLE;
	signs[RDNS_SIGN_ADDRESS_MOST] = trace->amount == RDNS_MOST;
	signs[RDNS_SIGN_ADDRESS_PAIR] = trace->amount == RDNS_PAIR;
	signs[RDNS_SIGN_ADDRESS_LAST] = trace->amount == RDNS_LAST;
	if (trace->amount < RDNS_PAIR)
		return;
	signs[RDNS_SIGN_ADDRESS_REVERSED] = trace->dress == RDNS_REVERSED;
	signs[RDNS_SIGN_ADDRESS_SHUFFLED] = trace->dress == RDNS_SHUFFLED;
	signs[RDNS_SIGN_ADDRESS_HEX] = trace->dress == RDNS_HEX;
	signs[RDNS_SIGN_ADDRESS_OPENS] = trace->begin == 0;
	signs[RDNS_SIGN_ADDRESS_AFTER_LETTER] = trace->begin == 1 || trace->begin == 2;
	signs[RDNS_SIGN_ADDRESS_INNER] = trace->begin > first_end;
	signs[RDNS_SIGN_ADDRESS_DOTTED] =
		memchr(name->text + trace->begin, '.', (size_t)(trace->end - trace->begin)) != NULL;
}

static void
read_shape(struct rdns_reading *reading, const struct dns_name *name, size_t first_end, unsigned host_labels)
{
	bool *signs = reading->signs;
	signs[RDNS_SIGN_NO_HOST_LABEL] = host_labels == 0;
	signs[RDNS_SIGN_ONE_HOST_LABEL] = host_labels == 1;
	signs[RDNS_SIGN_TWO_HOST_LABELS] = host_labels == 2;
	signs[RDNS_SIGN_MANY_HOST_LABELS] = host_labels >= 4;
	unsigned digits = 0, row = 0, longest = 0;
	for (size_t i = 0; i < first_end; i++) {
		bool in_address = reading->trace.amount >= RDNS_PAIR && i >= reading->trace.begin &&
			i < reading->trace.end;
		char c = name->text[i];
		bool hex = is_digit(c) || (c >= 'a' && c <= 'f');
		row = hex && !in_address ? row + 1 : 0;
		longest = row > longest ? row : longest;
		digits += is_digit(c) && !in_address;
	}
	signs[RDNS_SIGN_NO_DIGIT_FIRST] = digits == 0 && reading->trace.amount < RDNS_PAIR;
	signs[RDNS_SIGN_FEW_DIGITS_FIRST] = digits > 0 && digits <= FEW_DIGITS;
	signs[RDNS_SIGN_MANY_DIGITS_FIRST] = digits >= 4;
	signs[RDNS_SIGN_HARDWARE_ADDRESS] = longest >= HARDWARE_DIGITS && digits > 0;
}

void
rdns_read(struct rdns_reading *reading, const struct dns_name *name, const struct ip_addr *client)
{
	struct dns_name organisation;
	memset(reading, 0, sizeof(*reading));
	bool known = dns_name_organisation(&organisation, name);
	size_t first_end = strcspn(name->text, ".");
	size_t organisation_begin = known ? (size_t)(name->length - organisation.length) : name->length;
	size_t host_end = organisation_begin > 0 ? organisation_begin - 1 : 0;
	size_t organisation_end = organisation_begin + strcspn(name->text + organisation_begin, ".");
	unsigned labels = dns_name_labels(name) - (known ? dns_name_labels(&organisation) : 0);
	reading->signs[RDNS_SIGN_NO_ORGANISATION] = !known;
	reading->signs[RDNS_SIGN_ARPA] =
		name->length > 5 && strcmp(name->text + name->length - 5, ".arpa") == 0;
	read_address(reading, name, client, first_end);
	read_words(reading, name, first_end, host_end, organisation_end);
	read_shape(reading, name, first_end, labels);
}
