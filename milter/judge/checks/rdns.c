/* SPDX-License-Identifier: BSD-2-Clause */
#include "mxvet/rdns.h"
#include "../facts.h"

/* The kinds the outcome depends on, mildest first as in the table. */
struct kinds {
	bool certain;              /* some name is certainly among those that count */
	enum rdns_kind mildest;    /* of the certain ones */
	const struct dns_name *of; /* whose kind that is */
	char because[BECAUSE_SIZE];
};

static const enum outcome outcome_of_kind[] = {
	[RDNS_NAMED] = rdns_named, [RDNS_GENERIC] = rdns_generic, [RDNS_DYNAMIC] = rdns_dynamic};

static void
take_mildest(
	struct kinds *kinds, const struct dns_name *name, enum rdns_kind kind, const char *because)
{
	struct text_buffer copy;

	if (kinds->certain && kind >= kinds->mildest)
		return;
	kinds->certain = true;
	kinds->mildest = kind;
	kinds->of = name;
	text_init(&copy, kinds->because, sizeof(kinds->because));
	text_append(&copy, because);
}

/*
 * The confirmed names count if there are any, else all. A name in doubt could turn out confirmed: that leaves the
 * outcome alone only if the name is no milder than the confirmed ones, or, without any, if its kind
 * is that of the mildest of all.
 */
static void
judge_names(const struct evidence *evidence, struct finding *finding)
{
	struct kinds confirmed = {0}, all = {0};
	enum rdns_kind doubtful_mildest = RDNS_DYNAMIC, doubtful_worst = RDNS_NAMED;
	bool doubtful = false;
	struct kinds *counting;

	for (unsigned i = 0; i < evidence->ptr.count; i++) {
		const struct dns_name *name = &evidence->ptr.name[i].name;
		enum truth is_confirmed = facts_name_confirmed(evidence, i);
		char text[BECAUSE_SIZE];
		struct text_buffer because;
		enum rdns_kind kind;

		text_init(&because, text, sizeof(text));
		kind = rdns_classify(name, &evidence->envelope.client, &because);
		take_mildest(&all, name, kind, text);
		if (is_confirmed == TRUTH_YES)
			take_mildest(&confirmed, name, kind, text);
		if (is_confirmed != TRUTH_MAYBE)
			continue;
		doubtful = true;
		doubtful_mildest = kind < doubtful_mildest ? kind : doubtful_mildest;
		doubtful_worst = kind > doubtful_worst ? kind : doubtful_worst;
	}
	counting = confirmed.certain ? &confirmed : &all;
	if (doubtful &&
		(confirmed.certain ? doubtful_mildest < confirmed.mildest
				   : doubtful_worst > all.mildest))
		conclude(finding, outcome_temperror, "not known which reverse name leads back");
	else
		conclude(finding, outcome_of_kind[counting->mildest], "%.70s%s%s",
			counting->of->text, counting->because[0] != '\0' ? ": " : "",
			counting->because);
}

void
check_rdns(const struct judgement *judgement, struct finding *finding)
{
	const struct ptr_evidence *ptr = &judgement->evidence->ptr;

	switch (ptr->lookup) {
	case LOOKUP_NOT_ASKED:
	case LOOKUP_NO_DATA:
	case LOOKUP_NO_NAME:
		break;
	case LOOKUP_FAILED:
		conclude(finding, outcome_temperror, "reverse name: %s",
			dns_failure_text(ptr->failure));
		break;
	case LOOKUP_FOUND:
		if (ptr->count > 0)
			judge_names(judgement->evidence, finding);
		break;
	}
}
