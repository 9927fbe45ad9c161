/* SPDX-License-Identifier: BSD-2-Clause */
#include "scan.h"

#include <stdio.h>
#include <string.h>

#include "vocabulary.h"

enum { SEEN_MAX = 256 }; /* more than the vocabulary holds */

enum token_kind { TOKEN_END, TOKEN_WORD, TOKEN_SIGN };

struct token {
	enum token_kind kind;
	char sign; /* TOKEN_SIGN: one of = { } ( ) , and '+' for += */
	char *begin, *end;
	unsigned line;
};

struct scan {
	char *at, *end; /* the text still to be read */
	unsigned line;
	bool cut; /* an open comment or string has swallowed the rest */
	struct complaints *complaints;
	unsigned seen_count;
	struct seen {
		char path[PATH_SIZE];
		unsigned line;
	} seen[SEEN_MAX];
};

/* Every line stays where it is. */
static void
blank(char *begin, const char *end)
{
	for (; begin < end; begin++)
		if (*begin != '\n')
			*begin = ' ';
}

static void
step_over(struct scan *scan, const char *end)
{
	for (; scan->at < end && scan->at < scan->end; scan->at++)
		if (*scan->at == '\n')
			scan->line++;
}

static bool
stands_here(const struct scan *scan, const char *text)
{
	const size_t length = strlen(text);

	return (size_t)(scan->end - scan->at) >= length && memcmp(scan->at, text, length) == 0;
}

static void
complain_and_cut(struct scan *scan, char *begin, unsigned line, const char *what)
{
	complaint_add(scan->complaints, line, "this %s is never closed", what);
	blank(begin, scan->end);
	scan->cut = true;
	scan->at = scan->end;
}

static void
skip_line_comment(struct scan *scan)
{
	char *begin = scan->at;
	char *end = memchr(begin, '\n', (size_t)(scan->end - begin));

	scan->at = end == NULL ? scan->end : end;
	blank(begin, scan->at);
}

static void
skip_long_comment(struct scan *scan)
{
	char *begin = scan->at;
	const unsigned line = scan->line;

	for (scan->at += 2; scan->at < scan->end; step_over(scan, scan->at + 1))
		if (stands_here(scan, "*/")) {
			scan->at += 2;
			blank(begin, scan->at);
			return;
		}
	complain_and_cut(scan, begin, line, "comment");
}

static void
skip_blanks_and_comments(struct scan *scan)
{
	while (scan->at < scan->end)
		if (strchr(" \t\r\n", *scan->at) != NULL)
			step_over(scan, scan->at + 1);
		else if (*scan->at == '#' || stands_here(scan, "//"))
			skip_line_comment(scan);
		else if (stands_here(scan, "/*"))
			skip_long_comment(scan);
		else
			return;
}

static void
complain_about_octet(struct scan *scan)
{
	const unsigned char c = (unsigned char)*scan->at;

	if (c == 0x7f || (c < ' ' && c != '\n' && c != '\t' && c != '\r'))
		complaint_add(scan->complaints, scan->line, "control character (octet 0x%02x)", c);
	else if (stands_here(scan, "${"))
		complaint_add(scan->complaints, scan->line, "${...} is not expanded here");
}

/* libconfuse takes escapes by number, and a NUL among them would cut the text. */
static void
complain_about_escape(struct scan *scan, char quote, char escaped)
{
	if (quote == '"' && ((escaped >= '0' && escaped <= '9') || escaped == 'x'))
		complaint_add(scan->complaints, scan->line,
			"no escapes by number here (backslash %c)", escaped);
}

/* A string in quotes; its inside never holds comments, keys or braces. */
static void
read_string(struct scan *scan)
{
	char *begin = scan->at;
	const char quote = *scan->at++;
	const unsigned line = scan->line;

	while (scan->at < scan->end && *scan->at != quote) {
		if (quote == '"' || !stands_here(scan, "${"))
			complain_about_octet(scan);
		if (*scan->at == '\\' && scan->at + 1 < scan->end) {
			complain_about_escape(scan, quote, scan->at[1]);
			scan->at++;
		}
		step_over(scan, scan->at + 1);
	}
	if (scan->at == scan->end)
		complain_and_cut(scan, begin, line, "string");
	else
		scan->at++;
}

