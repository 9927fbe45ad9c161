/* SPDX-License-Identifier: BSD-2-Clause */
#include "dns_servers.h"

#include <stdlib.h>
#include <string.h>

#include "mxvet/ip_addr.h"

enum { DNS_PORT = 53, PORT_MAX = 65535, SERVER_TEXT_SIZE = 64 };

static bool
read_port(const char *text, unsigned long *port)
{
	char *end;
	*port = strtoul(text, &end, 10);
	return text[0] >= '0' && text[0] <= '9' && *end == '\0' && *port > 0 && *port <= PORT_MAX;
}

/* ADDRESS, ADDRESS:PORT, [ADDRESS], [ADDRESS]:PORT; a bare IPv6 address has no port. */
static bool
read_server(const char *text, struct ip_addr *address, unsigned long *port)
{
	char host[SERVER_TEXT_SIZE];
	*port = DNS_PORT;
	if (strlen(text) >= sizeof(host))
		return false;
	strcpy(host, text);
	if (ip_addr_parse(address, host))
		return true;
	char *rest = host[0] == '[' ? strchr(host, ']') : strchr(host, ':');
	if (rest == NULL)
		return false;
	if (*rest == ']')
		*rest++ = '\0';
	if (*rest != '\0' && (*rest != ':' || !read_port(rest + 1, port)))
		return false;
	*rest = '\0';
	return ip_addr_parse(address, host[0] == '[' ? host + 1 : host);
}

int
dns_servers_write(
	struct text_buffer *csv, const struct text_list *servers, struct text_buffer *error)
{
	for (size_t i = 0; i < servers->count; i++) {
		struct ip_addr address;
		unsigned long port;
		if (!read_server(servers->item[i], &address, &port)) {
			text_append(error, "resolver \"");
			text_append_escaped(error, servers->item[i], strlen(servers->item[i]));
			text_append(error, "\" is none of ADDRESS, ADDRESS:PORT, [IPV6]:PORT");
			return -1;
		}
		text_append(csv, i == 0 ? "" : ",");
		text_append(csv, address.family == 6 ? "[" : "");
		text_append_address(csv, &address);
		text_append_format(csv, "%s:%lu", address.family == 6 ? "]" : "", port);
	}
	if (!csv->cut)
		return 0;
	text_append(error, "too many resolvers");
	return -1;
}
