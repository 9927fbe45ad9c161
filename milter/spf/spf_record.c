/* SPDX-License-Identifier: BSD-2-Clause */
#include "mxvet/spf_record.h"

#include <arpa/inet.h>
#include <string.h>
#include <strings.h>

static const char version[] = "v=spf1";

enum { VERSION_LENGTH = sizeof(version) - 1 };

enum target { TARGET_NONE, TARGET_OPTIONAL, TARGET_REQUIRED };

static const struct mechanism {
	const char *name;
	enum spf_kind kind;
	enum target target;
	bool prefixes; /* may be followed by dual-cidr-length */
} mechanisms[] = {
	{"all", SPF_KIND_ALL, TARGET_NONE, false},
	{"include", SPF_KIND_INCLUDE, TARGET_REQUIRED, false},
	{"a", SPF_KIND_A, TARGET_OPTIONAL, true},
	{"mx", SPF_KIND_MX, TARGET_OPTIONAL, true},
	{"ptr", SPF_KIND_PTR, TARGET_OPTIONAL, false},
	{"ip4", SPF_KIND_IP4, TARGET_REQUIRED, false},
	{"ip6", SPF_KIND_IP6, TARGET_REQUIRED, false},
	{"exists", SPF_KIND_EXISTS, TARGET_REQUIRED, false},
};

static struct spf_span
span_from(struct spf_span text, size_t at)
{
	return (struct spf_span){text.text + at, text.length - at};
}

