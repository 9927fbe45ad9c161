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

struct network_list {
	size_t count;
	struct ip_network *item;
};

/* `name` equals one of the list. */
bool name_list_contains(const struct name_list *list, const struct dns_name *name);
/* `name` equals one of the list or is under one. */
bool name_list_covers(const struct name_list *list, const struct dns_name *name);
bool network_list_contains(const struct network_list *list, const struct ip_addr *address);

#endif
