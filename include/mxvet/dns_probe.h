/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_DNS_PROBE_H
#define MXVET_DNS_PROBE_H

/* Whether a DNS server is well, apart from what senders' name servers do. */

#include "mxvet/dns_answer.h"
#include "mxvet/dns_server.h"
#include "mxvet/value_list.h"

enum { DNS_SERVERS_MAX = 16 };

/* The servers that are asked: the configured ones, else those of /etc/resolv.conf, else 127.0.0.1. Returns how many; more
 * than DNS_SERVERS_MAX are left out. */
unsigned dns_servers_in_use(
	struct dns_server servers[DNS_SERVERS_MAX], const struct server_list *configured);

/* Asks one server `. NS`, twice if need be, and waits for the answer for at most `timeout_ms` each time. NOERROR and
 * NXDOMAIN are answers: DNS_FAILURE_NONE; else how it failed. */
enum dns_failure dns_probe(const struct dns_server *server, int timeout_ms);

#endif
