/* SPDX-License-Identifier: BSD-2-Clause */
#include "mxvet/rdns.h"
#include "rdns_signs.h"

static const enum rdns_word_class access_classes[] = {
	RDNS_WORD_POOL, RDNS_WORD_LINE, RDNS_WORD_MOBILE, RDNS_WORD_CUSTOMER};
static const enum rdns_word_class server_classes[] = {
	RDNS_WORD_MAIL, RDNS_WORD_TRANSIT, RDNS_WORD_SERVER, RDNS_WORD_STATIC};

enum { CLASSES = 4 };

static int
score_of(const struct rdns_reading *reading)
{
	int score = rdns_weight_of_none;
	for (int i = 0; i < RDNS_SIGN_COUNT; i++)
		if (reading->signs[i])
			score += rdns_weights[i];
	return score;
}

static const char *
word_of(const struct rdns_reading *reading, const enum rdns_word_class classes[CLASSES])
{
	for (int i = 0; i < CLASSES; i++)
		if (reading->words[classes[i]] != NULL)
			return reading->words[classes[i]];
	return NULL;
}

/* An access line says so, and no word takes it back: the fixed line of a firm is not dynamic. */
static bool
describes_access_line(const struct rdns_reading *reading)
{
	return (word_of(reading, access_classes) != NULL || reading->signs[RDNS_SIGN_HARDWARE_ADDRESS]) &&
		reading->words[RDNS_WORD_STATIC] == NULL && reading->words[RDNS_WORD_SERVER] == NULL;
}

static void
explain_trace(struct text_buffer *because, const struct rdns_trace *trace, const struct ip_addr *client)
{
	static const char *const dress[] = {
		[RDNS_PLAIN] = "", [RDNS_REVERSED] = " reversed", [RDNS_SHUFFLED] = " shuffled",
		[RDNS_HEX] = " in hex", [RDNS_NUMBER] = " as one number", [RDNS_NIBBLES] = " by nibbles"};
	if (trace->amount != RDNS_WHOLE)
		text_append(because, "a part of ");
	text_append_address(because, client);
	text_append(because, dress[trace->dress]);
	text_append(because, " in the name");
}

static void
explain_word(struct text_buffer *because, const char *word, const char *between)
{
	if (word == NULL)
		return;
	text_append(because, between);
	text_append_format(because, "'%s'", word);
}

static void
explain(struct text_buffer *because, const struct rdns_reading *reading, const struct ip_addr *client,
	bool named)
{
	const char *access = word_of(reading, access_classes);
	const char *server = word_of(reading, server_classes);
	bool address = reading->trace.amount >= RDNS_PAIR;
	if (address)
		explain_trace(because, &reading->trace, client);
	if (!named && !address)
		text_append(because, reading->signs[RDNS_SIGN_HARDWARE_ADDRESS]
			? "a hardware address in the name" : "a numbered name");
	if (!named)
		explain_word(because, access, ", ");
	explain_word(because, server, !named || address ? ", but " : "");
}

enum rdns_kind
rdns_classify(const struct dns_name *name, const struct ip_addr *client, struct text_buffer *because)
{
	struct rdns_reading reading;
	if (dns_name_is_empty(name) || dns_name_is_root(name))
		return RDNS_NAMED;
	rdns_read(&reading, name, client);
	bool named = score_of(&reading) <= 0;
	explain(because, &reading, client, named);
	if (named)
		return RDNS_NAMED;
	return describes_access_line(&reading) ? RDNS_DYNAMIC : RDNS_GENERIC;
}
