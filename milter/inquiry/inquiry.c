/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One message's table of questions. One thread at a time gathers (the session's), any thread
 * delivers; the lock guards the table and is held for single look-ups only, so the resolver's
 * thread never waits for a session. Questions stay where they are until the inquiry ends, so answers
 * can be borrowed without the lock.
 */
#include "mxvet/inquiry.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "mxvet/clock.h"
#include "mxvet/question_key.h"
#include "mxvet/spf.h"

enum { FIRST_ROOM = 4 }; /* questions; a session that only connected asks one or two */

/* How many questions may be asked for one purpose. */
struct budget {
	unsigned left;
	bool spent; /* a question was refused */
};

/* A question and its answer, packed; most names are short. */
struct question {
	const struct dns_answer *answer; /* NULL: on its way */
	bool spf_waits;                  /* SPF could not go on without it */
	struct question_key key;
};

/* An envelope in short: what SPF depends on, and the recipient. */
struct envelope_digest {
	uint32_t kinds; /* family and kinds of what was said; 0: no envelope */
	uint64_t said;
	uint64_t recipient;
};

struct inquiry {
	struct asker asker; /* first: the resolver knows the inquiry by it */
	atomic_uint references;
	struct resolver *resolver;
	struct lookup_needs needs;
	int64_t clock_us;                /* how long the message's clock runs */
	int64_t deadline_us;             /* when it ends; 0: not started */
	struct envelope_digest gathered; /* what the last round was about */
	bool complete;                   /* ... and whether it left nothing open */
	struct spf_evidence spf;         /* as last evaluated */
	bool spf_complete;
	struct meeting_point meeting; /* its lock guards what follows */
	bool to_call;                 /* a resolver has it on its list of calls */
	bool news;                    /* an answer came since the last round */
	bool spf_news; /* ... to a question that SPF waits for, or nothing was evaluated yet */
	struct budget all, recipients; /* the second is a part of the first */
	enum dns_failure closed; /* not NONE: nothing more is asked; why what is missing has failed */
	unsigned count, room, open;
	struct question **question;
	struct inquiry_totals totals;
};

static void
lock(struct inquiry *inquiry)
{
	pthread_mutex_lock(&inquiry->meeting.lock);
}

static void
unlock(struct inquiry *inquiry)
{
	pthread_mutex_unlock(&inquiry->meeting.lock);
}

void
inquiry_release(struct inquiry *inquiry)
{
	if (inquiry == NULL ||
		atomic_fetch_sub_explicit(&inquiry->references, 1, memory_order_acq_rel) != 1)
		return;
	for (unsigned i = 0; i < inquiry->count; i++) {
		dns_answer_release(inquiry->question[i]->answer);
		free(inquiry->question[i]);
	}
	free(inquiry->question);
	meeting_point_finish(&inquiry->meeting);
	free(inquiry);
}

static void
file_answer(struct inquiry *inquiry, unsigned slot, const struct dns_answer *answer)
{
	inquiry->question[slot]->answer = answer;
	inquiry->open--;
	if (dns_answer_lookup(answer) == LOOKUP_FAILED && inquiry->closed == DNS_FAILURE_NONE)
		inquiry->totals.failed++;
}

static void
share_for_resolver(struct asker *asker)
{
	struct inquiry *inquiry = (struct inquiry *)asker;

	atomic_fetch_add_explicit(&inquiry->references, 1, memory_order_relaxed);
}

static bool
take_delivery(struct asker *asker, unsigned slot, const struct dns_answer *answer)
{
	struct inquiry *inquiry = (struct inquiry *)asker;
	bool is_first;

	lock(inquiry);
	is_first = !inquiry->to_call;
	inquiry->to_call = true;
	if (inquiry->closed == DNS_FAILURE_NONE)
		file_answer(inquiry, slot, answer);
	else
		dns_answer_release(answer); /* too late: a message is not judged twice */
	inquiry->news = true;
	inquiry->spf_news |= inquiry->question[slot]->spf_waits;
	unlock(inquiry);
	if (!is_first)
		inquiry_release(inquiry);
	return is_first;
}

