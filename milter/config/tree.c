/* SPDX-License-Identifier: BSD-2-Clause */
#include "tree.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "setting.h"
#include "token.h"

enum { DEPTH_MAX = 8 };

struct parser {
	struct lexer lexer;
	struct token token; /* the next one */
	struct tree *tree;
	struct complaints *complaints;
	unsigned scope; /* values from here on may not be repeated: those of a section `recipient`, or all */
	bool unbalanced; /* more braces open than close */
	bool out_of_memory;
};

static void
advance(struct parser *parser)
{
	parser->token = lexer_next(&parser->lexer);
	if (parser->complaints->count >= COMPLAINTS_MAX) /* enough is enough */
		parser->token = (struct token){.kind = TOKEN_END, .line = parser->token.line};
}

/* The token after the next one. */
static struct token
look_ahead(const struct parser *parser)
{
	struct lexer lexer = parser->lexer;

	lexer.complaints = NULL;
	return lexer_next(&lexer);
}

/* Whether the next token begins a statement, and no value. */
static bool
begins_statement(const struct parser *parser)
{
	const struct token next = look_ahead(parser);

	if (parser->token.kind != TOKEN_WORD)
		return false;
	if (token_is_word(&parser->token, "recipient") && next.kind == TOKEN_WORD)
		return true;
	return token_is(&next, '=') || token_is(&next, '+') || token_is(&next, '{');
}

/* KEY = */
static bool
is_assignment(const struct parser *parser)
{
	const struct token next = look_ahead(parser);

	return token_is(&next, '=');
}

/* ... at the beginning of a line: what stands before it, and is not closed, was forgotten. */
static bool
begins_line_of_its_own(const struct parser *parser)
{
	return parser->token.first && begins_statement(parser);
}

/* Room for one more, by doubling. */
static bool
make_room(struct parser *parser, void **items, unsigned count, unsigned *room, size_t size)
{
	const unsigned wanted = *room == 0 ? 8 : 2 * *room;

	void *grown;

	if (count < *room)
		return true;
	grown = realloc(*items, wanted * size);
	if (grown == NULL) {
		parser->out_of_memory = true;
		return false;
	}
	*items = grown;
	*room = wanted;
	return true;
}

static struct word *
word_of(struct parser *parser, const char *begin, const char *end, unsigned line)
{
	const struct token token = {.begin = begin, .end = end};
	struct word *word = malloc(sizeof(*word) + (size_t)(end - begin) + 1);

	if (word == NULL) {
		parser->out_of_memory = true;
		return NULL;
	}
	word->line = line;
	token_decode(&token, word->text);
	return word;
}

static void
add_word(struct parser *parser, struct value *value, const char *begin, const char *end,
	unsigned line)
{
	struct word **grown = realloc(value->word, (value->count + 1) * sizeof(*grown));
	struct word *word = word_of(parser, begin, end, line);

	if (grown != NULL)
		value->word = grown;
	else
		parser->out_of_memory = true;
	if (grown != NULL && word != NULL)
		value->word[value->count++] = word;
	else
		free(word);
}

static void
value_finish(struct value *value)
{
	for (unsigned i = 0; i < value->count; i++)
		free(value->word[i]);
	free(value->word);
}

/* Reads a list up to its brace; it ends, too, where a statement begins. */
static void
read_list(struct parser *parser, struct value *value, unsigned line)
{
	for (advance(parser); !token_is(&parser->token, '}'); advance(parser)) {
		if (parser->token.kind == TOKEN_END || begins_line_of_its_own(parser)) {
			complaint_add(parser->complaints, line, "this list is never closed");
			return;
		}
		if (parser->token.kind == TOKEN_WORD && !parser->token.broken)
			add_word(parser, value, parser->token.begin, parser->token.end,
				parser->token.line);
		else if (parser->token.kind == TOKEN_SIGN && !token_is(&parser->token, ','))
			complaint_add(parser->complaints, parser->token.line,
				"'%c' has no place in a list", parser->token.sign);
	}
	advance(parser);
}

/* Reads one word, and what was meant to belong to it: "2 sec", "4,5", or a list without its braces. */
static void
read_word(struct parser *parser, struct value *value, unsigned line)
{
	const struct token first = parser->token;
	const char *end = first.end;
	bool commas = false;

	advance(parser);
	while (parser->token.line == first.line && !begins_statement(parser) &&
		(parser->token.kind == TOKEN_WORD || token_is(&parser->token, ','))) {
		end = parser->token.end;
		commas |= token_is(&parser->token, ',');
		advance(parser);
	}
	if (commas && vocabulary_is_list(value->path))
		complaint_add(parser->complaints, line, "%s: a list stands in braces: {%.*s}",
			value->path, (int)(end - first.begin), first.begin);
	else if (!first.broken)
		add_word(parser, value, first.begin, end, line);
}

