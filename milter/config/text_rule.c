/* SPDX-License-Identifier: BSD-2-Clause */
#include "text_rule.h"

#include <string.h>

#include "mxvet/ip_addr.h"
#include "mxvet/listen_address.h"
#include "mxvet/unit.h"

#define LETTERS_AND_DIGITS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

static const char *
check_listen(const char *text)
{
	struct listen_address address;

	return listen_address_parse(&address, text);
}

/* HOST or HOST:PORT; a server that must be looked up first would be of no use. */
static const char *
check_resolver(const char *text)
{
	char host[LISTEN_HOST_SIZE];
	struct ip_addr address;
	uint16_t port;

	if (ip_addr_parse(&address, text))
		return NULL;
	if (!listen_split_host_port(host, &port, text) || !ip_addr_parse(&address, host))
		return "is not an address of a DNS server (like 192.0.2.53, 192.0.2.53:5353 or "
		       "[2001:db8::53]:5353)";
	return NULL;
}

/* Fits Authentication-Results without quotes (RFC 8601 2.2, RFC 2045 5.1). */
static const char *
check_authserv_id(const char *text)
{
	return text[strspn(text, LETTERS_AND_DIGITS ".-_+")] == '\0'
		? NULL
		: "is not a name for Authentication-Results: letters, digits, '.', '-' and '_' only";
}

static const char *
check_account(const char *text)
{
	return text[strspn(text, LETTERS_AND_DIGITS ".-_")] == '\0' && text[0] != '-'
		? NULL
		: "is not a name of a user or group";
}

static const char *
check_decisions(const char *text)
{
	return text[0] == '/' || strcmp(text, "syslog") == 0 || strcmp(text, "off") == 0
		? NULL
		: "is neither a whole path nor one of: syslog, off";
}

const char *
text_rule_check(const char *path, const char *text)
{
	static const struct {
		const char *path;
		const char *(*check)(const char *text);
	} rules[] = {
		{"listen", check_listen},
		{"user", check_account},
		{"socket_group", check_account},
		{"authserv_id", check_authserv_id},
		{"resolvers", check_resolver},
		{"log.decisions", check_decisions},
	};

	for (unsigned i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
		if (strcmp(rules[i].path, path) == 0)
			return rules[i].check(text);
	return NULL;
}
