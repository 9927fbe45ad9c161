/* SPDX-License-Identifier: BSD-2-Clause */

/* Who is said to bring a message, and what it is called, for the greylist. */

#include "mxvet/greylist.h"
#include "tests/unit/support/evidence_builder.h"

#include <string.h>

static struct greylist_try
try_of(const struct evidence *evidence, const char *recipient)
{
	const struct verdict verdict = judge(evidence);
	const struct mail_address address = mail_address_of(recipient);
	struct greylist_try try;

	greylist_try_of(&try, evidence, &verdict, &address);
	return try;
}

static void
the_senders_organisation_counts_and_the_recipients_one_form(void **state)
{
	struct evidence evidence;
	struct greylist_try try;

	given(&evidence, "192.0.2.1", "helo.example.com", "a@bounce.news.example.co.uk");
	try = try_of(&evidence, "<@route.example:\"User\"@Example.ORG>");
	assert_string_equal(try.sender.text, "example.co.uk");
	assert_string_equal(try.recipient, "user@example.org");
	assert_true(ip_addr_equal(&try.client, &evidence.envelope.client));
}

static void
for_a_bounce_helos_organisation_stands_in(void **state)
{
	struct evidence evidence;

	given(&evidence, "192.0.2.1", "out7.mail.example.com", "<>");
	assert_string_equal(try_of(&evidence, "a@example.org").sender.text, "example.com");
	given(&evidence, "192.0.2.1", "[192.0.2.1]", "<>");
	assert_int_equal(try_of(&evidence, "a@example.org").sender.length, 0);
}

static void
spf_vouches_only_by_a_pass_that_is_not_open(void **state)
{
	struct evidence evidence;

	given(&evidence, "192.0.2.1", NULL, "a@example.com");
	assert_false(try_of(&evidence, "a@example.org").vouched_for);
	spf_answers(&evidence, SPF_RESULT_PASS);
	assert_true(try_of(&evidence, "a@example.org").vouched_for);
	evidence.spf.open = true;
	assert_false(try_of(&evidence, "a@example.org").vouched_for);
}

static void
a_confirmed_name_of_its_own_tells_the_organisation(void **state)
{
	struct evidence evidence;

	given(&evidence, "192.0.2.1", NULL, "a@example.com");
	ptr_name(&evidence, "out.pool.example.net", "192.0.2.1", NULL);
	assert_string_equal(try_of(&evidence, "a@example.org").organisation.text, "example.net");
	given(&evidence, "192.0.2.1", NULL, "a@example.com");
	ptr_name(&evidence, "out.pool.example.net", NULL);
	assert_int_equal(try_of(&evidence, "a@example.org").organisation.length, 0);
	given(&evidence, "192.0.2.1", NULL, "a@example.com");
	ptr_name(&evidence, "192-0-2-1.dyn.example.net", "192.0.2.1", NULL);
	assert_int_equal(try_of(&evidence, "a@example.org").organisation.length, 0);
}

static void
the_order_of_confirmed_names_does_not_matter(void **state)
{
	struct evidence evidence;

	given(&evidence, "192.0.2.1", NULL, "a@example.com");
	ptr_name(&evidence, "mail.zone.example", "192.0.2.1", NULL);
	ptr_name(&evidence, "mail.alpha.example", "192.0.2.1", NULL);
	assert_string_equal(try_of(&evidence, "a@example.org").organisation.text, "alpha.example");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_senders_organisation_counts_and_the_recipients_one_form),
		cmocka_unit_test(for_a_bounce_helos_organisation_stands_in),
		cmocka_unit_test(spf_vouches_only_by_a_pass_that_is_not_open),
		cmocka_unit_test(a_confirmed_name_of_its_own_tells_the_organisation),
		cmocka_unit_test(the_order_of_confirmed_names_does_not_matter),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
