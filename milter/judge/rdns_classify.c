/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "mxvet/rdns.h"
#include "rdns_trace.h"
#include "rdns_words.h"

/*
 * Who gave a host its name? A person, or a machine that made names for a whole network?
 *
 * A machine leaves traces. It writes the address into the name, in some dress (rdns_trace.h), or the address
 * of the modem; and its owner adds, for his own use, what kind of line it is: dsl, pool, dyn, cust (rdns_words.h). A
 * person who sets up a mail host writes mail, mx, smtp, out, and he who rents out an address for good, so that a server can run
 * behind it, writes static. So a name is made by a machine when
 *
 *   1. the whole address is in it: 80-1-2-3.example.net, x50010203.example.net;
 *   2. or a part of the address, run together, which no person would do: h002003.example.net is 80.1.2.3;
 *   3. or a part of the address, beside a word for an access line: a-2-3.dsl.example.net. The part
 *      alone says nothing: many services number their mail hosts by the last two octets (m2-3.example.net);
 *   4. or a word for lent addresses without any part of the address: in an inner label
 *      (tom.dhcp.example.net), or in the first beside a number (gprs389870.example.net). dhcp1 and vpn are servers;
 *   5. or the hardware address of a modem or a computer: h0123456789ab.example.net;
 *
 * and nothing in it says that mail is sent there on purpose: a mail word anywhere, a static word left of the
 * organisation's own label. Such a name is RDNS_DYNAMIC when a word or a hardware address tells of an access
 * line, and RDNS_GENERIC otherwise, also when a word tells of a rented server.
 *
 * Words count in the host's labels; in the organisation's own label (1.2.3.4.somecable.example) they count where
 * other evidence stands beside them, because a firm is free to call itself what it likes. The public suffix never counts.
 *
 * These are rules and not weights on purpose. A logistic model over fifty such signs was fitted and
 * cross-validated by organisation; at the same rate of false positives it found fewer access lines than these
 * five sentences, and it explained itself worse. docs/tuning.md has the figures, tests/tuning/ the command.
 */

enum {
	JOINED_DIGITS = 5,    /* shorter rows of digits may be two octets by chance */
	NUMBERED_DIGITS = 3,  /* in the first label: one of many */
	HARDWARE_DIGITS = 12, /* IEEE 802 */
};

/* What was read off a name. */
struct reading {
	struct rdns_trace trace;
	const char *first_word[RDNS_WORD_CLASSES];        /* by class, in the first label; NULL: none */
	const char *inner_word[RDNS_WORD_CLASSES];        /* in the labels between */
	const char *organisation_word[RDNS_WORD_CLASSES]; /* in the organisation's own label */
	unsigned digits;                                  /* in the first label */
	bool hardware;                                    /* the first label bears a hardware address */
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

/* Words between `begin` and `end` of the name; the first of each class is kept. */
static void
read_words(const char **found, const char *text, size_t begin, size_t end)
{
	for (size_t i = begin; i < end;) {
		size_t length = 0;
		while (i + length < end && is_letter(text[i + length]))
			length++;
		struct rdns_word word = rdns_word_find(text + i, length);
		if (word.text != NULL && found[word.class] == NULL)
			found[word.class] = word.text;
		i += length > 0 ? length : 1;
	}
}

/* Twelve hexadecimal digits in a row, or six pairs between dashes, with a letter and a digit among them; not
 * inside a longer row, except behind the two octets that cable networks put before it. */
static bool
bears_hardware_address(const char *text, size_t length)
{
	for (size_t i = 0; i < length;) {
		size_t digits = 0, letters = 0, k = i;
		for (; k < length; k++) {
			bool between_pairs = text[k] == '-' && (digits + letters) % 2 == 0 && k > i;
			if (is_digit(text[k]))
				digits++;
			else if (text[k] >= 'a' && text[k] <= 'f')
				letters++;
			else if (!between_pairs)
				break;
		}
		size_t row = digits + letters;
		if ((row == HARDWARE_DIGITS || row == HARDWARE_DIGITS + 4) && digits > 0 && letters > 0)
			return true;
		i = k + 1;
	}
	return false;
}

/* Where the organisation's name begins: its first label ends the host's. At the end when there is none. */
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
	read_words(reading->first_word, name->text, 0, inner);
	read_words(reading->inner_word, name->text, inner, organisation);
	read_words(reading->organisation_word, name->text, organisation, organisation_end);
	for (size_t i = 0; i < inner; i++)
		reading->digits += is_digit(name->text[i]);
}

