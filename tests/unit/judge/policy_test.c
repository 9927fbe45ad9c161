/* SPDX-License-Identifier: BSD-2-Clause */
#include "mxvet/policy.h"
#include "tests/unit/config/complaints.h"

#include <string.h>

static const char sections[] = "recipient user@example.org { mode = enforce }\n"
			       "recipient \"list-*@example.org\" { tag_at = 1 }\n"
			       "recipient @example.org { reject_at = 20 }\n"
			       "recipient @.example.org { reject_at = 30 }\n"
			       "recipient @b\xc3\xbc"
			       "cher.example {}\n"
			       "recipient \"postmaster\?\?\" {}\n"
			       "recipient postmaster@example.net { mode = enforce reject_at = 7 }\n"
			       "recipient root@localhost {}\n";

static const struct config *config;

static int
use(const char *text)
{
	config_release(config);
	config = good_config(text);
	return 0;
}

static int
use_sections(void **state)
{
	return use(sections);
}

static int
release_config(void **state)
{
	config_release(config);
	config = NULL;
	return 0;
}

static struct policy
policy_of(const char *recipient)
{
	const struct mail_address address = mail_address_of(recipient);

	return policy_of_recipient(config, &address);
}

static void
assert_section(const char *recipient, const char *section)
{
	const struct policy policy = policy_of(recipient);

	if (section == NULL)
		assert_null(policy.section);
	else
		assert_string_equal(policy.section, section);
}

static void
the_first_section_that_matches_holds(void **state)
{
	assert_section("<user@example.org>", "user@example.org");
	assert_section("<list-a@example.org>", "list-*@example.org");
	assert_section("<list@example.org>", "@example.org");
	assert_section("<user@a.b.example.org>", "@.example.org");
	assert_section("<user@example.net>", NULL);
	assert_section("<user@notexample.org>", NULL);
	assert_section("<>", NULL);
	assert_section("<nobody>", NULL);
	assert_section("<root@localhost>", "root@localhost");
	assert_section("<root@LocalHost>", "root@localhost");
	assert_section("<user@[192.0.2.1]>", NULL);
	assert_int_equal(policy_of("<user@example.org>").mode, MODE_ENFORCE);
	assert_int_equal(policy_of("<list-a@example.org>").tag_at, 100);
	assert_int_equal(policy_of("<x@example.org>").reject_at, 2000);
	assert_int_equal(policy_of("<x@example.org>").mode, MODE_OBSERVE);
	assert_int_equal(policy_of("<x@example.com>").reject_at, 900);
}

static void
one_mailbox_has_one_policy_however_it_is_written(void **state)
{
	assert_section("User@EXAMPLE.org.", "user@example.org");
	assert_section("<\"user\"@example.org>", "user@example.org");
	assert_section("<\"us\\er\"@example.org>", "user@example.org");
	assert_section("<@relay.example.net,@b.example:user@example.org>", "user@example.org");
	assert_section("<x@b\xc3\xbc"
		       "cher.example>",
		"@b\xc3\xbc"
		"cher.example");
	assert_section("<x@XN--BCHER-KVA.example>",
		"@b\xc3\xbc"
		"cher.example");
	assert_section("<\"x@example.org\"@example.net>", NULL);
	assert_section("<\"a\\\"@example.net\"@example.org>", "@example.org");
}

static void
a_long_local_part_still_has_its_domain(void **state)
{
	char text[2000] = "<";

	memset(text + 1, 'x', 1500);
	strcpy(text + 1501, "@example.org>");
	assert_section(text, "@example.org");
}

static void
postmaster_and_abuse_are_protected(void **state)
{
	assert_true(policy_of("<postmaster>").protected);
	assert_true(policy_of("<PostMaster@example.org>").protected);
	assert_true(policy_of("<\"postmaster\"@example.org>").protected);
	assert_true(policy_of("<postmaster@example.net>").protected);
	assert_true(policy_of("<postmaster@localhost>").protected);
	assert_true(policy_of("<Abuse@example.net>").protected);
	assert_false(policy_of("<abuse>").protected);
	assert_false(policy_of("<postmaster2@example.org>").protected);
	assert_false(policy_of("<user@postmaster.example.org>").protected);
	assert_false(policy_of("<>").protected);
	assert_false(policy_top(config).protected);
}

