/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_VALUE_LIST_H
#define MXVET_VALUE_LIST_H

/* Lists of values, as a configuration holds them. The owner of a list frees its items. */

#include <stdbool.h>
#include <stddef.h>

#include "mxvet/dns_name.h"
#include "mxvet/ip_addr.h"

struct text_list {
	size_t count;
	char **item;
};

struct name_list {
	size_t count;
	struct dns_name *item;
};

/* A certificate that is trusted: the common name of its subject, and of its issuer where that matters too. */
enum { CERTIFICATE_NAME_SIZE = 72 }; /* 64 characters (RFC 5280 A.1), few of them not ASCII */
struct certificate_name {
	char subject[CERTIFICATE_NAME_SIZE];
	char issuer[CERTIFICATE_NAME_SIZE]; /* "": any */
};

struct certificate_list {
	size_t count;
	struct certificate_name *item;
};

struct network_list {
	size_t count;
	struct ip_network *item;
};

/* `name` equals one of the list. */
bool name_list_contains(const struct name_list *list, const struct dns_name *name);
/* `name` equals one of the list or is under one. */
bool name_list_covers(const struct name_list *list, const struct dns_name *name);
/* Compared without regard to case. False for an empty subject: an issuer alone is never a reason to trust. */
bool certificate_list_contains(
	const struct certificate_list *list, const char *subject, const char *issuer);
bool network_list_contains(const struct network_list *list, const struct ip_addr *address);

#endif
