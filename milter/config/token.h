/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_CONFIG_TOKEN_H
#define MXVET_CONFIG_TOKEN_H

/* The text of a configuration in words and signs. */

#include <stdbool.h>

#include "complaint.h"

enum token_kind { TOKEN_END, TOKEN_WORD, TOKEN_SIGN };

struct token {
	enum token_kind kind;
	char sign;   /* TOKEN_SIGN: one of = { } , and '+' for += */
	bool broken; /* it was complained about, and says nothing */
	bool first;  /* nothing but blanks and comments stands before it on its line */
	unsigned line;
	const char *begin, *end; /* a word's text, its quotes included */
};

struct lexer {
	const char *at, *end; /* the text still to be read; NUL stands after it */
	unsigned line;
	bool line_begun;               /* something stands before `at` on its line */
	struct complaints *complaints; /* NULL: looking ahead */
};

struct token lexer_next(struct lexer *lexer);

bool token_is(const struct token *token, char sign);
bool token_is_word(const struct token *token, const char *word);

/* Writes what a word says, without quotes and escapes: at most as many octets as the token has, and NUL. */
void token_decode(const struct token *token, char *text);

#endif
