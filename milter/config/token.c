/* SPDX-License-Identifier: BSD-2-Clause */
#include "token.h"

#include <string.h>

/* Every line stays where it is. */
void
lexer_blank(char *begin, const char *end)
{
	for (; begin < end; begin++)
		if (*begin != '\n')
			*begin = ' ';
}

static void
step_over(struct lexer *lexer, const char *end)
{
	for (; lexer->at < end && lexer->at < lexer->end; lexer->at++)
		if (*lexer->at == '\n')
			lexer->line++;
}

static bool
stands_here(const struct lexer *lexer, const char *text)
{
	const size_t length = strlen(text);

	return (size_t)(lexer->end - lexer->at) >= length && memcmp(lexer->at, text, length) == 0;
}

static void
complain_and_cut(struct lexer *lexer, char *begin, unsigned line, const char *what)
{
	complaint_add(lexer->complaints, line, "this %s is never closed", what);
	lexer_blank(begin, lexer->end);
	lexer->cut = true;
	lexer->at = lexer->end;
}

static void
skip_line_comment(struct lexer *lexer)
{
	char *begin = lexer->at;
	char *end = memchr(begin, '\n', (size_t)(lexer->end - begin));

	lexer->at = end == NULL ? lexer->end : end;
	lexer_blank(begin, lexer->at);
}

static void
skip_long_comment(struct lexer *lexer)
{
	char *begin = lexer->at;
	const unsigned line = lexer->line;

	for (lexer->at += 2; lexer->at < lexer->end; step_over(lexer, lexer->at + 1))
		if (stands_here(lexer, "*/")) {
			lexer->at += 2;
			lexer_blank(begin, lexer->at);
			return;
		}
	complain_and_cut(lexer, begin, line, "comment");
}

static void
skip_blanks_and_comments(struct lexer *lexer)
{
	while (lexer->at < lexer->end)
		if (strchr(" \t\r\n", *lexer->at) != NULL)
			step_over(lexer, lexer->at + 1);
		else if (*lexer->at == '#' || stands_here(lexer, "//"))
			skip_line_comment(lexer);
		else if (stands_here(lexer, "/*"))
			skip_long_comment(lexer);
		else
			return;
}

static void
complain_about_octet(struct lexer *lexer)
{
	const unsigned char c = (unsigned char)*lexer->at;

	if (c == 0x7f || (c < ' ' && c != '\n' && c != '\t' && c != '\r'))
		complaint_add(lexer->complaints, lexer->line, "control character (octet 0x%02x)", c);
	else if (stands_here(lexer, "${"))
		complaint_add(lexer->complaints, lexer->line, "${...} is not expanded here");
}

/* libconfuse takes escapes by number, and a NUL among them would cut the text. */
static void
complain_about_escape(struct lexer *lexer, char quote, char escaped)
{
	if (quote == '"' && ((escaped >= '0' && escaped <= '9') || escaped == 'x'))
		complaint_add(lexer->complaints, lexer->line,
			"no escapes by number here (backslash %c)", escaped);
}

/* A string in quotes; its inside never holds comments, keys or braces. */
static void
read_string(struct lexer *lexer)
{
	char *begin = lexer->at;
	const char quote = *lexer->at++;
	const unsigned line = lexer->line;

	while (lexer->at < lexer->end && *lexer->at != quote) {
		if (quote == '"' || !stands_here(lexer, "${"))
			complain_about_octet(lexer);
		if (*lexer->at == '\\' && lexer->at + 1 < lexer->end) {
			complain_about_escape(lexer, quote, lexer->at[1]);
			lexer->at++;
		}
		step_over(lexer, lexer->at + 1);
	}
	if (lexer->at == lexer->end)
		complain_and_cut(lexer, begin, line, "string");
	else
		lexer->at++;
}

/* libconfuse drops '*' and '+' that stand without quotes, so "*.example.org" would become ".example.org". */
static void
read_bare_word(struct lexer *lexer)
{
	while (lexer->at < lexer->end && strchr(" \t\r\n#\"'={}(),", *lexer->at) == NULL &&
		!stands_here(lexer, "+=")) {
		const bool expands = stands_here(lexer, "${");
		complain_about_octet(lexer);
		if (*lexer->at == '*' || *lexer->at == '+')
			complaint_add(lexer->complaints, lexer->line, "'%c' must stand in quotes",
				*lexer->at);
		step_over(lexer, lexer->at + (expands ? strcspn(lexer->at, "}") : 0) + 1);
	}
}

struct token
lexer_next(struct lexer *lexer)
{
	struct token token = {0};

	skip_blanks_and_comments(lexer);
	if (lexer->complaints->count >= COMPLAINTS_MAX) {
		lexer_blank(lexer->at, lexer->end);
		lexer->cut = true;
		lexer->at = lexer->end;
	}
	token.begin = lexer->at;
	token.line = lexer->line;
	if (lexer->at == lexer->end) {
		token.kind = TOKEN_END;
	} else if (strchr("={}(),", *lexer->at) != NULL || stands_here(lexer, "+=")) {
		token.kind = TOKEN_SIGN;
		token.sign = *lexer->at;
		lexer->at += token.sign == '+' ? 2 : 1;
	} else {
		token.kind = TOKEN_WORD;
		if (*lexer->at == '"' || *lexer->at == '\'')
			read_string(lexer);
		else
			read_bare_word(lexer);
	}
	token.end = lexer->at;
	return token;
}

bool
token_is(const struct token *token, char sign)
{
	return token->kind == TOKEN_SIGN && token->sign == sign;
}

bool
token_is_word(const struct token *token, const char *word)
{
	const size_t length = strlen(word);

	return token->kind == TOKEN_WORD && (size_t)(token->end - token->begin) == length &&
		memcmp(token->begin, word, length) == 0;
}
