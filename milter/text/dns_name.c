/* SPDX-License-Identifier: BSD-2-Clause */
#include "mxvet/dns_name.h"

#include <idn2.h>
#include <libpsl.h>
#include <string.h>

#include "mxvet/ip_addr.h"

enum { LABEL_MAX = 63 }; /* RFC 1035 2.3.4 */

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool
is_host_character(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

/* No host name holds these, but a reader of the name should see them: a wildcard, an IPv6 address, a
 * classless delegation (RFC 2317). */
static bool
is_telling(char c)
{
	return c == '*' || c == ':' || c == '/';
}

static bool
is_ascii(const char *text)
{
	for (; *text != '\0'; text++)
		if ((unsigned char)*text >= 0x80)
			return false;
	return true;
}

/* Of characters that a host name may hold. */
static bool
is_label(const char *text, size_t length)
{
	return length > 0 && length <= LABEL_MAX && text[0] != '-' && text[length - 1] != '-';
}

bool
dns_name_is_host(const struct dns_name *name)
{
	size_t begin = 0;

	for (size_t i = 0; i < name->length; i++) {
		if (is_host_character(name->text[i]))
			continue;
		if (name->text[i] != '.' || !is_label(name->text + begin, i - begin))
			return false;
		begin = i + 1;
	}
	return is_label(name->text + begin, name->length - begin);
}

/* Takes ASCII text as a name; no name unless it is a host name. */
static bool
take_ascii(struct dns_name *name, const char *text)
{
	size_t length = strlen(text);

	*name = (struct dns_name){0};
	if (length > 0 && text[length - 1] == '.')
		length--;
	if (length == 0 || length > DNS_NAME_MAX)
		return false;
	for (size_t i = 0; i < length; i++)
		name->text[i] = lower(text[i]);
	name->length = (uint8_t)length;
	if (dns_name_is_host(name))
		return true;
	*name = (struct dns_name){0};
	return false;
}

bool
dns_name_parse(struct dns_name *name, const char *text)
{
	enum { UTF8_MAX = 1024 }; /* no name of 253 characters is longer */
	char *ascii = NULL;
	bool taken;

	*name = (struct dns_name){0};
	if (is_ascii(text))
		return take_ascii(name, text);
	if (strlen(text) > UTF8_MAX ||
		idn2_to_ascii_8z(text, &ascii, IDN2_NONTRANSITIONAL | IDN2_NFC_INPUT) != IDN2_OK)
		return false;
	taken = take_ascii(name, ascii);
	idn2_free(ascii);
	return taken;
}

bool
dns_name_of_wire(struct dns_name *name, const uint8_t *wire, size_t size)
{
	size_t at = 0, length = 0;

	*name = (struct dns_name){0};
	while (at < size && wire[at] != 0) {
		size_t label = wire[at++];

		if (label > LABEL_MAX || at + label >= size || length + label + 1 > DNS_NAME_MAX + 1)
			goto malformed;
		for (size_t i = 0; i < label; i++, at++) {
			char c = lower((char)wire[at]);

			name->text[length++] = is_host_character(c) || is_telling(c) ? c : '?';
		}
		name->text[length++] = '.';
	}
	if (at >= size)
		goto malformed;
	if (length == 0)
		name->text[length++] = '.';
	else
		name->text[--length] = '\0';
	name->length = (uint8_t)length;
	return true;
malformed:
	*name = (struct dns_name){0};
	return false;
}

bool
dns_name_of_shown(struct dns_name *name, const char *text)
{
	size_t label = 0, length = strlen(text);

	*name = (struct dns_name){0};
	if (length == 1 && text[0] == '.') {
		*name = (struct dns_name){.length = 1, .text = "."};
		return true;
	}
	if (length == 0 || length > DNS_NAME_MAX)
		return false;
	for (size_t i = 0; i < length; i++) {
		char c = lower(text[i]);

		label = c == '.' ? 0 : label + 1;
		if ((c == '.' && (i == 0 || text[i - 1] == '.')) || label > LABEL_MAX ||
			!(c == '.' || c == '?' || is_host_character(c) || is_telling(c))) {
			*name = (struct dns_name){0};
			return false;
		}
		name->text[i] = c;
	}
	if (label == 0)
		length--; /* the final dot */
	name->text[length] = '\0';
	name->length = (uint8_t)length;
	return true;
}

bool
dns_name_is_empty(const struct dns_name *name)
{
	return name->length == 0;
}

bool
dns_name_is_root(const struct dns_name *name)
{
	return name->length == 1 && name->text[0] == '.';
}

bool
dns_name_equal(const struct dns_name *a, const struct dns_name *b)
{
	return a->length == b->length && memcmp(a->text, b->text, a->length) == 0;
}

unsigned
dns_name_labels(const struct dns_name *name)
{
	unsigned labels = 1;

	if (name->length == 0 || dns_name_is_root(name))
		return 0;
	for (size_t i = 0; i < name->length; i++)
		labels += name->text[i] == '.';
	return labels;
}

bool
dns_name_is_under(const struct dns_name *name, const struct dns_name *ancestor)
{
	size_t above;

	if (ancestor->length == 0 || name->length < ancestor->length)
		return false;
	above = (size_t)(name->length - ancestor->length);
	if (memcmp(name->text + above, ancestor->text, ancestor->length) != 0)
		return false;
	return above == 0 || name->text[above - 1] == '.';
}

bool
dns_name_organisation(struct dns_name *organisation, const struct dns_name *name)
{
	struct ip_addr address;
	const char *domain;

	*organisation = (struct dns_name){0};
	if (!dns_name_is_host(name) || ip_addr_parse(&address, name->text))
		return false;
	domain = psl_registrable_domain(psl_builtin(), name->text); /* the end of the name itself */
	if (domain == NULL)
		return false;
	organisation->length = (uint8_t)(name->text + name->length - domain);
	memcpy(organisation->text, domain, organisation->length);
	return true;
}

/* From the right: the first ending that is no public suffix. */
bool
dns_name_registered(struct dns_name *registered, const struct dns_name *name)
{
	const psl_ctx_t *list = psl_builtin();
	const char *at = name->text + name->length;
	struct ip_addr address;

	*registered = (struct dns_name){0};
	if (!dns_name_is_host(name) || ip_addr_parse(&address, name->text))
		return false;
	do {
		while (at > name->text && at[-1] != '.')
			at--;
		if (!psl_is_public_suffix2(list, at, PSL_TYPE_ICANN)) {
			registered->length = (uint8_t)(name->text + name->length - at);
			memcpy(registered->text, at, registered->length);
			return true;
		}
	} while (at-- > name->text);
	return false;
}

bool
dns_name_same_organisation(const struct dns_name *a, const struct dns_name *b)
{
	struct dns_name of_a, of_b;

	return dns_name_organisation(&of_a, a) && dns_name_organisation(&of_b, b) &&
		dns_name_equal(&of_a, &of_b);
}
