/* SPDX-License-Identifier: BSD-2-Clause */
#include "mxvet/glob.h"

#include <stddef.h>

/* Whether one character of a pattern takes one of a text, or of another pattern: there '?' is any character, and '*',
 * which may be many, only fits another '*'. */
static bool
takes(char pattern, char symbol, bool symbols)
{
	return pattern == symbol || (pattern == '?' && !(symbols && symbol == '*'));
}

/* When a text does not fit, only the last '*' need give way: what fitted before it fits with the least text. */
static bool
fits(const char *pattern, const char *text, bool symbols)
{
	const char *star = NULL, *retry = NULL;

	while (*text != '\0') {
		if (*pattern == '*') {
			star = ++pattern;
			retry = text;
		} else if (*pattern != '\0' && takes(*pattern, *text, symbols)) {
			pattern++;
			text++;
		} else if (star != NULL) {
			pattern = star;
			text = ++retry;
		} else {
			return false;
		}
	}
	while (*pattern == '*')
		pattern++;
	return *pattern == '\0';
}

bool
glob_matches(const char *pattern, const char *text)
{
	return fits(pattern, text, false);
}

bool
glob_covers(const char *general, const char *special)
{
	return fits(general, special, true);
}
