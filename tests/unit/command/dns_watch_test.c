/* SPDX-License-Identifier: BSD-2-Clause */
#include "milter/command/dns_watch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

enum { SECOND = 1000000 };

/* The news that so many answers within the minute that begins at `second` bring, at the first of them. */
static enum dns_news
count(struct dns_minute *minute, int second, unsigned asked, unsigned failed)
{
	enum dns_news first = DNS_NEWS_NONE;

	for (unsigned i = 0; i < asked; i++) {
		const enum dns_news news = dns_minute_count(
			minute, ((int64_t)second + 1) * SECOND + i, i < failed);

		if (i == 0)
			first = news;
		else
			assert_int_equal(news, DNS_NEWS_NONE);
	}
	return first;
}

static void
a_bad_minute_is_told_once_and_once_that_it_is_over(void **state)
{
	struct dns_minute minute = {0};

	assert_int_equal(count(&minute, 0, 40, 9), DNS_NEWS_NONE);
	assert_int_equal(count(&minute, 60, 40, 40), DNS_NEWS_ILL);
	assert_int_equal(minute.last_failed, 9);
	assert_int_equal(minute.last_asked, 40);
	assert_int_equal(count(&minute, 120, 40, 0), DNS_NEWS_NONE);
	assert_int_equal(count(&minute, 180, 40, 0), DNS_NEWS_WELL);
	assert_int_equal(count(&minute, 240, 1, 0), DNS_NEWS_NONE);
}

static void
a_fifth_of_failures_is_usual(void **state)
{
	struct dns_minute minute = {0};

	count(&minute, 0, 40, 8);
	assert_int_equal(count(&minute, 60, 1, 0), DNS_NEWS_NONE);
}

static void
few_questions_say_nothing(void **state)
{
	struct dns_minute minute = {0};

	count(&minute, 0, 19, 19);
	assert_int_equal(count(&minute, 60, 20, 20), DNS_NEWS_NONE);
	assert_int_equal(count(&minute, 120, 1, 0), DNS_NEWS_ILL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_bad_minute_is_told_once_and_once_that_it_is_over),
		cmocka_unit_test(a_fifth_of_failures_is_usual),
		cmocka_unit_test(few_questions_say_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
