/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_LISTEN_ADDRESS_H
#define MXVET_LISTEN_ADDRESS_H

/*
 * Where the MTA reaches us. The spellings of Postfix (inet:HOST:PORT, unix:PATH), of libmilter (inet:PORT@HOST,
 * inet6:PORT@HOST, local:PATH), a bare HOST:PORT, and fd:NUMBER for a socket that was opened for us.
 */

#include <stdbool.h>
#include <stdint.h>

#include "mxvet/text_buffer.h"

enum {
	LISTEN_HOST_SIZE = 256,
	LISTEN_PATH_SIZE = 108, /* what a unix socket address holds */
};

enum listen_kind { LISTEN_INET, LISTEN_INET6, LISTEN_UNIX, LISTEN_DESCRIPTOR };

struct listen_address {
	enum listen_kind kind;
	char host[LISTEN_HOST_SIZE]; /* inet, inet6: an address without brackets, or a host name */
	uint16_t port;
	char path[LISTEN_PATH_SIZE]; /* unix: begins with '/' */
	int descriptor;
};

/* Reads the syntax; whether host and path exist is another matter. NULL, or what is wrong, to follow the text. */
const char *listen_address_parse(struct listen_address *address, const char *text);

/* The spelling for smfi_setconn(): "inet:8890@[127.0.0.1]", "local:/run/x.sock", "fd:3". */
void text_append_listen_address(struct text_buffer *buffer, const struct listen_address *address);

/* What Postfix's smtpd_milters says for it; nothing for a socket that another program opened. Below Debian's queue directory the path
 * is told from there: an smtpd in the chroot finds it so, and one outside works in that directory too. */
void text_append_postfix_address(struct text_buffer *buffer, const struct listen_address *address);

/* Whether an smtpd in a chroot, Debian's default, does not see it. */
bool listen_address_is_outside_chroot(const struct listen_address *address);

/* Reads "HOST:PORT", a host with colons in brackets. False when it is something else. */
bool listen_split_host_port(char host[LISTEN_HOST_SIZE], uint16_t *port, const char *text);

#endif
