/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "mxvet/recipients.h"

static struct config config;

static struct recipient *
add(struct recipient_list *list, const char *given)
{
	const struct mail_address address = mail_address_of(given);
	const struct policy policy = policy_of_recipient(&config, &address);

	return recipients_add(list, &config, &address, &policy);
}

static void
assert_listed(const char *given, enum log_addresses shown, const char *domain, const char *address)
{
	struct recipient_list list = {0};

	config.log_addresses = shown;
	assert_non_null(add(&list, given));
	assert_int_equal(list.count, 1);
	assert_string_equal(list.item[0].domain, domain);
	if (address == NULL)
		assert_null(list.item[0].address);
	else
		assert_string_equal(list.item[0].address, address);
	recipients_forget(&list);
	assert_int_equal(list.count, 0);
}

static void
local_parts_stay_out_unless_asked_for(void **state)
{
	assert_listed("<user@Example.ORG>", LOG_ADDRESSES_DOMAIN, "example.org", NULL);
	assert_listed("<user@Example.ORG>", LOG_ADDRESSES_FULL, "example.org", "user@example.org");
}

static void
raw_arguments_are_taken_apart(void **state)
{
	assert_listed("<@relay.example.net:\"a b\"@example.org>", LOG_ADDRESSES_FULL, "example.org",
		"\"a b\"@example.org");
	assert_listed("user@example.org", LOG_ADDRESSES_FULL, "example.org", "user@example.org");
	assert_listed("<postmaster>", LOG_ADDRESSES_DOMAIN, "", NULL);
	assert_listed("<postmaster>", LOG_ADDRESSES_FULL, "", "postmaster");
}

static void
foreign_octets_are_escaped(void **state)
{
	assert_listed("<\x01\xffuser@exa\nmple>", LOG_ADDRESSES_FULL, "exa\\012mple",
		"\\001\\377user@exa\\012mple");
}

static void
a_very_long_address_is_cut(void **state)
{
	struct recipient_list list = {0};
	char address[5000];

	memset(address, 'a', sizeof(address));
	memcpy(address + sizeof(address) - 13, "@example.org", 13);
	config.log_addresses = LOG_ADDRESSES_FULL;
	add(&list, address);
	assert_int_equal(list.count, 1);
	assert_true(strlen(list.item[0].address) < 1000);
	recipients_forget(&list);
}

static void
lists_no_more_than_the_limit(void **state)
{
	struct recipient_list list = {0};

	for (int i = 0; i < RECIPIENTS_MAX; i++)
		assert_non_null(add(&list, "<user@example.org>"));
	assert_null(add(&list, "<user@example.org>"));
	assert_int_equal(list.count, RECIPIENTS_MAX);
	recipients_forget(&list);
}

/* Three that ask for nothing, for a mark, for a rejection. */
static void
list_three(struct recipient_list *list)
{
	const int reject_at[] = {1000, 1000, 400}, tag_at[] = {900, 300, 300};

	*list = (struct recipient_list){0};
	config = (struct config){
		.mode = MODE_ENFORCE, .tag_at = 100, .defer_at = 1000, .reject_at = 1000};
	for (int i = 0; i < 3; i++) {
		struct recipient *recipient = add(list, "<user@example.org>");
		recipient->policy.tag_at = tag_at[i];
		recipient->policy.reject_at = reject_at[i];
	}
}

/* The judge of these tests: a score for every domain but one, where the client is our own backup. */
struct bench {
	int score;
	const char *backup_domain;
	char asked[200];
};

static struct verdict
judge_by_domain(struct bench *bench, const struct dns_name *domain)
{
	struct verdict verdict = {.score = bench->score};

	if (bench->backup_domain != NULL && strcmp(domain->text, bench->backup_domain) == 0)
		verdict.exempt = EXEMPT_BACKUP;
	strcat(bench->asked, domain->text);
	strcat(bench->asked, " ");
	return verdict;
}

static struct verdict
decide(struct recipient_list *list, enum action most, struct bench *bench)
{
	struct recipients_fold fold = recipients_fold_of(list, &config, most);
	struct verdict strictest = {0};
	struct dns_name domain;
	bool any = false;

	while (recipients_next_domain(&fold, &domain)) {
		struct verdict verdict = judge_by_domain(bench, &domain);

		if (recipients_decide_domain(&fold, &verdict, any ? &strictest : NULL)) {
			any = true;
			strictest = verdict;
		}
	}
	assert_true(any);
	return strictest;
}

