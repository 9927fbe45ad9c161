/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_SPF_SPAN_H
#define MXVET_SPF_SPAN_H

/* Characters as RFC 5234 has them, whatever the locale says, and pieces of texts. */

#include <stdbool.h>
#include <string.h>

#include "mxvet/spf_macro.h"

static inline bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static inline bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline char
to_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static inline bool
is_one_of(char c, struct spf_span set)
{
	return memchr(set.text, c, set.length) != NULL;
}

static inline struct spf_span
span_from(struct spf_span text, size_t at)
{
	return (struct spf_span){text.text + at, text.length - at};
}

/* A string literal. */
#define SPAN(literal) ((struct spf_span){literal, sizeof(literal) - 1})

#endif
