/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/unit/config/complaints.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mxvet/judge.h"

static char folder[] = "/tmp/mxvet-config-XXXXXX";

static int
make_folder(void **state)
{
	return mkdtemp(folder) == NULL;
}

static int
remove_folder(void **state)
{
	return rmdir(folder);
}

typedef const struct config *open_function(const char *path, config_complain *complain, void *state);

/* What is said about a file with these octets, its folder left out. */
static const char *
complaints_of(open_function *open_it, const char *octets, size_t size, const struct config **config)
{
	char path[64];
	FILE *file;

	snprintf(path, sizeof(path), "%s/t.conf", folder);
	file = fopen(path, "w");
	assert_non_null(file);
	assert_int_equal(fwrite(octets, 1, size, file), size);
	assert_int_equal(fclose(file), 0);
	text_init(&complaints_told, complaints_storage, sizeof(complaints_storage));
	*config = open_it(path, remember, NULL);
	assert_int_equal(unlink(path), 0);
	return complaints_told.text;
}

static const char *
complaints_about_file(const char *octets, size_t size, const struct config **config)
{
	return complaints_of(config_open, octets, size, config);
}

static const char *
complaints_of_server(const char *text, const struct config **config)
{
	const char *told = complaints_of(config_open_to_serve, text, strlen(text), config);

	return told[0] == '\0' ? told : told + strlen(folder) + strlen("/");
}

static void
an_empty_text_gives_the_defaults(void **state)
{
	const struct config *config = good_config("");

	assert_string_equal(config->listen.text, "inet:127.0.0.1:8890");
	assert_string_equal(config->user, "");
	assert_int_equal(config->socket_mode, 0660);
	assert_int_equal(config->mode, MODE_OBSERVE);
	assert_int_equal(config->resolvers.count, 0);
	assert_int_equal(config->tag_at, 300);
	assert_int_equal(config->reject_at, 900);
	assert_int_equal(config->dns_deadline, 8000);
	assert_int_equal(config->dns_cache_size, 64 << 20);
	assert_int_equal(config->dns_cache_negative_max, 900000);
	assert_true(config->headers_strip);
	assert_string_equal(config->log_decisions, "/var/log/mxvet/decisions.jsonl");
	assert_int_equal(config->log_addresses, LOG_ADDRESSES_DOMAIN);
	assert_int_equal(config->log_level, LOG_LEVEL_INFO);
	assert_int_equal(config->trust_networks.count, 2);
	for (unsigned check = 0; check < CHECK_COUNT; check++)
		assert_true(config->enabled[check]);
	for (unsigned outcome = 0; outcome < OUTCOME_COUNT; outcome++)
		assert_int_equal(config->points[outcome], outcome_table[outcome].points);
	config_release(config);
}

static void
values_of_every_type_are_read(void **state)
{
	const struct config *config = good_config(
		"listen = unix:/run/mxvet/mxvet.sock socket_mode = 0600\n"
		"resolvers = {192.0.2.53, \"[2001:db8::53]:5353\"}\n"
		"tag_at = -1.5\n"
		"dns { deadline = 500ms cache_size = 1G tries = 3 }\n"
		"trust { networks = {198.51.100.0/24, 2001:db8::/32, 127.0.0.0/8, ::1} names = {Mail.Example.ORG.}\n"
		"  mta_authenticated = no }\n"
		"log { addresses = full level = debug decisions = syslog }\n"
		"points { iprev { pass = -0.25 } helo { ours = 100 } }\n"
		"disable = {spf, arrival}\n");

	assert_string_equal(config->listen.text, "unix:/run/mxvet/mxvet.sock");
	assert_int_equal(config->socket_mode, 0600);
	assert_int_equal(config->resolvers.count, 2);
	assert_int_equal(config->resolvers.item[1].port, 5353);
	assert_int_equal(config->resolvers.item[1].address.family, 6);
	assert_int_equal(config->tag_at, -150);
	assert_int_equal(config->dns_deadline, 500);
	assert_int_equal(config->dns_cache_size, 1 << 30);
	assert_int_equal(config->dns_tries, 3);
	assert_int_equal(config->trust_networks.count, 4);
	assert_int_equal(config->trust_networks.item[1].prefix, 32);
	assert_string_equal(config->trust_names.item[0].text, "mail.example.org");
	assert_false(config->trust_mta_authenticated);
	assert_int_equal(config->log_addresses, LOG_ADDRESSES_FULL);
	assert_int_equal(config->log_level, LOG_LEVEL_DEBUG);
	assert_int_equal(config->points[iprev_pass], -25);
	assert_int_equal(config->points[helo_ours], 10000);
	assert_false(config->enabled[CHECK_spf]);
	assert_true(config->enabled[CHECK_mx]);
	config_release(config);
}

