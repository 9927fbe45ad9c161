/* SPDX-License-Identifier: BSD-2-Clause */
#include "mxvet/mail_address.h"

#include <string.h>

#include "mxvet/ip_addr.h"

/* What stands between the outer <>, or all of it; blanks around it do not count. */
static const char *
inner_text(const char *text, size_t *length)
{
	const char *end = text + strlen(text);

	while (*text == ' ')
		text++;
	while (end > text && end[-1] == ' ')
		end--;
	if (end - text >= 2 && text[0] == '<' && end[-1] == '>') {
		text++;
		end--;
	}
	*length = (size_t)(end - text);
	return text;
}

/* Skips a source route, `@one,@two:` (RFC 5321 4.1.2, C: to be ignored). */
static const char *
skip_route(const char *text, size_t *length)
{
	const char *colon;

	if (*length == 0 || text[0] != '@')
		return text;
	colon = memchr(text, ':', *length);
	if (colon == NULL)
		return text;
	*length -= (size_t)(colon + 1 - text);
	return colon + 1;
}

/* The '@' that ends the local part: the last one outside quotes. */
static const char *
find_at(const char *text, size_t length)
{
	const char *at = NULL;
	bool quoted = false;

	for (size_t i = 0; i < length; i++) {
		if (quoted && text[i] == '\\')
			i++;
		else if (text[i] == '"')
			quoted = !quoted;
		else if (text[i] == '@' && !quoted)
			at = text + i;
	}
	return at;
}

/* At least two labels, and not an address that forgot its brackets. */
static bool
is_full_domain(struct dns_name *domain, const char *text)
{
	struct ip_addr address;

	return dns_name_parse(domain, text) && dns_name_labels(domain) >= 2 &&
		!ip_addr_parse(&address, domain->text);
}

struct mail_address
mail_address_of(const char *text)
{
	struct mail_address address = {.kind = MAIL_ADDRESS_NOT_GIVEN};
	char domain[1025];
	const char *at;
	size_t length;

	if (text == NULL)
		return address;
	text = inner_text(text, &length);
	text = skip_route(text, &length);
	address.kind = length == 0 ? MAIL_ADDRESS_NULL : MAIL_ADDRESS_INVALID;
	at = find_at(text, length);
	address.local = text;
	address.local_length = at != NULL ? (size_t)(at - text) : length;
	if (at == NULL)
		return address;
	address.domain_text = at + 1;
	address.domain_text_length = length - address.local_length - 1;
	if (address.domain_text_length >= sizeof(domain))
		return address;
	memcpy(domain, address.domain_text, address.domain_text_length);
	domain[address.domain_text_length] = '\0';
	if (is_full_domain(&address.domain, domain))
		address.kind = MAIL_ADDRESS_DOMAIN;
	else
		address.domain = (struct dns_name){0};
	return address;
}

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 'a' - 'A') : c;
}

static void
append_local(struct text_buffer *buffer, const struct mail_address *address, size_t local_max)
{
	const bool quoted = address->local_length >= 2 && address->local[0] == '"';
	const size_t end = address->local_length - (quoted ? 1 : 0);

	for (size_t i = quoted ? 1 : 0; i < end && local_max > 0; i++, local_max--) {
		if (quoted && address->local[i] == '\\' && i + 1 < end)
			i++;
		text_append_char(buffer, lower(address->local[i]));
	}
}

void
mail_address_append_canonical(
	struct text_buffer *buffer, const struct mail_address *address, size_t local_max)
{
	append_local(buffer, address, local_max);
	if (address->domain_text_length == 0)
		return;
	text_append_char(buffer, '@');
	if (address->kind == MAIL_ADDRESS_DOMAIN)
		text_append(buffer, address->domain.text);
	else
		for (size_t i = 0; i < address->domain_text_length; i++)
			text_append_char(buffer, lower(address->domain_text[i]));
}