/* A verdict with these points for the sender's domain, and for HELO. */
static struct verdict
scored(int sender, int helo)
{
	struct verdict verdict = {.score = sender + helo};

	verdict.findings[CHECK_sender].points = sender;
	verdict.findings[CHECK_helo].points = helo;
	return verdict;
}

static enum action
action_for(const char *recipient, int score)
{
	struct verdict verdict = scored(score, 0);
	const struct policy policy = policy_of(recipient);

	policy_apply(&policy, config, &verdict);
	assert_int_equal(verdict.mode, policy.mode);
	return verdict.action;
}

static enum action
would_for(const char *recipient, int score)
{
	struct verdict verdict = scored(score, 0);
	const struct policy policy = policy_of(recipient);

	policy_apply(&policy, config, &verdict);
	return verdict.would;
}

static void
enforcing_does_what_the_score_asks_for(void **state)
{
	assert_int_equal(action_for("<user@example.org>", 299), ACTION_ACCEPT);
	assert_int_equal(action_for("<user@example.org>", 300), ACTION_TAG);
	assert_int_equal(action_for("<user@example.org>", 599), ACTION_TAG);
	assert_int_equal(action_for("<user@example.org>", 600), ACTION_DEFER);
	assert_int_equal(action_for("<user@example.org>", 899), ACTION_DEFER);
	assert_int_equal(action_for("<user@example.org>", 900), ACTION_REJECT);
}

static void
each_recipient_has_its_own_outcome(void **state)
{
	assert_int_equal(action_for("<x@example.org>", 1500), ACTION_TAG);
	assert_int_equal(would_for("<x@example.org>", 1500), ACTION_DEFER);
	assert_int_equal(would_for("<x@example.org>", 2000), ACTION_REJECT);
	assert_int_equal(would_for("<x@a.example.org>", 2000), ACTION_DEFER);
	assert_int_equal(action_for("<list-a@example.org>", 100), ACTION_TAG);
}

static void
the_protected_are_marked_at_most(void **state)
{
	use("mode = enforce");
	assert_int_equal(action_for("<postmaster@example.net>", 5000), ACTION_TAG);
	assert_int_equal(would_for("<postmaster@example.net>", 5000), ACTION_REJECT);
	assert_int_equal(action_for("<postmaster>", 600), ACTION_TAG);
	assert_int_equal(action_for("<abuse@example.net>", 600), ACTION_TAG);
	assert_int_equal(action_for("<user@example.net>", 600), ACTION_DEFER);
	use(sections);
	assert_int_equal(action_for("<postmaster@example.net>", 5000), ACTION_TAG);
}

static void
exempt_mail_is_accepted(void **state)
{
	struct verdict verdict = scored(5000, 0);
	const struct policy policy = policy_of("<user@example.org>");

	verdict.exempt = EXEMPT_NAME;
	policy_apply(&policy, config, &verdict);
	assert_int_equal(verdict.action, ACTION_ACCEPT);
	assert_int_equal(verdict.would, ACTION_REJECT);
}

static void
helo_decides_nothing(void **state)
{
	struct verdict verdict = scored(0, 1500);
	struct policy policy = policy_of("<user@example.org>");

	verdict.findings[CHECK_anchor].points = 100;
	verdict.score += 100;
	policy_apply(&policy, config, &verdict);
	assert_int_equal(verdict.action, ACTION_TAG);
	assert_int_equal(verdict.would, ACTION_TAG);
	verdict = scored(1, 1500);
	policy_apply(&policy, config, &verdict);
	assert_int_equal(verdict.action, ACTION_REJECT);
}

/* The verdict on mail with this score of which a check is in doubt. */
static struct verdict
in_doubt(enum check check, int score, const char *recipient)
{
	const struct policy policy = policy_of(recipient);
	struct verdict verdict = {.score = score};

	verdict.findings[CHECK_iprev].points = score;
	verdict.findings[check].outcome = outcome_temperror;
	policy_apply(&policy, config, &verdict);
	return verdict;
}

static void
dns_trouble_refuses_nobody_unless_told_to(void **state)
{
	const struct verdict verdict = in_doubt(CHECK_sender, 599, "<user@example.org>");

	assert_int_equal(verdict.action, ACTION_TAG);
	assert_int_equal(verdict.would, ACTION_TAG);
	assert_false(verdict.for_trouble);
}