static void
a_list_replaces_its_default_and_may_be_empty(void **state)
{
	const struct config *config = good_config("trust { networks = {} names = mx.example.org }");

	assert_int_equal(config->trust_networks.count, 0);
	assert_int_equal(config->trust_names.count, 1);
	config_release(config);
}

static void
a_value_of_the_wrong_kind_names_key_and_remedy(void **state)
{
	assert_string_equal(complaints_about("\ntag_at = nan"),
		"t.conf:2: tag_at: \"nan\" is not a number of points (like 3.0 or -0.25, at most two "
		"decimals)\n");
	assert_string_equal(complaints_about("dns { timeout = 2 s }"),
		"t.conf:1: dns.timeout: \"2 s\" is not a duration (like 500ms, 8s, 5m, 1h, 36d); write 2s\n");
	assert_string_equal(complaints_about("dns { timeout = 0x10 }"),
		"t.conf:1: dns.timeout: \"0x10\" is not a duration (like 500ms, 8s, 5m, 1h, 36d)\n");
	assert_string_equal(complaints_about("headers { strip = maybe }"),
		"t.conf:1: headers.strip: \"maybe\" is not true or false\n");
	assert_string_equal(complaints_about("log { level = loud }"),
		"t.conf:1: log.level: \"loud\" is not one of: error, warning, info, debug\n");
	assert_string_equal(complaints_about("socket_mode = 888"),
		"t.conf:1: socket_mode: \"888\" is not an octal number (like 0660)\n");
}

static void
a_value_out_of_range_is_told_the_range(void **state)
{
	assert_string_equal(complaints_about("dns {\n\ttries = 9\n}"),
		"t.conf:2: dns.tries: 9 is out of range (1 to 5)\n");
	assert_string_equal(complaints_about("dns { deadline = 1h }"),
		"t.conf:1: dns.deadline: 1h is out of range (100ms to 25s)\n");
	assert_string_equal(complaints_about("reject_at = 100.01"),
		"t.conf:1: reject_at: 100.01 is out of range (-100.00 to 100.00)\n");
	assert_string_equal(complaints_about("points { mx { exact = -100.01 } }"),
		"t.conf:1: points.mx.exact: -100.01 is out of range (-100.00 to 100.00)\n");
}

static void
thresholds_must_rise_and_may_be_equal(void **state)
{
	assert_string_equal(complaints_about("tag_at = 5.0 defer_at = 5 reject_at = 5.00"), "");
	assert_string_equal(complaints_about("tag_at = 7.0"),
		"t.conf:1: tag_at (7.0) is above defer_at (6.0)\n");
	assert_string_equal(complaints_about("reject_at = 2.0\ndefer_at = 2.5\ntag_at = 1.0"),
		"t.conf:2: defer_at (2.5) is above reject_at (2.0)\n");
	assert_string_equal(complaints_about("dns { cache_max = 30s }"),
		"t.conf:1: dns.cache_min (60s) is above dns.cache_max (30s)\n");
}

static void
the_modes_are_named_when_another_is_given(void **state)
{
	assert_string_equal(complaints_about("mode = off\non_temperror = reject"),
		"t.conf:1: mode: \"off\" is not one of: observe, enforce\n"
		"t.conf:2: on_temperror: \"reject\" is not one of: accept, defer\n");
}

static void
a_preference_is_auto_or_a_number_of_16_bits(void **state)
{
	static const struct {
		const char *text;
		int64_t preference;
	} rows[] = {
		{"", -1},
		{"own { mx_preference = auto }", -1},
		{"own { mx_preference = 0 }", 0},
		{"own { mx_preference = 65535 }", 65535},
	};

	for (unsigned i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct config *config = good_config(rows[i].text);
		assert_int_equal(config->own_mx_preference, rows[i].preference);
		config_release(config);
	}
	assert_string_equal(complaints_about("own { mx_preference = 65536 }"),
		"t.conf:1: own.mx_preference: 65536 is out of range (0 to 65535)\n");
	assert_string_equal(complaints_about("own { mx_preference = first }"),
		"t.conf:1: own.mx_preference: \"first\" is not auto or a whole number\n");
}

