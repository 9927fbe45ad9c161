/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One message's table of questions. One thread at a time walks (the session's), any thread
 * delivers; the lock guards the table and is held for single look-ups only, so the resolver's
 * thread never waits for a walk. Questions stay where they are until the inquiry ends, so answers
 * can be borrowed without the lock.
 */
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "mxvet/inquiry.h"

#include "mxvet/clock.h"
#include "mxvet/question_key.h"
#include "mxvet/spf.h"

enum {
	FIRST_ROOM = 4,    /* questions; a session that only connected asks one or two */
	AGAIN_US = 100000, /* between two calls of wait_hooks.again */
};

/* How many questions may be asked on behalf of somebody. */
struct budget {
	unsigned left;
	bool spent; /* a question was refused */
};

/* A question and its answer, packed; most names are short. */
struct question {
	const struct dns_answer *answer; /* NULL: on its way */
	bool spf_stopped;                /* SPF could not go on without it */
	struct question_key key;
};

/* An envelope in short: what SPF depends on, and the recipient. */
struct walked {
	uint32_t kinds; /* family and kinds of what was said; 0: no envelope */
	uint64_t said;
	uint64_t recipient;
};

struct inquiry {
	struct asker asker; /* first: the resolver knows the inquiry by it */
	atomic_uint references;
	struct resolver *resolver;
	struct lookup_needs needs;
	int64_t deadline_after_us; /* the clock's length */
	int64_t deadline_us;       /* when it ends; 0: not started */
	struct walked walked;      /* by the last walk */
	struct spf_evidence spf;   /* as last evaluated */
	bool spf_complete;
	bool complete;        /* the last walk left nothing open */
	pthread_mutex_t lock; /* guards what follows */
	pthread_cond_t came;
	bool to_call;  /* a resolver has it on its list of calls */
	bool news;     /* an answer came since the last walk */
	bool spf_news; /* ... to a question of SPF's, or nothing was evaluated yet */
	struct budget all, recipients; /* the second is a part of the first */
	enum dns_failure over; /* not NONE: nothing more is asked; why what is missing has failed */
	unsigned count, room, open;
	struct question **question;
	struct inquiry_totals totals;
};

/* Timed waits go by the monotonic clock: the wall clock may jump. */
static int
init_condition(pthread_cond_t *condition)
{
	pthread_condattr_t attributes;
	if (pthread_condattr_init(&attributes) != 0)
		return -1;
	int failed = pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC) != 0 ||
		pthread_cond_init(condition, &attributes) != 0;
	pthread_condattr_destroy(&attributes);
	return failed ? -1 : 0;
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
	pthread_cond_destroy(&inquiry->came);
	pthread_mutex_destroy(&inquiry->lock);
	free(inquiry);
}

static void
file_answer(struct inquiry *inquiry, unsigned slot, const struct dns_answer *answer)
{
	inquiry->question[slot]->answer = answer;
	inquiry->open--;
	if (dns_answer_lookup(answer) == LOOKUP_FAILED && inquiry->over == DNS_FAILURE_NONE)
		inquiry->totals.failed++;
}

static void
share_for_resolver(struct asker *asker)
{
	struct inquiry *inquiry = (struct inquiry *)asker;

	atomic_fetch_add_explicit(&inquiry->references, 1, memory_order_relaxed);
}

static bool
deliver(struct asker *asker, unsigned slot, const struct dns_answer *answer)
{
	struct inquiry *inquiry = (struct inquiry *)asker;

	pthread_mutex_lock(&inquiry->lock);
	bool is_first = !inquiry->to_call;
	inquiry->to_call = true;
	if (inquiry->over == DNS_FAILURE_NONE)
		file_answer(inquiry, slot, answer);
	else
		dns_answer_release(answer); /* too late: a message is not judged twice */
	inquiry->news = true;
	inquiry->spf_news |= inquiry->question[slot]->spf_stopped;
	pthread_mutex_unlock(&inquiry->lock);
	if (!is_first)
		inquiry_release(inquiry);
	return is_first;
}

