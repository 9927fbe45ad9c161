/* SPDX-License-Identifier: BSD-2-Clause */
#include "spf_walk.h"

#include <string.h>

#include "mxvet/evidence.h"

void
spf_walk_stop(struct spf_walk *walk, enum spf_stop stop, const char *format, ...)
{
	char text[2 * SPF_REASON_SIZE];
	struct text_buffer raw, reason;

	va_list arguments;

	if (walk->stop != SPF_STOP_NOT)
		return;
	walk->stop = stop;
	text_init(&raw, text, sizeof(text));
	va_start(arguments, format);
	text_append_format_list(&raw, format, arguments);
	va_end(arguments);
	text_init(&reason, walk->reason, sizeof(walk->reason));
	text_append_escaped(&reason, raw.text, raw.length);
}

const struct spf_term *
spf_walk_term(const struct spf_walk *walk)
{
	return &walk->opened[walk->at.record].record.term[walk->at.term];
}

static const struct dns_name *
domain_of(const struct spf_walk *walk)
{
	return &walk->opened[walk->at.record].domain;
}

enum dns_type
spf_walk_address_type(const struct spf_walk *walk)
{
	return walk->client.family == 4 ? DNS_A : DNS_AAAA;
}

bool
spf_walk_takes_any(const struct spf_walk *walk)
{
	const struct spf_term *term = spf_walk_term(walk);

	return (term->kind == SPF_KIND_A || term->kind == SPF_KIND_MX) &&
		spf_term_prefix(term, walk->client.family) == 0;
}

struct dns_name
spf_walk_name(const char *text)
{
	struct dns_name name = {0};
	size_t length = strlen(text);

	if (length <= DNS_NAME_MAX) {
		memcpy(name.text, text, length);
		name.length = (uint8_t)length;
	}
	return name;
}

const struct dns_answer *
spf_walk_find(const struct spf_walk *walk, const struct dns_name *name, enum dns_type type)
{
	return walk->source->find(walk->source->state, name, type);
}

/* RFC 7208 4.6.4: a term whose own question came back empty. */
static bool
count_void(struct spf_walk *walk, enum lookup lookup)
{
	if (lookup != LOOKUP_NO_DATA && lookup != LOOKUP_NO_NAME)
		return true;
	if (++walk->voids <= SPF_VOIDS_MAX)
		return true;
	spf_walk_stop(
		walk, SPF_STOP_PERMERROR, "more than %d look-ups found nothing", SPF_VOIDS_MAX);
	return false;
}

/* What a reason names: the name that was asked for, but of a term with macros the term as it was
 * published, because an expansion can hold the sender's local part. */
static struct spf_span
subject_of(const struct spf_walk *walk, const struct dns_name *name)
{
	if (walk->count > 0 && spf_macro_is_used(spf_walk_term(walk)->target))
		return spf_walk_term(walk)->text;
	return (struct spf_span){name->text, name->length};
}

/* A look-up without whose answer there is no result. */
static const struct dns_answer *
ask(struct spf_walk *walk, const struct dns_name *name, enum dns_type type)
{
	const struct dns_answer *answer = spf_walk_find(walk, name, type);

	if (answer == NULL) {
		spf_walk_stop(walk, SPF_STOP_UNKNOWN, "%s %s", name->text, dns_type_text(type));
		return NULL;
	}
	if (dns_answer_lookup(answer) == LOOKUP_FAILED) {
		struct spf_span subject = subject_of(walk, name);

		spf_walk_stop(walk, SPF_STOP_TEMPERROR, "%.*s %s: %s", (int)subject.length,
			subject.text, dns_type_text(type),
			dns_failure_text(dns_answer_failure(answer)));
		walk->exhausted = dns_answer_failure(answer) == DNS_FAILURE_BUDGET;
		return NULL;
	}
	return answer;
}

