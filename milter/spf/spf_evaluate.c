/* SPDX-License-Identifier: BSD-2-Clause */
#include "mxvet/spf.h"

#include "spf_library.h"
#include "spf_prefetch.h"

/* Whether there is somebody to judge: the sender, or HELO's name for the null sender (RFC 7208 2.4). */
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

/* Which domain is asked, and who sends. False: nobody's SPF record applies; `spf` says so. */
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

static void
tell(struct spf_evidence *spf, const struct spf_walk *walk, char qualifier)
{
	struct text_buffer term;

	text_init(&term, spf->term, sizeof(spf->term));
	if (walk->stop != SPF_STOP_NOT) {
		spf->result = result_of_stop(walk->stop);
		text_append(&term, walk->reason);
		return;
	}
	spf->result = result_of_qualifier(qualifier);
	spf->open = spf->result == SPF_RESULT_PASS &&
		spf_term_is_open(spf_walk_term(walk), walk->client.family);
	name_match(&term, walk);
}

bool
spf_evaluate(struct spf_evidence *spf, const struct envelope *envelope,
	const struct answer_source *source)
{
	struct spf_walk walk;
	char qualifier = 0;

	*spf = (struct spf_evidence){0};
	walk.source = source;
	walk.count = walk.terms = walk.voids = 0;
	walk.cut = walk.enters = false;
	walk.stop = SPF_STOP_NOT;
	if (!identify(spf, &walk, envelope))
		return true;
	if (spf_walk_open(&walk, &spf->domain)) {
		if (spf_is_stuck(&walk))
			walk.stop = SPF_STOP_UNKNOWN;
		else
			qualifier = spf_library_evaluate(&walk);
	}
	if (walk.stop == SPF_STOP_UNKNOWN) {
		spf_prefetch(&walk, &spf->domain);
		return false;
	}
	tell(spf, &walk, qualifier);
	return true;
}
