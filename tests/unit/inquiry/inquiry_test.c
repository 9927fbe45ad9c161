/* SPDX-License-Identifier: BSD-2-Clause */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "milter/dns/dns_answer_build.h"
#include "mxvet/clock.h"
#include "mxvet/inquiry.h"
#include "mxvet/spf.h"
#include "tests/support/dns_names.h"

/*
 * The walk of this test stands in for that over real evidence: it needs the first `wanted` names of
 * a list, the next one only when those before it are known ("chain"), or all at once. What it saw
 * it leaves in `saw`. SPF, where the test wants it, needs one name of its own after the other.
 */
static const char *const names[] = {"a.example.org", "b.example.org", "c.example.org",
	"d.example.org", "e.example.org", "f.example.org"};
static struct {
	unsigned wanted;
	bool chain;
	unsigned for_recipient; /* how many of them, from the first on */
	unsigned walks;
	unsigned spf_wanted, spf_evaluations;
	enum lookup saw[6];
	enum dns_failure why[6];
} script;

bool
evidence_gather(struct evidence *evidence, const struct lookup_needs *needs,
	const struct answer_source *source)
{
	bool complete = true;
	script.walks++;
	for (unsigned i = 0; i < script.wanted && (complete || !script.chain); i++) {
		struct dns_name name = name_of(names[i]);
		const struct dns_answer *answer = i < script.for_recipient
			? source->find_for_recipient(source->state, &name, DNS_A)
			: source->find(source->state, &name, DNS_A);
		complete &= answer != NULL;
		script.saw[i] = answer == NULL ? LOOKUP_NOT_ASKED : dns_answer_lookup(answer);
		script.why[i] = answer == NULL ? DNS_FAILURE_NONE : dns_answer_failure(answer);
	}
	return complete;
}

bool
spf_evaluate(struct spf_evidence *spf, const struct envelope *envelope,
	const struct answer_source *source)
{
	static const char *const spf_names[] = {"x.example.org", "y.example.org"};
	script.spf_evaluations++;
	spf->result = SPF_RESULT_PASS;
	for (unsigned i = 0; i < script.spf_wanted; i++) {
		struct dns_name name = name_of(spf_names[i]);
		const struct dns_answer *answer = source->find(source->state, &name, DNS_A);
		if (answer == NULL)
			return false;
		if (dns_answer_lookup(answer) == LOOKUP_FAILED)
			spf->result = SPF_RESULT_TEMPERROR;
	}
	return true;
}

struct lookup_needs
lookup_needs_of(const struct config *ignored)
{
	return (struct lookup_needs){.spf = true, .arrival = true};
}

/* A resolver that answers at once (`cache`), or keeps who asked until the test delivers. */
static struct {
	struct resolver base;
	bool cache;
	unsigned asked;
	struct asker *asker[8];
	unsigned slot[8];
} fake;

static const struct dns_answer *
address_answer(void)
{
	struct dns_answer_builder builder;
	struct ip_addr address = ip_addr_of_v4((const uint8_t[]){192, 0, 2, 1});
	dns_answer_build_init(&builder, DNS_A);
	dns_answer_build_address(&builder, &address);
	return dns_answer_build_finish(&builder, LOOKUP_NO_DATA);
}

static const struct dns_answer *
fake_ask(struct resolver *resolver, const struct dns_name *name, enum dns_type type,
	struct asker *asker, unsigned slot, bool *cached)
{
	*cached = fake.cache;
	if (fake.cache)
		return address_answer();
	asker->ops->share(asker);
	fake.asker[fake.asked] = asker;
	fake.slot[fake.asked++] = slot;
	return NULL;
}

static void
deliver(unsigned question, const struct dns_answer *answer)
{
	struct asker_calls calls = {0};
	asker_deliver(fake.asker[question], fake.slot[question], answer, &calls);
	asker_call_all(&calls);
}

static const struct resolver_ops fake_ops = {.ask = fake_ask};
static struct evidence evidence;
static struct config config;

