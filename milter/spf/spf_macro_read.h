/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_SPF_MACRO_READ_H
#define MXVET_SPF_MACRO_READ_H

#include "mxvet/spf_macro.h"

/* RFC 7208 7.1. '%', '_' and '-' as letters stand for the three that have no braces. */
struct macro_expand {
	char letter; /* lower case */
	bool escape; /* it was upper case: escape for URLs */
	bool reverse;
	unsigned keep; /* how many right-hand parts; 0: all */
	struct spf_span delimiters;
};

/* Reads the macro-expand that `text` begins with. Returns how many octets it takes, 0 when it
 * is none. */
size_t spf_macro_read(struct macro_expand *macro, struct spf_span text);

#endif
