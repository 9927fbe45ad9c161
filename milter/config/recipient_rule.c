/* SPDX-License-Identifier: BSD-2-Clause */
#include "recipient_rule.h"

#include <stdlib.h>
#include <string.h>

#include "mxvet/glob.h"
#include "mxvet/unit.h"

/* One section being read. */
struct section {
	const struct tree *tree;
	const struct title *title;
	unsigned index;
	struct complaints *complaints;
};

static void
read_pattern(const struct section *section, struct recipient_rule *rule)
{
	char pattern[RECIPIENT_PATTERN_SIZE];
	const char *wrong = recipient_pattern_of(pattern, section->title->text);

	if (wrong != NULL) {
		complaint_add(section->complaints, section->title->line, "recipient: \"%.60s\" %s",
			section->title->text, wrong);
		return;
	}
	rule->title = strdup(section->title->text);
	rule->pattern = strdup(pattern);
	if (rule->title == NULL || rule->pattern == NULL)
		complaint_add(section->complaints, 0, "out of memory");
}

/* The word for a key in the section, or the top level's. */
static const struct word *
word_in_force(const struct section *section, const char *key)
{
	const struct word *word = tree_recipient_word(section->tree, section->index, key);

	return word != NULL ? word : tree_word(section->tree, key, 0);
}

static void
check_thresholds(const struct section *section, const char *lower_key, const char *upper_key)
{
	const struct word *lower = word_in_force(section, lower_key);
	const struct word *upper = word_in_force(section, upper_key);
	const bool own = tree_recipient_word(section->tree, section->index, lower_key) != NULL ||
		tree_recipient_word(section->tree, section->index, upper_key) != NULL;
	unsigned line = section->title->line;
	int64_t low, high;

	if (!own || lower == NULL || upper == NULL || unit_read_points(&low, lower->text) != NULL ||
		unit_read_points(&high, upper->text) != NULL || low <= high)
		return;
	line = lower->line > line ? lower->line : line;
	line = upper->line > line ? upper->line : line;
	complaint_add(section->complaints, line,
		"recipient: \"%.60s\": %s (%.20s) is above %s (%.20s)", section->title->text,
		lower_key, lower->text, upper_key, upper->text);
}

static void
read_rule(const struct section *section, struct recipient_rule *rule, const struct config *config)
{
	rule->mode = config->mode;
	rule->tag_at = config->tag_at;
	rule->defer_at = config->defer_at;
	rule->reject_at = config->reject_at;
	read_pattern(section, rule);
	for (unsigned i = 0; i < RECIPIENT_KEY_COUNT; i++) {
		const struct setting *setting = &recipient_table[i];
		const struct word *word = tree_recipient_word(
			section->tree, section->index, setting->key);
		if (word != NULL)
			setting_read_word(setting, rule, word, section->complaints);
	}
	check_thresholds(section, "tag_at", "defer_at");
	check_thresholds(section, "defer_at", "reject_at");
}

/* The first that matches holds, so a section behind one that matches as much is never reached. */
static void
complain_if_hidden(const struct recipient_rules *rules, size_t index, const struct title *titles,
	struct complaints *complaints)
{
	const struct recipient_rule *rule = &rules->item[index];

	for (size_t i = 0; i < index && rule->pattern != NULL; i++) {
		const struct recipient_rule *earlier = &rules->item[i];
		if (earlier->pattern == NULL || !glob_covers(earlier->pattern, rule->pattern))
			continue;
		if (strcmp(earlier->pattern, rule->pattern) == 0)
			complaint_add(complaints, titles[index].line,
				"recipient: \"%.60s\" is given again; it stands on line %u already",
				rule->title, titles[i].line);
		else
			complaint_add(complaints, titles[index].line,
				"recipient: \"%.60s\" can never match, because \"%.60s\" on line %u comes "
				"first and matches all of it",
				rule->title, earlier->title, titles[i].line);
		return;
	}
}

void
recipient_rules_read(struct config *config, const struct tree *tree,
	const struct title_list *titles, struct complaints *complaints)
{
	struct recipient_rules *rules = &config->recipients;
	const unsigned sections = tree_recipients(tree);
	/* They differ only where the grammar was so wrong that libconfuse gave up. */
	const unsigned count = sections < titles->count ? sections : titles->count;

	rules->item = count == 0 ? NULL : calloc(count, sizeof(*rules->item));
	if (count > 0 && rules->item == NULL) {
		complaint_add(complaints, 0, "out of memory");
		return;
	}
	for (unsigned i = 0; i < count; i++) {
		const struct section section = {tree, &titles->item[i], i, complaints};
		read_rule(&section, &rules->item[i], config);
		rules->count++;
		complain_if_hidden(rules, i, titles->item, complaints);
	}
}

void
recipient_rules_finish(struct recipient_rules *rules)
{
	for (size_t i = 0; i < rules->count; i++) {
		free(rules->item[i].title);
		free(rules->item[i].pattern);
	}
	free(rules->item);
}
