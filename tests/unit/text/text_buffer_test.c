/* SPDX-License-Identifier: BSD-2-Clause */
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
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
utf8_stays_where_it_is_harmless(void **state)
{
	static const struct {
		const char *given, *shown;
	} cases[] = {
		{"m\303\274ller", "m\303\274ller"}, {"\346\227\245", "\346\227\245"},
		{"a\033b", "a\\033b"},                        /* a control character */
		{"\302\205", "\\302\\205"},                   /* C1 */
		{"\342\200\256x", "\\342\\200\\256x"},        /* right to left */
		{"\357\273\277", "\\357\\273\\277"},          /* a byte order mark */
		{"\300\257", "\\300\\257"},                   /* overlong */
		{"\355\240\200", "\\355\\240\\200"},          /* a surrogate */
		{"\303", "\\303"},                            /* cut */
		{"\364\220\200\200", "\\364\\220\\200\\200"}, /* beyond Unicode */
	};
	char storage[64];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct text_buffer buffer;

		text_init(&buffer, storage, sizeof(storage));
		text_append_utf8(&buffer, cases[i].given, strlen(cases[i].given));
		assert_string_equal(storage, cases[i].shown);
	}
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

/* What text_append_format() makes of a format is what printf makes of it, wherever it is cut. */
#define SAME_AS_PRINTF(...) \
	for (size_t size = 1; size < 80; size++) { \
		char expected[80], storage[80]; \
		struct text_buffer buffer; \
		int length = snprintf(expected, size, __VA_ARGS__); \
		text_init(&buffer, storage, size); \
		text_append_format(&buffer, __VA_ARGS__); \
		assert_string_equal(storage, expected); \
		assert_int_equal(buffer.length, strlen(expected)); \
		assert_int_equal(buffer.cut, (size_t)length >= size); \
	}

static void
formats_are_those_of_printf(void **state)
{
	const char *name = "mx1.example.org";

	SAME_AS_PRINTF("nothing but text");
	SAME_AS_PRINTF("%s leads to %s", name, "192.0.2.1");
	SAME_AS_PRINTF("%.3s|%.0s|%.60s|%.s", name, name, name, name);
	SAME_AS_PRINTF("%.*s|%.*s|%.*s", 4, name, 0, name, -1, name);
	SAME_AS_PRINTF("%d %d %d %u %u", 0, INT_MIN, INT_MAX, 0U, UINT_MAX);
	SAME_AS_PRINTF("%c%%%c", 'a', 'z');
	SAME_AS_PRINTF("%s %d|%c|%5d|%s%%", name, -7, 'a', 7, name);
	SAME_AS_PRINTF("%-20s|%5d|%.2d|%x|%03o|%lu|%s", name, 7, 7, 255U, 8U, 123456789123UL, name);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keeps_what_fits_and_says_so),
		cmocka_unit_test(escapes_every_foreign_octet),
		cmocka_unit_test(utf8_stays_where_it_is_harmless),
		cmocka_unit_test(writes_points_with_two_places),
		cmocka_unit_test(formats_are_those_of_printf),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