static struct inquiry *
begin(unsigned wanted, bool chain)
{
	struct inquiry *inquiry;

	memset(&script, 0, sizeof(script));
	memset(&fake, 0, sizeof(fake));
	memset(&evidence, 0, sizeof(evidence));
	script.wanted = wanted;
	script.chain = chain;
	fake.base.ops = &fake_ops;
	config = (struct config){.dns_deadline = 8000, .dns_queries_per_message = 60};
	inquiry = inquiry_open(&fake.base, &config);
	assert_non_null(inquiry);
	return inquiry;
}

static struct {
	unsigned before, again, after;
	bool refuse;
} hooked;

static bool
hook_before(void *state)
{
	hooked.before++;
	return !hooked.refuse;
}

static void
hook_again(void *state)
{
	hooked.again++;
}

static void
hook_after(void *state)
{
	hooked.after++;
}

static const struct wait_hooks *
hooks(bool refuse)
{
	static const struct wait_hooks all = {hook_before, hook_again, hook_after, NULL};
	memset(&hooked, 0, sizeof(hooked));
	hooked.refuse = refuse;
	return &all;
}

static void
answers_at_hand_complete_a_chain_in_one_step(void **state)
{
	struct inquiry *inquiry = begin(3, true);
	fake.cache = true;
	assert_true(inquiry_step(inquiry, &evidence));
	assert_int_equal(script.walks, 1);
	assert_int_equal(inquiry_totals_of(inquiry).cached, 3);
	assert_int_equal(inquiry_totals_of(inquiry).queries, 0);
	inquiry_release(inquiry);
}

static void
questions_that_do_not_depend_on_each_other_go_out_together(void **state)
{
	struct inquiry *inquiry = begin(3, false);
	assert_false(inquiry_step(inquiry, &evidence));
	assert_int_equal(fake.asked, 3);
	for (unsigned i = 0; i < 3; i++)
		deliver(i, address_answer());
	assert_true(inquiry_step(inquiry, &evidence));
	assert_int_equal(inquiry_totals_of(inquiry).queries, 3);
	inquiry_release(inquiry);
}

static void
a_step_without_news_does_not_walk(void **state)
{
	struct inquiry *inquiry = begin(2, false);
	assert_false(inquiry_step(inquiry, &evidence));
	assert_false(inquiry_step(inquiry, &evidence));
	assert_int_equal(script.walks, 1);
	deliver(0, address_answer());
	assert_false(inquiry_step(inquiry, &evidence));
	assert_int_equal(script.walks, 2);
	deliver(1, address_answer());
	assert_true(inquiry_step(inquiry, &evidence));
	inquiry_release(inquiry);
}

static void
a_step_walks_again_when_the_mta_said_more(void **state)
{
	struct inquiry *inquiry = begin(1, false);
	assert_false(inquiry_step(inquiry, &evidence));
	evidence.envelope.helo.kind = HELO_NAME;
	evidence.envelope.helo.name = name_of("mail.example.org");
	script.wanted = 2;
	assert_false(inquiry_step(inquiry, &evidence));
	assert_int_equal(fake.asked, 2);
	deliver(0, address_answer());
	deliver(1, address_answer());
	inquiry_release(inquiry);
}

static void
a_second_domain_of_equal_length_is_walked(void **state)
{
	struct inquiry *inquiry = begin(1, false);
	evidence.envelope.recipient = name_of("one.example");
	assert_false(inquiry_step(inquiry, &evidence));
	evidence.envelope.recipient = name_of("two.example");
	assert_true(inquiry_has_news(inquiry, &evidence.envelope));
	script.wanted = 2;
	assert_false(inquiry_step(inquiry, &evidence));
	assert_int_equal(fake.asked, 2);
	assert_int_equal(script.spf_evaluations, 1);
	deliver(0, address_answer());
	deliver(1, address_answer());
	inquiry_release(inquiry);
}

