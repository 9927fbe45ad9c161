/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/unit/support/evidence_builder.h"

static void
sound_when_every_host_has_a_public_address(void **state)
{
	struct evidence evidence;

	given(&evidence, "192.0.2.1", NULL, "a@example.org");
	mx_record(&evidence, 10, "mx1.example.org", "192.0.2.7", NULL);
	mx_record(&evidence, 20, "mx2.example.org", "2001:db8::7", NULL);
	assert_outcome(&evidence, CHECK_mxset, mxset_sound);
}

static void
partial_when_a_host_has_no_address(void **state)
{
	struct evidence evidence;

	given(&evidence, "192.0.2.1", NULL, "a@example.org");
	mx_record(&evidence, 10, "mx1.example.org", "192.0.2.7", NULL);
	mx_record(&evidence, 20, "gone.example.org", NULL);
	assert_outcome(&evidence, CHECK_mxset, mxset_partial);
}

static void
alias_when_a_host_is_a_cname(void **state)
{
	struct evidence evidence;

	given(&evidence, "192.0.2.1", NULL, "a@example.org");
	mx_record(&evidence, 10, "mx1.example.org", "192.0.2.7", NULL)->host.alias = true;
	mx_record(&evidence, 20, "gone.example.org", NULL);
	assert_outcome(&evidence, CHECK_mxset, mxset_alias);
}

static void
mixed_when_private_addresses_stand_beside_public_ones(void **state)
{
	struct evidence evidence;

	given(&evidence, "192.0.2.1", NULL, "a@example.org");
	mx_record(&evidence, 10, "mx1.example.org", "192.0.2.7", "fd00::7", NULL)->host.alias = true;
	assert_outcome(&evidence, CHECK_mxset, mxset_mixed);
}

static void
badnull_when_a_null_mx_has_company(void **state)
{
	struct evidence evidence;

	given(&evidence, "192.0.2.1", NULL, "a@example.org");
	mx_record(&evidence, 0, ".", NULL);
	mx_record(&evidence, 10, "mx1.example.org", "192.0.2.7", "10.0.0.1", NULL);
	assert_outcome(&evidence, CHECK_mxset, mxset_badnull);
	assert_outcome(&evidence, CHECK_sender, sender_mx);
}

static void
address_when_an_mx_is_one(void **state)
{
	struct evidence evidence;

	given(&evidence, "192.0.2.1", NULL, "a@example.org");
	mx_record(&evidence, 0, ".", NULL);
	mx_record(&evidence, 10, "192.0.2.7", "192.0.2.7", NULL)->literal = true;
	assert_outcome(&evidence, CHECK_mxset, mxset_address);
}

static void
unresolved_when_no_host_has_an_address(void **state)
{
	struct evidence evidence;

	given(&evidence, "192.0.2.1", NULL, "a@example.org");
	mx_record(&evidence, 0, ".", NULL);
	mx_record(&evidence, 10, "gone.example.org", NULL);
	assert_outcome(&evidence, CHECK_mxset, mxset_unresolved);
}

static void
private_when_no_address_is_public(void **state)
{
	struct evidence evidence;

	given(&evidence, "192.0.2.1", NULL, "a@example.org");
	mx_record(&evidence, 10, "10.0.0.1", "10.0.0.1", NULL)->literal = true;
	mx_record(&evidence, 20, "gone.example.org", NULL);
	assert_outcome(&evidence, CHECK_mxset, mxset_private);
}

static void
an_implicit_mx_is_judged_by_the_domains_addresses(void **state)
{
	struct evidence evidence;

	given(&evidence, "192.0.2.1", NULL, "a@example.org");
	domain_resolves_to(&evidence, "192.0.2.1", NULL);
	evidence.sender.alias = true;
	assert_outcome(&evidence, CHECK_mxset, mxset_sound);
	domain_resolves_to(&evidence, "127.0.0.1", NULL);
	assert_outcome(&evidence, CHECK_mxset, mxset_mixed);
	given(&evidence, "192.0.2.1", NULL, "a@example.org");
	domain_resolves_to(&evidence, "127.0.0.1", NULL);
	assert_outcome(&evidence, CHECK_mxset, mxset_private);
}

static void
trouble_is_temperror_only_where_it_could_matter(void **state)
{
	struct evidence evidence;

	given(&evidence, "192.0.2.1", NULL, "a@example.org");
	mx_record(&evidence, 10, "mx1.example.org", "192.0.2.7", NULL);
	mx_record(&evidence, 20, "mx2.example.org", "?", NULL);
	assert_outcome(&evidence, CHECK_mxset, outcome_temperror);
	/* a public address is known: neither private nor unresolved can come of it any more */
	mx_record(&evidence, 30, "192.0.2.8", "192.0.2.8", NULL)->literal = true;
	assert_outcome(&evidence, CHECK_mxset, mxset_address);
	given(&evidence, "192.0.2.1", NULL, "a@example.org");
	mx_record(&evidence, 10, "10.0.0.1", "10.0.0.1", NULL)->literal = true;
	mx_record(&evidence, 20, "mx2.example.org", "?", NULL);
	assert_outcome(&evidence, CHECK_mxset, outcome_temperror);
}

static void
a_list_that_was_cut_is_in_doubt(void **state)
{
	struct evidence evidence;

	given(&evidence, "192.0.2.1", NULL, "a@example.org");
	mx_record(&evidence, 10, "mx1.example.org", "192.0.2.7", NULL);
	evidence.mx.truncated = true;
	assert_outcome(&evidence, CHECK_mxset, outcome_temperror);
}

static void
our_own_domains_are_not_judged(void **state)
{
	struct evidence evidence;

	given(&evidence, "192.0.2.1", NULL, "a@example.org");
	mx_record(&evidence, 10, "mx1.example.org", "10.0.0.1", NULL);
	use_config("own { domains = {example.org} }");
	assert_outcome(&evidence, CHECK_mxset, outcome_none);
	assert_outcome(&evidence, CHECK_sender, outcome_none);
	use_config(NULL);
	assert_outcome(&evidence, CHECK_mxset, mxset_private);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sound_when_every_host_has_a_public_address),
		cmocka_unit_test(partial_when_a_host_has_no_address),
		cmocka_unit_test(alias_when_a_host_is_a_cname),
		cmocka_unit_test(mixed_when_private_addresses_stand_beside_public_ones),
		cmocka_unit_test(badnull_when_a_null_mx_has_company),
		cmocka_unit_test(address_when_an_mx_is_one),
		cmocka_unit_test(unresolved_when_no_host_has_an_address),
		cmocka_unit_test(private_when_no_address_is_public),
		cmocka_unit_test(an_implicit_mx_is_judged_by_the_domains_addresses),
		cmocka_unit_test(trouble_is_temperror_only_where_it_could_matter),
		cmocka_unit_test(a_list_that_was_cut_is_in_doubt),
		cmocka_unit_test(our_own_domains_are_not_judged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
