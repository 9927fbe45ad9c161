/* SPDX-License-Identifier: BSD-2-Clause */
#include "tree.h"

#include <confuse.h>
#include <stdlib.h>
#include <string.h>

#include "mxvet/judge.h"
#include "setting.h"
#include "vocabulary.h"

enum { REPAIRS_MAX = 20 };

struct tree {
	cfg_t *root;
};

/* libconfuse gives its error function nothing of ours. */
static struct complaints *current_complaints;
static unsigned current_error_line; /* 0: no error */

__attribute__((format(printf, 2, 0))) static void
complain_about_grammar(cfg_t *cfg, const char *format, va_list arguments)
{
	current_error_line = (unsigned)cfg->line;
	complaint_add_list(current_complaints, current_error_line, format, arguments);
}

/* Keeps a word as it stands; what it means is not libconfuse's business. */
static int
keep_word(cfg_t *cfg, cfg_opt_t *option, const char *value, void *result)
{
	const size_t size = strlen(value) + 1;
	struct word *word = malloc(sizeof(*word) + size);

	(void)option;
	if (word == NULL) {
		cfg_error(cfg, "out of memory");
		return -1;
	}
	word->line = (unsigned)cfg->line;
	memcpy(word->text, value, size);
	*(void **)result = word;
	return 0;
}

static cfg_opt_t
option_of_words(const char *key, bool list, const char *preset)
{
	cfg_opt_t option = CFG_PTR_CB(NULL, NULL, CFGF_NONE, keep_word, free);

	option.name = key;
	option.def.parsed = (char *)
		preset; /* libconfuse copies it and reads it as if it stood in the file */
	if (list)
		option.flags |= CFGF_LIST;
	return option;
}

static cfg_opt_t
option_of_section(const char *name, cfg_opt_t *options, cfg_flag_t flags)
{
	cfg_opt_t option = CFG_SEC(NULL, NULL, flags);

	option.name = name;
	option.subopts = options;
	return option;
}

/* The keys of one section, from the list of settings. */
static unsigned
add_settings(cfg_opt_t *options, const char *section)
{
	unsigned count = 0;

	for (unsigned i = 0; i < SETTING_COUNT; i++) {
		const struct setting *setting = &setting_table[i];
		if (strcmp(setting->section, section) == 0)
			options[count++] = option_of_words(setting->key, setting_is_list(setting),
				setting_is_text(setting) ? NULL : setting->preset);
	}
	return count;
}

/* Option tables with room for their end marks; libconfuse copies them. */
struct schema {
	cfg_opt_t outcomes[CHECK_COUNT][OUTCOME_COUNT];
	cfg_opt_t checks[CHECK_COUNT + 1];
	cfg_opt_t sections[SETTING_COUNT][SETTING_COUNT + 1];
	cfg_opt_t recipient[RECIPIENT_KEY_COUNT + 1];
	cfg_opt_t top[2 * SETTING_COUNT + 4];
};

static void
add_points(struct schema *schema)
{
	unsigned count[CHECK_COUNT] = {0};

	for (unsigned i = outcome_temperror + 1; i < OUTCOME_COUNT; i++) {
		const enum check check = outcome_table[i].check;
		schema->outcomes[check][count[check]++] = option_of_words(
			outcome_table[i].name, false, NULL);
	}
	for (unsigned check = 0; check < CHECK_COUNT; check++)
		schema->checks[check] = option_of_section(
			check_name((enum check)check), schema->outcomes[check], CFGF_NONE);
}

/* `schema` is all zero, which is an end mark everywhere. */
static void
make_schema(struct schema *schema)
{
	unsigned count = add_settings(schema->top, "top");
	const char *previous = "top";

	for (unsigned i = 0; i < SETTING_COUNT; i++) {
		const char *section = setting_table[i].section;
		if (strcmp(section, previous) != 0) {
			add_settings(schema->sections[i], section);
			schema->top[count++] = option_of_section(
				section, schema->sections[i], CFGF_NONE);
		}
		previous = section;
	}
	add_points(schema);
	schema->top[count++] = option_of_section("points", schema->checks, CFGF_NONE);
	for (unsigned i = 0; i < RECIPIENT_KEY_COUNT; i++)
		schema->recipient[i] = option_of_words(recipient_table[i].key, false, NULL);
	schema->top[count++] = option_of_section("recipient", schema->recipient, CFGF_MULTI);
	schema->top[count] = option_of_words("disable", true, NULL);
}

static cfg_t *
open_root(void)
{
	struct schema *schema = calloc(1, sizeof(*schema));
	cfg_t *root = NULL;

	if (schema != NULL) {
		make_schema(schema);
		root = cfg_init(schema->top, CFGF_NONE);
	}
	free(schema);
	if (root != NULL)
		cfg_set_error_function(root, complain_about_grammar);
	return root;
}

/* Blanks one line unless braces on it hold other lines together. */
static bool
blank_line(char *text, unsigned line)
{
	size_t length;

	for (; line > 1; line--) {
		text = strchr(text, '\n');
		if (text == NULL)
			return false;
		text++;
	}
	length = strcspn(text, "\n");
	if (memchr(text, '{', length) != NULL || memchr(text, '}', length) != NULL ||
		strspn(text, " ") >= length)
		return false;
	memset(text, ' ', length);
	return true;
}

/* libconfuse stops at the first error: the line is taken out and everything read again. */
static cfg_t *
parse(char *text, struct complaints *complaints)
{
	current_complaints = complaints;
	for (int repairs = 0;; repairs++) {
		cfg_t *root = open_root();
		if (root == NULL)
			return NULL;
		current_error_line = 0;
		if (cfg_parse_buf(root, text) == CFG_SUCCESS || repairs == REPAIRS_MAX ||
			!blank_line(text, current_error_line))
			return root;
		cfg_free(root);
	}
}

struct tree *
tree_open(char *text, struct complaints *complaints)
{
	struct tree *tree = malloc(sizeof(*tree));

	if (tree == NULL)
		return NULL;
	tree->root = parse(text, complaints);
	if (tree->root == NULL) {
		free(tree);
		return NULL;
	}
	return tree;
}

void
tree_close(struct tree *tree)
{
	if (tree == NULL)
		return;
	cfg_free(tree->root);
	free(tree);
}

/* libconfuse's paths have bars. */
static cfg_opt_t *
find(const struct tree *tree, const char *path)
{
	char name[PATH_SIZE];
	size_t i;

	for (i = 0; i < sizeof(name) - 1 && path[i] != '\0'; i++)
		name[i] = path[i] == '.' ? '|' : path[i];
	name[i] = '\0';
	return cfg_getopt(tree->root, name);
}

unsigned
tree_count(const struct tree *tree, const char *path)
{
	return cfg_opt_size(find(tree, path));
}

const struct word *
tree_word(const struct tree *tree, const char *path, unsigned index)
{
	return cfg_opt_getnptr(find(tree, path), index);
}

unsigned
tree_recipients(const struct tree *tree)
{
	return cfg_size(tree->root, "recipient");
}

const struct word *
tree_recipient_word(const struct tree *tree, unsigned section, const char *key)
{
	return cfg_opt_getnptr(cfg_getopt(cfg_getnsec(tree->root, "recipient", section), key), 0);
}
