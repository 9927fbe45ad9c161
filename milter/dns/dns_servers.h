/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_DNS_SERVERS_H
#define MXVET_DNS_SERVERS_H

#include "mxvet/config.h"
#include "mxvet/text_buffer.h"

/* Writes the configured servers as c-ares wants them: "192.0.2.1:53,[2001:db8::1]:53"; nothing when
 * there are none. -1, and what is wrong in `error`. */
int dns_servers_write(
	struct text_buffer *csv, const struct server_list *servers, struct text_buffer *error);

#endif