static void
an_exemption_is_of_one_domain_only(void **state)
{
	struct bench bench = {.score = 500, .backup_domain = "example.com"};
	struct recipient_list list = {0};
	struct verdict verdict;

	config = (struct config){
		.mode = MODE_OBSERVE, .tag_at = 100, .defer_at = 1000, .reject_at = 1000};
	add(&list, "<user@example.org>");
	add(&list, "<user@example.com>");
	add(&list, "<other@example.org>");
	verdict = decide(&list, ACTION_TAG, &bench);
	assert_int_equal(list.item[0].action, ACTION_TAG);
	assert_int_equal(list.item[1].action, ACTION_ACCEPT);
	assert_int_equal(list.item[2].action, ACTION_TAG);
	assert_int_equal(verdict.exempt, EXEMPT_NOT);
	assert_int_equal(verdict.action, ACTION_TAG);
	assert_string_equal(bench.asked, "example.org example.com ");
	recipients_forget(&list);
}

static void
one_domain_is_judged_once(void **state)
{
	struct bench bench = {.score = 500};
	struct recipient_list list;

	list_three(&list);
	decide(&list, ACTION_TAG, &bench);
	assert_string_equal(bench.asked, "example.org ");
	recipients_forget(&list);
}

static void
the_strictest_outcome_is_that_of_the_message(void **state)
{
	struct bench bench = {.score = 500};
	struct verdict verdict;
	struct recipient_list list;

	list_three(&list);
	verdict = decide(&list, ACTION_REJECT, &bench);
	assert_int_equal(list.item[0].action, ACTION_ACCEPT);
	assert_int_equal(list.item[1].action, ACTION_TAG);
	assert_int_equal(list.item[2].action, ACTION_REJECT);
	assert_int_equal(verdict.action, ACTION_REJECT);
	recipients_forget(&list);
}

static void
who_took_the_message_can_only_mark_it(void **state)
{
	struct bench bench = {.score = 500};
	struct verdict verdict;
	struct recipient_list list;

	list_three(&list);
	verdict = decide(&list, ACTION_TAG, &bench);
	assert_int_equal(list.item[2].action, ACTION_TAG);
	assert_int_equal(verdict.action, ACTION_TAG);
	assert_int_equal(verdict.would, ACTION_REJECT);
	recipients_forget(&list);
}

static void
the_refused_count_only_when_all_were(void **state)
{
	struct bench bench = {.score = 500};
	struct verdict verdict;
	struct recipient_list list;

	list_three(&list);
	list.item[2].action = ACTION_REJECT;
	verdict = decide(&list, ACTION_TAG, &bench);
	assert_int_equal(verdict.action, ACTION_TAG);
	assert_int_equal(verdict.would, ACTION_TAG);
	list.item[0].action = list.item[1].action = ACTION_DEFER;
	verdict = decide(&list, ACTION_TAG, &bench);
	assert_int_equal(verdict.action, ACTION_REJECT);
	recipients_forget(&list);
}

static void
without_recipients_the_top_level_decides(void **state)
{
	struct bench bench = {.score = 500};
	struct verdict verdict;
	struct recipient_list list = {0};

	config = (struct config){
		.mode = MODE_ENFORCE, .tag_at = 100, .defer_at = 1000, .reject_at = 1000};
	verdict = decide(&list, ACTION_REJECT, &bench);
	assert_int_equal(verdict.action, ACTION_TAG);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(local_parts_stay_out_unless_asked_for),
		cmocka_unit_test(raw_arguments_are_taken_apart),
		cmocka_unit_test(foreign_octets_are_escaped),
		cmocka_unit_test(a_very_long_address_is_cut),
		cmocka_unit_test(lists_no_more_than_the_limit),
		cmocka_unit_test(an_exemption_is_of_one_domain_only),
		cmocka_unit_test(one_domain_is_judged_once),
		cmocka_unit_test(the_strictest_outcome_is_that_of_the_message),
		cmocka_unit_test(who_took_the_message_can_only_mark_it),
		cmocka_unit_test(the_refused_count_only_when_all_were),
		cmocka_unit_test(without_recipients_the_top_level_decides),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