const char *
spf_walk_select(const struct dns_answer *answer, struct spf_span *text, bool *none)
{
	unsigned found = 0, count = 0;

	if (dns_answer_lookup(answer) == LOOKUP_FOUND)
		count = dns_answer_count(answer);
	for (unsigned i = 0; i < count; i++) {
		struct dns_record record;

		dns_answer_record(answer, i, &record);
		if (!spf_record_is_one(record.text, record.text_length))
			continue;
		*text = (struct spf_span){record.text, record.text_length};
		found++;
	}
	*none = found == 0;
	if (found == 0)
		return "no SPF record";
	return found > 1 ? "more than one SPF record" : NULL;
}

bool
spf_walk_open(struct spf_walk *walk, const struct dns_name *domain)
{
	struct spf_record *record = &walk->opened[walk->count].record;
	const struct dns_answer *answer = ask(walk, domain, DNS_TXT);
	struct spf_span text;
	const char *wrong;
	bool none;

	if (answer == NULL || (walk->count > 0 && !count_void(walk, dns_answer_lookup(answer))))
		return false;
	wrong = spf_walk_select(answer, &text, &none);
	if (wrong != NULL && walk->count == 0) {
		spf_walk_stop(walk, none ? SPF_STOP_NONE : SPF_STOP_PERMERROR, "%s", wrong);
		return false;
	}
	if (wrong != NULL) {
		/* RFC 7208 5.2, 6.1: an include or redirect to nothing is an error, no absence. */
		struct spf_span subject = subject_of(walk, domain);

		spf_walk_stop(walk, SPF_STOP_PERMERROR, "%s at %.*s", wrong, (int)subject.length,
			subject.text);
		return false;
	}
	wrong = spf_record_read(record, text.text, text.length, &walk->client);
	if (wrong != NULL) {
		spf_walk_stop(walk, SPF_STOP_PERMERROR, "%.*s: %s (%s)", (int)record->wrong.length,
			record->wrong.text, wrong, domain->text);
		return false;
	}
	walk->opened[walk->count].for_client_only = walk->count > 0 &&
		spf_macro_names_client(spf_walk_term(walk)->target);
	walk->opened[walk->count++].domain = *domain;
	return true;
}

/* Whether `name` has the client among its addresses; SPF_STOP_UNKNOWN when that is open. */
static bool
leads_back(struct spf_walk *walk, const struct dns_name *name)
{
	const struct dns_answer *answer = spf_walk_find(walk, name, spf_walk_address_type(walk));
	struct dns_record record;

	if (answer == NULL) {
		spf_walk_stop(walk, SPF_STOP_UNKNOWN, "%s", name->text);
		return false;
	}
	if (dns_answer_lookup(answer) != LOOKUP_FOUND)
		return false;
	for (unsigned i = 0; i < dns_answer_count(answer); i++) {
		dns_answer_record(answer, i, &record);
		if (ip_addr_equal(&record.address, &walk->client))
			return true;
	}
	return false;
}

/* How good a validated name is for %{p} (RFC 7208 7.3): the domain itself, one under it, any. */
static unsigned
nearness(const struct dns_name *name, const struct dns_name *domain)
{
	if (dns_name_equal(name, domain))
		return 3;
	return dns_name_is_under(name, domain) ? 2 : 1;
}

/* Finds the name that %{p} stands for; "unknown" when there is none or DNS fails. False: not
 * known yet. */
static bool
validate(struct spf_walk *walk)
{
	struct dns_name reverse = ip_addr_reverse_name(&walk->client);
	const struct dns_answer *answer = spf_walk_find(walk, &reverse, DNS_PTR);
	unsigned best = 0;

	walk->values.validated = "unknown";
	if (answer == NULL) {
		spf_walk_stop(walk, SPF_STOP_UNKNOWN, "%s", reverse.text);
		return false;
	}
	if (dns_answer_lookup(answer) != LOOKUP_FOUND)
		return true;
	for (unsigned i = 0; i < dns_answer_count(answer) && i < SPF_NAMES_MAX; i++) {
		struct dns_record record;
		unsigned near;

		dns_answer_record(answer, i, &record);
		near = nearness(&record.name, domain_of(walk));
		if (near <= best || !dns_name_is_host(&record.name) ||
			!leads_back(walk, &record.name))
			continue;
		best = near;
		walk->validated = record.name;
		walk->values.validated = walk->validated.text;
	}
	return walk->stop == SPF_STOP_NOT;
}

