/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "mxvet/glob.h"

static void
a_star_is_any_text_and_a_question_mark_one_character(void **state)
{
	assert_true(glob_matches("", ""));
	assert_true(glob_matches("*", ""));
	assert_true(glob_matches("a*c", "ac"));
	assert_true(glob_matches("a*c", "abcbc"));
	assert_true(glob_matches("*@example.org", "a@b@example.org"));
	assert_true(glob_matches("?*?", "ab"));
	assert_true(glob_matches("*ab*ab", "abxabab"));
	assert_false(glob_matches("", "a"));
	assert_false(glob_matches("?", ""));
	assert_false(glob_matches("a*c", "abcb"));
	assert_false(glob_matches("?*?", "a"));
	assert_false(glob_matches("*@example.org", "a@example.org.uk"));
}

static void
a_pattern_covers_narrower_ones(void **state)
{
	static const struct {
		const char *general, *special;
		bool covers;
	} rows[] = {
		{"*", "", true},
		{"*", "*", true},
		{"*", "?", true},
		{"?", "*", false},
		{"*@d", "user@d", true},
		{"*@d", "u*@d", true},
		{"*@d", "u*d", false},
		{"*@d", "*", false},
		{"u?@d", "u*@d", false},
		{"u*@d", "u?@d", true},
		{"*@*.d", "*@*.x.d", true},
		{"*@*.x.d", "*@*.d", false},
		{"*@*.d", "*@d", false},
		{"a@d", "a@d", true},
	};

	for (unsigned i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(glob_covers(rows[i].general, rows[i].special), rows[i].covers);
}

/* The n-th text over these letters, in a row of all of them. */
static void
write_text(char *text, unsigned number, const char *letters)
{
	const unsigned base = (unsigned)strlen(letters);

	for (; number > 0; number = (number - 1) / base)
		*text++ = letters[(number - 1) % base];
	*text = '\0';
}

/* All patterns of up to four characters over a, b, * and ?, against all texts of up to five letters. */
static void
what_covers_matches_whatever_the_other_matches(void **state)
{
	enum { PATTERNS = 341, TEXTS = 63 };
	static bool matches[PATTERNS][TEXTS];
	char pattern[8], other[8], text[8];

	for (unsigned p = 0; p < PATTERNS; p++)
		for (unsigned t = 0; t < TEXTS; t++) {
			write_text(pattern, p, "ab*?");
			write_text(text, t, "ab");
			matches[p][t] = glob_matches(pattern, text);
		}
	for (unsigned p = 0; p < PATTERNS; p++)
		for (unsigned q = 0; q < PATTERNS; q++) {
			write_text(pattern, p, "ab*?");
			write_text(other, q, "ab*?");
			for (unsigned t = 0; glob_covers(pattern, other) && t < TEXTS; t++)
				assert_true(matches[p][t] || !matches[q][t]);
		}
}

static void
many_stars_take_no_time(void **state)
{
	char text[2001];

	memset(text, 'a', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	assert_false(glob_matches("*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b", text));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_star_is_any_text_and_a_question_mark_one_character),
		cmocka_unit_test(a_pattern_covers_narrower_ones),
		cmocka_unit_test(what_covers_matches_whatever_the_other_matches),
		cmocka_unit_test(many_stars_take_no_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