static void
there_is_news_until_all_is_known_of_an_envelope(void **state)
{
	struct inquiry *inquiry = begin(1, false);
	assert_false(inquiry_has_news(inquiry, &evidence.envelope));
	helo_identity_read(&evidence.envelope.helo, "mail.example.net");
	assert_true(inquiry_has_news(inquiry, &evidence.envelope));
	inquiry_step(inquiry, &evidence);
	assert_false(inquiry_has_news(inquiry, &evidence.envelope));
	deliver(0, address_answer());
	assert_true(inquiry_has_news(inquiry, &evidence.envelope));
	assert_true(inquiry_step(inquiry, &evidence));
	assert_false(inquiry_has_news(inquiry, &evidence.envelope));
	inquiry_release(inquiry);
}

static void
a_question_is_asked_once_however_often_it_is_needed(void **state)
{
	struct inquiry *inquiry = begin(1, false);
	assert_false(inquiry_step(inquiry, &evidence));
	deliver(0, address_answer());
	assert_true(inquiry_step(inquiry, &evidence));
	assert_true(inquiry_step(inquiry, &evidence));
	assert_int_equal(fake.asked, 1);
	inquiry_release(inquiry);
}

static void
beyond_the_budget_questions_fail_and_nothing_stays_open(void **state)
{
	struct inquiry *first = begin(4, false);
	struct inquiry *inquiry;

	inquiry_release(first);
	config.dns_queries_per_message = 2;
	inquiry = inquiry_open(&fake.base, &config);
	fake.cache = true;
	assert_true(inquiry_step(inquiry, &evidence));
	assert_int_equal(script.saw[1], LOOKUP_FOUND);
	assert_int_equal(script.saw[2], LOOKUP_FAILED);
	assert_int_equal(script.why[3], DNS_FAILURE_BUDGET);
	assert_int_equal(inquiry_totals_of(inquiry).failed, 1);
	inquiry_release(inquiry);
}

static void
recipients_take_a_quarter_of_the_budget_and_no_more(void **state)
{
	struct inquiry *inquiry;

	inquiry_release(begin(6, false));
	script.for_recipient = 3;
	config.dns_queries_per_message = 4;
	inquiry = inquiry_open(&fake.base, &config);
	fake.cache = true;
	assert_true(inquiry_step(inquiry, &evidence));
	assert_int_equal(script.saw[0], LOOKUP_FOUND);
	assert_int_equal(script.why[1], DNS_FAILURE_BUDGET);
	assert_int_equal(script.why[2], DNS_FAILURE_BUDGET);
	for (unsigned i = 3; i < 6; i++)
		assert_int_equal(script.saw[i], LOOKUP_FOUND);
	inquiry_release(inquiry);
}

/* One recipient's domain is complete while another one's is open: nobody waits for the latter. */
static void
what_is_complete_is_told_again_whatever_else_is_open(void **state)
{
	struct inquiry *inquiry = begin(1, false);
	evidence.envelope.recipient = name_of("one.example");
	assert_false(inquiry_step(inquiry, &evidence));
	script.wanted = 0;
	evidence.envelope.recipient = name_of("two.example");
	assert_true(inquiry_step(inquiry, &evidence));
	assert_true(inquiry_step(inquiry, &evidence));
	deliver(0, address_answer());
	inquiry_release(inquiry);
}

static void
spf_is_evaluated_again_only_when_it_can_come_further(void **state)
{
	struct inquiry *inquiry = begin(3, false);
	script.spf_wanted = 2;
	assert_false(inquiry_step(inquiry, &evidence));
	assert_int_equal(fake.asked, 4);
	for (unsigned i = 0; i < 3; i++) {
		deliver(i, address_answer());
		assert_false(inquiry_step(inquiry, &evidence));
	}
	assert_int_equal(script.walks, 4);
	assert_int_equal(script.spf_evaluations, 1);
	deliver(3, address_answer());
	assert_false(inquiry_step(inquiry, &evidence));
	assert_int_equal(script.spf_evaluations, 2);
	deliver(4, address_answer());
	assert_true(inquiry_step(inquiry, &evidence));
	assert_int_equal(script.spf_evaluations, 3);
	assert_int_equal(evidence.spf.result, SPF_RESULT_PASS);
	inquiry_release(inquiry);
}

