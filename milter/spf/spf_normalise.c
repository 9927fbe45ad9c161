/* SPDX-License-Identifier: BSD-2-Clause */
#include "mxvet/spf_normalise.h"

/* In a macro string '%' and the blank are written as macros (RFC 7208 7.1). */
static void
append_name(struct text_buffer *record, const struct dns_name *name)
{
	for (size_t i = 0; i < name->length; i++) {
		if (name->text[i] == '%')
			text_append(record, "%%");
		else if (name->text[i] == ' ')
			text_append(record, "%_");
		else
			text_append_char(record, name->text[i]);
	}
}

/* Both prefixes always stand there, so that no end of a name can be taken for one. libspf2
 * knows no /0: the answers to its questions make /32 do. */
static void
append_prefixes(struct text_buffer *record, const struct spf_term *term)
{
	text_append_format(record, "/%u//%u", term->prefix4 == 0 ? 32u : term->prefix4,
		term->prefix6 == 0 ? 128u : term->prefix6);
}

void
spf_normalise(struct text_buffer *record, const struct spf_term *term, const struct dns_name *target)
{
	const bool bounded = term->kind == SPF_KIND_A || term->kind == SPF_KIND_MX;

	text_append(record, "v=spf1 +");
	text_append(record, spf_kind_name(term->kind));
	text_append_char(record, ':');
	append_name(record, target);
	if (bounded)
		append_prefixes(record, term);
}