/* Finds the name that the term is about. DNS has no record for a name that is none, so such a
 * term does not match (RFC 7208 4.8). False: stopped. */
static bool
aim(struct spf_walk *walk)
{
	const struct spf_term *term = spf_walk_term(walk);

	walk->target = *domain_of(walk);
	if (term->target.length == 0 || term->kind == SPF_KIND_IP4 || term->kind == SPF_KIND_IP6)
		return true;
	walk->values.domain = domain_of(walk);
	if (walk->values.sender_local_cut && spf_macro_names_local_part(term->target)) {
		spf_walk_stop(walk, SPF_STOP_PERMERROR, "%.*s: the local part is too long",
			(int)term->text.length, term->text.text);
		return false;
	}
	if (spf_macro_needs_validated(term->target) && !validate(walk))
		return false;
	if (spf_macro_expand(&walk->target, term->target, &walk->values))
		return true;
	if (term->kind != SPF_KIND_INCLUDE && term->kind != SPF_KIND_REDIRECT)
		return true;
	spf_walk_stop(walk, SPF_STOP_PERMERROR, "%.*s: no domain name", (int)term->text.length,
		term->text.text);
	return false;
}

bool
spf_walk_begin(struct spf_walk *walk, struct spf_place place)
{
	if (walk->cut)
		spf_walk_stop(walk, SPF_STOP_TEMPERROR, "more addresses than are looked at");
	walk->at = place;
	if (spf_term_asks(spf_walk_term(walk)) && ++walk->terms > SPF_LOOKUP_TERMS_MAX)
		spf_walk_stop(walk, SPF_STOP_PERMERROR, "more than %d terms that ask DNS",
			SPF_LOOKUP_TERMS_MAX);
	return walk->stop == SPF_STOP_NOT && aim(walk);
}

/* ptr: DNS trouble is no match, and a client's reverse names are the sender's business only by
 * half (RFC 7208 5.5). */
static const struct dns_answer *
look_up_leniently(struct spf_walk *walk, const struct dns_name *name, enum dns_type type)
{
	const struct dns_answer *answer = spf_walk_find(walk, name, type);

	if (answer == NULL)
		spf_walk_stop(walk, SPF_STOP_UNKNOWN, "%s", name->text);
	else if (type == DNS_PTR && !count_void(walk, dns_answer_lookup(answer)))
		return NULL;
	return answer;
}

const struct dns_answer *
spf_walk_look_up(struct spf_walk *walk, const char *text, enum dns_type type)
{
	const struct spf_term *term = spf_walk_term(walk);
	struct dns_name name = spf_walk_name(text);
	const struct dns_answer *answer;

	if (walk->stop != SPF_STOP_NOT)
		return NULL;
	if (type == DNS_PTR)
		name = ip_addr_reverse_name(&walk->client);
	if (term->kind == SPF_KIND_PTR)
		return look_up_leniently(walk, &name, type);
	answer = ask(walk, &name, type);
	if (answer == NULL)
		return NULL;
	if (term->kind == SPF_KIND_MX && type != DNS_MX)
		walk->cut = walk->cut || dns_answer_is_truncated(answer);
	else if (!count_void(walk, dns_answer_lookup(answer)))
		return NULL;
	else if (term->kind == SPF_KIND_A)
		walk->cut = dns_answer_is_truncated(answer);
	return answer;
}
