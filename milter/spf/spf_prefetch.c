/* SPDX-License-Identifier: BSD-2-Clause */
#include "spf_prefetch.h"

/* The questions in the order in which they came up: those of a record, then those that their
 * answers bring. */
struct prefetch {
	struct spf_walk *walk;
	unsigned terms;
	unsigned count;
	struct {
		struct dns_name name;
		enum dns_type type;
	} question[SPF_PREFETCH_MAX];
};

static void
want(struct prefetch *prefetch, const struct dns_name *name, enum dns_type type)
{
	for (unsigned i = 0; i < prefetch->count; i++)
		if (prefetch->question[i].type == type &&
			dns_name_equal(&prefetch->question[i].name, name))
			return;
	if (prefetch->count == SPF_PREFETCH_MAX)
		return;
	prefetch->question[prefetch->count].name = *name;
	prefetch->question[prefetch->count++].type = type;
}

/* Where a term's target is another domain, that; false when that depends on more than the record. */
static bool
find_target(const struct spf_walk *walk, const struct spf_term *term, struct dns_name *target)
{
	return term->target.length == 0 ||
		(!spf_macro_is_used(term->target) &&
			spf_macro_expand(target, term->target, &walk->values));
}

static void
want_term(struct prefetch *prefetch, const struct spf_term *term, const struct dns_name *target)
{
	struct dns_name reverse = ip_addr_reverse_name(&prefetch->walk->client);

	switch (term->kind) {
	case SPF_KIND_INCLUDE:
	case SPF_KIND_REDIRECT:
		want(prefetch, target, DNS_TXT);
		return;
	case SPF_KIND_A:
		want(prefetch, target, spf_walk_address_type(prefetch->walk));
		return;
	case SPF_KIND_EXISTS:
		want(prefetch, target, DNS_A);
		return;
	case SPF_KIND_MX:
		want(prefetch, target, DNS_MX);
		return;
	case SPF_KIND_PTR:
		want(prefetch, &reverse, DNS_PTR);
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

static void
read_record(struct prefetch *prefetch, const struct dns_answer *answer, struct dns_name domain)
{
	struct spf_walk *walk = prefetch->walk;
	struct spf_record *record = &walk->opened[0].record;
	struct spf_span text;
	bool none;

	if (spf_walk_select(answer, &text, &none) != NULL ||
		spf_record_read(record, text.text, text.length, &walk->client) != NULL)
		return;
	for (unsigned i = 0; i < record->count; i++) {
		const struct spf_term *term = &record->term[i];
		struct dns_name target = domain;

		if (spf_term_asks(term) && ++prefetch->terms > SPF_LOOKUP_TERMS_MAX)
			return;
		if (find_target(walk, term, &target))
			want_term(prefetch, term, &target);
	}
}

/* The addresses of the hosts that an MX or PTR answer names. */
static void
read_hosts(struct prefetch *prefetch, const struct dns_answer *answer)
{
	struct dns_record record;

	if (dns_answer_lookup(answer) != LOOKUP_FOUND)
		return;
	for (unsigned i = 0; i < dns_answer_count(answer) && i < SPF_NAMES_MAX; i++) {
		dns_answer_record(answer, i, &record);
		if (dns_name_is_host(&record.name))
			want(prefetch, &record.name, spf_walk_address_type(prefetch->walk));
	}
}

void
spf_prefetch(struct spf_walk *walk, const struct dns_name *domain)
{
	struct prefetch prefetch;

	prefetch.walk = walk;
	prefetch.terms = prefetch.count = 0;
	want(&prefetch, domain, DNS_TXT);
	for (unsigned i = 0; i < prefetch.count; i++) {
		enum dns_type type = prefetch.question[i].type;
		const struct dns_answer *answer = spf_walk_find(
			walk, &prefetch.question[i].name, type);

		if (answer == NULL)
			continue;
		if (type == DNS_TXT)
			read_record(&prefetch, answer, prefetch.question[i].name);
		else if (type == DNS_MX || type == DNS_PTR)
			read_hosts(&prefetch, answer);
	}
}

bool
spf_is_stuck(struct spf_walk *walk)
{
	struct prefetch prefetch;
	const struct spf_term *term = &walk->opened[0].record.term[0];
	struct dns_name target = walk->opened[0].domain;

	prefetch.walk = walk;
	prefetch.count = 0;
	if (find_target(walk, term, &target))
		want_term(&prefetch, term, &target);
	/* Of the hosts that an answer names, the first may decide. */
	for (unsigned i = 0; i < prefetch.count && i < 2; i++) {
		const struct dns_answer *answer = spf_walk_find(
			walk, &prefetch.question[i].name, prefetch.question[i].type);

		if (answer == NULL)
			return true;
		if (dns_answer_count(answer) > SPF_NAMES_MAX)
			return false;
		if (prefetch.question[i].type == DNS_MX || prefetch.question[i].type == DNS_PTR)
			read_hosts(&prefetch, answer);
	}
	return false;
}