static void
wake(struct asker *asker)
{
	struct inquiry *inquiry = (struct inquiry *)asker;

	lock(inquiry);
	inquiry->to_call = false;
	unlock(inquiry);
	/* Without the lock, which the thread that wakes up takes first of all. */
	pthread_cond_signal(&inquiry->meeting.came);
	inquiry_release(inquiry);
}

static const struct asker_ops inquiry_asker_ops = {
	.share = share_for_resolver,
	.deliver = take_delivery,
	.call = wake,
};

struct inquiry *
inquiry_open(struct resolver *resolver, const struct config *config)
{
	struct inquiry *inquiry = calloc(1, sizeof(*inquiry));

	if (inquiry == NULL)
		return NULL;
	if (meeting_point_init(&inquiry->meeting) != 0) {
		free(inquiry);
		return NULL;
	}
	inquiry->asker.ops = &inquiry_asker_ops;
	inquiry->references = 1;
	inquiry->spf_news = true;
	inquiry->resolver = resolver;
	inquiry->needs = lookup_needs_of(config);
	inquiry->all.left = (unsigned)config->dns_queries_per_message;
	inquiry->recipients.left = (inquiry->all.left + 3) / 4;
	inquiry->clock_us = config->dns_deadline * 1000;
	return inquiry;
}

void
inquiry_start_clock(struct inquiry *inquiry)
{
	if (inquiry->deadline_us == 0)
		inquiry->deadline_us = clock_monotonic_us() + inquiry->clock_us;
}

static struct question *
find_question(const struct inquiry *inquiry, const struct dns_name *name, enum dns_type type)
{
	for (unsigned i = 0; i < inquiry->count; i++)
		if (question_key_is(&inquiry->question[i]->key, name, type))
			return inquiry->question[i];
	return NULL;
}

static bool
make_room(struct inquiry *inquiry)
{
	unsigned room = inquiry->room == 0 ? FIRST_ROOM : inquiry->room * 2;
	struct question **grown;

	if (inquiry->count < inquiry->room)
		return true;
	grown = realloc(inquiry->question, room * sizeof(struct question *));
	if (grown == NULL)
		return false;
	inquiry->question = grown;
	inquiry->room = room;
	return true;
}

static bool
add_question(struct inquiry *inquiry, const struct dns_name *name, enum dns_type type)
{
	struct question *question = malloc(sizeof(*question) + name->length);

	if (question == NULL || !make_room(inquiry)) {
		free(question);
		return false;
	}
	question->answer = NULL;
	question->spf_waits = false;
	question_key_write(&question->key, name, type);
	inquiry->question[inquiry->count++] = question;
	inquiry->open++;
	return true;
}

/* Counts as one failed answer, however many questions it keeps from being asked. */
static const struct dns_answer *
refuse_for_budget(struct inquiry *inquiry, struct budget *budget)
{
	if (!budget->spent)
		inquiry->totals.failed++;
	budget->spent = true;
	inquiry->totals.spent = true;
	return dns_answer_of_failure(DNS_FAILURE_BUDGET);
}

/* What the table says to a question: an answer, or why there will be none; otherwise it is on its way, or to be asked now. */
struct finding_in_table {
	const struct dns_answer *answer;
	bool to_be_asked; /* it is new, the last one of the table */
};

static struct finding_in_table
look_up(struct inquiry *inquiry, struct budget *budget, const struct dns_name *name,
	enum dns_type type)
{
	const struct question *known = find_question(inquiry, name, type);

	if (known != NULL && known->answer != NULL)
		return (struct finding_in_table){known->answer, false};
	if (inquiry->closed != DNS_FAILURE_NONE)
		return (struct finding_in_table){dns_answer_of_failure(inquiry->closed), false};
	if (known != NULL)
		return (struct finding_in_table){NULL, false};
	if (budget->left == 0 || inquiry->all.left == 0)
		return (struct finding_in_table){refuse_for_budget(inquiry, budget), false};
	if (!add_question(inquiry, name, type))
		return (struct finding_in_table){
			dns_answer_of_failure(DNS_FAILURE_UNAVAILABLE), false};
	inquiry->all.left--;
	if (budget != &inquiry->all)
		budget->left--;
	return (struct finding_in_table){NULL, true};
}

