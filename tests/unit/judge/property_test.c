/* SPDX-License-Identifier: BSD-2-Clause */

/* What holds whatever the evidence: every check over empty and over random facts. */

#include "mxvet/policy.h"
#include "tests/unit/support/evidence_builder.h"

#include <string.h>

enum { ROUNDS = 20000 };

static uint64_t seed = 0x9e3779b97f4a7c15U;

/* xorshift64*: the same facts in every run. */
static unsigned
pick(unsigned below)
{
	seed ^= seed >> 12;
	seed ^= seed << 25;
	seed ^= seed >> 27;
	return (unsigned)((seed * 0x2545f4914f6cdd1dU) >> 33) % below;
}

static const char *const names[] = {"mail.example.org", "mx1.example.org", "example.org",
	"example.net", "host-192-0-2-1.example.net", "198-51-100-1.dial.example.net", ".",
	"10.0.0.1", "no?host", "a.co.uk", "co.uk", "localhost", "mx.example.com"};
static const char *const addresses[] = {"192.0.2.1", "192.0.2.2", "198.51.100.1", "203.0.113.9",
	"2001:db8::1", "2001:db8::2", "2001:db8:1::1", "10.0.0.1", "fd00::1", "127.0.0.1"};
static const char *const helos[] = {"mail.example.org", "mx.example.com", "[192.0.2.1]",
	"192.0.2.1", "[10.0.0.1]", "localhost", "short", "bad name", "", "example.net", NULL};
static const char *const senders[] = {"a@example.org", "a@example.net", "a@co.uk", "", "nonsense",
	"a@[192.0.2.1]", "a@mail.example.org", NULL};
#define PICK(list) ((list)[pick(sizeof(list) / sizeof((list)[0]))])

static struct dns_name
random_name(void)
{
	const char *text = PICK(names);
	struct dns_name name = {.length = (uint8_t)strlen(text)};

	memcpy(name.text, text, name.length);
	return name;
}

static void
fill_set(struct address_set *set, uint8_t family)
{
	struct ip_addr address;

	set->lookup = (enum lookup)pick(LOOKUP_FAILED + 1);
	set->failure = set->lookup == LOOKUP_FAILED ? DNS_FAILURE_SERVFAIL : DNS_FAILURE_NONE;
	set->truncated = set->lookup == LOOKUP_FOUND && pick(10) == 0;
	for (unsigned i = pick(4); set->lookup == LOOKUP_FOUND && i > 0; i--)
		if (ip_addr_parse(&address, PICK(addresses)) && address.family == family)
			set->address[set->count++] = address;
	if (set->lookup == LOOKUP_FOUND && set->count == 0)
		set->lookup = LOOKUP_NO_DATA;
}

static void
fill_host(struct host *host)
{
	*host = (struct host){.name = random_name(), .alias = pick(8) == 0};
	fill_set(&host->v4, 4);
	fill_set(&host->v6, 6);
}

static void
fill_lists(struct evidence *evidence)
{
	evidence->ptr.lookup = (enum lookup)pick(LOOKUP_FAILED + 1);
	evidence->ptr.truncated = pick(10) == 0;
	if (evidence->ptr.lookup == LOOKUP_FOUND)
		for (unsigned i = 1 + pick(PTR_NAMES_MAX); i > 0; i--)
			fill_host(&evidence->ptr.name[evidence->ptr.count++]);
	evidence->mx.lookup = (enum lookup)pick(LOOKUP_FAILED + 1);
	evidence->mx.truncated = pick(10) == 0;
	if (evidence->mx.lookup == LOOKUP_FOUND)
		for (unsigned i = 1 + pick(MX_HOSTS_MAX); i > 0; i--)
			fill_host(&evidence->mx.host[evidence->mx.count++].host);
}

static void
fill(struct evidence *evidence)
{
	given(evidence, PICK(addresses), PICK(helos), PICK(senders));
	evidence->envelope.recipients = (uint16_t)pick(4);
	evidence->envelope.own_name = random_name();
	evidence->mx.domain = evidence->envelope.sender;
	fill_lists(evidence);
	fill_host(&evidence->helo);
	evidence->helo.name = evidence->envelope.helo.name;
	fill_host(&evidence->sender);
	evidence->arrival.lookup = (enum lookup)pick(LOOKUP_FAILED + 1);
	if (evidence->arrival.lookup == LOOKUP_FOUND)
		for (unsigned i = pick(MX_HOSTS_MAX); i > 0; i--)
			evidence->arrival.host[evidence->arrival.count++] = (struct arrival_host){
				(uint16_t)(10 * (MX_HOSTS_MAX - i)),
				(enum truth)pick(TRUTH_YES + 1), TRUTH_NO};
	evidence->spf.result = (enum spf_result)pick(SPF_RESULT_PERMERROR + 1);
	evidence->spf.open = evidence->spf.result == SPF_RESULT_PASS && pick(3) == 0;
}

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
		fill(&evidence);
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

		fill(&evidence);
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

		given(&evidence, PICK(addresses), PICK(helos), PICK(senders));
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

		fill(&evidence);
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
	struct policy policy = {.mode = pick(2) == 0 ? MODE_OBSERVE : MODE_ENFORCE,
		.protected = pick(4) == 0,
		.tag_at = (int)pick(1000) - 300};

	policy.defer_at = policy.tag_at + (int)pick(400);
	policy.reject_at = policy.defer_at + (int)pick(400);
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

		fill(&evidence);
		if (pick(3) == 0)
			mx_answers(&evidence, LOOKUP_FAILED);
		verdict = judge(&evidence);
		if (pick(10) == 0)
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

		fill(&evidence);
		verdict = judge(&evidence);
		policy_apply(&policy, default_config(), &verdict);
		before = verdict.would;
		policy.tag_at -= (int)pick(200);
		policy.defer_at -= (int)pick(200);
		policy.reject_at -= (int)pick(200);
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
