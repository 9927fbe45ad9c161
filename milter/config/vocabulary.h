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

/* Whether a value may stand after the path, or a section. */
bool vocabulary_is_key(const char *path);
bool vocabulary_is_section(const char *path);

/* Whether a key takes a list. */
bool vocabulary_is_list(const char *path);

/* The known path nearest to one that is not known, if one is near: the right key in another section is. */
bool vocabulary_guess(const char *path, char guess[PATH_SIZE]);

#endif