/* Asks a question that is in the table; returns the answer if it is at hand. */
static const struct dns_answer *
ask_resolver(struct inquiry *inquiry, unsigned slot, const struct dns_name *name, enum dns_type type)
{
	struct resolver *resolver = inquiry->resolver;
	const struct dns_answer *answer;
	bool cached = false;

	answer = resolver->ops->ask(resolver, name, type, &inquiry->asker, slot, &cached);
	lock(inquiry);
	if (cached)
		inquiry->totals.cached++;
	else
		inquiry->totals.queries++;
	if (answer != NULL)
		file_answer(inquiry, slot, answer);
	unlock(inquiry);
	return answer;
}

static const struct dns_answer *
find_within(struct inquiry *inquiry, struct budget *budget, const struct dns_name *name,
	enum dns_type type)
{
	struct finding_in_table found;
	unsigned last;

	lock(inquiry);
	found = look_up(inquiry, budget, name, type);
	last = inquiry->count - 1;
	unlock(inquiry);
	return found.to_be_asked ? ask_resolver(inquiry, last, name, type) : found.answer;
}

/* How evidence_gather() and SPF find answers in this table; see struct answer_source. */
static const struct dns_answer *
find_for_sender(void *state, const struct dns_name *name, enum dns_type type)
{
	struct inquiry *inquiry = state;

	return find_within(inquiry, &inquiry->all, name, type);
}

/* Notes what SPF waits for: no other answer can bring it further. */
static const struct dns_answer *
find_for_spf(void *state, const struct dns_name *name, enum dns_type type)
{
	struct inquiry *inquiry = state;
	const struct dns_answer *answer = find_for_sender(state, name, type);
	struct question *question;

	if (answer != NULL)
		return answer;
	lock(inquiry);
	question = find_question(inquiry, name, type);
	answer = question->answer; /* it may have come just now */
	question->spf_waits = true;
	unlock(inquiry);
	return answer;
}

/* A sender names as many recipients as it likes; what is asked about the sender stays the same. */
static const struct dns_answer *
find_for_recipient(void *state, const struct dns_name *name, enum dns_type type)
{
	struct inquiry *inquiry = state;

	return find_within(inquiry, &inquiry->recipients, name, type);
}

/* Takes SPF's news back: true when an evaluation could come further than the last one. */
static bool
take_spf_news(struct inquiry *inquiry)
{
	bool news;

	lock(inquiry);
	news = inquiry->spf_news || inquiry->closed != DNS_FAILURE_NONE;
	inquiry->spf_news = false;
	unlock(inquiry);
	return news;
}

static void
forget_spf(struct inquiry *inquiry)
{
	lock(inquiry);
	inquiry->spf_news = true;
	inquiry->spf_complete = false;
	unlock(inquiry);
}

/* One round from the envelope to the facts; true when nothing is open. An SPF evaluation costs more than everything else
 * in it, and the sender's record says how much, so it is made only when it could come further. */
static bool
gather(struct inquiry *inquiry, struct evidence *evidence)
{
	const struct answer_source source = {find_for_sender, inquiry, find_for_recipient};
	const struct answer_source for_spf = {.find = find_for_spf, .state = inquiry};
	const struct envelope *envelope = &evidence->envelope;
	bool complete = evidence_gather(evidence, &inquiry->needs, &source);

	if (!inquiry->needs.spf || ip_addr_is_private(&envelope->client))
		return complete;
	if (!inquiry->spf_complete && take_spf_news(inquiry))
		inquiry->spf_complete = spf_evaluate(&inquiry->spf, envelope, &for_spf);
	evidence->spf = inquiry->spf;
	return inquiry->spf_complete && complete;
}

/* FNV-1a, the NUL included, but from 0 on: an empty envelope is what an inquiry begins with. Names chosen to be taken for
 * each other gain nothing: no inquiry outlives a HELO in mid-transaction, and a recipient's domain is gathered for by the
 * wait at the latest. */
static uint64_t
hash_text(uint64_t hash, const char *text)
{
	do
		hash = (hash ^ (unsigned char)*text) * 0x100000001b3;
	while (*text++ != '\0');
	return hash;
}

