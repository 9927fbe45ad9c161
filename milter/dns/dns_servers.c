/* SPDX-License-Identifier: BSD-2-Clause */
#include "dns_servers.h"

int
dns_servers_write(
	struct text_buffer *csv, const struct server_list *servers, struct text_buffer *error)
{
	for (size_t i = 0; i < servers->count; i++) {
		const struct dns_server *server = &servers->item[i];

		text_append(csv, i == 0 ? "" : ",");
		text_append(csv, server->address.family == 6 ? "[" : "");
		text_append_address(csv, &server->address);
		text_append_format(
			csv, "%s:%u", server->address.family == 6 ? "]" : "", server->port);
	}
	if (!csv->cut)
		return 0;
	text_append(error, "too many resolvers");
	return -1;
}
