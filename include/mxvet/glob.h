/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_GLOB_H
#define MXVET_GLOB_H

#include <stdbool.h>

/*
 * Patterns of plain text: '*' stands for any text, also none, '?' for one character, all else for itself. There is no
 * escape.
 */

bool glob_matches(const char *pattern, const char *text);

/* Whether `general` matches whatever `special` does. Never true when it is not so; in far-fetched cases false though it
 * is ("?*x" over "*ax"). */
bool glob_covers(const char *general, const char *special);

#endif
