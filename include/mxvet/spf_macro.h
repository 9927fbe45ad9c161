/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_SPF_MACRO_H
#define MXVET_SPF_MACRO_H

/*
 * The macro strings of SPF records (RFC 7208 7): their grammar, and what they come to. The text
 * is a stranger's, so an expansion never holds more than its last octets, which are all that a
 * domain name has room for.
 */

#include <stdbool.h>
#include <stddef.h>

#include "mxvet/dns_name.h"
#include "mxvet/ip_addr.h"

/* In one domain-spec: a name has no room for what more of them come to, but they would cost time. */
enum { SPF_MACROS_MAX = 64 };

/* A piece of a text that the caller owns; no NUL at its end. */
struct spf_span {
	const char *text;
	size_t length;
};

/* What the letters stand for. */
struct spf_macro_values {
	const char *sender_local;             /* l, and s with o */
	bool sender_local_cut;                /* it was too long to keep */
	const struct dns_name *sender_domain; /* o */
	const struct dns_name *domain;        /* d: whose record it is */
	const struct ip_addr *client;         /* i, v */
	const char *helo;                     /* h */
	const char *validated; /* p: a name of the client that leads back to it, or "unknown" */
};

/* A macro-string (RFC 7208 7.1), as unknown modifiers have one. */
bool spf_macro_is_string(struct spf_span text);

/* A domain-spec (RFC 7208 7.1): a macro-string that ends in a top label or in a macro, without
 * the letters that only explanations may use, and without more macros than SPF_MACROS_MAX. */
bool spf_macro_is_domain(struct spf_span text);

/* It holds a macro; it holds %{p}. */
bool spf_macro_is_used(struct spf_span text);
bool spf_macro_needs_validated(struct spf_span text);

/* It holds the client's whole address or validated name, %{i} or %{p} without a number of parts, so every client sees
 * another name. */
bool spf_macro_names_client(struct spf_span text);

/* It holds the sender's local part: %{l} or %{s}. */
bool spf_macro_names_local_part(struct spf_span text);

/* Expands a domain-spec to the name to ask for: without a final dot, labels cut from the left
 * until it fits. False and no name when DNS knows no such names: an empty or too long label,
 * or an octet that no question carries. */
bool spf_macro_expand(
	struct dns_name *name, struct spf_span text, const struct spf_macro_values *values);

#endif
