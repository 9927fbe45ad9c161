/* SPDX-License-Identifier: BSD-2-Clause */
#include "mxvet/value_list.h"

#include <strings.h>

bool
name_list_contains(const struct name_list *list, const struct dns_name *name)
{
	for (size_t i = 0; i < list->count; i++)
		if (dns_name_equal(&list->item[i], name))
			return true;
	return false;
}

bool
name_list_covers(const struct name_list *list, const struct dns_name *name)
{
	for (size_t i = 0; i < list->count; i++)
		if (dns_name_is_under(name, &list->item[i]))
			return true;
	return false;
}

bool
network_list_contains(const struct network_list *list, const struct ip_addr *address)
{
	for (size_t i = 0; i < list->count; i++)
		if (ip_network_contains(&list->item[i], address))
			return true;
	return false;
}

bool
certificate_list_contains(
	const struct certificate_list *list, const char *subject, const char *issuer)
{
	for (size_t i = 0; i < list->count && subject[0] != '\0'; i++)
		if (strcasecmp(list->item[i].subject, subject) == 0 &&
			(list->item[i].issuer[0] == '\0' ||
				strcasecmp(list->item[i].issuer, issuer) == 0))
			return true;
	return false;
}
