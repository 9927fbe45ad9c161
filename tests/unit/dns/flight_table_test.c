/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "milter/dns/dns_answer_build.h"
#include "milter/dns/flight_table.h"
#include "tests/support/dns_names.h"

/* An asker that counts what the table does with it, and never waits to be called. */
static unsigned shared, delivered, slots;

static void
count_share(struct asker *asker)
{
	shared++;
}

static bool
count_delivery(struct asker *asker, unsigned slot, const struct dns_answer *answer)
{
	delivered++;
	slots += slot;
	dns_answer_release(answer);
	return false;
}

static const struct asker_ops counting_ops = {.share = count_share, .deliver = count_delivery};
static struct asker asker = {.ops = &counting_ops};

static struct flight_table *table;

static int
open_table(void **state)
{
	shared = delivered = slots = 0;
	table = flight_table_open(2);
	return table == NULL ? -1 : 0;
}

static int
close_table(void **state)
{
	flight_table_close(table);
	return 0;
}

static enum flight_join
join(const char *text, enum dns_type type, unsigned slot, struct flight **flight)
{
	struct dns_name name = name_of(text);
	return flight_table_join(table, &name, type, &asker, slot, flight);
}

static void
land(struct flight *flight)
{
	struct asker_calls calls = {0};
	flight_table_land(table, flight, dns_answer_of_failure(DNS_FAILURE_TIMEOUT), &calls);
}

static void
those_who_join_get_the_same_answer(void **state)
{
	struct flight *flight;
	assert_int_equal(join("a.example.org", DNS_A, 1, &flight), FLIGHT_NEW);
	assert_int_equal(join("a.example.org", DNS_A, 2, &flight), FLIGHT_JOINED);
	assert_int_equal(join("a.example.org", DNS_A, 4, &flight), FLIGHT_JOINED);
	land(flight);
	assert_int_equal(shared, 3);
	assert_int_equal(delivered, 3);
	assert_int_equal(slots, 7);
}

static void
another_type_is_another_flight(void **state)
{
	struct flight *a, *aaaa;
	assert_int_equal(join("a.example.org", DNS_A, 0, &a), FLIGHT_NEW);
	assert_int_equal(join("a.example.org", DNS_AAAA, 0, &aaaa), FLIGHT_NEW);
	land(a);
	land(aaaa);
}

static void
a_question_is_new_again_after_its_flight_has_landed(void **state)
{
	struct flight *flight;
	for (int i = 0; i < 5; i++) {
		assert_int_equal(join("a.example.org", DNS_A, 0, &flight), FLIGHT_NEW);
		land(flight);
	}
}

static void
beyond_the_limit_only_known_questions_are_joined(void **state)
{
	struct flight *a, *b, *c;
	assert_int_equal(join("a.example.org", DNS_A, 0, &a), FLIGHT_NEW);
	assert_int_equal(join("b.example.org", DNS_A, 0, &b), FLIGHT_NEW);
	assert_int_equal(join("c.example.org", DNS_A, 0, &c), FLIGHT_REFUSED);
	assert_int_equal(join("a.example.org", DNS_A, 0, &c), FLIGHT_JOINED);
	land(a);
	assert_int_equal(join("c.example.org", DNS_A, 0, &c), FLIGHT_NEW);
	land(b);
	land(c);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			those_who_join_get_the_same_answer, open_table, close_table),
		cmocka_unit_test_setup_teardown(
			another_type_is_another_flight, open_table, close_table),
		cmocka_unit_test_setup_teardown(a_question_is_new_again_after_its_flight_has_landed,
			open_table, close_table),
		cmocka_unit_test_setup_teardown(
			beyond_the_limit_only_known_questions_are_joined, open_table, close_table),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
