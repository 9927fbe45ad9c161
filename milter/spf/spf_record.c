/* SPDX-License-Identifier: BSD-2-Clause */
#include "mxvet/spf_record.h"

#include <string.h>
#include <strings.h>

#include "spf_term.h"

static const char version[] = "v=spf1";

enum { VERSION_LENGTH = sizeof(version) - 1 };

/* ip4 and ip6 that hold the client, and `all`: nothing after them is evaluated. */
static bool
matches_surely(const struct spf_term *term, const struct ip_addr *client)
{
	unsigned bits = spf_term_prefix(term, client->family);
	uint8_t rest;

	if (term->kind == SPF_KIND_ALL)
		return true;
	if (term->network.family != client->family)
		return false;
	if (memcmp(term->network.octet, client->octet, bits / 8) != 0)
		return false;
	if (bits % 8 == 0)
		return true;
	rest = term->network.octet[bits / 8] ^ client->octet[bits / 8];
	return rest >> (8 - bits % 8) == 0;
}

/* What reading has met on its way through a record. */
struct reading {
	struct spf_record *record;
	const struct ip_addr *client;
	struct spf_term redirect; /* kind SPF_KIND_END while there is none */
	bool exp, all;
	bool complete; /* the rest is read for its grammar only */
};

static void
keep(struct reading *reading, const struct spf_term *term)
{
	bool sure = !spf_term_asks(term);

	if (reading->complete || (sure && !matches_surely(term, reading->client)))
		return;
	reading->record->term[reading->record->count++] = *term;
	reading->complete = sure || reading->record->count == SPF_RECORD_TERMS_MAX - 1;
}

static const char *
take_term(struct reading *reading, const struct spf_term *term)
{
	switch (term->kind) {
	case SPF_KIND_EXP:
		if (reading->exp)
			return "second one"; /* RFC 7208 6 */
		reading->exp = true;
		return NULL;
	case SPF_KIND_REDIRECT:
		if (reading->redirect.kind == SPF_KIND_REDIRECT)
			return "second one";
		reading->redirect = *term;
		return NULL;
	case SPF_KIND_ALL:
		reading->all = true;
		keep(reading, term);
		return NULL;
	case SPF_KIND_INCLUDE:
	case SPF_KIND_A:
	case SPF_KIND_MX:
	case SPF_KIND_PTR:
	case SPF_KIND_IP4:
	case SPF_KIND_IP6:
	case SPF_KIND_EXISTS:
		keep(reading, term);
		return NULL;
	case SPF_KIND_MODIFIER:
	case SPF_KIND_END:
		return NULL;
	}
	return NULL;
}

/* The list ends in a term that matches, else in the redirect (which an `all` anywhere in the
 * record makes void, RFC 7208 6.1), else in the end. */
static void
finish(struct reading *reading)
{
	struct spf_record *record = reading->record;
	static const struct spf_term end = {.kind = SPF_KIND_END, .qualifier = '?'};

	if (record->count > 0 && !spf_term_asks(&record->term[record->count - 1]))
		return;
	record->term[record->count++] = reading->all ? end : reading->redirect;
}

bool
spf_record_is_one(const char *text, size_t length)
{
	return length >= VERSION_LENGTH && strncasecmp(text, version, VERSION_LENGTH) == 0 &&
		(length == VERSION_LENGTH || text[VERSION_LENGTH] == ' ');
}

/* The length of the word that `text` begins with; SIZE_MAX when an octet in it is not printable ASCII. */
static size_t
word_length(const char *text, size_t length)
{
	size_t i;

	for (i = 0; i < length && text[i] != ' '; i++)
		if (text[i] < 0x20 || text[i] > 0x7e)
			return SIZE_MAX;
	return i;
}

/* NULL, or what is wrong with the term, record->wrong. */
static const char *
read_word(struct reading *reading, struct spf_span word)
{
	struct spf_term term;
	const char *wrong;

	reading->record->wrong = word;
	wrong = spf_term_read(&term, word);
	return wrong != NULL ? wrong : take_term(reading, &term);
}

const char *
spf_record_read(
	struct spf_record *record, const char *text, size_t length, const struct ip_addr *client)
{
	struct reading reading = {.record = record,
		.client = client,
		.redirect = {.kind = SPF_KIND_END, .qualifier = '?'}};
	size_t at = VERSION_LENGTH;

	record->count = 0;
	record->wrong = (struct spf_span){text, 0};
	if (!spf_record_is_one(text, length))
		return "no SPF record";
	if (length > SPF_RECORD_MAX)
		return "too long a record";
	while (at < length) {
		const size_t word = word_length(text + at, length - at);
		const char *wrong = NULL;

		if (word == SIZE_MAX)
			return "an octet that is not printable ASCII";
		if (word > 0)
			wrong = read_word(&reading, (struct spf_span){text + at, word});
		if (wrong != NULL)
			return wrong;
		at += word + 1;
	}
	finish(&reading);
	return NULL;
}
