/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_WORD_H
#define MXVET_WORD_H

enum { WORD_DISTANCE_MAX = 64 };

/* The number of letters that must be added, taken out or changed to make one word of the other (Levenshtein's distance):
 * `limit` when it is that or more, or when `b` is longer than WORD_DISTANCE_MAX. */
unsigned word_distance(const char *a, const char *b, unsigned limit);

#endif
