/* SPDX-License-Identifier: BSD-2-Clause */
#include "mxvet/evidence.h"

enum truth
address_set_contains(const struct address_set *set, const struct ip_addr *address)
{
	for (unsigned i = 0; i < set->count; i++)
		if (ip_addr_equal(&set->address[i], address))
			return TRUTH_YES;
	return set->lookup == LOOKUP_FAILED || set->truncated ? TRUTH_MAYBE : TRUTH_NO;
}