/* libconfuse drops '*' and '+' that stand without quotes, so "*.example.org" would become ".example.org". */
static void
read_bare_word(struct scan *scan)
{
	while (scan->at < scan->end && strchr(" \t\r\n#\"'={}(),", *scan->at) == NULL &&
		!stands_here(scan, "+=")) {
		const bool expands = stands_here(scan, "${");
		complain_about_octet(scan);
		if (*scan->at == '*' || *scan->at == '+')
			complaint_add(scan->complaints, scan->line, "'%c' must stand in quotes",
				*scan->at);
		step_over(scan, scan->at + (expands ? strcspn(scan->at, "}") : 0) + 1);
	}
}

static struct token
next_token(struct scan *scan)
{
	struct token token = {0};

	skip_blanks_and_comments(scan);
	if (scan->complaints->count >= COMPLAINTS_MAX) {
		blank(scan->at, scan->end);
		scan->cut = true;
		scan->at = scan->end;
	}
	token.begin = scan->at;
	token.line = scan->line;
	if (scan->at == scan->end) {
		token.kind = TOKEN_END;
	} else if (strchr("={}(),", *scan->at) != NULL || stands_here(scan, "+=")) {
		token.kind = TOKEN_SIGN;
		token.sign = *scan->at;
		scan->at += token.sign == '+' ? 2 : 1;
	} else {
		token.kind = TOKEN_WORD;
		if (*scan->at == '"' || *scan->at == '\'')
			read_string(scan);
		else
			read_bare_word(scan);
	}
	token.end = scan->at;
	return token;
}

static bool
is_sign(const struct token *token, char sign)
{
	return token->kind == TOKEN_SIGN && token->sign == sign;
}

/* Reads up to the brace that closes the one just read. */
static void
skip_braces(struct scan *scan, const struct token *opened_by)
{
	for (unsigned open = 1; open > 0;) {
		const struct token token = next_token(scan);
		if (token.kind == TOKEN_END) {
			if (!scan->cut)
				complaint_add(scan->complaints, opened_by->line,
					"this { is never closed");
			return;
		}
		if (is_sign(&token, '{'))
			open++;
		else if (is_sign(&token, '}'))
			open--;
	}
}

/* A path as it would stand in the file: "dns { timeout }". */
static void
append_path(struct text_buffer *buffer, const char *path)
{
	unsigned open = 0;

	for (; *path != '\0'; path++)
		if (*path == '.') {
			text_append(buffer, " { ");
			open++;
		} else {
			text_append_char(buffer, *path);
		}
	while (open-- > 0)
		text_append(buffer, " }");
}

static const char *
kind_of_path(const char *path, bool section)
{
	if (strncmp(path, "points.", 7) == 0)
		return strchr(path + 7, '.') == NULL ? "check" : "outcome";
	return section ? "section" : "key";
}

static void
complain_about_unknown(struct scan *scan, unsigned line, const char *path, bool section)
{
	char storage[COMPLAINT_SIZE], guess[PATH_SIZE];
	struct text_buffer message;

	text_init(&message, storage, sizeof(storage));
	text_append_format(&message, "unknown %s ", kind_of_path(path, section));
	append_path(&message, path);
	if (vocabulary_guess(path, guess)) {
		text_append(&message, "; did you mean ");
		append_path(&message, guess);
		text_append_char(&message, '?');
	}
	complaint_add(scan->complaints, line, "%s", message.text);
}

static bool
is_known(const struct token *key, const char *path)
{
	return memchr(key->begin, '.', (size_t)(key->end - key->begin)) == NULL &&
		vocabulary_knows(path);
}

