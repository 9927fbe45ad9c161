/* SPDX-License-Identifier: BSD-2-Clause */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

#include "milter/mta/nudge.h"
#include "mxvet/metrics.h"

/* A socket that listens on every IPv4 address, and a nudge for it. */
static int
listen_anywhere(struct nudge *nudge, int limit)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_ANY)};
	socklen_t length = sizeof(address);
	int listener = socket(AF_INET, SOCK_STREAM, 0);

	assert_int_equal(bind(listener, (struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(listen(listener, 100), 0);
	assert_int_equal(getsockname(listener, (struct sockaddr *)&address, &length), 0);
	nudge_init(nudge, (struct sockaddr *)&address, length, limit);
	return listener;
}

static bool
was_nudged(int listener)
{
	struct pollfd ready = {.fd = listener, .events = POLLIN};
	char frame[6] = "";
	int connection;
	ssize_t size;

	if (poll(&ready, 1, 1000) != 1)
		return false;
	connection = accept(listener, NULL, NULL);
	size = recv(connection, frame, sizeof(frame), 0);
	close(connection);
	return size == 5 && memcmp(frame, "\0\0\0\1Q", 5) == 0;
}

static bool
nobody_connected(int listener)
{
	struct pollfd ready = {.fd = listener, .events = POLLIN};

	return poll(&ready, 1, 0) == 0;
}

static void
a_wildcard_listener_is_told_to_quit_by_loopback(void **state)
{
	struct nudge nudge;
	int listener = listen_anywhere(&nudge, 10);

	for (int i = 0; i < 3 * NUDGE_LATE_MAX; i++) {
		assert_int_equal(nudge_send(&nudge), 0);
		assert_true(was_nudged(listener));
	}
	close(listener);
}

static void
a_unix_socket_is_told_to_quit(void **state)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	struct nudge nudge;
	int listener = socket(AF_UNIX, SOCK_STREAM, 0);

	snprintf(address.sun_path, sizeof(address.sun_path), "/tmp/nudge-test-%d.sock",
		(int)getpid());
	assert_int_equal(bind(listener, (struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(listen(listener, 10), 0);
	nudge_init(&nudge, (struct sockaddr *)&address, sizeof(address), 10);
	assert_int_equal(nudge_send(&nudge), 0);
	assert_true(was_nudged(listener));
	unlink(address.sun_path);
	close(listener);
}

static void
each_wait_nudges_once(void **state)
{
	struct nudge nudge;
	int listener = listen_anywhere(&nudge, 10);
	struct nudge_wait wait;
	struct wait_hooks hooks = nudge_hooks(&wait, &nudge);

	assert_true(hooks.before(hooks.state));
	hooks.again(hooks.state);
	hooks.after(hooks.state);
	assert_true(was_nudged(listener));
	assert_true(nobody_connected(listener));
	close(listener);
}

static void
a_failed_nudge_is_counted_and_repeated(void **state)
{
	struct nudge nudge;
	int listener = listen_anywhere(&nudge, 10);
	struct nudge_wait wait;
	struct wait_hooks hooks = nudge_hooks(&wait, &nudge);
	in_port_t port = ((struct sockaddr_in *)&nudge.address)->sin_port;
	uint64_t failed = metric_read(METRIC_nudge_failed);

	((struct sockaddr_in *)&nudge.address)->sin_port = htons(1);
	assert_true(hooks.before(hooks.state));
	hooks.again(hooks.state);
	assert_int_equal(metric_read(METRIC_nudge_failed), failed + 2);
	((struct sockaddr_in *)&nudge.address)->sin_port = port;
	hooks.again(hooks.state);
	hooks.again(hooks.state);
	hooks.after(hooks.state);
	assert_true(was_nudged(listener));
	assert_true(nobody_connected(listener));
	close(listener);
}

static void
refuses_to_wait_when_too_many_wait_already(void **state)
{
	struct nudge nudge;
	int listener = listen_anywhere(&nudge, 2);
	struct nudge_wait wait[3];
	struct wait_hooks hooks[3];
	uint64_t refused = metric_read(METRIC_wait_refused);

	for (int i = 0; i < 3; i++)
		hooks[i] = nudge_hooks(&wait[i], &nudge);
	assert_true(hooks[0].before(hooks[0].state));
	assert_true(hooks[1].before(hooks[1].state));
	assert_false(hooks[2].before(hooks[2].state));
	hooks[2].after(hooks[2].state);
	assert_false(hooks[2].before(hooks[2].state));
	assert_int_equal(metric_read(METRIC_wait_refused), refused + 2);
	hooks[0].after(hooks[0].state);
	assert_true(hooks[2].before(hooks[2].state));
	close(listener);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_wildcard_listener_is_told_to_quit_by_loopback),
		cmocka_unit_test(a_unix_socket_is_told_to_quit),
		cmocka_unit_test(each_wait_nudges_once),
		cmocka_unit_test(a_failed_nudge_is_counted_and_repeated),
		cmocka_unit_test(refuses_to_wait_when_too_many_wait_already),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
