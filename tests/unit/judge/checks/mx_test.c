/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/unit/support/evidence_builder.h"

static void
exact_when_the_client_is_an_mx_host(void **state)
{
	struct evidence evidence;

	given(&evidence, "192.0.2.1", NULL, "a@example.org");
	mx_record(&evidence, 10, "mx1.example.org", "192.0.2.7", NULL);
	mx_record(&evidence, 20, "mx2.example.org", "192.0.2.1", NULL);
	assert_outcome(&evidence, CHECK_mx, mx_exact);
}

static void
exact_stands_although_another_host_is_in_trouble(void **state)
{
	struct evidence evidence;

	given(&evidence, "192.0.2.1", NULL, "a@example.org");
	mx_record(&evidence, 10, "mx1.example.org", "?", NULL);
	mx_record(&evidence, 20, "mx2.example.org", "192.0.2.1", NULL);
	evidence.mx.truncated = true;
	assert_outcome(&evidence, CHECK_mx, mx_exact);
}

static void
exact_when_an_mx_is_the_clients_address(void **state)
{
	struct evidence evidence;

	given(&evidence, "192.0.2.1", NULL, "a@example.org");
	mx_record(&evidence, 10, "192.0.2.1", "192.0.2.1", NULL)->literal = true;
	assert_outcome(&evidence, CHECK_mx, mx_exact);
}

static void
implicit_when_the_domain_without_mx_is_the_client(void **state)
{
	struct evidence evidence;

	given(&evidence, "2001:db8::1", NULL, "a@example.org");
	domain_resolves_to(&evidence, "192.0.2.1", "2001:db8::1", NULL);
	assert_outcome(&evidence, CHECK_mx, mx_implicit);
}

static void
host_when_the_confirmed_name_is_of_an_mx_hosts_organisation(void **state)
{
	struct evidence evidence;

	given(&evidence, "198.51.100.1", NULL, "a@example.org");
	mx_record(&evidence, 10, "mx1.example.net", "192.0.2.1", NULL);
	ptr_name(&evidence, "out.mail.example.net", "198.51.100.1", NULL);
	assert_outcome(&evidence, CHECK_mx, mx_host);
	assert_string_equal(judge(&evidence).findings[CHECK_mx].because,
		"out.mail.example.net is of the same organisation as mx1.example.net");
}

static void
host_needs_a_confirmed_name(void **state)
{
	struct evidence evidence;

	given(&evidence, "198.51.100.1", NULL, "a@example.org");
	mx_record(&evidence, 10, "mx1.example.net", "192.0.2.1", NULL);
	ptr_name(&evidence, "out.example.net", "203.0.113.1", NULL);
	assert_outcome(&evidence, CHECK_mx, mx_other);
}

static void
host_is_never_a_public_suffix(void **state)
{
	struct evidence evidence;

	given(&evidence, "198.51.100.1", NULL, "a@example.org");
	mx_record(&evidence, 10, "mx.one.co.uk", "192.0.2.1", NULL);
	ptr_name(&evidence, "mail.two.co.uk", "198.51.100.1", NULL);
	assert_outcome(&evidence, CHECK_mx, mx_other);
}

static void
network_when_the_client_is_next_to_an_mx_host(void **state)
{
	struct evidence evidence;

	given(&evidence, "192.0.2.200", NULL, "a@example.org");
	mx_record(&evidence, 10, "mx1.example.org", "192.0.2.1", NULL);
	assert_outcome(&evidence, CHECK_mx, mx_network);
	given(&evidence, "2001:db8:1:2::9", NULL, "a@example.org");
	mx_record(&evidence, 10, "mx1.example.org", "2001:db8:1:2:ffff::1", NULL);
	assert_outcome(&evidence, CHECK_mx, mx_network);
	given(&evidence, "2001:db8:1:3::9", NULL, "a@example.org");
	mx_record(&evidence, 10, "mx1.example.org", "2001:db8:1:2:ffff::1", NULL);
	assert_outcome(&evidence, CHECK_mx, mx_other);
}

