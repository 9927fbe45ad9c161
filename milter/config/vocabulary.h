/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_CONFIG_VOCABULARY_H
#define MXVET_CONFIG_VOCABULARY_H

/*
 * Every key and section that a file may hold, as a path: "tag_at", "dns", "dns.timeout", "points",
 * "points.iprev", "points.iprev.pass", "disable", "recipient", "recipient.mode".
 */

#include <stdbool.h>
#include <stddef.h>

enum { PATH_SIZE = 64 };

/* The word with this number, from 0; NULL after the last. */
const char *vocabulary_word(unsigned number, char path[PATH_SIZE]);

bool vocabulary_knows(const char *path);

/* The known path nearest to one that is not known, if there is one that near. */
bool vocabulary_guess(const char *path, char guess[PATH_SIZE]);

/* How many letters must change to make one word of the other; `limit` when that many or more. */
unsigned vocabulary_distance(const char *a, const char *b, unsigned limit);

#endif
