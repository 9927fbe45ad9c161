/* SPDX-License-Identifier: BSD-2-Clause */

/* What holds whatever the evidence: every check over empty and over random facts. */

#include "mxvet/policy.h"
#include "tests/unit/support/evidence_builder.h"
#include "tests/unit/support/random_evidence.h"

#include <string.h>

enum { ROUNDS = 20000 };

static void
assert_sound(const struct verdict *verdict)
{
	int sum = 0, credit = 0;

	for (int i = 0; i < CHECK_COUNT; i++) {
		const struct finding *finding = &verdict->findings[i];
		enum check check = outcome_table[finding->outcome].check;

		assert_true(check == (enum check)i || check == CHECK_COUNT);
		if (finding->outcome == outcome_none || finding->outcome == outcome_temperror)
			assert_int_equal(finding->points, 0);
		for (const char *c = finding->because; *c != '\0'; c++)
			assert_true(*c >= ' ' && *c < 0x7f);
		sum += finding->points;
		credit += finding->points < 0 ? finding->points : 0;
	}
	assert_int_equal(sum, verdict->score);
	assert_true(credit >= -default_config()->credit_limit);
}

static void
empty_evidence_costs_nothing(void **state)
{
	struct evidence evidence = {0};
	struct verdict verdict = judge(&evidence);

	assert_int_equal(verdict.score, 0);
	for (int i = 0; i < CHECK_COUNT; i++)
		assert_int_equal(verdict.findings[i].outcome, outcome_none);
}

static void
one_outcome_each_and_points_that_add_up(void **state)
{
	struct evidence evidence;
	struct verdict verdict;

	for (int i = 0; i < ROUNDS; i++) {
		random_evidence(&evidence);
		verdict = judge(&evidence);
		assert_sound(&verdict);
	}
}

static void
the_same_facts_give_the_same_verdict(void **state)
{
	struct evidence evidence;

	for (int i = 0; i < ROUNDS / 10; i++) {
		struct verdict first, second;

		random_evidence(&evidence);
		memset(&first, 0xaa, sizeof(first));
		memset(&second, 0x55, sizeof(second));
		verdict_reach(&first, &evidence, default_config());
		verdict_reach(&second, &evidence, default_config());
		assert_memory_equal(first.findings, second.findings, sizeof(first.findings));
		assert_int_equal(first.score, second.score);
		assert_int_equal(first.would, second.would);
	}
}

/* Every look-up failed: nothing DNS could have said may cost. */
static void
evidence_in_doubt_never_costs(void **state)
{
	struct evidence evidence;

	for (int i = 0; i < ROUNDS / 10; i++) {
		struct verdict verdict;

		random_envelope(&evidence);
		ptr_answers(&evidence, LOOKUP_FAILED);
		mx_answers(&evidence, LOOKUP_FAILED);
		helo_resolves_to(&evidence, "?", NULL);
		spf_answers(&evidence, SPF_RESULT_TEMPERROR);
		verdict = judge(&evidence);
		for (int check = 0; check < CHECK_COUNT; check++)
			if (check != CHECK_helo && check != CHECK_sender)
				assert_true(verdict.findings[check].points <= 0);
		assert_true(verdict.findings[CHECK_sender].outcome == sender_invalid ||
			verdict.findings[CHECK_sender].points == 0);
	}
}

static void
a_matching_mx_never_raises_the_score(void **state)
{
	struct evidence evidence;

	for (int i = 0; i < ROUNDS; i++) {
		struct evidence with;
		int before;

		random_evidence(&evidence);
		if (evidence.mx.lookup != LOOKUP_FOUND || evidence.mx.count == MX_HOSTS_MAX ||
			evidence.envelope.sender_kind != MAIL_ADDRESS_DOMAIN ||
			evidence.mx.truncated)
			continue;
		/* the set itself is as sound as it was: only the comparison with the client changes */
		evidence.mx.host[0].host.name = evidence.envelope.sender;
		before = judge(&evidence).score - judge(&evidence).findings[CHECK_mxset].points;
		with = evidence;
		with.mx.host[with.mx.count++] = (struct mx_host){
			.host = {.name = evidence.envelope.sender}};
		*(evidence.envelope.client.family == 4
				? &with.mx.host[with.mx.count - 1].host.v4
				: &with.mx.host[with.mx.count - 1].host.v6) = (struct address_set){
			.lookup = LOOKUP_FOUND, .count = 1, .address = {evidence.envelope.client}};
		assert_true(
			judge(&with).score - judge(&with).findings[CHECK_mxset].points <= before);
	}
}

