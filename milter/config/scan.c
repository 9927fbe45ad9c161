/* SPDX-License-Identifier: BSD-2-Clause */
#include "scan.h"

#include <stdio.h>
#include <string.h>

#include "token.h"
#include "vocabulary.h"

enum { SEEN_MAX = 256 }; /* more than the vocabulary holds */

struct scan {
	struct lexer lexer;
	struct title_list *titles;
	unsigned seen_count;
	struct seen {
		char path[PATH_SIZE];
		unsigned line;
	} seen[SEEN_MAX];
};

/* Reads up to the brace that closes the one just read. */
static void
skip_braces(struct scan *scan, const struct token *opened_by)
{
	for (unsigned open = 1; open > 0;) {
		const struct token token = lexer_next(&scan->lexer);
		if (token.kind == TOKEN_END) {
			if (!scan->lexer.cut)
				complaint_add(scan->lexer.complaints, opened_by->line,
					"this { is never closed");
			return;
		}
		if (token_is(&token, '{'))
			open++;
		else if (token_is(&token, '}'))
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
	complaint_add(scan->lexer.complaints, line, "%s", message.text);
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
			complaint_add(scan->lexer.complaints, line,
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
	const unsigned complaints = scan->lexer.complaints->count;
	struct token value;

	if (is_known(key, path))
		complain_if_seen(scan, key->line, path);
	else
		complain_about_unknown(scan, key->line, path, false);
	if (sign == '+')
		complaint_add(scan->lexer.complaints, key->line,
			"+= is not known here; give the whole list");
	value = lexer_next(&scan->lexer);
	if (value.kind == TOKEN_SIGN && value.sign != '{')
		return value; /* libconfuse misses the value */
	if (token_is(&value, '{'))
		skip_braces(scan, key);
	if (scan->lexer.complaints->count > complaints)
		lexer_blank(key->begin, scan->lexer.at);
	return lexer_next(&scan->lexer);
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
		lexer_blank(key->begin, scan->lexer.at);
	}
	return lexer_next(&scan->lexer);
}

/* Reads what stands behind `recipient`, and returns the token behind that. Its keys may stand once in each section. */
static struct token
read_recipient(struct scan *scan, const struct token *key, struct token next)
{
	struct lexer *lexer = &scan->lexer;
	const unsigned seen = scan->seen_count;

	if (next.kind == TOKEN_WORD) {
		const struct token title = next;
		next = lexer_next(lexer);
		if (lexer->cut)
			lexer_blank(key->begin, lexer->at);
		if (!token_is(&next, '{'))
			return next; /* libconfuse misses the brace */
		title_list_add(scan->titles, &title, lexer->complaints);
		lexer_blank(title.begin, title.end);
		read_section(scan, "recipient", key);
		scan->seen_count = seen;
		return lexer_next(lexer);
	}
	if (!token_is(&next, '{'))
		return next;
	complaint_add(lexer->complaints, key->line,
		"recipient: for whom? (like recipient \"@example.org\" {...})");
	skip_braces(scan, key);
	lexer_blank(key->begin, lexer->at);
	return lexer_next(lexer);
}

/* Reads what begins with `key` in the section `parent`, and returns the token behind it. */
static struct token
read_statement(struct scan *scan, const char *parent, struct token key)
{
	char path[PATH_SIZE];
	struct token next = lexer_next(&scan->lexer);

	if (parent[0] == '\0' && token_is_word(&key, "recipient"))
		return read_recipient(scan, &key, next);
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
	struct token token = lexer_next(&scan->lexer);

	while (token.kind != TOKEN_END && !token_is(&token, '}'))
		token = read_statement(scan, path, token);
	if (token.kind == TOKEN_END && !scan->lexer.cut)
		complaint_add(scan->lexer.complaints, opened_by->line, "section %s is never closed",
			path);
}

static void
read_file(struct scan *scan)
{
	struct token token = lexer_next(&scan->lexer);

	while (token.kind != TOKEN_END)
		if (token_is(&token, '}')) {
			complaint_add(scan->lexer.complaints, token.line, "} closes nothing");
			lexer_blank(token.begin, token.end);
			token = lexer_next(&scan->lexer);
		} else {
			token = read_statement(scan, "", token);
		}
}

static void
blank_nul(struct scan *scan)
{
	unsigned line = 1;

	for (char *at = scan->lexer.at; at < scan->lexer.end; at++) {
		line += *at == '\n';
		if (*at == '\0') {
			complaint_add(
				scan->lexer.complaints, line, "control character (octet 0x00)");
			*at = ' ';
		}
	}
}

void
scan_text(char *text, size_t length, struct title_list *titles, struct complaints *complaints)
{
	struct scan scan = {.lexer = {text, text + length, 1, false, complaints}, .titles = titles};

	if (strncmp(text, "\xef\xbb\xbf", 3) == 0) /* the byte order mark of some editors */
		lexer_blank(text, text + 3);
	blank_nul(&scan);
	read_file(&scan);
}