static void
a_broken_reply_is_named_with_its_line(void **state)
{
	assert_string_equal(complaints_about("reply {\n"
					     "  reject = \"{finding} {remdy} (id {id})\"\n"
					     "  defer = \"come back\"\n"
					     "  trouble = \"\"\n"
					     "}\n"),
		"t.conf:2: reply.reject: \"{finding} {remdy} (id {id})\" is no reply: unknown placeholder {remdy}; there are {finding} {remedy} {id} "
		"{client} {domain} {score}\n"
		"t.conf:3: reply.defer: \"come back\" is no reply: {id} is missing; without it the decision cannot be found in the log\n"
		"t.conf:4: reply.trouble: \"\" is no reply: {id} is missing; without it the decision cannot be found in the "
		"log\n");
}

static void
the_folder_of_a_socket_must_be_there_for_whoever_serves(void **state)
{
	static const char text[] = "mode = observe\nlisten = unix:/nowhere/at/all/mxvet.sock\n";
	const struct config *config;

	assert_string_equal(complaints_about_file(text, sizeof(text) - 1, &config), "");
	config_release(config);
	assert_string_equal(complaints_of_server(text, &config),
		"t.conf:2: listen: there is no folder /nowhere/at/all\n");
	assert_null(config);
	assert_string_equal(complaints_of_server("listen = /mxvet.sock", &config), "");
	config_release(config);
	assert_string_equal(complaints_of_server("", &config), "");
	config_release(config);
}

static void
the_user_and_the_group_must_be_there_for_whoever_serves(void **state)
{
	const struct config *config;

	assert_string_equal(complaints_of_server("\nuser = no-such-user\n", &config),
		"t.conf:2: user: there is no user \"no-such-user\"\n");
	assert_null(config);
	assert_string_equal(complaints_of_server("socket_group = no-such-group\n", &config),
		"t.conf:1: socket_group: there is no group \"no-such-group\"\n");
	assert_null(config);
	assert_string_equal(complaints_of_server("user = root socket_group = root", &config), "");
	config_release(config);
}

static void
a_list_that_takes_this_host_out_is_warned_of_for_whoever_serves(void **state)
{
	static const char
		warning[] = "t.conf:1: warning: trust.networks: the list replaces the default, so this host itself is no "
			    "longer trusted; add 127.0.0.0/8 and ::1 unless you mean that\n";
	const struct config *config;

	assert_string_equal(complaints_of_server("trust.networks = {10.0.0.0/8}", &config), warning);
	assert_non_null(config);
	config_release(config);
	assert_string_equal(
		complaints_of_server("trust { networks = {10.0.0.0/8, 127.0.0.1} }", &config),
		warning);
	config_release(config);
	assert_string_equal(
		complaints_of_server("trust { networks = {127.0.0.0/8, ::1, 10.0.0.0/8} }", &config),
		"");
	config_release(config);
	assert_string_equal(complaints_of_server("trust { networks = {} }", &config), "");
	config_release(config);
	assert_string_equal(complaints_about("trust.networks = {10.0.0.0/8}"), "");
}

static void
each_broken_item_of_a_list_is_named_on_its_own_line(void **state)
{
	assert_string_equal(complaints_about("trust {\n"
					     "  networks = {192.0.2.0/24,\n"
					     "    192.0.2.1/24,\n"
					     "    example.org}\n"
					     "  names = {\"a b\", mx.example.org}\n"
					     "}\n"
					     "disable = {spf, mxx}"),
		"t.conf:3: trust.networks: \"192.0.2.1/24\" has bits set after its prefix\n"
		"t.conf:4: trust.networks: \"example.org\" is no IP address\n"
		"t.conf:5: trust.names: \"a b\" is not a host or domain name\n"
		"t.conf:7: disable: \"mxx\" is no check\n");
}

static void
texts_with_a_meaning_are_checked(void **state)
{
	assert_string_equal(complaints_about("listen = tcp"),
		"t.conf:1: listen: \"tcp\" is not an address to listen on (like inet:127.0.0.1:8890 or "
		"unix:/run/mxvet/mxvet.sock)\n");
	assert_string_equal(complaints_about("authserv_id = \"mx example\""),
		"t.conf:1: authserv_id: \"mx example\" is not a name for Authentication-Results: letters, "
		"digits, '.', '-' and '_' only\n");
	assert_string_equal(complaints_about("log { decisions = decisions.jsonl }"),
		"t.conf:1: log.decisions: \"decisions.jsonl\" is neither a full path nor one of: syslog, "
		"off\n");
	assert_string_equal(complaints_about("resolvers = {ns.example.org}"),
		"t.conf:1: resolvers: \"ns.example.org\" is not the address of a DNS server (like "
		"192.0.2.53, 192.0.2.53:5353 or [2001:db8::53]:5353)\n");
	assert_string_equal(complaints_about("user = -x"),
		"t.conf:1: user: \"-x\" is not a name of a user or group\n");
}

