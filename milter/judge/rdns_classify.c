/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "mxvet/rdns.h"
#include "rdns_trace.h"
#include "rdns_words.h"

/*
 * Who gave a host its name: a person, or a machine that made names for a whole network?
 *
 * A machine leaves traces. It writes the address into the name in some dress (rdns_trace.h), or
 * the address of the modem; and its owner adds, for his own use, what kind of line it is: dsl,
 * pool, dyn, cust (rdns_words.h). A person who sets up a mail host writes mail, mx, smtp, out;
 * and a provider who lends an address for good, so that a server can run there, writes
 * static. So a name is made by a machine when there is in it
 *
 *   1. the whole address: 80-1-2-3.example.net, x50010203.example.net;
 *   2. or a part of the address, run together: h200113.example.net for 80.1.200.113, which
 *      a person would not write;
 *   3. or a part of the address beside a word for an access line: a-2-3.dsl.example.net. The
 *      part alone says nothing: many services number their mail hosts by the last two octets;
 *   4. or a word for lent addresses: in an inner label (tom.dhcp.example.net), or in the first
 *      beside a number (gprs389870.example.net); dhcp1 and vpn are servers;
 *   5. or the hardware address of a modem or a computer: h00005e0053af.example.net;
 *
 * and nothing in it says that mail is sent from there on purpose: a mail word anywhere, a static
 * word left of the organisation's own label. Such a name is RDNS_DYNAMIC when a word or a
 * hardware address tells of an access line, and RDNS_GENERIC when none does, or when a word
 * tells of a rented server.
 *
 * In the organisation's own label (1-2-3-4.somecable.example) words count only beside other
 * signs, because a firm may call itself what it likes. The public suffix never counts.
 *
 * These are rules and not weights on purpose: a linear model over fifty such signs did no better
 * on organisations it had not seen, and explained itself worse (docs/tuning.md).
 */

enum {
	JOINED_DIGITS = 5,    /* shorter rows of digits may be two octets by chance */
	NUMBERED_DIGITS = 3,  /* in the first label: one of many */
	HARDWARE_DIGITS = 12, /* IEEE 802 */
	MODEM_DIGITS = 16,    /* the same after the two octets that cable networks put before it */
};

/* The first word of each class in a place; NULL: none. */
struct words {
	const char *of[RDNS_WORD_CLASSES];
};

