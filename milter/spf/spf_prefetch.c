/* SPDX-License-Identifier: BSD-2-Clause */
#include "spf_prefetch.h"

struct prefetch {
	struct spf_walk *walk;
	unsigned asked, terms;
};

static void look_into(struct prefetch *prefetch, const struct dns_name *domain);

/* NULL: not known yet, or enough has been asked. */
static const struct dns_answer *
ask(struct prefetch *prefetch, const struct dns_name *name, enum dns_type type)
{
	if (prefetch->asked == SPF_PREFETCH_MAX)
		return NULL;
	prefetch->asked++;
	return spf_walk_find(prefetch->walk, name, type);
}

/* The addresses of the hosts that an MX or PTR answer names. */
static void
ask_hosts(struct prefetch *prefetch, const struct dns_answer *answer)
{
	struct dns_record record;

	if (answer == NULL || dns_answer_lookup(answer) != LOOKUP_FOUND)
		return;
	for (unsigned i = 0; i < dns_answer_count(answer) && i < SPF_NAMES_MAX; i++) {
		dns_answer_record(answer, i, &record);
		if (dns_name_is_host(&record.name))
			ask(prefetch, &record.name, spf_walk_address_type(prefetch->walk));
	}
}

static void
ask_term(struct prefetch *prefetch, const struct spf_term *term, const struct dns_name *target)
{
	struct dns_name reverse = ip_addr_reverse_name(&prefetch->walk->client);

	switch (term->kind) {
	case SPF_KIND_INCLUDE:
	case SPF_KIND_REDIRECT:
		look_into(prefetch, target);
		return;
	case SPF_KIND_A:
		ask(prefetch, target, spf_walk_address_type(prefetch->walk));
		return;
	case SPF_KIND_EXISTS:
		ask(prefetch, target, DNS_A);
		return;
	case SPF_KIND_MX:
		ask_hosts(prefetch, ask(prefetch, target, DNS_MX));
		return;
	case SPF_KIND_PTR:
		ask_hosts(prefetch, ask(prefetch, &reverse, DNS_PTR));
		return;
	case SPF_KIND_ALL:
	case SPF_KIND_IP4:
	case SPF_KIND_IP6:
	case SPF_KIND_EXP:
	case SPF_KIND_MODIFIER:
	case SPF_KIND_END:
		return;
	}
}

/* Asks for the record of a domain, and for what is in it. */
static void
look_into(struct prefetch *prefetch, const struct dns_name *domain)
{
	struct spf_walk *walk = prefetch->walk;
	const struct dns_answer *answer = ask(prefetch, domain, DNS_TXT);
	struct spf_record *record;
	struct spf_span text;
	bool none;

	if (answer == NULL || walk->count == SPF_RECORDS_MAX ||
		spf_walk_select(answer, &text, &none) != NULL)
		return;
	record = &walk->opened[walk->count++].record;
	if (spf_record_read(record, text.text, text.length, &walk->client) != NULL)
		return;
	for (unsigned i = 0; i < record->count; i++) {
		const struct spf_term *term = &record->term[i];
		struct dns_name target = *domain;

		if (spf_term_asks(term) && ++prefetch->terms > SPF_LOOKUP_TERMS_MAX)
			return;
		if (term->target.length > 0 && (spf_macro_is_used(term->target) ||
			!spf_macro_expand(&target, term->target, &walk->values)))
			continue;
		ask_term(prefetch, term, &target);
	}
}

void
spf_prefetch(struct spf_walk *walk, const struct dns_name *domain)
{
	struct prefetch prefetch = {.walk = walk};

	walk->count = 0;
	look_into(&prefetch, domain);
}
