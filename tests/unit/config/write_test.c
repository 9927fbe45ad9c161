/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/unit/config/complaints.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "mxvet/judge.h"

static char storage[1 << 16], second_storage[1 << 16];

static const char *
effective(const struct config *config, char text[1 << 16])
{
	struct text_buffer buffer;

	text_init(&buffer, text, 1 << 16);
	config_write_effective(&buffer, config);
	assert_false(buffer.cut);
	return text;
}

static const char *
default_file(void)
{
	struct text_buffer buffer;

	text_init(&buffer, storage, sizeof(storage));
	config_write_defaults(&buffer);
	assert_false(buffer.cut);
	return storage;
}

/* What is in force for a text, written out, is read to the same values, and written out the same again. */
static void
round_trips(const char *text)
{
	const struct config *first = good_config(text);
	const struct config *second = good_config(effective(first, storage));

	assert_int_equal(second->fingerprint, first->fingerprint);
	assert_string_equal(effective(second, second_storage), storage);
	config_release(first);
	config_release(second);
}

static void
what_is_in_force_reads_back_to_the_same(void **state)
{
	round_trips("");
	round_trips(
		"mode = enforce on_temperror = defer own { mx_preference = 10 }\n"
		"trust { domains = {example.org} } greylist { delay = 90s keep = 1h entries = 100 }\n"
		"reply { reject = \"\\\"100%\\\" {id}\" }\n"
		"recipient \"Us?r@Example.org\" { mode = observe }\n"
		"recipient @example.org { tag_at = -1 defer_at = 0.5 reject_at = 0.5 }\n"
		"recipient '@.example.org' {}\n");
	round_trips(
		"listen = '/a\"b\\\\c$d' authserv_id = mx.example.org socket_mode = 0\n"
		"resolvers = {192.0.2.53, \"[2001:db8::53]:5353\"} tag_at = -100 credit_limit = 0.07\n"
		"dns { deadline = 1500ms cache_min = 0 cache_size = 65537 }\n"
		"trust { networks = {192.0.2.1, 2001:db8::/33, 0.0.0.0/0, ::1} names = {b\xc3\xbc"
		"cher.example} mta_authenticated = off }\n"
		"headers { level = false } log { addresses = full decisions = off }\n"
		"points { mx { exact = 100 } anchor { adrift = -0.01 } } disable = {anchor, iprev}\n");
}

static void
texts_keep_every_character(void **state)
{
	const struct config *first = good_config("listen = '/a\"b\\\\c${d}#e//f'");
	const struct config *second = good_config(effective(first, storage));

	assert_string_equal(first->listen.text, "/a\"b\\c${d}#e//f");
	assert_string_equal(second->listen.text, first->listen.text);
	config_release(first);
	config_release(second);
}

static void
the_default_file_is_valid_and_changes_nothing(void **state)
{
	const struct config *defaults = good_config("");
	const struct config *config = good_config(default_file());

	assert_string_equal(effective(config, storage), effective(defaults, second_storage));
	config_release(config);
	config_release(defaults);
}

/* Takes away the '#' of "#key = value". */
static void
uncomment(char *text)
{
	for (char *at = text; (at = strchr(at, '#')) != NULL; at++)
		if (islower((unsigned char)at[1]))
			*at = ' ';
}

static void
the_default_file_tells_the_defaults_behind_its_signs(void **state)
{
	const struct config *defaults = good_config("");
	const struct config *config;

	default_file();
	uncomment(storage);
	config = good_config(storage);
	assert_string_equal(effective(config, storage), effective(defaults, second_storage));
	config_release(config);
	config_release(defaults);
}

static void
the_default_file_names_every_outcome_and_fits_a_terminal(void **state)
{
	const char *text = default_file();

	assert_non_null(strstr(text, "# recipient \"@example.org\" {\n#\tmode "));
	for (unsigned i = outcome_temperror + 1; i < OUTCOME_COUNT; i++)
		assert_non_null(strstr(text, outcome_table[i].text));
	for (const char *line = text; *line != '\0'; line += strcspn(line, "\n") + 1)
		assert_in_range(strcspn(line, "\n"), 0, 100);
}

static void
a_buffer_that_is_too_small_says_so(void **state)
{
	struct text_buffer buffer;
	char small[100];

	text_init(&buffer, small, sizeof(small));
	config_write_defaults(&buffer);
	assert_true(buffer.cut);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_in_force_reads_back_to_the_same),
		cmocka_unit_test(texts_keep_every_character),
		cmocka_unit_test(the_default_file_is_valid_and_changes_nothing),
		cmocka_unit_test(the_default_file_tells_the_defaults_behind_its_signs),
		cmocka_unit_test(the_default_file_names_every_outcome_and_fits_a_terminal),
		cmocka_unit_test(a_buffer_that_is_too_small_says_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