static void
what_spf_waits_for_in_vain_has_failed_at_the_deadline(void **state)
{
	struct inquiry *inquiry = begin(1, false);
	script.spf_wanted = 1;
	inquiry_start_clock(inquiry);
	assert_false(inquiry_step(inquiry, &evidence));
	deliver(0, address_answer());
	clock_advance_us(8000000);
	inquiry_wait(inquiry, &evidence, hooks(false));
	assert_int_equal(evidence.spf.result, SPF_RESULT_TEMPERROR);
	deliver(1, address_answer());
	inquiry_release(inquiry);
}

static void *
deliver_soon(void *argument)
{
	unsigned *question = argument;
	nanosleep(&(struct timespec){0, 30000000}, NULL);
	deliver(*question, address_answer());
	return NULL;
}

static void
a_wait_ends_when_the_last_answer_comes(void **state)
{
	pthread_t thread;
	unsigned question = 1;
	struct inquiry *inquiry = begin(2, false);
	assert_false(inquiry_step(inquiry, &evidence));
	deliver(0, address_answer());
	pthread_create(&thread, NULL, deliver_soon, &question);
	inquiry_wait(inquiry, &evidence, hooks(false));
	pthread_join(thread, NULL);
	assert_int_equal(script.saw[0], LOOKUP_FOUND);
	assert_int_equal(script.saw[1], LOOKUP_FOUND);
	assert_int_equal(hooked.before, 1);
	assert_int_equal(hooked.after, 1);
	assert_true(inquiry_totals_of(inquiry).waited_us >= 20000);
	assert_int_equal(inquiry_totals_of(inquiry).failed, 0);
	inquiry_release(inquiry);
}

static void
a_wait_for_what_is_there_calls_no_hook(void **state)
{
	struct inquiry *inquiry = begin(2, false);
	fake.cache = true;
	inquiry_wait(inquiry, &evidence, hooks(false));
	assert_int_equal(hooked.before + hooked.again + hooked.after, 0);
	assert_int_equal(inquiry_totals_of(inquiry).waited_us, 0);
	inquiry_release(inquiry);
}

static void
missing_answers_time_out_at_the_deadline(void **state)
{
	struct inquiry *first = begin(2, false);
	struct inquiry *inquiry;

	inquiry_release(first);
	config.dns_deadline = 250;
	inquiry = inquiry_open(&fake.base, &config);
	assert_false(inquiry_step(inquiry, &evidence));
	deliver(0, address_answer());
	inquiry_wait(inquiry, &evidence, hooks(false));
	assert_int_equal(script.saw[0], LOOKUP_FOUND);
	assert_int_equal(script.why[1], DNS_FAILURE_TIMEOUT);
	assert_int_equal(inquiry_totals_of(inquiry).failed, 1);
	assert_in_range(hooked.again, 1, 2);
	assert_int_equal(hooked.after, 1);
	deliver(1, address_answer());
	inquiry_release(inquiry);
}

static void
the_clock_runs_from_its_start_not_from_the_wait(void **state)
{
	struct inquiry *inquiry = begin(1, false);
	inquiry_start_clock(inquiry);
	assert_false(inquiry_step(inquiry, &evidence));
	clock_advance_us(8000000);
	inquiry_wait(inquiry, &evidence, hooks(false));
	assert_int_equal(script.why[0], DNS_FAILURE_TIMEOUT);
	assert_int_equal(hooked.before, 0);
	deliver(0, address_answer());
	inquiry_release(inquiry);
}

static void
an_answer_that_comes_too_late_changes_nothing(void **state)
{
	struct inquiry *inquiry = begin(1, false);
	inquiry_start_clock(inquiry);
	assert_false(inquiry_step(inquiry, &evidence));
	clock_advance_us(8000000);
	inquiry_wait(inquiry, &evidence, hooks(false));
	deliver(0, address_answer());
	inquiry_wait(inquiry, &evidence, hooks(false));
	assert_int_equal(script.saw[0], LOOKUP_FAILED);
	assert_int_equal(script.why[0], DNS_FAILURE_TIMEOUT);
	assert_int_equal(inquiry_totals_of(inquiry).failed, 1);
	inquiry_release(inquiry);
}

