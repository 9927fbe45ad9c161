/* SPDX-License-Identifier: BSD-2-Clause */
#include "mxvet/spf.h"

#include "spf_library.h"
#include "spf_prefetch.h"

/* Whether there is a domain to judge: the sender's, or HELO's name for the null sender (RFC 7208 2.4). */
static bool
is_given(const struct envelope *envelope)
{
	if (envelope->client.family == 0 || envelope->sender_kind == MAIL_ADDRESS_NOT_GIVEN)
		return false;
	return envelope->sender_kind != MAIL_ADDRESS_NULL || envelope->helo.kind != HELO_NOT_GIVEN;
}

/* RFC 7208 4.3: none for anything but a name of several labels. */
static bool
has_domain(const struct envelope *envelope)
{
	if (envelope->sender_kind == MAIL_ADDRESS_NULL)
		return envelope->helo.kind == HELO_NAME &&
			dns_name_labels(&envelope->helo.name) >= 2;
	return envelope->sender_kind == MAIL_ADDRESS_DOMAIN;
}

/* Which domain is asked, and who sends. False: no SPF record applies; `spf` says so. */
static bool
identify(struct spf_evidence *spf, struct spf_walk *walk, const struct envelope *envelope)
{
	bool null = envelope->sender_kind == MAIL_ADDRESS_NULL;

	if (!is_given(envelope))
		return false;
	spf->helo_identity = null;
	if (!has_domain(envelope)) {
		spf->result = SPF_RESULT_NONE;
		return false;
	}
	spf->domain = null ? envelope->helo.name : envelope->sender;
	walk->client = envelope->client;
	walk->values = (struct spf_macro_values){
		.sender_local = null || envelope->sender_local[0] == '\0' ? "postmaster"
									  : envelope->sender_local,
		.sender_local_cut = !null && envelope->sender_local_cut,
		.sender_domain = &spf->domain,
		.domain = &spf->domain,
		.client = &walk->client,
		.helo = envelope->helo.kind == HELO_NOT_GIVEN ? "unknown" : envelope->helo.text,
		.validated = "unknown",
	};
	return true;
}

static enum spf_result
result_of_qualifier(char qualifier)
{
	if (qualifier == '+')
		return SPF_RESULT_PASS;
	if (qualifier == '-')
		return SPF_RESULT_FAIL;
	return qualifier == '~' ? SPF_RESULT_SOFTFAIL : SPF_RESULT_NEUTRAL;
}

static enum spf_result
result_of_stop(enum spf_stop stop)
{
	switch (stop) {
	case SPF_STOP_NONE:
		return SPF_RESULT_NONE;
	case SPF_STOP_PERMERROR:
		return SPF_RESULT_PERMERROR;
	case SPF_STOP_NOT:
	case SPF_STOP_UNKNOWN:
	case SPF_STOP_TEMPERROR:
		return SPF_RESULT_TEMPERROR;
	}
	return SPF_RESULT_TEMPERROR;
}

/* The term that matched, and in whose record when that is another than the sender's. */
static void
name_match(struct text_buffer *text, const struct spf_walk *walk)
{
	const struct spf_term *term = spf_walk_term(walk);

	if (term->kind == SPF_KIND_END)
		text_append(text, "no term matched");
	else
		text_append_escaped(text, term->text.text, term->text.length);
	if (walk->at.record > 0)
		text_append_format(text, " in %s", walk->opened[walk->at.record].domain.text);
}

/* A record that only this client can see may well say +all. */
static bool
is_open(const struct spf_walk *walk)
{
	return spf_term_is_open(spf_walk_term(walk), walk->client.family) &&
		!walk->opened[walk->at.record].for_client_only;
}

static void
report(struct spf_evidence *spf, const struct spf_walk *walk, char qualifier)
{
	struct text_buffer term;

	text_init(&term, spf->term, sizeof(spf->term));
	if (walk->stop != SPF_STOP_NOT) {
		spf->result = result_of_stop(walk->stop);
		spf->exhausted = walk->exhausted;
		text_append(&term, walk->reason);
		return;
	}
	spf->result = result_of_qualifier(qualifier);
	spf->open = spf->result == SPF_RESULT_PASS && is_open(walk);
	name_match(&term, walk);
}

static char evaluate_record(struct spf_walk *walk, struct spf_library *library, unsigned number);

/* Opens the record that the term being evaluated names, and evaluates it. 0: stopped. */
static char
evaluate_target(struct spf_walk *walk, struct spf_library *library)
{
	const struct dns_name target = walk->target;

	return spf_walk_open(walk, &target) ? evaluate_record(walk, library, walk->count - 1) : 0;
}

/* What one term comes to: its qualifier when it matches, 0 when it does not, or when the walk has stopped. */
static char
evaluate_term(struct spf_walk *walk, struct spf_library *library, const struct spf_term *term)
{
	switch (term->kind) {
	case SPF_KIND_ALL:
	case SPF_KIND_IP4:
	case SPF_KIND_IP6: /* one that does not hold the client is not kept */
		return term->qualifier;
	case SPF_KIND_EXP:
	case SPF_KIND_MODIFIER:
	case SPF_KIND_END:
		return '?'; /* RFC 7208 4.7 */
	case SPF_KIND_REDIRECT:
		return evaluate_target(walk, library);
	case SPF_KIND_INCLUDE: /* RFC 7208 5.2: only a pass matches */
		return evaluate_target(walk, library) == '+' ? term->qualifier : 0;
	case SPF_KIND_A:
	case SPF_KIND_MX:
	case SPF_KIND_PTR:
	case SPF_KIND_EXISTS:
		break;
	}
	if (dns_name_is_empty(&walk->target))
		return 0;
	return spf_library_matches(library, walk) ? term->qualifier : 0;
}

/* The terms of one record in their order; the last one always matches. Its depth is bounded by the number of terms that
 * ask. Returns the qualifier of the term that matched, which, or whose innermost, is then walk->at; 0: walk->stop says why. */
static char
evaluate_record(struct spf_walk *walk, struct spf_library *library, unsigned number)
{
	const struct spf_record *record = &walk->opened[number].record;

	for (unsigned i = 0; i < record->count; i++) {
		char qualifier;

		if (!spf_walk_begin(walk, (struct spf_place){number, i}))
			return 0;
		qualifier = evaluate_term(walk, library, &record->term[i]);
		if (qualifier != 0 || walk->stop != SPF_STOP_NOT)
			return qualifier;
	}
	return 0;
}

bool
spf_evaluate(struct spf_evidence *spf, const struct envelope *envelope,
	const struct answer_source *source)
{
	struct spf_library library = {NULL};
	struct spf_walk walk;
	char qualifier = 0;

	*spf = (struct spf_evidence){0};
	walk.source = source;
	walk.count = walk.terms = walk.voids = 0;
	walk.cut = walk.exhausted = false;
	walk.stop = SPF_STOP_NOT;
	if (!identify(spf, &walk, envelope))
		return true;
	if (spf_walk_open(&walk, &spf->domain)) {
		if (spf_is_stuck(&walk))
			walk.stop = SPF_STOP_UNKNOWN;
		else
			qualifier = evaluate_record(&walk, &library, 0);
	}
	spf_library_finish(&library);
	if (walk.stop == SPF_STOP_UNKNOWN) {
		spf_prefetch(&walk, &spf->domain);
		return false;
	}
	report(spf, &walk, qualifier);
	return true;
}
