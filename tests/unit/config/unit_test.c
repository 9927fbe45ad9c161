/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "mxvet/unit.h"

typedef const char *unit_reader(int64_t *value, const char *text);

static void
reads(unit_reader *read, const char *text, int64_t expected)
{
	int64_t value = -77;

	assert_null(read(&value, text));
	assert_int_equal(value, expected);
}

static void
refuses(unit_reader *read, const char *text)
{
	int64_t value;

	assert_non_null(read(&value, text));
}

static void
durations_have_units_and_bare_numbers_are_seconds(void **state)
{
	reads(unit_read_duration, "500ms", 500);
	reads(unit_read_duration, "8s", 8000);
	reads(unit_read_duration, "8", 8000);
	reads(unit_read_duration, "5m", 300000);
	reads(unit_read_duration, "1h", 3600000);
	reads(unit_read_duration, "36d", INT64_C(3110400000));
	reads(unit_read_duration, "0s", 0);
}

static void
durations_of_other_shapes_are_refused(void **state)
{
	static const char *const texts[] = {"", "s", "-1s", "+1s", " 1s", "1s ", "1.5s", "1w", "1S",
		"1h30m", "0x10", "1e3", "9999999999999", "999999999999d", "99999999999999999999999"};

	for (unsigned i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		refuses(unit_read_duration, texts[i]);
}

static void
sizes_count_by_1024(void **state)
{
	reads(unit_read_size, "4096", 4096);
	reads(unit_read_size, "64K", 65536);
	reads(unit_read_size, "64M", 64 << 20);
	reads(unit_read_size, "3G", INT64_C(3) << 30);
	refuses(unit_read_size, "64k");
	refuses(unit_read_size, "64MB");
	refuses(unit_read_size, "999999999999G");
}

static void
points_are_hundredths_with_at_most_two_decimals(void **state)
{
	reads(unit_read_points, "3", 300);
	reads(unit_read_points, "3.0", 300);
	reads(unit_read_points, "-1.5", -150);
	reads(unit_read_points, "0.05", 5);
	reads(unit_read_points, "-0.00", 0);
}

static void
points_of_other_shapes_are_refused(void **state)
{
	static const char *const texts[] = {"", "-", ".", "3.", ".5", "3.001", "+3", "--3", "nan",
		"inf", "0x10", "1e2", "3,0", "3.-1", "9999999999999.0"};

	for (unsigned i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		refuses(unit_read_points, texts[i]);
}

static void
octal_numbers_begin_with_a_nought(void **state)
{
	reads(unit_read_octal, "0660", 0660);
	reads(unit_read_octal, "0", 0);
	refuses(unit_read_octal, "660");
	refuses(unit_read_octal, "0680");
	refuses(unit_read_octal, "");
}

static void
counts_are_digits_only(void **state)
{
	reads(unit_read_count, "0", 0);
	reads(unit_read_count, "000500", 500);
	refuses(unit_read_count, "-1");
	refuses(unit_read_count, "5x");
	refuses(unit_read_count, "");
}

static void
written_durations_and_sizes_are_short_and_read_back(void **state)
{
	static const struct {
		int64_t duration;
		const char *text;
	} rows[] = {{0, "0s"}, {1, "1ms"}, {1500, "1500ms"}, {60000, "1m"}, {90000, "90s"},
		{86400000, "1d"}};
	char storage[64];
	struct text_buffer buffer;

	for (unsigned i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		text_init(&buffer, storage, sizeof(storage));
		text_append_duration(&buffer, rows[i].duration);
		assert_string_equal(buffer.text, rows[i].text);
		reads(unit_read_duration, buffer.text, rows[i].duration);
	}
	text_init(&buffer, storage, sizeof(storage));
	text_append_size(&buffer, 0);
	text_append_char(&buffer, ' ');
	text_append_size(&buffer, 4097);
	text_append_char(&buffer, ' ');
	text_append_size(&buffer, 64 << 20);
	assert_string_equal(buffer.text, "0 4097 64M");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(durations_have_units_and_bare_numbers_are_seconds),
		cmocka_unit_test(durations_of_other_shapes_are_refused),
		cmocka_unit_test(sizes_count_by_1024),
		cmocka_unit_test(points_are_hundredths_with_at_most_two_decimals),
		cmocka_unit_test(points_of_other_shapes_are_refused),
		cmocka_unit_test(octal_numbers_begin_with_a_nought),
		cmocka_unit_test(counts_are_digits_only),
		cmocka_unit_test(written_durations_and_sizes_are_short_and_read_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
