/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_MAIL_ADDRESS_H
#define MXVET_MAIL_ADDRESS_H

/*
 * The address of a MAIL or RCPT command as an MTA passes it on: raw, with or without <>, with a source
 * route, a quoted local part, or nothing but a local part.
 */

#include <stddef.h>

#include "mxvet/dns_name.h"
#include "mxvet/text_buffer.h"

enum mail_address_kind {
	MAIL_ADDRESS_NOT_GIVEN, /* no address was given */
	MAIL_ADDRESS_NULL,      /* <>: a bounce (RFC 5321 4.5.5) */
	MAIL_ADDRESS_INVALID, /* no full domain name: no domain, one label, an address literal, bad characters */
	MAIL_ADDRESS_DOMAIN, /* `domain` is a full domain name */
};

struct mail_address {
	enum mail_address_kind kind;
	struct dns_name domain;  /* MAIL_ADDRESS_DOMAIN only */
	const char *domain_text; /* what follows the last '@' outside quotes, in the caller's text */
	size_t domain_text_length; /* 0: none */
	const char *local;         /* the local part in the caller's text, quotes included */
	size_t local_length;
};

/* Takes an address apart (RFC 5321 4.1.2). `text` must outlive the pointers in the result; NULL is not given. */
struct mail_address mail_address_of(const char *text);

/* Appends the one form that all spellings of an address have: lower case, no quotes (they do not make another mailbox of it,
 * RFC 5321 4.1.2), no route, the domain as A-labels; a bare local part without '@'. At most `local_max` octets of
 * the local part count. */
void mail_address_append_canonical(
	struct text_buffer *buffer, const struct mail_address *address, size_t local_max);

#endif