static void
call(struct asker *asker)
{
	struct inquiry *inquiry = (struct inquiry *)asker;

	pthread_mutex_lock(&inquiry->lock);
	inquiry->to_call = false;
	pthread_mutex_unlock(&inquiry->lock);
	/* Without the lock, which the thread that wakes up takes first of all. */
	pthread_cond_signal(&inquiry->came);
	inquiry_release(inquiry);
}

static const struct asker_ops inquiry_asker_ops = {
	.share = share_for_resolver,
	.deliver = deliver,
	.call = call,
};

struct inquiry *
inquiry_open(struct resolver *resolver, const struct config *config)
{
	struct inquiry *inquiry = calloc(1, sizeof(*inquiry));
	if (inquiry == NULL)
		return NULL;
	if (pthread_mutex_init(&inquiry->lock, NULL) != 0)
		goto fail;
	if (init_condition(&inquiry->came) != 0)
		goto fail_lock;
	inquiry->asker.ops = &inquiry_asker_ops;
	inquiry->references = 1;
	inquiry->spf_news = true;
	inquiry->resolver = resolver;
	inquiry->needs = lookup_needs_of(config);
	inquiry->all.left = (unsigned)config->dns_queries_per_message;
	inquiry->recipients.left = (inquiry->all.left + 3) / 4;
	inquiry->deadline_after_us = config->dns_deadline * 1000;
	return inquiry;
fail_lock:
	pthread_mutex_destroy(&inquiry->lock);
fail:
	free(inquiry);
	return NULL;
}

void
inquiry_start_clock(struct inquiry *inquiry)
{
	if (inquiry->deadline_us == 0)
		inquiry->deadline_us = clock_monotonic_us() + inquiry->deadline_after_us;
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
	if (inquiry->count < inquiry->room)
		return true;
	unsigned room = inquiry->room == 0 ? FIRST_ROOM : inquiry->room * 2;
	struct question **grown = realloc(inquiry->question, room * sizeof(struct question *));
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
	question->spf_stopped = false;
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
	return dns_answer_of_failure(DNS_FAILURE_BUDGET);
}

/* What is known without asking: an answer, NULL for one on its way, or why there will be none.
 * `*slot` is below the count only when the question is new and must be asked now. */
static const struct dns_answer *
look_up(struct inquiry *inquiry, struct budget *budget, const struct dns_name *name,
	enum dns_type type, unsigned *slot)
{
	const struct question *known = find_question(inquiry, name, type);
	*slot = inquiry->count;
	if (known != NULL && known->answer != NULL)
		return known->answer;
	if (inquiry->over != DNS_FAILURE_NONE)
		return dns_answer_of_failure(inquiry->over);
	if (known != NULL)
		return NULL;
	if (budget->left == 0 || inquiry->all.left == 0)
		return refuse_for_budget(inquiry, budget);
	if (!add_question(inquiry, name, type))
		return dns_answer_of_failure(DNS_FAILURE_UNAVAILABLE);
	inquiry->all.left--;
	if (budget != &inquiry->all)
		budget->left--;
	return NULL;
}

/* Asks a question that is in the table; the answer if it is at hand. */
static const struct dns_answer *
ask(struct inquiry *inquiry, unsigned slot, const struct dns_name *name, enum dns_type type)
{
	bool cached = false;
	struct resolver *resolver = inquiry->resolver;
	const struct dns_answer *answer = resolver->ops->ask(
		resolver, name, type, &inquiry->asker, slot, &cached);
	pthread_mutex_lock(&inquiry->lock);
	if (cached)
		inquiry->totals.cached++;
	else
		inquiry->totals.queries++;
	if (answer != NULL)
		file_answer(inquiry, slot, answer);
	pthread_mutex_unlock(&inquiry->lock);
	return answer;
}

static const struct dns_answer *
find_within(struct inquiry *inquiry, struct budget *budget, const struct dns_name *name,
	enum dns_type type)
{
	unsigned slot;
	pthread_mutex_lock(&inquiry->lock);
	const struct dns_answer *answer = look_up(inquiry, budget, name, type, &slot);
	bool is_new = slot < inquiry->count;
	pthread_mutex_unlock(&inquiry->lock);
	return is_new ? ask(inquiry, slot, name, type) : answer;
}