static bool
span_is(struct spf_span text, const char *word)
{
	return strlen(word) == text.length && strncasecmp(text.text, word, text.length) == 0;
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Takes "/BITS" off the end, if there is one. False when there is one that is wrong. */
static bool
take_prefix(struct spf_span *text, unsigned most, uint8_t *prefix, bool *taken)
{
	size_t start = text->length;
	unsigned bits = 0;

	*taken = false;
	while (start > 0 && is_digit(text->text[start - 1]))
		start--;
	if (start == text->length || start == 0 || text->text[start - 1] != '/')
		return true;
	if (text->length - start > 3 || (text->text[start] == '0' && text->length - start > 1))
		return false;
	for (size_t i = start; i < text->length; i++)
		bits = bits * 10 + (unsigned)(text->text[i] - '0');
	*prefix = (uint8_t)bits;
	*taken = true;
	text->length = start - 1;
	return bits <= most;
}

/* Takes "/24", "//64" or "/24//64" off the end (RFC 7208 5.3). */
static const char *
take_dual_prefix(struct spf_term *term, struct spf_span *rest)
{
	struct spf_span whole = *rest;
	bool taken;

	if (!take_prefix(rest, 128, &term->prefix6, &taken))
		return "wrong prefix length";
	if (taken && rest->length > 0 && rest->text[rest->length - 1] == '/') {
		rest->length--;
	} else {
		*rest = whole;
		term->prefix6 = 128;
	}
	return take_prefix(rest, 32, &term->prefix4, &taken) ? NULL : "wrong prefix length";
}

/* Reads ADDRESS or ADDRESS/BITS. Host bits may be set, and a v4-mapped address stays IPv6: RFC 7208 5 lets
 * ip6 match only clients that are IPv6. */
static const char *
read_network(struct spf_term *term, struct spf_span text)
{
	bool ip4 = term->kind == SPF_KIND_IP4, taken;
	char address[INET6_ADDRSTRLEN];

	if (!take_prefix(&text, ip4 ? 32 : 128, ip4 ? &term->prefix4 : &term->prefix6, &taken))
		return "wrong prefix length";
	if (text.length >= sizeof(address))
		return "no address";
	memcpy(address, text.text, text.length);
	address[text.length] = '\0';
	term->network.family = ip4 ? 4 : 6;
	if (inet_pton(ip4 ? AF_INET : AF_INET6, address, term->network.octet) != 1)
		return "no address";
	return NULL;
}

/* Reads what follows a mechanism's name. */
static const char *
read_arguments(struct spf_term *term, const struct mechanism *mechanism, struct spf_span rest)
{
	const char *wrong = NULL;

	if (mechanism->prefixes)
		wrong = take_dual_prefix(term, &rest);
	if (wrong != NULL)
		return wrong;
	if (rest.length == 0)
		return mechanism->target == TARGET_REQUIRED ? "nothing behind the name" : NULL;
	if (rest.text[0] != ':' || mechanism->target == TARGET_NONE)
		return "something strange behind the name";
	term->target = span_from(rest, 1);
	if (term->kind == SPF_KIND_IP4 || term->kind == SPF_KIND_IP6)
		return read_network(term, term->target);
	return spf_macro_is_domain(term->target) ? NULL : "no domain name";
}

static const char *
read_mechanism(struct spf_term *term, struct spf_span name, struct spf_span rest)
{
	for (size_t i = 0; i < sizeof(mechanisms) / sizeof(mechanisms[0]); i++) {
		if (!span_is(name, mechanisms[i].name))
			continue;
		term->kind = mechanisms[i].kind;
		return read_arguments(term, &mechanisms[i], rest);
	}
	return "unknown mechanism";
}

static const char *
read_modifier(struct spf_term *term, struct spf_span name, struct spf_span value)
{
	term->kind = SPF_KIND_MODIFIER;
	if (name.length == 0 || !is_letter(name.text[0]))
		return "no name before '='";
	for (size_t i = 0; i < name.length; i++)
		if (!is_letter(name.text[i]) && !is_digit(name.text[i]) &&
			memchr("-_.", name.text[i], 3) == NULL)
			return "no name before '='";
	if (span_is(name, "redirect"))
		term->kind = SPF_KIND_REDIRECT;
	else if (span_is(name, "exp"))
		term->kind = SPF_KIND_EXP;
	else
		return spf_macro_is_string(value) ? NULL : "wrong macro";
	term->target = value;
	return spf_macro_is_domain(value) ? NULL : "no domain name";
}

/* Reads one term (RFC 7208 4.6.1): the first of ":/=" tells a mechanism from a modifier. */
static const char *
read_term(struct spf_term *term, struct spf_span text)
{
	struct spf_span rest = text, name;
	size_t length = 0;

	*term = (struct spf_term){.qualifier = '+', .prefix4 = 32, .prefix6 = 128, .text = text};
	if (memchr("+-~?", text.text[0], 4) != NULL) {
		term->qualifier = text.text[0];
		rest = span_from(text, 1);
	}
	while (length < rest.length && memchr(":/=", rest.text[length], 3) == NULL)
		length++;
	name = (struct spf_span){rest.text, length};
	rest = span_from(rest, length);
	if (rest.length == 0 || rest.text[0] != '=')
		return read_mechanism(term, name, rest);
	if (name.text != text.text)
		return "a modifier has no qualifier";
	return read_modifier(term, name, span_from(rest, 1));
}

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

/* The list ends in a term that matches, else in the redirect (which an `all` anywhere in the record makes void,
 * RFC 7208 6.1), else in the end. */
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

const char *
spf_record_read(struct spf_record *record, const char *text, size_t length,
	const struct ip_addr *client)
{
	struct reading reading = {
		.record = record, .client = client, .redirect = {.kind = SPF_KIND_END, .qualifier = '?'}};
	const char *wrong = NULL;
	struct spf_term term;

	record->count = 0;
	record->wrong = (struct spf_span){text, 0};
	if (!spf_record_is_one(text, length))
		return "no SPF record";
	if (length > SPF_RECORD_MAX)
		return "too long a record";
	for (size_t at = VERSION_LENGTH, end; at < length && wrong == NULL; at = end) {
		for (end = at; end < length && text[end] != ' '; end++)
			if (text[end] < 0x20 || text[end] > 0x7e)
				wrong = "an octet that is no printable ASCII";
		record->wrong = (struct spf_span){text + at, end - at};
		if (wrong == NULL && end > at)
			wrong = read_term(&term, record->wrong);
		if (wrong == NULL && end > at)
			wrong = take_term(&reading, &term);
		else if (end == at)
			end++;
	}
	if (wrong == NULL)
		finish(&reading);
	return wrong;
}

bool
spf_term_asks(const struct spf_term *term)
{
	switch (term->kind) {
	case SPF_KIND_INCLUDE:
	case SPF_KIND_A:
	case SPF_KIND_MX:
	case SPF_KIND_PTR:
	case SPF_KIND_EXISTS:
	case SPF_KIND_REDIRECT:
		return true;
	case SPF_KIND_ALL:
	case SPF_KIND_IP4:
	case SPF_KIND_IP6:
	case SPF_KIND_EXP:
	case SPF_KIND_MODIFIER:
	case SPF_KIND_END:
		return false;
	}
	return false;
}

unsigned
spf_term_prefix(const struct spf_term *term, uint8_t family)
{
	return family == 4 ? term->prefix4 : term->prefix6;
}

bool
spf_term_is_open(const struct spf_term *term, uint8_t family)
{
	switch (term->kind) {
	case SPF_KIND_ALL:
		return true;
	case SPF_KIND_A:
	case SPF_KIND_MX:
	case SPF_KIND_IP4:
	case SPF_KIND_IP6:
		return spf_term_prefix(term, family) < (family == 4 ? 8 : 16);
	case SPF_KIND_INCLUDE:
	case SPF_KIND_PTR:
	case SPF_KIND_EXISTS:
	case SPF_KIND_REDIRECT:
	case SPF_KIND_EXP:
	case SPF_KIND_MODIFIER:
	case SPF_KIND_END:
		return false;
	}
	return false;
}
