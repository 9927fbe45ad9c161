/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_CONFIG_TREE_H
#define MXVET_CONFIG_TREE_H

/*
 * The grammar of a file, by libconfuse: for each path of the vocabulary its words, each with the line
 * on which it stands. Where the file is silent there is the default, on line 0. One thread at a time,
 * because libconfuse's lexer is global.
 */

#include "complaint.h"

struct tree;

struct word {
	unsigned line; /* 0: a default */
	char text[];
};

/* Reads scanned text, which is changed where it is wrong. NULL without memory. */
struct tree *tree_open(char *text, struct complaints *complaints);
void tree_close(struct tree *tree); /* bears NULL */

unsigned tree_count(const struct tree *tree, const char *path);
const struct word *tree_word(const struct tree *tree, const char *path, unsigned index);

/* The sections `recipient`, in the file's order, and the word of a key; NULL where the section is silent. */
unsigned tree_recipients(const struct tree *tree);
const struct word *tree_recipient_word(const struct tree *tree, unsigned section, const char *key);

#endif