static void
dns_trouble_defers_when_the_worst_answer_would_have(void **state)
{
	struct verdict verdict;

	use("mode = enforce on_temperror = defer");
	verdict = in_doubt(CHECK_sender, 100, "<user@example.org>"); /* nullmx costs 5.00 */
	assert_true(verdict.for_trouble);
	assert_int_equal(verdict.would, ACTION_DEFER);
	assert_int_equal(verdict.action, ACTION_DEFER);
	assert_false(in_doubt(CHECK_sender, 99, "<user@example.org>").for_trouble);
	assert_true(in_doubt(CHECK_spf, 400, "<user@example.org>").for_trouble); /* fail costs 2.00 */
	assert_false(in_doubt(CHECK_spf, 399, "<user@example.org>").for_trouble);
	assert_false(in_doubt(CHECK_mxset, 599, "<user@example.org>").for_trouble);
	verdict = in_doubt(CHECK_sender, 600, "<user@example.org>");
	assert_false(verdict.for_trouble);
	assert_int_equal(verdict.action, ACTION_DEFER);
}

static void
each_check_in_doubt_counts_by_itself(void **state)
{
	struct verdict verdict = {.score = 0};
	struct policy policy;

	use("mode = enforce on_temperror = defer");
	policy = policy_top(config);
	verdict.findings[CHECK_sender].outcome = outcome_temperror;
	verdict.findings[CHECK_spf].outcome = outcome_temperror;
	policy_apply(&policy, config, &verdict);
	assert_false(verdict.for_trouble);
	assert_int_equal(verdict.action, ACTION_ACCEPT);
}

static void
dns_trouble_marks_nobody_who_cannot_be_deferred(void **state)
{
	struct verdict verdict;

	use("mode = enforce on_temperror = defer");
	verdict = in_doubt(CHECK_sender, 100, "<postmaster@example.org>");
	assert_true(verdict.for_trouble);
	assert_int_equal(verdict.action, ACTION_ACCEPT);
	use("on_temperror = defer");
	verdict = in_doubt(CHECK_sender, 100, "<user@example.org>");
	assert_int_equal(verdict.would, ACTION_DEFER);
	assert_int_equal(verdict.action, ACTION_ACCEPT);
	assert_int_equal(in_doubt(CHECK_sender, 300, "<user@example.org>").action, ACTION_TAG);
}

static void
the_stricter_refuses_more(void **state)
{
	const struct verdict accepted = {.action = ACTION_ACCEPT};
	const struct verdict marked = {.action = ACTION_TAG, .would = ACTION_TAG};
	const struct verdict spared = {.action = ACTION_TAG, .would = ACTION_REJECT};
	const struct verdict enforced = {
		.action = ACTION_TAG, .would = ACTION_REJECT, .mode = MODE_ENFORCE};
	const struct verdict *const rising[] = {&accepted, &marked, &spared, &enforced};

	for (unsigned i = 0; i < 4; i++)
		for (unsigned j = 0; j < 4; j++)
			assert_int_equal(policy_is_stricter(rising[i], rising[j]), i > j);
}

#define POLICY_TEST(name) cmocka_unit_test_setup_teardown(name, use_sections, release_config)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		POLICY_TEST(the_first_section_that_matches_holds),
		POLICY_TEST(one_mailbox_has_one_policy_however_it_is_written),
		POLICY_TEST(a_long_local_part_still_has_its_domain),
		POLICY_TEST(postmaster_and_abuse_are_protected),
		POLICY_TEST(enforcing_does_what_the_score_asks_for),
		POLICY_TEST(each_recipient_has_its_own_outcome),
		POLICY_TEST(the_protected_are_marked_at_most),
		POLICY_TEST(exempt_mail_is_accepted),
		POLICY_TEST(helo_decides_nothing),
		POLICY_TEST(dns_trouble_refuses_nobody_unless_told_to),
		POLICY_TEST(dns_trouble_defers_when_the_worst_answer_would_have),
		POLICY_TEST(each_check_in_doubt_counts_by_itself),
		POLICY_TEST(dns_trouble_marks_nobody_who_cannot_be_deferred),
		POLICY_TEST(the_stricter_refuses_more),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
