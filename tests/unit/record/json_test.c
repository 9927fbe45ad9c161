/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "milter/record/json.h"

static char storage[512];
static struct text_buffer buffer;
static struct json json;

static int
set_up(void **state)
{
	text_init(&buffer, storage, sizeof(storage));
	json = (struct json){.buffer = &buffer};
	return 0;
}

static void
members_are_separated_by_commas_at_every_depth(void **state)
{
	json_object_begin(&json, NULL);
	json_number(&json, "a", -1);
	json_list_begin(&json, "b");
	json_object_begin(&json, NULL);
	json_object_end(&json);
	json_text(&json, NULL, NULL);
	json_list_begin(&json, NULL);
	json_list_end(&json);
	json_list_end(&json);
	json_flag(&json, "c", true);
	json_flag(&json, "d", false);
	json_object_end(&json);
	assert_string_equal(storage, "{\"a\":-1,\"b\":[{},null,[]],\"c\":true,\"d\":false}");
}

static void
numbers_keep_their_decimals(void **state)
{
	json_list_begin(&json, NULL);
	json_points(&json, NULL, -200);
	json_points(&json, NULL, 5);
	json_milliseconds(&json, NULL, 41240);
	json_milliseconds(&json, NULL, 41250);
	json_milliseconds(&json, NULL, 0);
	json_list_end(&json);
	assert_string_equal(storage, "[-2.00,0.05,41.2,41.3,0.0]");
}

static void
every_octet_but_plain_ascii_is_escaped(void **state)
{
	json_text(&json, NULL, "a\"\\<>&/'\x01\n\x7f\x80\xff z");
	assert_string_equal(storage,
		"\"a\\u0022\\u005c\\u003c\\u003e\\u0026/'\\u0001\\u000a\\u007f\\u0080\\u00ff z\"");
}

static void
keys_are_escaped_too(void **state)
{
	json_object_begin(&json, NULL);
	json_text(&json, "\"", "");
	json_object_end(&json);
	assert_string_equal(storage, "{\"\\u0022\":\"\"}");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(members_are_separated_by_commas_at_every_depth, set_up),
		cmocka_unit_test_setup(numbers_keep_their_decimals, set_up),
		cmocka_unit_test_setup(every_octet_but_plain_ascii_is_escaped, set_up),
		cmocka_unit_test_setup(keys_are_escaped_too, set_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
