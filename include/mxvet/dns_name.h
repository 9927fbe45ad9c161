/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_DNS_NAME_H
#define MXVET_DNS_NAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { DNS_NAME_MAX = 253 }; /* characters of a name without its final dot (RFC 1035 2.3.4) */

/*
 * A domain name as text: lower case, A-labels, no final dot, printable ASCII only. An octet that no host
 * name may hold (a blank, a dot within a label, 8 bits) stands as '?': such a name can be shown and
 * compared, but dns_name_is_host() is false and DNS is not asked for it. All zero is "no name"; the
 * root is ".".
 */
struct dns_name {
	uint8_t length;
	char text[DNS_NAME_MAX + 1];
};

/* Reads a name from text as an MTA, a file or a person gives it: any case, one final dot tolerated, U-labels
 * (UTF-8) become A-labels. False and no name when it is no host name in the sense of
 * dns_name_is_host(). */
bool dns_name_parse(struct dns_name *name, const char *text);

/* Reads an uncompressed name in wire form (RFC 1035 3.1). False when it is malformed. */
bool dns_name_of_wire(struct dns_name *name, const uint8_t *wire, size_t size);

/* Reads a name as we have shown it ourselves, in a log: also one that is no host name, with '?' for octets that it may not
 * hold. False and no name when it is no name at all. */
bool dns_name_of_shown(struct dns_name *name, const char *text);

/* Labels of letters, digits, '-' and '_', 1 to 63 long, none beginning or ending with '-' (RFC 1123
 * 2.1; '_' is tolerated). The root is not one. */
bool dns_name_is_host(const struct dns_name *name);

bool dns_name_is_empty(const struct dns_name *name);
bool dns_name_is_root(const struct dns_name *name);
bool dns_name_equal(const struct dns_name *a, const struct dns_name *b);

/* How many labels; 0 for no name and for the root. */
unsigned dns_name_labels(const struct dns_name *name);

/* `name` is `ancestor` or ends with ".ancestor". */
bool dns_name_is_under(const struct dns_name *name, const struct dns_name *ancestor);

/* The organisational domain by the Public Suffix List ('*' for unknown top levels). False and no name when
 * there is none: the name is itself a public suffix, an address, or no host name. */
bool dns_name_organisation(struct dns_name *organisation, const struct dns_name *name);

/* The name that was registered, by the ICANN section of the list alone: of host-1-2.dyn.example.com what is left of
 * example.com are host labels, whatever a provider has put on the private section. False as above. */
bool dns_name_registered(struct dns_name *registered, const struct dns_name *name);

/* Both have an organisational domain, and it is the same. */
bool dns_name_same_organisation(const struct dns_name *a, const struct dns_name *b);

#endif
