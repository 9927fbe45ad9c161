/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "mxvet/dns_server.h"
#include "mxvet/text_buffer.h"

static void
a_broken_server_address_is_refused(void **state)
{
	static const char *const texts[] = {"ns.example.org", "192.0.2.1:0", "192.0.2.1:65536",
		"192.0.2.1:99999999999999999999", "[2001:db8::1]x", "[2001:db8::1", "2001:db8::1:x",
		"", "192.0.2.1:", "192.0.2.1#53"};
	struct dns_server server;

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_non_null(dns_server_parse(&server, texts[i]));
}

static void
every_way_to_write_a_server_is_taken_and_the_shortest_is_written(void **state)
{
	static const struct {
		const char *given, *written;
	} rows[] = {
		{"192.0.2.1", "192.0.2.1"},
		{"192.0.2.1:5353", "192.0.2.1:5353"},
		{"192.0.2.1:53", "192.0.2.1"},
		{"2001:db8::1", "2001:db8::1"},
		{"[2001:db8::1]", "2001:db8::1"},
		{"[2001:db8::1]:53", "2001:db8::1"},
		{"[2001:db8::1]:5353", "[2001:db8::1]:5353"},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char storage[DNS_SERVER_TEXT_SIZE];
		struct text_buffer text;
		struct dns_server server;

		assert_null(dns_server_parse(&server, rows[i].given));
		text_init(&text, storage, sizeof(storage));
		text_append_dns_server(&text, &server);
		assert_string_equal(storage, rows[i].written);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_broken_server_address_is_refused),
		cmocka_unit_test(every_way_to_write_a_server_is_taken_and_the_shortest_is_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
