/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_CONFIG_TITLE_H
#define MXVET_CONFIG_TITLE_H

#include "token.h"

enum { TITLES_MAX = 5000 };

/* The titles of the sections `recipient`, in the file's order. */
struct title_list {
	unsigned count;
	struct title {
		unsigned line;
		char *text; /* without the quotes; the list's own */
	} * item;
};

/* Adds a word of the file; or complains, when there is no room for more. */
void title_list_add(
	struct title_list *titles, const struct token *word, struct complaints *complaints);

void title_list_finish(struct title_list *titles);

#endif
