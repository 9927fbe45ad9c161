/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_SPF_RECORD_H
#define MXVET_SPF_RECORD_H

/*
 * An SPF record, read strictly (RFC 7208 4.6, 5, 6, 12): one octet out of place anywhere makes
 * all of it wrong. Of a right one only those terms are kept that can decide about one client: an
 * ip4 that does not hold it says nothing, and after one that holds it nothing more is said.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mxvet/dns_answer.h"
#include "mxvet/ip_addr.h"
#include "mxvet/spf_macro.h"

enum {
	SPF_RECORD_MAX = DNS_TEXT_MAX, /* octets of a record; a longer one is wrong */
	SPF_LOOKUP_TERMS_MAX = 10,     /* RFC 7208 4.6.4 */
	/* One look-up term too many, so that the limit can be seen, and the one that ends the
	 * list. */
	SPF_RECORD_TERMS_MAX = SPF_LOOKUP_TERMS_MAX + 2,
};

enum spf_kind {
	SPF_KIND_ALL,
	SPF_KIND_INCLUDE,
	SPF_KIND_A,
	SPF_KIND_MX,
	SPF_KIND_PTR,
	SPF_KIND_IP4,
	SPF_KIND_IP6,
	SPF_KIND_EXISTS,
	SPF_KIND_REDIRECT,
	SPF_KIND_EXP,
	SPF_KIND_MODIFIER, /* an unknown one (RFC 7208 6) */
	SPF_KIND_END,      /* no term: the record ended without a match */
};

/* "a", "mx", "ptr", "exists"; "" for the others. */
const char *spf_kind_name(enum spf_kind kind);

/* One term. The spans point into the record's text. */
struct spf_term {
	enum spf_kind kind;
	char qualifier; /* '+', '-', '~' or '?' */
	uint8_t prefix4,
		prefix6; /* bits: those of ip4 and ip6, and of a and mx by the client's family */
	struct ip_addr network; /* ip4, ip6 */
	struct spf_span target; /* the domain-spec; empty: the record's own domain */
	struct spf_span text;   /* as published */
};

/* The terms that count for one client, in the order of evaluation. The last one is an ip4, ip6
 * or `all` that matches, the redirect, or the end. */
struct spf_record {
	unsigned count;
	struct spf_term term[SPF_RECORD_TERMS_MAX];
	struct spf_span wrong; /* where reading stopped */
};

/* Whether a TXT record is an SPF record at all: "v=spf1" and a blank or the end (RFC 7208 4.5). */
bool spf_record_is_one(const char *text, size_t length);

/* Reads one. Returns NULL, or what is wrong with `record->wrong`. The text must outlive the record. */
const char *spf_record_read(
	struct spf_record *record, const char *text, size_t length, const struct ip_addr *client);

/* Evaluating it asks DNS, so it counts against the limit of ten (RFC 7208 4.6.4). */
bool spf_term_asks(const struct spf_term *term);

/* The prefix that counts for clients of the family, 4 or 6. */
unsigned spf_term_prefix(const struct spf_term *term, uint8_t family);

/* It matches a good part of the whole Internet: `all`, or a prefix shorter than /8, /16 for
 * IPv6. */
bool spf_term_is_open(const struct spf_term *term, uint8_t family);

#endif
