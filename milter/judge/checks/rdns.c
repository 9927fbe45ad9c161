/* SPDX-License-Identifier: BSD-2-Clause */
#include "mxvet/rdns.h"
#include "../facts.h"

/* One name's kind, and why. */
struct judged_name {
	const struct dns_name *name; /* NULL: there is none */
	enum rdns_kind kind;
	char because[BECAUSE_SIZE];
};

/* The mildest of the names that count, and what a name in doubt could change: it may turn out to be confirmed. */
struct names {
	struct judged_name confirmed, any;
	bool doubtful;                 /* some name is in doubt: */
	enum rdns_kind mildest, worst; /* of those */
};

static const enum outcome outcome_of_kind[] = {
	[RDNS_NAMED] = rdns_named, [RDNS_GENERIC] = rdns_generic, [RDNS_DYNAMIC] = rdns_dynamic};

static struct judged_name
judge_name(const struct evidence *evidence, unsigned index)
{
	struct judged_name judged = {.name = &evidence->ptr.name[index].name};
	struct text_buffer because;

	text_init(&because, judged.because, sizeof(judged.because));
	judged.kind = rdns_classify(judged.name, &evidence->envelope.client, &because);
	return judged;
}

static void
take_mildest(struct judged_name *mildest, const struct judged_name *judged)
{
	if (mildest->name == NULL || judged->kind < mildest->kind)
		*mildest = *judged;
}

static void
note_doubt(struct names *names, enum rdns_kind kind)
{
	if (!names->doubtful || kind < names->mildest)
		names->mildest = kind;
	if (!names->doubtful || kind > names->worst)
		names->worst = kind;
	names->doubtful = true;
}

static struct names
judge_names(const struct evidence *evidence)
{
	struct names names = {.doubtful = false};

	for (unsigned i = 0; i < evidence->ptr.count; i++) {
		const struct judged_name judged = judge_name(evidence, i);
		const enum truth confirmed = facts_name_confirmed(evidence, i);

		take_mildest(&names.any, &judged);
		if (confirmed == TRUTH_YES)
			take_mildest(&names.confirmed, &judged);
		if (confirmed == TRUTH_MAYBE)
			note_doubt(&names, judged.kind);
	}
	if (evidence->ptr.truncated) { /* a name that was not looked at can be of any kind */
		note_doubt(&names, RDNS_NAMED);
		note_doubt(&names, RDNS_DYNAMIC);
	}
	return names;
}

/* A doubt leaves the outcome alone only if the name is no milder than the confirmed ones, or, without any, if its kind is
 * that of the mildest of all. */
static bool
doubt_matters(const struct names *names)
{
	if (!names->doubtful)
		return false;
	return names->confirmed.name != NULL ? names->mildest < names->confirmed.kind
					     : names->worst > names->any.kind;
}

/* The confirmed names count if there are any, else all. */
static void
conclude_from(const struct names *names, struct finding *finding)
{
	const struct judged_name *counting = names->confirmed.name != NULL ? &names->confirmed
									   : &names->any;

	if (doubt_matters(names))
		conclude(finding, outcome_temperror, "not known which reverse name leads back");
	else
		conclude(finding, outcome_of_kind[counting->kind], "%.70s%s%s", counting->name->text,
			counting->because[0] != '\0' ? ": " : "", counting->because);
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
		if (ptr->count > 0) {
			const struct names names = judge_names(judgement->evidence);

			conclude_from(&names, finding);
		}
		break;
	}
}