static void
complain_if_seen(struct scan *scan, unsigned line, const char *path)
{
	struct seen *seen = scan->seen;

	for (; seen < scan->seen + scan->seen_count; seen++)
		if (strcmp(seen->path, path) == 0) {
			complaint_add(scan->complaints, line,
				"%s is given again; it stands on line %u already", path, seen->line);
			return;
		}
	if (scan->seen_count == SEEN_MAX)
		return;
	scan->seen_count++;
	snprintf(seen->path, sizeof(seen->path), "%s", path);
	seen->line = line;
}

/* Reads what stands behind `key =`, and returns the token behind that. */
static struct token
read_value(struct scan *scan, const struct token *key, const char *path, char sign)
{
	const unsigned complaints = scan->complaints->count;
	struct token value;

	if (is_known(key, path))
		complain_if_seen(scan, key->line, path);
	else
		complain_about_unknown(scan, key->line, path, false);
	if (sign == '+')
		complaint_add(
			scan->complaints, key->line, "+= is not known here; give the whole list");
	value = next_token(scan);
	if (value.kind == TOKEN_SIGN && value.sign != '{')
		return value; /* libconfuse misses the value */
	if (is_sign(&value, '{'))
		skip_braces(scan, key);
	if (scan->complaints->count > complaints)
		blank(key->begin, scan->at);
	return next_token(scan);
}

static void read_section(struct scan *scan, const char *path, const struct token *opened_by);

/* Reads what stands behind `key {`, and returns the token behind that. */
static struct token
read_braces(struct scan *scan, const struct token *key, const char *path)
{
	if (is_known(key, path)) {
		complain_if_seen(scan, key->line, path);
		read_section(scan, path, key);
	} else {
		complain_about_unknown(scan, key->line, path, true);
		skip_braces(scan, key);
		blank(key->begin, scan->at);
	}
	return next_token(scan);
}

/* Reads what begins with `key` in the section `parent`, and returns the token behind it. */
static struct token
read_statement(struct scan *scan, const char *parent, struct token key)
{
	char path[PATH_SIZE];
	struct token next = next_token(scan);

	if (key.kind != TOKEN_WORD || next.kind != TOKEN_SIGN)
		return next; /* if this is wrong, libconfuse says so */
	snprintf(path, sizeof(path), "%s%s%.*s", parent, parent[0] == '\0' ? "" : ".",
		(int)(key.end - key.begin), key.begin);
	switch (next.sign) {
	case '=':
	case '+':
		return read_value(scan, &key, path, next.sign);
	case '{':
		return read_braces(scan, &key, path);
	}
	return next;
}

static void
read_section(struct scan *scan, const char *path, const struct token *opened_by)
{
	struct token token = next_token(scan);

	while (token.kind != TOKEN_END && !is_sign(&token, '}'))
		token = read_statement(scan, path, token);
	if (token.kind == TOKEN_END && !scan->cut)
		complaint_add(scan->complaints, opened_by->line, "section %s is never closed", path);
}

static void
read_file(struct scan *scan)
{
	struct token token = next_token(scan);

	while (token.kind != TOKEN_END)
		if (is_sign(&token, '}')) {
			complaint_add(scan->complaints, token.line, "} closes nothing");
			blank(token.begin, token.end);
			token = next_token(scan);
		} else {
			token = read_statement(scan, "", token);
		}
}

static void
blank_nul(struct scan *scan)
{
	unsigned line = 1;

	for (char *at = scan->at; at < scan->end; at++) {
		line += *at == '\n';
		if (*at == '\0') {
			complaint_add(scan->complaints, line, "control character (octet 0x00)");
			*at = ' ';
		}
	}
}

void
scan_text(char *text, size_t length, struct complaints *complaints)
{
	struct scan scan = {.at = text, .end = text + length, .line = 1, .complaints = complaints};

	if (stands_here(&scan, "\xef\xbb\xbf")) /* the byte order mark of some editors */
		blank(text, text + 3);
	blank_nul(&scan);
	read_file(&scan);
}
