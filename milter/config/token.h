/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_CONFIG_TOKEN_H
#define MXVET_CONFIG_TOKEN_H

/*
 * The text of a configuration in words and signs, as libconfuse cuts it. Comments become blanks on the
 * way; what libconfuse would drop or expand without a word is complained about.
 */

#include "complaint.h"

enum token_kind { TOKEN_END, TOKEN_WORD, TOKEN_SIGN };

struct token {
	enum token_kind kind;
	char sign; /* TOKEN_SIGN: one of = { } ( ) , and '+' for += */
	char *begin, *end;
	unsigned line;
};

struct lexer {
	char *at, *end; /* the text still to be read; NUL stands behind it and nowhere in it */
	unsigned line;
	bool cut; /* an open comment or string, or too many complaints, have swallowed the rest */
	struct complaints *complaints;
};

struct token lexer_next(struct lexer *lexer);

bool token_is(const struct token *token, char sign);
bool token_is_word(const struct token *token, const char *word);

/* Makes blanks of a part of the text; every line stays where it is. */
void lexer_blank(char *begin, const char *end);

#endif
