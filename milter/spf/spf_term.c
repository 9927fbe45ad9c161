/* SPDX-License-Identifier: BSD-2-Clause */
#include "spf_term.h"

#include <arpa/inet.h>
#include <string.h>
#include <strings.h>

#include "spf_span.h"

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

static bool
span_is(struct spf_span text, const char *word)
{
	return strlen(word) == text.length && strncasecmp(text.text, word, text.length) == 0;
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

/* Reads ADDRESS or ADDRESS/BITS. Host bits may be set, and a v4-mapped address stays IPv6: RFC
 * 7208 5 lets ip6 match only clients that are IPv6. */
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
		return mechanism->target == TARGET_REQUIRED ? "nothing after the name" : NULL;
	if (rest.text[0] != ':' || mechanism->target == TARGET_NONE)
		return "something strange after the name";
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
			!is_one_of(name.text[i], SPAN("-_.")))
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

/* The first of ":/=" tells a mechanism from a modifier (RFC 7208 4.6.1). */
const char *
spf_term_read(struct spf_term *term, struct spf_span text)
{
	struct spf_span rest = text, name;
	size_t length = 0;

	*term = (struct spf_term){.qualifier = '+', .prefix4 = 32, .prefix6 = 128, .text = text};
	if (is_one_of(text.text[0], SPAN("+-~?"))) {
		term->qualifier = text.text[0];
		rest = span_from(text, 1);
	}
	while (length < rest.length && !is_one_of(rest.text[length], SPAN(":/=")))
		length++;
	name = (struct spf_span){rest.text, length};
	rest = span_from(rest, length);
	if (rest.length == 0 || rest.text[0] != '=')
		return read_mechanism(term, name, rest);
	if (name.text != text.text)
		return "a modifier has no qualifier";
	return read_modifier(term, name, span_from(rest, 1));
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

const char *
spf_kind_name(enum spf_kind kind)
{
	switch (kind) {
	case SPF_KIND_A:
		return "a";
	case SPF_KIND_MX:
		return "mx";
	case SPF_KIND_PTR:
		return "ptr";
	case SPF_KIND_EXISTS:
		return "exists";
	case SPF_KIND_ALL:
	case SPF_KIND_INCLUDE:
	case SPF_KIND_IP4:
	case SPF_KIND_IP6:
	case SPF_KIND_REDIRECT:
	case SPF_KIND_EXP:
	case SPF_KIND_MODIFIER:
	case SPF_KIND_END:
		break;
	}
	return "";
}