/* What was read off a name. */
struct reading {
	struct rdns_trace trace;
	struct words first;        /* in the first label */
	struct words inner;        /* in the labels after it, as far as they are the host's */
	struct words organisation; /* in the organisation's own label */
	unsigned digits;           /* in the first label */
	bool joined;               /* octets stand in the name with nothing between them */
	bool hardware;             /* the first label holds a hardware address */
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
read_words(struct words *words, const char *text, size_t begin, size_t end)
{
	for (size_t i = begin; i < end; i++) {
		size_t length = 0;
		struct rdns_word word;

		while (i + length < end && is_letter(text[i + length]))
			length++;
		word = rdns_word_find(text + i, length);
		if (word.text != NULL && words->of[word.class] == NULL)
			words->of[word.class] = word.text;
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
bears_hardware_address(const char *text, size_t length)
{
	for (size_t i = 0, end; i < length; i = end + 1)
		if (is_hardware_row(text, i, length, &end))
			return true;
	return false;
}

/* Octets of an IPv4 address in decimal with nothing between them. */
static bool
is_joined(const struct rdns_trace *trace, const struct dns_name *name)
{
	unsigned row = 0;

	if (trace->dress != RDNS_PLAIN && trace->dress != RDNS_REVERSED)
		return false;
	for (size_t i = trace->begin; i < trace->end && row < JOINED_DIGITS; i++)
		row = is_digit(name->text[i]) ? row + 1 : 0;
	return row >= JOINED_DIGITS;
}

/* Where the organisation's name begins, whose first label is its own; the end of the name when it
 * has none. */
static size_t
organisation_begin(const struct dns_name *name)
{
	struct dns_name organisation;

	if (!dns_name_organisation(&organisation, name))
		return name->length;
	return (size_t)(name->length - organisation.length);
}

static void
read_labels(struct reading *reading, const struct dns_name *name, size_t first_end)
{
	size_t organisation = organisation_begin(name);
	size_t organisation_end = organisation + strcspn(name->text + organisation, ".");
	size_t inner = first_end < organisation ? first_end : organisation;

	read_words(&reading->first, name->text, 0, inner);
	read_words(&reading->inner, name->text, inner, organisation);
	read_words(&reading->organisation, name->text, organisation, organisation_end);
	for (size_t i = 0; i < inner; i++)
		reading->digits += is_digit(name->text[i]);
}

/* Reads as much as can matter. Most names of mail hosts bear no sign at all, and need no look at
 * the public suffix. */
static void
read_name(struct reading *reading, const struct dns_name *name, const struct ip_addr *client)
{
	size_t first_end = strcspn(name->text, ".");
	struct words anywhere = {0};

	*reading = (struct reading){.trace = rdns_trace_of(name, client)};
	if (reading->trace.amount == RDNS_NOTHING) {
		reading->hardware = bears_hardware_address(name->text, first_end);
		read_words(&anywhere, name->text, 0, name->length);
		if (!reading->hardware && anywhere.of[RDNS_WORD_POOL] == NULL)
			return;
	}
	reading->joined = is_joined(&reading->trace, name);
	read_labels(reading, name, first_end);
}

/* A word of the class left of the organisation's own label. */
static const char *
host_word(const struct reading *reading, enum rdns_word_class class)
{
	const char *word = reading->first.of[class];

	return word != NULL ? word : reading->inner.of[class];
}

static const char *
any_word(const struct reading *reading, enum rdns_word_class class)
{
	const char *word = host_word(reading, class);

	return word != NULL ? word : reading->organisation.of[class];
}

static const char *
access_word(const struct reading *reading)
{
	const char *word = any_word(reading, RDNS_WORD_POOL);

	return word != NULL ? word : any_word(reading, RDNS_WORD_LINE);
}

/* The word that says that mail is sent from there on purpose. */
static const char *
excuse(const struct reading *reading)
{
	const char *word = any_word(reading, RDNS_WORD_MAIL);

	return word != NULL ? word : host_word(reading, RDNS_WORD_STATIC);
}

/* Rules 1 to 3. */
static bool
shows_address(const struct reading *reading)
{
	switch (reading->trace.amount) {
	case RDNS_NOTHING:
		return false;
	case RDNS_PAIR:
	case RDNS_MOST:
		return reading->joined || access_word(reading) != NULL;
	case RDNS_WHOLE:
		return true;
	}
	return false;
}

/* Rules 4 and 5. */
static bool
shows_lent_address(const struct reading *reading)
{
	bool numbered = reading->digits >= NUMBERED_DIGITS;

	return reading->hardware || reading->inner.of[RDNS_WORD_POOL] != NULL ||
		(numbered && reading->first.of[RDNS_WORD_POOL] != NULL);
}

static void
explain_address(
	struct text_buffer *because, const struct rdns_trace *trace, const struct ip_addr *client)
{
	static const char *const dress[] = {
		[RDNS_PLAIN] = "",
		[RDNS_REVERSED] = " backwards",
		[RDNS_SHUFFLED] = " in another order",
		[RDNS_HEX] = " in hexadecimal",
		[RDNS_NUMBER] = " as one number",
		[RDNS_NIBBLES] = " by nibbles",
	};

	if (trace->amount != RDNS_WHOLE)
		text_append(because, "a part of ");
	text_append_address(because, client);
	text_append_format(because, "%s in the name", dress[trace->dress]);
}

static void
explain(struct text_buffer *because, const struct reading *reading, const struct ip_addr *client)
{
	const char *access = access_word(reading);
	const char *between = ", ";

	if (reading->trace.amount != RDNS_NOTHING)
		explain_address(because, &reading->trace, client);
	else if (reading->hardware)
		text_append(because, "a hardware address in the name");
	else
		between = "";
	if (access != NULL)
		text_append_format(because, "%s'%s'", between, access);
	if (excuse(reading) != NULL)
		text_append_format(because, ", but '%s'", excuse(reading));
}

static enum rdns_kind
kind_of(const struct reading *reading)
{
	bool access_line = reading->hardware || access_word(reading) != NULL;
	bool rented_server = host_word(reading, RDNS_WORD_SERVER) != NULL;

	if (excuse(reading) != NULL)
		return RDNS_NAMED;
	return access_line && !rented_server ? RDNS_DYNAMIC : RDNS_GENERIC;
}

enum rdns_kind
rdns_classify(const struct dns_name *name, const struct ip_addr *client, struct text_buffer *because)
{
	struct reading reading;

	read_name(&reading, name, client);
	if (!shows_address(&reading) && !shows_lent_address(&reading))
		return RDNS_NAMED;
	explain(because, &reading, client);
	return kind_of(&reading);
}