static void
a_second_wait_finds_the_same_at_once(void **state)
{
	struct inquiry *inquiry = begin(1, false);
	fake.cache = true;
	inquiry_wait(inquiry, &evidence, hooks(false));
	fake.cache = false;
	inquiry_wait(inquiry, &evidence, hooks(false));
	assert_int_equal(script.saw[0], LOOKUP_FOUND);
	assert_int_equal(fake.asked, 0);
	assert_int_equal(hooked.before, 0);
	inquiry_release(inquiry);
}

static void
after_the_deadline_new_questions_are_not_asked(void **state)
{
	struct inquiry *inquiry = begin(2, true);
	inquiry_start_clock(inquiry);
	assert_false(inquiry_step(inquiry, &evidence));
	clock_advance_us(8000000);
	inquiry_wait(inquiry, &evidence, hooks(false));
	assert_int_equal(fake.asked, 1);
	assert_int_equal(script.why[1], DNS_FAILURE_TIMEOUT);
	deliver(0, address_answer());
	inquiry_release(inquiry);
}

static void
a_refused_wait_fails_what_is_missing_at_once(void **state)
{
	struct inquiry *inquiry = begin(1, false);
	inquiry_wait(inquiry, &evidence, hooks(true));
	assert_int_equal(script.why[0], DNS_FAILURE_UNAVAILABLE);
	assert_int_equal(hooked.after, 0);
	deliver(0, address_answer());
	inquiry_release(inquiry);
}

static void
a_late_answer_is_borne_after_the_message_has_gone(void **state)
{
	struct inquiry *inquiry = begin(1, false);
	assert_false(inquiry_step(inquiry, &evidence));
	inquiry_release(inquiry);
	deliver(0, address_answer());
}

static void
hooks_may_be_left_out(void **state)
{
	static const struct wait_hooks none;
	const struct wait_hooks *const all[] = {NULL, &none};
	for (unsigned i = 0; i < 2; i++) {
		struct inquiry *inquiry;

		inquiry_release(begin(1, false));
		config.dns_deadline = 120;
		inquiry = inquiry_open(&fake.base, &config);
		inquiry_wait(inquiry, &evidence, all[i]);
		assert_int_equal(script.why[0], DNS_FAILURE_TIMEOUT);
		deliver(0, address_answer());
		inquiry_release(inquiry);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(answers_at_hand_complete_a_chain_in_one_step),
		cmocka_unit_test(questions_that_do_not_depend_on_each_other_go_out_together),
		cmocka_unit_test(a_step_without_news_does_not_walk),
		cmocka_unit_test(a_step_walks_again_when_the_mta_said_more),
		cmocka_unit_test(a_second_domain_of_equal_length_is_walked),
		cmocka_unit_test(there_is_news_until_all_is_known_of_an_envelope),
		cmocka_unit_test(a_question_is_asked_once_however_often_it_is_needed),
		cmocka_unit_test(beyond_the_budget_questions_fail_and_nothing_stays_open),
		cmocka_unit_test(recipients_take_a_quarter_of_the_budget_and_no_more),
		cmocka_unit_test(what_is_complete_is_told_again_whatever_else_is_open),
		cmocka_unit_test(spf_is_evaluated_again_only_when_it_can_come_further),
		cmocka_unit_test(what_spf_waits_for_in_vain_has_failed_at_the_deadline),
		cmocka_unit_test(a_wait_ends_when_the_last_answer_comes),
		cmocka_unit_test(a_wait_for_what_is_there_calls_no_hook),
		cmocka_unit_test(missing_answers_time_out_at_the_deadline),
		cmocka_unit_test(the_clock_runs_from_its_start_not_from_the_wait),
		cmocka_unit_test(an_answer_that_comes_too_late_changes_nothing),
		cmocka_unit_test(a_second_wait_finds_the_same_at_once),
		cmocka_unit_test(after_the_deadline_new_questions_are_not_asked),
		cmocka_unit_test(a_refused_wait_fails_what_is_missing_at_once),
		cmocka_unit_test(a_late_answer_is_borne_after_the_message_has_gone),
		cmocka_unit_test(hooks_may_be_left_out),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