static void
host_and_network_look_at_mx_records_only(void **state)
{
	struct evidence evidence;

	given(&evidence, "192.0.2.200", NULL, "a@example.org");
	domain_resolves_to(&evidence, "192.0.2.1", NULL);
	ptr_name(&evidence, "mail.example.org", "192.0.2.200", NULL);
	assert_outcome(&evidence, CHECK_mx, mx_other);
}

static void
temperror_when_an_mx_host_could_not_be_resolved(void **state)
{
	struct evidence evidence;

	given(&evidence, "192.0.2.1", NULL, "a@example.org");
	mx_record(&evidence, 10, "mx1.example.org", "198.51.100.7", NULL);
	mx_record(&evidence, 20, "mx2.example.org", "?", NULL);
	assert_outcome(&evidence, CHECK_mx, outcome_temperror);
}

static void
temperror_when_the_list_was_cut_without_a_match(void **state)
{
	struct evidence evidence;

	given(&evidence, "192.0.2.1", NULL, "a@example.org");
	mx_record(&evidence, 10, "mx1.example.org", "198.51.100.7", NULL);
	evidence.mx.truncated = true;
	assert_outcome(&evidence, CHECK_mx, outcome_temperror);
}

static void
temperror_when_the_reverse_name_is_in_trouble(void **state)
{
	struct evidence evidence;

	given(&evidence, "192.0.2.1", NULL, "a@example.org");
	mx_record(&evidence, 10, "mx1.example.org", "198.51.100.7", NULL);
	ptr_answers(&evidence, LOOKUP_FAILED);
	assert_outcome(&evidence, CHECK_mx, outcome_temperror);
}

static void
a_bounce_is_compared_with_the_mx_hosts_of_helo(void **state)
{
	struct evidence evidence;

	given(&evidence, "192.0.2.1", "example.org", "");
	mx_record(&evidence, 10, "mx1.example.org", "192.0.2.1", NULL);
	assert_outcome(&evidence, CHECK_mx, mx_exact);
	assert_outcome(&evidence, CHECK_mxset, outcome_none);
	given(&evidence, "192.0.2.1", "example.org", "");
	domain_resolves_to(&evidence, "192.0.2.1", NULL);
	assert_outcome(&evidence, CHECK_mx, outcome_none);
}

static void
none_where_the_sender_takes_no_mail(void **state)
{
	struct evidence evidence;

	given(&evidence, "192.0.2.1", NULL, "a@example.org");
	mx_answers(&evidence, LOOKUP_NO_NAME);
	assert_outcome(&evidence, CHECK_mx, outcome_none);
	mx_record(&evidence, 10, ".", NULL);
	assert_outcome(&evidence, CHECK_mx, outcome_none);
	given(&evidence, "192.0.2.1", NULL, "a@example.org");
	domain_resolves_to(&evidence, NULL);
	assert_outcome(&evidence, CHECK_mx, outcome_none);
	given(&evidence, "192.0.2.1", NULL, "nonsense");
	assert_outcome(&evidence, CHECK_mx, outcome_none);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(exact_when_the_client_is_an_mx_host),
		cmocka_unit_test(exact_stands_although_another_host_is_in_trouble),
		cmocka_unit_test(exact_when_an_mx_is_the_clients_address),
		cmocka_unit_test(implicit_when_the_domain_without_mx_is_the_client),
		cmocka_unit_test(host_when_the_confirmed_name_is_of_an_mx_hosts_organisation),
		cmocka_unit_test(host_needs_a_confirmed_name),
		cmocka_unit_test(host_is_never_a_public_suffix),
		cmocka_unit_test(network_when_the_client_is_next_to_an_mx_host),
		cmocka_unit_test(host_and_network_look_at_mx_records_only),
		cmocka_unit_test(temperror_when_an_mx_host_could_not_be_resolved),
		cmocka_unit_test(temperror_when_the_list_was_cut_without_a_match),
		cmocka_unit_test(temperror_when_the_reverse_name_is_in_trouble),
		cmocka_unit_test(a_bounce_is_compared_with_the_mx_hosts_of_helo),
		cmocka_unit_test(none_where_the_sender_takes_no_mail),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