static void
complain_about_missing_value(struct parser *parser, unsigned line, const char *path)
{
	complaint_add(parser->complaints, line, "%s: the value is missing", path);
}

/* Reads what stands after `KEY =`. */
static void
read_value(struct parser *parser, struct value *value)
{
	if (token_is(&parser->token, '{'))
		read_list(parser, value, parser->token.line);
	else if (parser->token.kind == TOKEN_WORD && !begins_line_of_its_own(parser))
		read_word(parser, value, value->line);
	else
		complain_about_missing_value(parser, value->line, value->path);
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

/* points.spf.temperror and points.spf.none. */
static bool
is_worth_nothing(const char *path)
{
	const char *last = strrchr(path, '.');

	return strncmp(path, "points.", 7) == 0 && last != path + 6 &&
		(strcmp(last, ".temperror") == 0 || strcmp(last, ".none") == 0);
}

static void
complain_about_unknown(struct parser *parser, unsigned line, const char *path, bool section)
{
	char storage[COMPLAINT_SIZE], guess[PATH_SIZE];
	struct text_buffer message;

	text_init(&message, storage, sizeof(storage));
	text_append_format(&message, "unknown %s ", kind_of_path(path, section));
	append_path(&message, path);
	if (is_worth_nothing(path)) {
		text_append(&message,
			"; none and temperror are worth 0 in every check, so take the line out");
	} else if (vocabulary_guess(path, guess)) {
		text_append(&message, "; did you mean ");
		append_path(&message, guess);
		text_append_char(&message, '?');
	}
	complaint_add(parser->complaints, line, "%s", message.text);
}

static void
complain_if_repeated(struct parser *parser, const struct value *value)
{
	for (unsigned i = parser->scope; i < parser->tree->count; i++) {
		const struct value *earlier = &parser->tree->value[i];

		if (strcmp(earlier->path, value->path) != 0)
			continue;
		complaint_add(parser->complaints, value->line,
			"%s is set twice; the first is on line %u", value->path, earlier->line);
		return;
	}
}

/* Takes the value over. */
static void
keep_value(struct parser *parser, struct value *value)
{
	struct tree *tree = parser->tree;

	complain_if_repeated(parser, value);
	if (make_room(parser, (void **)&tree->value, tree->count, &tree->room, sizeof(*value)))
		tree->value[tree->count++] = *value;
	else
		value_finish(value);
}

/* Reads a statement whose key is known to be `path`, at its '='. */
static void
read_setting(struct parser *parser, const char *path, const struct token *key)
{
	struct value value = {.line = key->line};
	const bool known = vocabulary_is_key(path);

	snprintf(value.path, sizeof(value.path), "%s", path);
	if (!known)
		complain_about_unknown(parser, key->line, path, false);
	if (token_is(&parser->token, '+'))
		complaint_add(parser->complaints, key->line,
			"+= is not known here; give the whole list: %s = {...}", path);
	advance(parser);
	read_value(parser, &value);
	if (known)
		keep_value(parser, &value);
	else
		value_finish(&value);
}

/* Passes over a section that is not known. */
static void
skip_section(struct parser *parser, unsigned line)
{
	unsigned open = 0;

	do {
		open += token_is(&parser->token, '{');
		open -= token_is(&parser->token, '}');
		if (parser->token.kind == TOKEN_END) {
			complaint_add(parser->complaints, line, "this { is never closed");
			return;
		}
		advance(parser);
	} while (open > 0);
}

static void read_statements(
	struct parser *parser, const char *path, const struct token *opened_by, unsigned depth);

/* Reads a section at its '{'. */
static void
read_section(struct parser *parser, const char *path, const struct token *key, unsigned depth)
{
	if (vocabulary_is_section(path) && depth < DEPTH_MAX) {
		advance(parser);
		read_statements(parser, path, key, depth + 1);
		return;
	}
	if (vocabulary_is_key(path))
		complaint_add(parser->complaints, key->line,
			"%s: the equal sign is missing; write %s = {...}", path, path);
	else
		complain_about_unknown(parser, key->line, path, true);
	skip_section(parser, key->line);
}

/* The next line is a section of its own: dns { */
static bool
begins_known_section(const struct parser *parser)
{
	char path[PATH_SIZE];

	snprintf(path, sizeof(path), "%.*s", (int)(parser->token.end - parser->token.begin),
		parser->token.begin);
	return parser->token.first && vocabulary_is_section(path);
}

/* Reads one or several patterns, to the '{' of the section; `*broken` is told when one was complained about. */
static void
read_patterns(struct parser *parser, struct value *patterns, bool *broken)
{
	if (token_is(&parser->token, '{') && look_ahead(parser).kind == TOKEN_WORD) {
		struct parser ahead = *parser; /* a list of patterns, or the section itself? */

		advance(&ahead);
		if (!begins_statement(&ahead))
			read_list(parser, patterns, parser->token.line);
		return;
	}
	while (parser->token.kind == TOKEN_WORD && !is_assignment(parser) &&
		!begins_known_section(parser)) {
		*broken |= parser->token.broken;
		add_word(parser, patterns, parser->token.begin, parser->token.end,
			parser->token.line);
		advance(parser);
		if (token_is(&parser->token, ','))
			advance(parser);
	}
	if (patterns->count > 1)
		complaint_add(parser->complaints, patterns->line,
			"recipient: several patterns stand in braces: recipient {\"%.40s\", \"%.40s\"} "
			"{ ... }",
			patterns->word[0]->text, patterns->word[1]->text);
}

/* Reads a section `recipient` after its first word. Its keys may stand once in each. */
static void
read_recipient(struct parser *parser, const struct token *key)
{
	struct tree *tree = parser->tree;
	struct recipient_section section = {.patterns = {.line = key->line}};
	bool broken = false;

	read_patterns(parser, &section.patterns, &broken);
	if (section.patterns.count == 0)
		complaint_add(parser->complaints, key->line,
			"recipient: the pattern is missing (like recipient \"@example.org\" {...})");
	if (!token_is(&parser->token, '{')) {
		if (section.patterns.count > 0 && !broken)
			complaint_add(parser->complaints, key->line,
				"recipient: the opening brace of the section is missing");
		value_finish(&section.patterns);
		return;
	}
	section.first = parser->scope = tree->count;
	advance(parser);
	read_statements(parser, "recipient", key, 1);
	section.count = tree->count - section.first;
	parser->scope = 0;
	if (tree->recipients == RECIPIENT_SECTIONS_MAX)
		complaint_add(parser->complaints, key->line, "more than %d sections for recipients",
			RECIPIENT_SECTIONS_MAX);
	else if (make_room(parser, (void **)&tree->recipient, tree->recipients,
			 &tree->recipients_room, sizeof(section))) {
		tree->recipient[tree->recipients++] = section;
		return;
	}
	value_finish(&section.patterns);
}

/* Passes over what is left of a line, up to the next statement. */
static void
skip_words(struct parser *parser, unsigned line)
{
	while (parser->token.kind == TOKEN_WORD && parser->token.line == line &&
		!begins_statement(parser))
		advance(parser);
}

/* A word that no '=' or '{' follows. */
static void
complain_about_word(struct parser *parser, const char *path, const struct token *key)
{
	const struct token *next = &parser->token;
	const size_t length = (size_t)(key->end - key->begin);
	char bare[PATH_SIZE];

	snprintf(bare, sizeof(bare), "%s", path);
	if (length > 1 && key->end[-1] == ':' && strlen(bare) > 0)
		bare[strlen(bare) - 1] = '\0';
	if (token_is_word(next, ":"))
		advance(parser);
	if (vocabulary_is_key(bare) && next->kind == TOKEN_WORD && next->line == key->line)
		complaint_add(parser->complaints, key->line,
			"%s: the equal sign is missing; write %s = %.*s", bare, bare,
			(int)(next->end - next->begin), next->begin);
	else if (vocabulary_is_key(bare))
		complain_about_missing_value(parser, key->line, bare);
	else if (vocabulary_is_section(path))
		complaint_add(
			parser->complaints, key->line, "%s: the opening brace is missing", path);
	else if (!key->broken)
		complain_about_unknown(parser, key->line, path, false);
	skip_words(parser, key->line);
}

/* Whether a key that its section does not know belongs to the top level, and the section was never closed. */
static bool
belongs_outside(const struct parser *parser, const char *section, const char *path)
{
	char key[PATH_SIZE];

	if (!parser->unbalanced || section[0] == '\0' || !begins_line_of_its_own(parser) ||
		vocabulary_is_key(path) || vocabulary_is_section(path))
		return false;
	snprintf(key, sizeof(key), "%.*s", (int)(parser->token.end - parser->token.begin),
		parser->token.begin);
	return vocabulary_is_key(key) || vocabulary_is_section(key);
}

/* Reads one statement that begins with a word. False when the section ends before it. */
static bool
read_statement(struct parser *parser, const char *section, unsigned depth)
{
	const struct token key = parser->token;
	char path[PATH_SIZE];

	snprintf(path, sizeof(path), "%s%s%.*s", section, section[0] == '\0' ? "" : ".",
		(int)(key.end - key.begin), key.begin);
	if (belongs_outside(parser, section, path))
		return false;
	advance(parser);
	if (section[0] == '\0' && token_is_word(&key, "recipient"))
		read_recipient(parser, &key);
	else if (token_is(&parser->token, '=') || token_is(&parser->token, '+'))
		read_setting(parser, path, &key);
	else if (token_is(&parser->token, '{'))
		read_section(parser, path, &key, depth);
	else
		complain_about_word(parser, path, &key);
	return true;
}

static void
read_statements(
	struct parser *parser, const char *path, const struct token *opened_by, unsigned depth)
{
	while (parser->token.kind != TOKEN_END) {
		if (parser->token.kind == TOKEN_WORD) {
			if (!read_statement(parser, path, depth))
				break;
			continue;
		}
		if (token_is(&parser->token, '}') && opened_by != NULL) {
			advance(parser);
			return;
		}
		complaint_add(parser->complaints, parser->token.line,
			token_is(&parser->token, '}') ? "this } closes nothing"
						      : "'%c' has no place here",
			parser->token.sign);
		advance(parser);
		if (!token_is(&parser->token, '}'))
			skip_words(parser, parser->token.line);
	}
	if (opened_by != NULL)
		complaint_add(
			parser->complaints, opened_by->line, "section %s is never closed", path);
}

/* More braces open than close, strings and comments aside. */
static bool
opens_more_than_it_closes(struct lexer lexer)
{
	int open = 0;
	struct token token;

	lexer.complaints = NULL;
	for (token = lexer_next(&lexer); token.kind != TOKEN_END; token = lexer_next(&lexer))
		open += token_is(&token, '{') - token_is(&token, '}');
	return open > 0;
}

/* The words of a default: a list is written as in a file, anything else stands for itself. */
static void
add_default(struct parser *parser, const struct setting *setting)
{
	const char *preset = setting->preset;
	struct value value = {.line = 0};

	setting_path(setting, value.path);
	if (setting_is_list(setting)) {
		parser->lexer = (struct lexer){.at = preset, .end = preset + strlen(preset)};
		advance(parser);
		read_list(parser, &value, 0);
		for (unsigned i = 0; i < value.count; i++)
			value.word[i]->line = 0;
	} else {
		struct word *word = malloc(sizeof(*word) + strlen(preset) + 1);

		value.word = malloc(sizeof(struct word *));
		if (word == NULL || value.word == NULL) {
			parser->out_of_memory = true;
			free(word);
			free(value.word);
			return;
		}
		word->line = 0;
		strcpy(word->text, preset);
		value.word[value.count++] = word;
	}
	keep_value(parser, &value);
}

static void
complain_about_nul(const char *text, size_t length, struct complaints *complaints)
{
	unsigned line = 1;

	for (size_t i = 0; i < length; i++) {
		line += text[i] == '\n';
		if (text[i] == '\0')
			complaint_add(complaints, line, "control character (octet 0x00)");
	}
}

struct tree *
tree_open(const char *text, size_t length, struct complaints *complaints)
{
	struct parser parser = {.tree = calloc(1, sizeof(struct tree)), .complaints = complaints};

	if (parser.tree == NULL)
		return NULL;
	parser.lexer = (struct lexer){text, text + length, 1, false, complaints};
	if (strncmp(text, "\xef\xbb\xbf", 3) == 0) /* the byte order mark of some editors */
		parser.lexer.at += 3;
	complain_about_nul(text, length, complaints);
	parser.unbalanced = opens_more_than_it_closes(parser.lexer);
	advance(&parser);
	read_statements(&parser, "", NULL, 0);
	for (unsigned i = 0; i < SETTING_COUNT; i++) {
		char path[PATH_SIZE];

		if (tree_value(parser.tree, setting_path(&setting_table[i], path)) == NULL)
			add_default(&parser, &setting_table[i]);
	}
	if (!parser.out_of_memory)
		return parser.tree;
	tree_close(parser.tree);
	return NULL;
}

void
tree_close(struct tree *tree)
{
	if (tree == NULL)
		return;
	for (unsigned i = 0; i < tree->count; i++)
		value_finish(&tree->value[i]);
	for (unsigned i = 0; i < tree->recipients; i++)
		value_finish(&tree->recipient[i].patterns);
	free(tree->value);
	free(tree->recipient);
	free(tree);
}

const struct value *
tree_value(const struct tree *tree, const char *path)
{
	for (unsigned i = 0; i < tree->count; i++)
		if (strcmp(tree->value[i].path, path) == 0)
			return &tree->value[i];
	return NULL;
}

const struct word *
tree_recipient_word(
	const struct tree *tree, const struct recipient_section *section, const char *key)
{
	for (unsigned i = 0; i < section->count; i++) {
		const struct value *value = &tree->value[section->first + i];

		if (strcmp(value->path + strlen("recipient."), key) == 0 && value->count > 0)
			return value->word[0];
	}
	return NULL;
}
