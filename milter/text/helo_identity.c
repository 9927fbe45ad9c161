/* SPDX-License-Identifier: BSD-2-Clause */
#include "mxvet/helo_identity.h"

#include <string.h>
#include <strings.h>

/* The address within the brackets of a literal (RFC 5321 4.1.3). IPv6 without its tag is tolerated: it cannot
 * be mistaken for anything else. */
static bool
read_literal(struct ip_addr *address, const char *text, size_t length)
{
	static const char tag[] = "IPv6:";
	char inner[IP_ADDR_TEXT_SIZE];
	bool tagged;

	if (length < 2 || text[length - 1] != ']')
		return false;
	text++;
	length -= 2;
	tagged = length > strlen(tag) && strncasecmp(text, tag, strlen(tag)) == 0;
	if (tagged) {
		text += strlen(tag);
		length -= strlen(tag);
	}
	if (length >= sizeof(inner))
		return false;
	memcpy(inner, text, length);
	inner[length] = '\0';
	return (!tagged || strchr(inner, ':') != NULL) && ip_addr_parse(address, inner);
}

static enum helo_kind
read_kind(struct helo_identity *helo, const char *text)
{
	if (text[0] == '[')
		return read_literal(&helo->address, text, strlen(text)) ? HELO_LITERAL
									: HELO_INVALID;
	if (ip_addr_parse(&helo->address, text))
		return HELO_ADDRESS;
	if (!dns_name_parse(&helo->name, text))
		return HELO_INVALID;
	/* "192.0.2.1." */
	return ip_addr_parse(&helo->address, helo->name.text) ? HELO_ADDRESS : HELO_NAME;
}

void
helo_identity_read(struct helo_identity *helo, const char *text)
{
	size_t length;

	*helo = (struct helo_identity){.kind = HELO_NOT_GIVEN};
	if (text == NULL)
		return;
	length = strnlen(text, sizeof(helo->text) - 1);
	memcpy(helo->text, text, length);
	helo->kind = read_kind(helo, text);
}
