/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "mxvet/listen_address.h"

/* The spelling for libmilter of what was read. */
static const char *
for_libmilter(const char *text)
{
	static char storage[512];
	struct text_buffer buffer;
	struct listen_address address;
	const char *wrong = listen_address_parse(&address, text);

	text_init(&buffer, storage, sizeof(storage));
	if (wrong != NULL)
		text_append_format(&buffer, "%s", wrong);
	else
		text_append_listen_address(&buffer, &address);
	return buffer.text;
}

static void
postfix_spellings_are_read(void **state)
{
	assert_string_equal(for_libmilter("inet:127.0.0.1:8890"), "inet:8890@[127.0.0.1]");
	assert_string_equal(for_libmilter("inet:localhost:8890"), "inet:8890@localhost");
	assert_string_equal(for_libmilter("inet:[::1]:8890"), "inet6:8890@[::1]");
	assert_string_equal(for_libmilter("inet6:[2001:db8::1]:25"), "inet6:25@[2001:db8::1]");
	assert_string_equal(for_libmilter("unix:/run/mxvet/x.sock"), "local:/run/mxvet/x.sock");
}

static void
libmilter_spellings_are_read(void **state)
{
	assert_string_equal(for_libmilter("inet:8890@127.0.0.1"), "inet:8890@[127.0.0.1]");
	assert_string_equal(for_libmilter("inet:8890@[127.0.0.1]"), "inet:8890@[127.0.0.1]");
	assert_string_equal(for_libmilter("inet6:8890@::1"), "inet6:8890@[::1]");
	assert_string_equal(for_libmilter("inet6:8890@mx.example.org"), "inet6:8890@mx.example.org");
	assert_string_equal(for_libmilter("local:/run/x.sock"), "local:/run/x.sock");
	assert_string_equal(for_libmilter("fd:3"), "fd:3");
}

static void
bare_addresses_and_paths_are_read(void **state)
{
	assert_string_equal(for_libmilter("127.0.0.1:8890"), "inet:8890@[127.0.0.1]");
	assert_string_equal(for_libmilter("[::1]:8890"), "inet6:8890@[::1]");
	assert_string_equal(for_libmilter("/run/x.sock"), "local:/run/x.sock");
}

static void
nobody_listens_everywhere_by_accident(void **state)
{
	assert_non_null(strstr(for_libmilter("inet:8890"), "would listen on every address"));
	assert_non_null(strstr(for_libmilter("8890"), "would listen on every address"));
}

static void
broken_addresses_are_refused(void **state)
{
	static const char *const texts[] = {"", "inet:", "inet:127.0.0.1",
		"inet:127.0.0.1:", "inet:127.0.0.1:0", "inet:127.0.0.1:65536", "inet:127.0.0.1:x",
		"inet::8890", "inet:::1:8890", "inet:[::1:8890", "inet:[]:8890", "inet:[[::1]]:8890",
		"inet:@127.0.0.1", "inet:x@127.0.0.1", "inet:12345678@127.0.0.1", "inet:a b:8890",
		"tcp:127.0.0.1:8890", "unix:", "unix:run/x.sock", "local:", "fd:", "fd:x", "fd:-1",
		"fd:70000", "INET:h:1:2"};
	struct listen_address address;

	for (unsigned i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_non_null(listen_address_parse(&address, texts[i]));
}

static void
a_path_must_fit_a_socket_address(void **state)
{
	char text[5 + LISTEN_PATH_SIZE + 1];
	struct listen_address address;

	memset(text, 'x', sizeof(text));
	memcpy(text, "unix:/", 6);
	text[5 + LISTEN_PATH_SIZE - 1] = '\0';
	assert_null(listen_address_parse(&address, text));
	assert_int_equal(strlen(address.path), LISTEN_PATH_SIZE - 1);
	text[5 + LISTEN_PATH_SIZE - 1] = 'x';
	text[5 + LISTEN_PATH_SIZE] = '\0';
	assert_non_null(listen_address_parse(&address, text));
}

/* What main.cf says for it. */
static const char *
for_postfix(const char *text)
{
	static char storage[LISTEN_HOST_SIZE + 32];
	struct text_buffer buffer;
	struct listen_address address;

	assert_null(listen_address_parse(&address, text));
	text_init(&buffer, storage, sizeof(storage));
	text_append_postfix_address(&buffer, &address);
	return storage;
}

static void
a_socket_in_the_queue_directory_is_named_as_a_chroot_sees_it(void **state)
{
	struct listen_address address;

	assert_string_equal(
		for_postfix("unix:/var/spool/postfix/mxvet/mxvet.sock"), "unix:mxvet/mxvet.sock");
	assert_string_equal(
		for_postfix("local:/run/mxvet/mxvet.sock"), "unix:/run/mxvet/mxvet.sock");
	assert_string_equal(for_postfix("inet:8890@[127.0.0.1]"), "inet:127.0.0.1:8890");
	assert_string_equal(for_postfix("inet6:8890@::1"), "inet:[::1]:8890");
	assert_string_equal(for_postfix("fd:3"), "");
	assert_null(listen_address_parse(&address, "/run/mxvet/mxvet.sock"));
	assert_true(listen_address_is_outside_chroot(&address));
	assert_null(listen_address_parse(&address, "/var/spool/postfix/mxvet.sock"));
	assert_false(listen_address_is_outside_chroot(&address));
	assert_null(listen_address_parse(&address, "inet:127.0.0.1:8890"));
	assert_false(listen_address_is_outside_chroot(&address));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(postfix_spellings_are_read),
		cmocka_unit_test(libmilter_spellings_are_read),
		cmocka_unit_test(bare_addresses_and_paths_are_read),
		cmocka_unit_test(nobody_listens_everywhere_by_accident),
		cmocka_unit_test(broken_addresses_are_refused),
		cmocka_unit_test(a_path_must_fit_a_socket_address),
		cmocka_unit_test(a_socket_in_the_queue_directory_is_named_as_a_chroot_sees_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
