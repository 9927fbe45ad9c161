/* SPDX-License-Identifier: BSD-2-Clause */
#include "mxvet/dns_server.h"

#include <stdbool.h>
#include <string.h>

#include "mxvet/text_buffer.h"

static bool
read_port(const char *text, uint16_t *port)
{
	unsigned long value = 0;

	if (*text == '\0')
		return false;
	for (; *text >= '0' && *text <= '9' && value <= UINT16_MAX; text++)
		value = value * 10 + (unsigned long)(*text - '0');
	*port = (uint16_t)value;
	return *text == '\0' && value > 0 && value <= UINT16_MAX;
}

const char *
dns_server_parse(struct dns_server *server, const char *text)
{
	static const char wrong[] = "is not the address of a DNS server (like 192.0.2.53, "
				    "192.0.2.53:5353 or [2001:db8::53]:5353)";
	char host[DNS_SERVER_TEXT_SIZE], *rest;

	*server = (struct dns_server){.port = DNS_PORT};
	if (strlen(text) >= sizeof(host))
		return wrong;
	if (ip_addr_parse(&server->address, text))
		return NULL;
	memcpy(host, text, strlen(text) + 1);
	rest = host[0] == '[' ? strchr(host, ']') : strchr(host, ':');
	if (rest == NULL)
		return wrong;
	if (*rest == ']')
		*rest++ = '\0';
	if (*rest != '\0' && (*rest != ':' || !read_port(rest + 1, &server->port)))
		return wrong;
	*rest = '\0';
	return ip_addr_parse(&server->address, host[0] == '[' ? host + 1 : host) ? NULL : wrong;
}

void
text_append_dns_server(struct text_buffer *buffer, const struct dns_server *server)
{
	const bool bracket = server->address.family == 6 && server->port != DNS_PORT;

	text_append(buffer, bracket ? "[" : "");
	text_append_address(buffer, &server->address);
	text_append(buffer, bracket ? "]" : "");
	if (server->port != DNS_PORT)
		text_append_format(buffer, ":%u", server->port);
}