/* False when nothing in the name can speak against it, which saves looking up the public suffix. */
static bool
read_name(struct reading *reading, const struct dns_name *name, const struct ip_addr *client)
{
	const char *anywhere[RDNS_WORD_CLASSES] = {NULL};
	size_t first_end = strcspn(name->text, ".");
	memset(reading, 0, sizeof(*reading));
	reading->trace = rdns_trace_of(name, client);
	if (reading->trace.amount < RDNS_PAIR) {
		reading->hardware = bears_hardware_address(name->text, first_end);
		read_words(anywhere, name->text, 0, name->length);
		if (!reading->hardware && anywhere[RDNS_WORD_POOL] == NULL)
			return false;
	}
	read_labels(reading, name, first_end);
	return true;
}

/* A word of the class left of the organisation's own label. */
static const char *
host_word(const struct reading *reading, enum rdns_word_class class)
{
	const char *word = reading->first_word[class];
	return word != NULL ? word : reading->inner_word[class];
}

/* A word of the class in the host's labels, else in the organisation's. */
static const char *
word_of(const struct reading *reading, enum rdns_word_class class)
{
	const char *word = host_word(reading, class);
	return word != NULL ? word : reading->organisation_word[class];
}

static const char *
access_word(const struct reading *reading)
{
	const char *word = word_of(reading, RDNS_WORD_POOL);
	return word != NULL ? word : word_of(reading, RDNS_WORD_LINE);
}

/* The word that says that mail is sent from there on purpose. */
static const char *
excuse(const struct reading *reading)
{
	const char *word = word_of(reading, RDNS_WORD_MAIL);
	return word != NULL ? word : host_word(reading, RDNS_WORD_STATIC);
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

static bool
shows_address(const struct reading *reading, const struct dns_name *name)
{
	if (reading->trace.amount < RDNS_PAIR)
		return false;
	return reading->trace.amount == RDNS_WHOLE || access_word(reading) != NULL ||
		is_joined(&reading->trace, name);
}

static bool
shows_lent_address(const struct reading *reading)
{
	return reading->hardware || reading->inner_word[RDNS_WORD_POOL] != NULL ||
		(reading->first_word[RDNS_WORD_POOL] != NULL && reading->digits >= NUMBERED_DIGITS);
}

static void
explain_address(struct text_buffer *because, const struct rdns_trace *trace, const struct ip_addr *client)
{
	static const char *const dress[] = {
		[RDNS_PLAIN] = "", [RDNS_REVERSED] = " backwards", [RDNS_SHUFFLED] = " in another order",
		[RDNS_HEX] = " in hexadecimal", [RDNS_NUMBER] = " as one number", [RDNS_NIBBLES] = " by nibbles"};
	if (trace->amount != RDNS_WHOLE && client->family == 4) {
		for (unsigned i = 0; i < trace->parts; i++)
			text_append_format(because, i == 0 ? "%u" : ".%u", client->octet[trace->part + i]);
		text_append(because, " of ");
	} else if (trace->amount != RDNS_WHOLE) {
		text_append(because, "a part of ");
	}
	text_append_address(because, client);
	text_append_format(because, "%s in the name", dress[trace->dress]);
}

static void
explain(struct text_buffer *because, const struct reading *reading, const struct ip_addr *client)
{
	const char *access = access_word(reading);
	bool more = true;
	if (reading->trace.amount >= RDNS_PAIR)
		explain_address(because, &reading->trace, client);
	else if (reading->hardware)
		text_append(because, "a hardware address in the name");
	else
		more = false;
	if (access != NULL)
		text_append_format(because, "%s'%s'", more ? ", " : "", access);
	if (excuse(reading) != NULL)
		text_append_format(because, ", but '%s'", excuse(reading));
}

enum rdns_kind
rdns_classify(const struct dns_name *name, const struct ip_addr *client, struct text_buffer *because)
{
	struct reading reading;
	if (dns_name_is_empty(name) || dns_name_is_root(name))
		return RDNS_NAMED;
	if (!read_name(&reading, name, client))
		return RDNS_NAMED;
	if (!shows_address(&reading, name) && !shows_lent_address(&reading))
		return RDNS_NAMED;
	explain(because, &reading, client);
	if (excuse(&reading) != NULL)
		return RDNS_NAMED;
	bool line = reading.hardware || access_word(&reading) != NULL;
	return line && host_word(&reading, RDNS_WORD_SERVER) == NULL ? RDNS_DYNAMIC : RDNS_GENERIC;
}
