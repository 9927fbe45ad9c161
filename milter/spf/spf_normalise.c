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
 * knows no /0: whoever answers its questions makes /32 do. */
static void
append_prefixes(struct text_buffer *record, const struct spf_term *term)
{
	text_append_format(record, "/%u//%u", term->prefix4 == 0 ? 32u : term->prefix4,
		term->prefix6 == 0 ? 128u : term->prefix6);
}

static void
append_network(struct text_buffer *record, const struct spf_term *term, const char *name)
{
	unsigned prefix = spf_term_prefix(term, term->network.family);

	if (prefix == 0) {
		text_append(record, "all");
		return;
	}
	text_append(record, name);
	text_append_address(record, &term->network);
	text_append_format(record, "/%u", prefix);
}

void
spf_normalise(struct text_buffer *record, const struct spf_term *term,
	const struct dns_name *target, const char *next)
{
	text_append(record, "v=spf1 ");
	if (spf_term_asks(term) && dns_name_is_empty(target)) {
		text_append_format(record, "redirect=%s", next);
		return;
	}
	if (term->kind != SPF_KIND_REDIRECT)
		text_append_char(record, term->qualifier);
	switch (term->kind) {
	case SPF_KIND_ALL:
	case SPF_KIND_EXP:
	case SPF_KIND_MODIFIER:
	case SPF_KIND_END:
		text_append(record, "all");
		return;
	case SPF_KIND_IP4:
		append_network(record, term, "ip4:");
		return;
	case SPF_KIND_IP6:
		append_network(record, term, "ip6:");
		return;
	case SPF_KIND_REDIRECT:
		text_append(record, "redirect=");
		append_name(record, target);
		return;
	case SPF_KIND_INCLUDE:
		text_append(record, "include:");
		append_name(record, target);
		break;
	case SPF_KIND_PTR:
		text_append(record, "ptr:");
		append_name(record, target);
		break;
	case SPF_KIND_EXISTS:
		text_append(record, "exists:");
		append_name(record, target);
		break;
	case SPF_KIND_A:
		text_append(record, "a:");
		append_name(record, target);
		append_prefixes(record, term);
		break;
	case SPF_KIND_MX:
		text_append(record, "mx:");
		append_name(record, target);
		append_prefixes(record, term);
		break;
	}
	text_append(record, " redirect=");
	text_append(record, next);
}
