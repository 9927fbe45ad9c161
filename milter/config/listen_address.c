/* SPDX-License-Identifier: BSD-2-Clause */
#include "mxvet/listen_address.h"

#include <string.h>

#include "mxvet/dns_name.h"
#include "mxvet/ip_addr.h"
#include "mxvet/unit.h"

static const char not_understood
	[] = "is not an address to listen on (like inet:127.0.0.1:8890 or unix:/run/mxvet/mxvet.sock)";

static bool
read_port(uint16_t *port, const char *text)
{
	int64_t number;

	if (unit_read_count(&number, text) != NULL || number < 1 || number > UINT16_MAX)
		return false;
	*port = (uint16_t)number;
	return true;
}

/* Takes a host out of its brackets, if it stands in some. */
static bool
read_host(char host[LISTEN_HOST_SIZE], const char *text, size_t length)
{
	if (length >= 2 && text[0] == '[' && text[length - 1] == ']') {
		text++;
		length -= 2;
	}
	if (length == 0 || length >= LISTEN_HOST_SIZE || memchr(text, '[', length) != NULL)
		return false;
	memcpy(host, text, length);
	host[length] = '\0';
	return true;
}

bool
listen_split_host_port(char host[LISTEN_HOST_SIZE], uint16_t *port, const char *text)
{
	const char *colon = strrchr(text, ':');
	bool bracketed;

	if (colon == NULL || !read_port(port, colon + 1) ||
		!read_host(host, text, (size_t)(colon - text)))
		return false;
	bracketed = text[0] == '[';
	return bracketed || strchr(host, ':') == NULL;
}

/* libmilter's order: PORT@HOST. */
static bool
split_port_host(char host[LISTEN_HOST_SIZE], uint16_t *port, const char *text)
{
	char digits[8];
	const size_t length = strcspn(text, "@");

	if (text[length] == '\0' || length >= sizeof(digits))
		return false;
	memcpy(digits, text, length);
	digits[length] = '\0';
	return read_port(port, digits) &&
		read_host(host, text + length + 1, strlen(text + length + 1));
}

static const char *
read_inet(struct listen_address *address, const char *text)
{
	struct ip_addr ip;
	struct dns_name name;
	uint16_t port;

	if (read_port(&port, text))
		return "would listen on every address: name the one to listen on (like "
		       "inet:127.0.0.1:8890)";
	if (!listen_split_host_port(address->host, &address->port, text) &&
		!split_port_host(address->host, &address->port, text))
		return not_understood;
	if (ip_addr_parse(&ip, address->host))
		address->kind = strchr(address->host, ':') != NULL ? LISTEN_INET6 : LISTEN_INET;
	else if (!dns_name_parse(&name, address->host))
		return "names no host to listen on";
	return NULL;
}

static const char *
read_path(struct listen_address *address, const char *text)
{
	address->kind = LISTEN_UNIX;
	if (text[0] != '/')
		return "needs a whole path, from '/' on";
	if (strlen(text) >= sizeof(address->path))
		return "has a path that is too long for a socket (107 characters)";
	memcpy(address->path, text, strlen(text) + 1);
	return NULL;
}

static const char *
read_descriptor(struct listen_address *address, const char *text)
{
	int64_t number;

	address->kind = LISTEN_DESCRIPTOR;
	if (unit_read_count(&number, text) != NULL || number > 65535)
		return "is not a descriptor (like fd:3)";
	address->descriptor = (int)number;
	return NULL;
}

/* What follows `prefix`, NULL when the text does not begin with it. */
static const char *
rest_after(const char *text, const char *prefix)
{
	const size_t length = strlen(prefix);

	return strncmp(text, prefix, length) == 0 ? text + length : NULL;
}

const char *
listen_address_parse(struct listen_address *address, const char *text)
{
	const char *rest;

	*address = (struct listen_address){.kind = LISTEN_INET};
	if ((rest = rest_after(text, "unix:")) != NULL ||
		(rest = rest_after(text, "local:")) != NULL)
		return read_path(address, rest);
	if (text[0] == '/')
		return read_path(address, text);
	if ((rest = rest_after(text, "fd:")) != NULL)
		return read_descriptor(address, rest);
	if ((rest = rest_after(text, "inet6:")) != NULL) {
		address->kind = LISTEN_INET6;
		return read_inet(address, rest);
	}
	rest = rest_after(text, "inet:");
	return read_inet(address, rest != NULL ? rest : text);
}

void
text_append_listen_address(struct text_buffer *buffer, const struct listen_address *address)
{
	struct ip_addr ip;
	const bool literal = ip_addr_parse(&ip, address->host);

	switch (address->kind) {
	case LISTEN_INET:
	case LISTEN_INET6:
		text_append_format(buffer, "%s:%u@%s%s%s",
			address->kind == LISTEN_INET ? "inet" : "inet6", address->port,
			literal ? "[" : "", address->host, literal ? "]" : "");
		break;
	case LISTEN_UNIX:
		text_append_format(buffer, "local:%s", address->path);
		break;
	case LISTEN_DESCRIPTOR:
		text_append_format(buffer, "fd:%d", address->descriptor);
		break;
	}
}

static const char postfix_queue[] = "/var/spool/postfix/";

void
text_append_postfix_address(struct text_buffer *buffer, const struct listen_address *address)
{
	const char *inside;

	switch (address->kind) {
	case LISTEN_INET:
		text_append_format(buffer, "inet:%s:%u", address->host, address->port);
		break;
	case LISTEN_INET6:
		text_append_format(buffer, "inet:[%s]:%u", address->host, address->port);
		break;
	case LISTEN_UNIX:
		inside = rest_after(address->path, postfix_queue);
		text_append_format(buffer, "unix:%s", inside != NULL ? inside : address->path);
		break;
	case LISTEN_DESCRIPTOR:
		break;
	}
}

bool
listen_address_is_outside_chroot(const struct listen_address *address)
{
	return address->kind == LISTEN_UNIX && rest_after(address->path, postfix_queue) == NULL;
}
