/* SPDX-License-Identifier: BSD-2-Clause */
#include "token.h"

#include <string.h>

static const char signs[] = "={},";

static bool
stands_here(const struct lexer *lexer, const char *text)
{
	const size_t length = strlen(text);

	return (size_t)(lexer->end - lexer->at) >= length && memcmp(lexer->at, text, length) == 0;
}

/* Looking ahead complains about nothing: the same text is read again. */
__attribute__((format(printf, 3, 4))) static void
complain(const struct lexer *lexer, unsigned line, const char *format, ...)
{
	va_list arguments;

	if (lexer->complaints == NULL)
		return;
	va_start(arguments, format);
	complaint_add_list(lexer->complaints, line, format, arguments);
	va_end(arguments);
}

static void
step(struct lexer *lexer)
{
	if (*lexer->at == '\n') {
		lexer->line++;
		lexer->line_begun = false;
	}
	lexer->at++;
}

static void
skip_long_comment(struct lexer *lexer)
{
	const unsigned line = lexer->line;

	for (lexer->at += 2; lexer->at < lexer->end; step(lexer))
		if (stands_here(lexer, "*/")) {
			lexer->at += 2;
			return;
		}
	complain(lexer, line, "this comment is never closed");
}

static void
skip_blanks_and_comments(struct lexer *lexer)
{
	while (lexer->at < lexer->end)
		if (strchr(" \t\r\n", *lexer->at) != NULL)
			step(lexer);
		else if (*lexer->at == '#' || stands_here(lexer, "//"))
			while (lexer->at < lexer->end && *lexer->at != '\n')
				step(lexer);
		else if (stands_here(lexer, "/*"))
			skip_long_comment(lexer);
		else
			return;
}

static void
complain_about_octet(const struct lexer *lexer)
{
	const unsigned char c = (unsigned char)*lexer->at;

	if (c == 0x7f || (c < ' ' && c != '\n' && c != '\t' && c != '\r'))
		complain(lexer, lexer->line, "control character (octet 0x%02x)", c);
	else if (stands_here(lexer, "${"))
		complain(lexer, lexer->line, "${...} is not expanded here");
}

/* Whether a line begins like a statement: KEY = or KEY {. What was not closed before it was forgotten. */
static bool
begins_statement(const char *line)
{
	const char *key = line + strspn(line, " \t");
	const char *key_end = key + strspn(key, "abcdefghijklmnopqrstuvwxyz_.");
	const char *after = key_end + strspn(key_end, " \t");

	return key_end > key && (*after == '=' || *after == '{');
}

/* Where the quote that closes a string stands; NULL when a statement, or the end, comes first. */
static const char *
find_closing_quote(const struct lexer *lexer, char quote)
{
	for (const char *at = lexer->at; at < lexer->end; at++) {
		if (*at == quote)
			return at;
		if (*at == '\\' && at + 1 < lexer->end)
			at++;
		else if (*at == '\n' && begins_statement(at + 1))
			return NULL;
	}
	return NULL;
}

static void
complain_about_escape(const struct lexer *lexer)
{
	const char c = lexer->at[1];

	if ((c >= '0' && c <= '9') || c == 'x')
		complain(lexer, lexer->line, "no escapes by number here (backslash %c)", c);
}

/* A string in quotes; its inside never holds comments, keys or braces. */
static void
read_string(struct lexer *lexer)
{
	const char quote = *lexer->at++;
	const char *closing = find_closing_quote(lexer, quote);
	const char *end = closing;

	if (closing == NULL) {
		complain(lexer, lexer->line, "this string is never closed");
		end = memchr(lexer->at, '\n', (size_t)(lexer->end - lexer->at));
		end = end != NULL ? end : lexer->end;
	}
	while (lexer->at < end) {
		if (quote == '"' || !stands_here(lexer, "${"))
			complain_about_octet(lexer);
		if (*lexer->at == '\\' && quote == '"')
			complain_about_escape(lexer);
		if (*lexer->at == '\\' && lexer->at + 1 < end)
			step(lexer);
		step(lexer);
	}
	if (closing != NULL)
		lexer->at++;
}

/* A '#' between an address and a number is no comment, but how other programs write a port. */
static bool
is_glued_port(const struct lexer *lexer, const char *begin)
{
	return *lexer->at == '#' && lexer->at > begin && lexer->at[1] >= '0' &&
		lexer->at[1] <= '9' && lexer->at[-1] != '}' &&
		strchr(".:", begin[strspn(begin, "0123456789abcdef")]) != NULL;
}

static void
read_bare_word(struct lexer *lexer)
{
	const char *begin = lexer->at;

	while (lexer->at < lexer->end && !stands_here(lexer, "+=") &&
		(strchr(" \t\r\n#\"'={},", *lexer->at) == NULL || is_glued_port(lexer, begin))) {
		const bool expands = stands_here(lexer, "${");

		complain_about_octet(lexer);
		do
			step(lexer);
		while (expands && lexer->at < lexer->end && *lexer->at != '\n' &&
			lexer->at[-1] != '}');
	}
}

struct token
lexer_next(struct lexer *lexer)
{
	struct token token = {.kind = TOKEN_END};
	unsigned complaints;

	skip_blanks_and_comments(lexer);
	complaints = lexer->complaints != NULL ? lexer->complaints->count : 0;
	token.first = !lexer->line_begun;
	token.line = lexer->line;
	token.begin = lexer->at;
	lexer->line_begun = true;
	if (lexer->at == lexer->end) {
		/* the end */
	} else if (strchr(signs, *lexer->at) != NULL || stands_here(lexer, "+=")) {
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
	token.broken = lexer->complaints != NULL && lexer->complaints->count > complaints;
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

/* In single quotes only the quote and the backslash can be escaped. */
static bool
is_escape(const char *at, const char *end, char quote)
{
	return *at == '\\' && at + 1 < end && (quote == '"' || at[1] == '\'' || at[1] == '\\');
}

void
token_decode(const struct token *token, char *text)
{
	const char quote = *token->begin == '"' || *token->begin == '\'' ? *token->begin : '\0';
	const char *at = token->begin + (quote != '\0');
	const char *end = token->end;

	if (quote != '\0' && end > at && end[-1] == quote)
		end--;
	for (; at < end; at++) {
		if (quote != '\0' && is_escape(at, end, quote))
			at++;
		*text++ = *at;
	}
	*text = '\0';
}
