/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_CONFIG_SETTING_H
#define MXVET_CONFIG_SETTING_H

/*
 * The rows of config_list.h, and what their types mean. How a file becomes a configuration:
 *
 *   text --scan--> text without comments; unknown, repeated and unreadable statements are blanks
 *        --tree--> for each path its words, each with its line     (libconfuse: grammar only)
 *        --setting--> members of struct config                     (all meaning)
 *        --recipient_rule--> its `recipient` sections
 *
 * Each step adds to one list of complaints and goes on, so one run tells everything that is wrong.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "complaint.h"
#include "mxvet/config.h"
#include "tree.h"
#include "vocabulary.h"

enum setting_type {
	TYPE_TEXT,
	TYPE_FLAG,
	TYPE_POINTS,
	TYPE_DURATION,
	TYPE_SIZE,
	TYPE_COUNT,
	TYPE_OCTAL,
	TYPE_MODE,
	TYPE_TEMPERROR,
	TYPE_PREFERENCE,
	TYPE_TEMPLATE,
	TYPE_ADDRESSES,
	TYPE_LEVEL,
	TYPE_TEXTS,
	TYPE_NAMES,
	TYPE_NETWORKS,
};

enum { PREFERENCE_AUTO = -1 };

struct setting {
	const char *section; /* "top" outside of sections, "recipient" in those */
	const char *key;
	enum setting_type type;
	const char *preset; /* as it stands in a file */
	int64_t low, high;  /* no limits when equal */
	bool restart;
	const char *text;
	size_t offset; /* of the member of struct config, or of struct recipient_rule */
};

#define SETTING_ONE(...) +1
enum { SETTING_COUNT = 0 CONFIG_LIST(SETTING_ONE, SETTING_ONE) };
#undef SETTING_ONE
extern const struct setting setting_table[SETTING_COUNT];

#define SETTING_ONE(...) +1
enum { RECIPIENT_KEY_COUNT = 0 RECIPIENT_LIST(SETTING_ONE) };
#undef SETTING_ONE
extern const struct setting recipient_table[RECIPIENT_KEY_COUNT];

bool setting_is_top(const struct setting *setting);
bool setting_is_list(const struct setting *setting);
bool setting_is_text(const struct setting *setting); /* stands in quotes */
const char *setting_path(const struct setting *setting, char path[PATH_SIZE]);

/* Where the struct of the setting's table keeps its value. */
void *setting_member(const struct setting *setting, const void *base);

/* The words of an enumeration by their values, NULL behind the last; NULL for other types. */
const char *const *setting_words(enum setting_type type);

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

/* Writes what may stand there: " (1 to 5)"; nothing for types without limits. */
void setting_append_range(struct text_buffer *buffer, const struct setting *setting);

/* Gives back what the member owns. */
void setting_finish(const struct setting *setting, struct config *config);

#endif