/* How walks find answers in this table; see struct answer_source. */
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
	if (answer != NULL)
		return answer;
	pthread_mutex_lock(&inquiry->lock);
	struct question *question = find_question(inquiry, name, type);
	answer = question->answer; /* it may have come just now */
	question->spf_stopped = true;
	pthread_mutex_unlock(&inquiry->lock);
	return answer;
}

/* Whoever sends names as many recipients as he likes; what is asked about him stays the same. */
static const struct dns_answer *
find_for_recipient(void *state, const struct dns_name *name, enum dns_type type)
{
	struct inquiry *inquiry = state;
	return find_within(inquiry, &inquiry->recipients, name, type);
}

/* Takes SPF's news: whether an evaluation could come further than the last one. */
static bool
spf_can_go_on(struct inquiry *inquiry)
{
	pthread_mutex_lock(&inquiry->lock);
	bool can = inquiry->spf_news || inquiry->over != DNS_FAILURE_NONE;
	inquiry->spf_news = false;
	pthread_mutex_unlock(&inquiry->lock);
	return can;
}

/* An evaluation costs more than everything else in a walk, and the sender's record says how much. */
static void
walk_spf(struct inquiry *inquiry, const struct envelope *envelope)
{
	const struct answer_source source = {.find = find_for_spf, .state = inquiry};
	if (!inquiry->spf_complete && spf_can_go_on(inquiry))
		inquiry->spf_complete = spf_evaluate(&inquiry->spf, envelope, &source);
}

static void
forget_spf(struct inquiry *inquiry)
{
	pthread_mutex_lock(&inquiry->lock);
	inquiry->spf_news = true;
	inquiry->spf_complete = false;
	pthread_mutex_unlock(&inquiry->lock);
}

static bool
walk(struct inquiry *inquiry, struct evidence *evidence)
{
	const struct answer_source source = {find_for_sender, inquiry, find_for_recipient};
	bool complete = evidence_gather(evidence, &inquiry->needs, &source);
	if (!inquiry->needs.spf || ip_addr_is_private(&evidence->envelope.client))
		return complete;
	walk_spf(inquiry, &evidence->envelope);
	evidence->spf = inquiry->spf;
	return inquiry->spf_complete && complete;
}

/* FNV-1a, the NUL included, but from 0 on: an empty envelope is what an inquiry begins with. Names chosen to be taken for each other gain nothing: no inquiry outlives a HELO in
 * mid-transaction, and a recipient's domain is walked by the wait at the latest. */
static uint64_t
hash_text(uint64_t hash, const char *text)
{
	do
		hash = (hash ^ (unsigned char)*text) * 0x100000001b3;
	while (*text++ != '\0');
	return hash;
}

static struct walked
walked_of(const struct inquiry *inquiry, const struct envelope *envelope)
{
	bool asks = evidence_asks_about_recipient(envelope, &inquiry->needs);
	uint64_t said = hash_text(0, envelope->helo.text);

	said = hash_text(said, envelope->sender_local);
	said = hash_text(said, envelope->sender.text);
	return (struct walked){
		.kinds = (uint32_t)envelope->client.family << 16 |
			(uint32_t)envelope->helo.kind << 8 | (uint32_t)envelope->sender_kind,
		.said = said,
		.recipient = asks ? hash_text(0, envelope->recipient.text) : 0,
	};
}

static bool
is_same_sender(const struct walked *a, const struct walked *b)
{
	return a->kinds == b->kinds && a->said == b->said;
}

static bool
is_same(const struct walked *a, const struct walked *b)
{
	return is_same_sender(a, b) && a->recipient == b->recipient;
}

/* Takes the news: whether a walk would find open questions, and nothing else than the last one. */
static bool
nothing_came(struct inquiry *inquiry)
{
	pthread_mutex_lock(&inquiry->lock);
	bool nothing = inquiry->open > 0 && !inquiry->news && inquiry->over == DNS_FAILURE_NONE;
	inquiry->news = false;
	pthread_mutex_unlock(&inquiry->lock);
	return nothing;
}

bool
inquiry_has_news(struct inquiry *inquiry, const struct envelope *envelope)
{
	pthread_mutex_lock(&inquiry->lock);
	bool news = inquiry->news;
	pthread_mutex_unlock(&inquiry->lock);
	const struct walked now = walked_of(inquiry, envelope);
	return news || !is_same(&now, &inquiry->walked);
}

