/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_CONFIG_SETTING_H
#define MXVET_CONFIG_SETTING_H

/*
 * The rows of config_list.h, and what their types mean. How a file becomes a configuration:
 *
 *   text --tree--> for each path its words, each with its line      (all grammar)
 *        --setting--> members of struct config                      (all meaning)
 *        --recipient_rule--> its `recipient` sections
 *
 * Each step adds to one list of complaints and goes on, so one run tells everything that is wrong.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "complaint.h"
#include "mxvet/config.h"
#include "mxvet/config_list.h"
#include "tree.h"
#include "vocabulary.h"

enum setting_type {
#define SETTING_TYPE(name, ctype, argument) TYPE_##name,
	CONFIG_TYPE_LIST(SETTING_TYPE)
#undef SETTING_TYPE
		TYPE_COUNT_OF_ALL
};

enum setting_effect { EFFECT_VERDICT, EFFECT_SESSION, EFFECT_RESOLVER, EFFECT_RESTART };

enum { PREFERENCE_AUTO = -1 };

/* What a type of values means. Those that are numbers have the first two functions, the others the next two. */
struct setting_type_row {
	size_t size;  /* of a list's item, or of a number's member (int; 0: int64_t) */
	bool is_list; /* the member is a count and an array of values */
	bool is_text; /* stands in quotes */
	/* NULL, or what the text should have been, to stand after "is not ". */
	const char *(*read_number)(int64_t *number, const char *text);
	void (*append_number)(struct text_buffer *buffer, int64_t number);
	/* NULL, or what is wrong with the text, to stand after it. A value that was read is to be finished, also a wrong one. */
	const char *(*read)(void *value, const char *text);
	void (*append)(struct text_buffer *buffer, const void *value);
	void (*finish)(void *value); /* NULL: it owns nothing */
	const char *const *words;    /* of an enumeration, by its values; NULL after the last */
};

extern const struct setting_type_row setting_type_table[TYPE_COUNT_OF_ALL];

struct setting {
	const char *section; /* "" outside of sections, "recipient" in those */
	const char *key;
	enum setting_type type;
	enum setting_effect effect;
	const char *preset; /* as it stands in a file, without quotes */
	int64_t low, high;  /* no limits when equal */
	const char *text;
	size_t offset; /* of the member of struct config, or of struct recipient_rule */
};

#define SETTING_ONE(...) +1
enum { SETTING_COUNT = 0 CONFIG_LIST(SETTING_ONE, SETTING_ONE) };
enum { RECIPIENT_KEY_COUNT = 0 RECIPIENT_LIST(SETTING_ONE) };
#undef SETTING_ONE
extern const struct setting setting_table[SETTING_COUNT];
extern const struct setting recipient_table[RECIPIENT_KEY_COUNT];

/* What the manual calls a value of the type. */
const char *setting_argument(enum setting_type type);

const struct setting_type_row *setting_type_of(const struct setting *setting);
bool setting_is_top(const struct setting *setting);
bool setting_is_list(const struct setting *setting);
bool setting_is_text(const struct setting *setting); /* stands in quotes */
const char *setting_path(const struct setting *setting, char path[PATH_SIZE]);

/* Reads the setting's words into its member, which was all zero. */
void setting_read(const struct setting *setting, struct config *config, const struct tree *tree,
	struct complaints *complaints);

/* Reads one word into the member of `base`, a struct of the setting's table. Not for lists. */
void setting_read_word(const struct setting *setting, void *base, const struct word *word,
	struct complaints *complaints);

/* How many items the member holds: 1 unless it is a list. */
size_t setting_items(const struct setting *setting, const struct config *config);

/* Writes one item of the member of `base` as it stands in a file. */
void setting_append_item(
	struct text_buffer *buffer, const struct setting *setting, const void *base, size_t index);

/* Writes what may stand there, "1 to 5"; nothing for types without limits. */
void setting_append_range(struct text_buffer *buffer, const struct setting *setting);

/* Gives back what the member owns. */
void setting_finish(const struct setting *setting, struct config *config);

#endif
