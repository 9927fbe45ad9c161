/* SPDX-License-Identifier: BSD-2-Clause */
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "mxvet/text_buffer.h"

static void
keeps_what_fits_and_says_so(void **state)
{
	char storage[8];
	struct text_buffer buffer;

	text_init(&buffer, storage, sizeof(storage));
	text_append(&buffer, "1234567");
	assert_false(buffer.cut);
	text_append_char(&buffer, '8');
	assert_true(buffer.cut);
	assert_string_equal(storage, "1234567");
	text_rewind(&buffer, 5);
	text_append_format(&buffer, "%d", 12345);
	assert_true(buffer.cut);
	assert_string_equal(storage, "1234512");
}

static void
escapes_every_foreign_octet(void **state)
{
	char storage[2048], octets[256];
	struct text_buffer buffer;

	for (int i = 0; i < 256; i++)
		octets[i] = (char)i;
	text_init(&buffer, storage, sizeof(storage));
	text_append_escaped(&buffer, octets, sizeof(octets));
	assert_false(buffer.cut);
	for (const char *c = storage; *c != '\0'; c++)
		assert_true(*c >= ' ' && *c < 0x7f);
	text_rewind(&buffer, 0);
	text_append_escaped(&buffer, "a\\\r\n\xff", 5);
	assert_string_equal(storage, "a\\134\\015\\012\\377");
}

static void
writes_points_with_two_places(void **state)
{
	static const struct {
		int hundredths;
		const char *text;
	} cases[] = {{0, "0.00"}, {5, "0.05"}, {-5, "-0.05"}, {-150, "-1.50"}, {1234, "12.34"},
		{INT_MIN, "-21474836.48"}};
	char storage[32];
	struct text_buffer buffer;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		text_init(&buffer, storage, sizeof(storage));
		text_append_points(&buffer, cases[i].hundredths);
		assert_string_equal(storage, cases[i].text);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keeps_what_fits_and_says_so),
		cmocka_unit_test(escapes_every_foreign_octet),
		cmocka_unit_test(writes_points_with_two_places),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
