/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_CONFIG_TREE_H
#define MXVET_CONFIG_TREE_H

/*
 * What a file says: for each path of the vocabulary its words, each with the line on which it is to be complained about.
 * Where the file is silent there is the default, on line 0.
 *
 *   statement: KEY = VALUE | KEY { statement ... } | recipient PATTERN { statement ... }
 *   VALUE:     WORD | { WORD, ... }          PATTERN: WORD | { WORD, ... }
 *
 * KEY may be a whole path, as trust.networks. A section may stand several times, a key in it once. The parser goes on after
 * every mistake, so that one run tells everything.
 */

#include "complaint.h"
#include "vocabulary.h"

struct word {
	unsigned line; /* 0: a default */
	char text[];
};

/* What stands after one `KEY =`. */
struct value {
	char path[PATH_SIZE];
	unsigned line; /* of the key; 0: a default */
	unsigned count;
	struct word **word;
};

/* One section `recipient`. */
struct recipient_section {
	struct value patterns;
	unsigned first, count; /* its values among those of the tree */
};

enum { RECIPIENT_SECTIONS_MAX = 5000 };

struct tree {
	unsigned count, room;
	struct value *value;
	unsigned recipients, recipients_room;
	struct recipient_section *recipient;
};

/* Reads text that ends with NUL at text[length]. NULL without memory. */
struct tree *tree_open(const char *text, size_t length, struct complaints *complaints);
void tree_close(struct tree *tree); /* accepts NULL */

/* The value of a path, which every setting has; NULL for other paths that the file does not name. */
const struct value *tree_value(const struct tree *tree, const char *path);

/* The word of a key in a section `recipient`; NULL where the section is silent. */
const struct word *tree_recipient_word(
	const struct tree *tree, const struct recipient_section *section, const char *key);

#endif