bool
inquiry_step(struct inquiry *inquiry, struct evidence *evidence)
{
	const struct walked now = walked_of(inquiry, &evidence->envelope);
	bool nothing = nothing_came(inquiry);
	if (nothing && is_same(&now, &inquiry->walked) && !inquiry->complete)
		return false;
	if (!is_same_sender(&now, &inquiry->walked))
		forget_spf(inquiry);
	inquiry->walked = now;
	inquiry->complete = walk(inquiry, evidence);
	return inquiry->complete;
}

/* From now on whatever is missing has failed. */
static void
give_up(struct inquiry *inquiry, struct evidence *evidence, enum dns_failure reason)
{
	pthread_mutex_lock(&inquiry->lock);
	inquiry->over = reason;
	inquiry->totals.failed += inquiry->open;
	pthread_mutex_unlock(&inquiry->lock);
	walk(inquiry, evidence);
}

/* The pthread functions know the real clock only; a clock that a test moves is looked at again
 * after it. */
static struct timespec
real_time_after(int64_t microseconds)
{
	struct timespec time;
	clock_gettime(CLOCK_MONOTONIC, &time);
	int64_t ns = time.tv_nsec + microseconds * 1000;
	time.tv_sec += (time_t)(ns / 1000000000);
	time.tv_nsec = (long)(ns % 1000000000);
	return time;
}

/* Sleeps until something came, or so much time has passed. */
static void
wait_for_news(struct inquiry *inquiry, int64_t microseconds)
{
	int status = 0;
	struct timespec until = real_time_after(microseconds);
	pthread_mutex_lock(&inquiry->lock);
	while (!inquiry->news && status != ETIMEDOUT)
		status = pthread_cond_timedwait(&inquiry->came, &inquiry->lock, &until);
	pthread_mutex_unlock(&inquiry->lock);
}

/* True when nothing is open any more, false when the clock has run out. */
static bool
wait_for_answers(struct inquiry *inquiry, struct evidence *evidence, const struct wait_hooks *hooks)
{
	int64_t now = clock_monotonic_us();
	int64_t again_at = now + AGAIN_US;
	for (; now < inquiry->deadline_us; now = clock_monotonic_us()) {
		if (now >= again_at) {
			again_at = now + AGAIN_US;
			if (hooks->again != NULL)
				hooks->again(hooks->state);
		}
		wait_for_news(inquiry,
			(again_at < inquiry->deadline_us ? again_at : inquiry->deadline_us) - now);
		if (inquiry_step(inquiry, evidence))
			return true;
	}
	return false;
}

void
inquiry_wait(struct inquiry *inquiry, struct evidence *evidence, const struct wait_hooks *hooks)
{
	static const struct wait_hooks nobody = {0};

	if (hooks == NULL)
		hooks = &nobody;
	inquiry_start_clock(inquiry);
	if (inquiry_step(inquiry, evidence))
		return;
	int64_t began = clock_monotonic_us();
	if (began >= inquiry->deadline_us) {
		give_up(inquiry, evidence, DNS_FAILURE_TIMEOUT);
		return;
	}
	if (hooks->before != NULL && !hooks->before(hooks->state)) {
		give_up(inquiry, evidence, DNS_FAILURE_UNAVAILABLE);
		return;
	}
	bool complete = wait_for_answers(inquiry, evidence, hooks);
	if (hooks->after != NULL)
		hooks->after(hooks->state);
	inquiry->totals.waited_us += clock_monotonic_us() - began;
	if (!complete)
		give_up(inquiry, evidence, DNS_FAILURE_TIMEOUT);
}

void
inquiry_give_up(struct inquiry *inquiry, struct evidence *evidence)
{
	if (!inquiry_step(inquiry, evidence))
		give_up(inquiry, evidence, DNS_FAILURE_TIMEOUT);
}

struct inquiry_totals
inquiry_totals_of(struct inquiry *inquiry)
{
	pthread_mutex_lock(&inquiry->lock);
	struct inquiry_totals totals = inquiry->totals;
	pthread_mutex_unlock(&inquiry->lock);
	return totals;
}