static struct envelope_digest
digest_of(const struct inquiry *inquiry, const struct envelope *envelope)
{
	bool asks = evidence_asks_about_recipient(envelope, &inquiry->needs);
	uint64_t said = hash_text(0, envelope->helo.text);

	said = hash_text(said, envelope->sender_local);
	said = hash_text(said, envelope->sender.text);
	return (struct envelope_digest){
		.kinds = (uint32_t)envelope->client.family << 16 |
			(uint32_t)envelope->helo.kind << 8 | (uint32_t)envelope->sender_kind,
		.said = said,
		.recipient = asks ? hash_text(0, envelope->recipient.text) : 0,
	};
}

static bool
is_same_sender(const struct envelope_digest *a, const struct envelope_digest *b)
{
	return a->kinds == b->kinds && a->said == b->said;
}

static bool
is_same_envelope(const struct envelope_digest *a, const struct envelope_digest *b)
{
	return is_same_sender(a, b) && a->recipient == b->recipient;
}

bool
inquiry_has_news(struct inquiry *inquiry, const struct envelope *envelope)
{
	const struct envelope_digest now = digest_of(inquiry, envelope);
	bool news;

	lock(inquiry);
	news = inquiry->news;
	unlock(inquiry);
	return news || !is_same_envelope(&now, &inquiry->gathered);
}

/* Takes the news back: true when another round could find more than the last one, were it about the same envelope. */
static bool
take_news(struct inquiry *inquiry)
{
	bool news;

	lock(inquiry);
	news = inquiry->news || inquiry->open == 0 || inquiry->closed != DNS_FAILURE_NONE;
	inquiry->news = false;
	unlock(inquiry);
	return news;
}

bool
inquiry_step(struct inquiry *inquiry, struct evidence *evidence)
{
	const struct envelope_digest now = digest_of(inquiry, &evidence->envelope);
	const bool news = take_news(inquiry);

	if (!news && !inquiry->complete && is_same_envelope(&now, &inquiry->gathered))
		return false;
	if (!is_same_sender(&now, &inquiry->gathered))
		forget_spf(inquiry);
	inquiry->gathered = now;
	inquiry->complete = gather(inquiry, evidence);
	return inquiry->complete;
}

/* From now on whatever is missing has failed. */
static void
close_table(struct inquiry *inquiry, struct evidence *evidence, enum dns_failure reason)
{
	lock(inquiry);
	inquiry->closed = reason;
	inquiry->totals.failed += inquiry->open;
	unlock(inquiry);
	gather(inquiry, evidence);
}

/* Steps with each answer; false when the time is over before nothing is open. */
static bool
wait_for_answers(struct inquiry *inquiry, struct evidence *evidence, struct wait *wait)
{
	while (wait_for(wait, &inquiry->meeting, &inquiry->news))
		if (inquiry_step(inquiry, evidence))
			return true;
	return false;
}

void
inquiry_wait(struct inquiry *inquiry, struct evidence *evidence, const struct wait_hooks *hooks)
{
	struct wait wait;
	bool complete;
	int64_t began;

	inquiry_start_clock(inquiry);
	if (inquiry_step(inquiry, evidence))
		return;
	began = clock_monotonic_us();
	if (began >= inquiry->deadline_us) {
		close_table(inquiry, evidence, DNS_FAILURE_TIMEOUT);
		return;
	}
	if (!wait_begin(&wait, hooks, inquiry->deadline_us)) {
		close_table(inquiry, evidence, DNS_FAILURE_UNAVAILABLE);
		return;
	}
	complete = wait_for_answers(inquiry, evidence, &wait);
	wait_end(&wait);
	inquiry->totals.waited_us += clock_monotonic_us() - began;
	if (!complete)
		close_table(inquiry, evidence, DNS_FAILURE_TIMEOUT);
}

void
inquiry_give_up(struct inquiry *inquiry, struct evidence *evidence)
{
	if (!inquiry_step(inquiry, evidence))
		close_table(inquiry, evidence, DNS_FAILURE_TIMEOUT);
}

struct inquiry_totals
inquiry_totals_of(struct inquiry *inquiry)
{
	struct inquiry_totals totals;

	lock(inquiry);
	totals = inquiry->totals;
	unlock(inquiry);
	return totals;
}