static void
a_file_is_read_like_a_text(void **state)
{
	static const char text[] = "\xef\xbb\xbf# saved elsewhere\r\ntag_at = 2.5\r\n";
	const struct config *config;

	assert_string_equal(complaints_about_file(text, sizeof(text) - 1, &config), "");
	assert_int_equal(config->tag_at, 250);
	config_release(config);
}

static void
a_nul_in_a_file_is_an_error_and_hides_nothing_behind_it(void **state)
{
	static const char text[] = "tag_at = 2.5\n\0\nnonsense = 1\n";
	const struct config *config;
	const char *complaints = complaints_about_file(text, sizeof(text) - 1, &config);

	assert_null(config);
	assert_non_null(strstr(complaints, "t.conf:2: control character (octet 0x00)\n"));
	assert_non_null(strstr(complaints, "t.conf:3: unknown key nonsense\n"));
}

static void
a_file_that_is_too_large_is_not_read(void **state)
{
	const size_t size = (1 << 20) + 1;
	char *text = malloc(size);
	const struct config *config;

	assert_non_null(text);
	memset(text, ' ', size);
	assert_string_equal(complaints_about_file(text, size - 1, &config), "");
	config_release(config);
	assert_non_null(
		strstr(complaints_about_file(text, size, &config), ": is larger than 1 MiB"));
	assert_null(config);
	free(text);
}

static void
what_is_no_regular_file_is_an_error_and_does_not_hang(void **state)
{
	char path[64];

	text_init(&complaints_told, complaints_storage, sizeof(complaints_storage));
	assert_null(config_open(folder, remember, NULL));
	assert_non_null(strstr(complaints_told.text, ": is not a regular file\n"));
	snprintf(path, sizeof(path), "%s/pipe", folder);
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_null(config_open(path, remember, NULL));
	assert_int_equal(unlink(path), 0);
	text_init(&complaints_told, complaints_storage, sizeof(complaints_storage));
	assert_null(config_open(path, remember, NULL));
	assert_non_null(strstr(complaints_told.text, "/pipe: No such file or directory\n"));
}

static void
without_a_file_the_defaults_are_in_force(void **state)
{
	const struct config *config = config_open(NULL, remember, NULL);
	const struct config *empty = good_config("");

	assert_non_null(config);
	assert_int_equal(config->fingerprint, empty->fingerprint);
	config_release(config);
	config_release(empty);
}

static void
a_configuration_lives_until_its_last_holder_lets_go(void **state)
{
	const struct config *config = good_config("authserv_id = mx.example.org");
	const struct config *other = config_share(config);

	assert_ptr_equal(config, other);
	config_release(config);
	assert_string_equal(other->authserv_id, "mx.example.org");
	config_release(other);
	config_release(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_empty_text_gives_the_defaults),
		cmocka_unit_test(values_of_every_type_are_read),
		cmocka_unit_test(a_list_replaces_its_default_and_may_be_empty),
		cmocka_unit_test(a_value_of_the_wrong_kind_names_key_and_remedy),
		cmocka_unit_test(a_value_out_of_range_is_told_the_range),
		cmocka_unit_test(thresholds_must_rise_and_may_be_equal),
		cmocka_unit_test(the_modes_are_named_when_another_is_given),
		cmocka_unit_test(a_preference_is_auto_or_a_number_of_16_bits),
		cmocka_unit_test(a_broken_reply_is_named_with_its_line),
		cmocka_unit_test(the_folder_of_a_socket_must_be_there_for_whoever_serves),
		cmocka_unit_test(the_user_and_the_group_must_be_there_for_whoever_serves),
		cmocka_unit_test(a_list_that_takes_this_host_out_is_warned_of_for_whoever_serves),
		cmocka_unit_test(each_broken_item_of_a_list_is_named_on_its_own_line),
		cmocka_unit_test(texts_with_a_meaning_are_checked),
		cmocka_unit_test(a_file_is_read_like_a_text),
		cmocka_unit_test(a_nul_in_a_file_is_an_error_and_hides_nothing_behind_it),
		cmocka_unit_test(a_file_that_is_too_large_is_not_read),
		cmocka_unit_test(what_is_no_regular_file_is_an_error_and_does_not_hang),
		cmocka_unit_test(without_a_file_the_defaults_are_in_force),
		cmocka_unit_test(a_configuration_lives_until_its_last_holder_lets_go),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
