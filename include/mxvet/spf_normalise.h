/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_SPF_NORMALISE_H
#define MXVET_SPF_NORMALISE_H

/*
 * The only records that libspf2 ever compiles: one term each, in words of ours, with the target's
 * name in place of its macros, and a redirect to the next term. The library drops terms without a
 * word once a compiled record exceeds 511 octets, refuses /0, evaluates `redirect` where it
 * stands, expands %{d3} of a name of three labels wrongly, and smashes its stack over long macro
 * strings; none of that is left to meet here.
 */

#include "mxvet/dns_name.h"
#include "mxvet/spf_record.h"
#include "mxvet/text_buffer.h"

enum {
	SPF_NEXT_SIZE = 32, /* the longest name of a next term, with its NUL */
	/* The longest record: "v=spf1 +exists:", a name each of whose octets is escaped,
	 * prefixes, " redirect=". */
	SPF_NORMAL_SIZE = 2 * DNS_NAME_MAX + SPF_NEXT_SIZE + 64,
};

/* Writes the record for one term. `target` is its domain-spec expanded, or the record's domain
 * where it has none; a term without a name to ask for cannot match and is left out. `next`
 * names the term after it; one that ends the list has none. */
void spf_normalise(struct text_buffer *record, const struct spf_term *term,
	const struct dns_name *target, const char *next);

#endif