static void
helo_and_anchor_together_never_refuse(void **state)
{
	const struct config *config = default_config();
	int worst = 0;

	for (int i = 0; i < OUTCOME_COUNT; i++)
		if (outcome_table[i].check == CHECK_helo && config->points[i] > worst)
			worst = config->points[i];
	assert_true(worst + config->points[anchor_adrift] < config->reject_at);
}

static struct policy
random_policy(void)
{
	struct policy policy = {.mode = random_below(2) == 0 ? MODE_OBSERVE : MODE_ENFORCE,
		.protected = random_below(4) == 0,
		.tag_at = (int)random_below(1000) - 300};

	policy.defer_at = policy.tag_at + (int)random_below(400);
	policy.reject_at = policy.defer_at + (int)random_below(400);
	return policy;
}

static void
assert_sound_action(const struct policy *policy, const struct verdict *verdict)
{
	const int beside = verdict->score - verdict->findings[CHECK_helo].points -
		verdict->findings[CHECK_anchor].points;
	const bool refused = verdict->action > ACTION_TAG;

	assert_int_equal(verdict->mode, policy->mode);
	assert_true(verdict->action <= verdict->would);
	if (policy->mode == MODE_OBSERVE || policy->protected || verdict->exempt != EXEMPT_NOT)
		assert_false(refused);
	if (beside <= 0 && !verdict->for_trouble)
		assert_true(verdict->would <= ACTION_TAG);
	if (verdict->for_trouble) {
		assert_int_equal(verdict->would, ACTION_DEFER);
		assert_true(verdict->findings[CHECK_sender].outcome == outcome_temperror ||
			verdict->findings[CHECK_spf].outcome == outcome_temperror);
	} else if (refused) {
		assert_true(verdict->score >= policy->defer_at);
	}
	if (verdict->action == ACTION_REJECT)
		assert_true(verdict->score >= policy->reject_at);
}

/* HELO and a missing anchor decide nothing, the protected are never refused, and observing refuses nobody. */
static void
no_policy_refuses_what_must_pass(void **state)
{
	unsigned refused = 0, for_trouble = 0;
	struct evidence evidence;

	use_config("on_temperror = defer");
	for (int i = 0; i < ROUNDS; i++) {
		const struct policy policy = random_policy();
		struct verdict verdict;

		random_evidence(&evidence);
		if (random_below(3) == 0)
			mx_answers(&evidence, LOOKUP_FAILED);
		verdict = judge(&evidence);
		if (random_below(10) == 0)
			verdict.exempt = EXEMPT_NAME;
		policy_apply(&policy, config_in_use(), &verdict);
		assert_sound_action(&policy, &verdict);
		refused += verdict.action > ACTION_TAG;
		for_trouble += verdict.for_trouble;
	}
	use_config(NULL);
	assert_in_range(refused, ROUNDS / 100, ROUNDS);
	assert_in_range(for_trouble, ROUNDS / 100, ROUNDS);
}

/* The stricter the thresholds, the stricter what is asked for. */
static void
lower_thresholds_never_ask_for_less(void **state)
{
	struct evidence evidence;

	for (int i = 0; i < ROUNDS / 10; i++) {
		struct policy policy = random_policy();
		struct verdict verdict;
		enum action before;

		random_evidence(&evidence);
		verdict = judge(&evidence);
		policy_apply(&policy, default_config(), &verdict);
		before = verdict.would;
		policy.tag_at -= (int)random_below(200);
		policy.defer_at -= (int)random_below(200);
		policy.reject_at -= (int)random_below(200);
		policy_apply(&policy, default_config(), &verdict);
		assert_true(verdict.would >= before);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(empty_evidence_costs_nothing),
		cmocka_unit_test(one_outcome_each_and_points_that_add_up),
		cmocka_unit_test(the_same_facts_give_the_same_verdict),
		cmocka_unit_test(evidence_in_doubt_never_costs),
		cmocka_unit_test(a_matching_mx_never_raises_the_score),
		cmocka_unit_test(helo_and_anchor_together_never_refuse),
		cmocka_unit_test(no_policy_refuses_what_must_pass),
		cmocka_unit_test(lower_thresholds_never_ask_for_less),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
