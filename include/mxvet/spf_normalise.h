/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_SPF_NORMALISE_H
#define MXVET_SPF_NORMALISE_H

/*
 * The only records that libspf2 ever compiles: one term each that asks DNS, in words of ours, with the target's
 * name in place of its macros. The library drops terms without a
 * word once a compiled record exceeds 511 octets, refuses /0, expands %{d3} of a name of three labels wrongly, and smashes
 * its stack over long macro strings; none of that is left to meet here.
 */

#include "mxvet/dns_name.h"
#include "mxvet/spf_record.h"
#include "mxvet/text_buffer.h"

/* The longest record: "v=spf1 +exists:", a name each of whose octets is escaped, and prefixes. */
enum { SPF_NORMAL_SIZE = 2 * DNS_NAME_MAX + 64 };

/* Writes the record that passes when the term, an a, mx, ptr or exists, matches. `target` is its domain-spec expanded, or the
 * record's domain where it has none. */
void spf_normalise(
	struct text_buffer *record, const struct spf_term *term, const struct dns_name *target);

#endif
