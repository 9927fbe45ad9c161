/* SPDX-License-Identifier: BSD-2-Clause */
#include "recipient_rule.h"

#include <stdlib.h>
#include <string.h>

#include "mxvet/glob.h"
#include "mxvet/unit.h"

/* One section being read. */
struct section {
	const struct tree *tree;
	const struct recipient_section *own;
	struct complaints *complaints;
};

/* What the section is called where it is complained about. */
static const char *
title_of(const struct section *section)
{
	return section->own->patterns.word[0]->text;
}

static void
read_pattern(const struct section *section, const struct word *title, struct recipient_rule *rule)
{
	char pattern[RECIPIENT_PATTERN_SIZE];
	const char *wrong = recipient_pattern_of(pattern, title->text);

	if (wrong != NULL) {
		complaint_add(section->complaints, title->line, "recipient: \"%.60s\" %s",
			title->text, wrong);
		return;
	}
	rule->title = strdup(title->text);
	rule->pattern = strdup(pattern);
	if (rule->title == NULL || rule->pattern == NULL)
		complaint_add(section->complaints, 0, "out of memory");
}

static const struct word *
top_word(const struct section *section, const char *key)
{
	const struct value *value = tree_value(section->tree, key);

	return value != NULL && value->count > 0 ? value->word[0] : NULL;
}

static void
check_thresholds(const struct section *section, const char *lower_key, const char *upper_key)
{
	const struct word *own_lower = tree_recipient_word(section->tree, section->own, lower_key);
	const struct word *own_upper = tree_recipient_word(section->tree, section->own, upper_key);
	const struct word *lower = own_lower != NULL ? own_lower : top_word(section, lower_key);
	const struct word *upper = own_upper != NULL ? own_upper : top_word(section, upper_key);
	unsigned line = section->own->patterns.line;
	int64_t low, high;

	if ((own_lower == NULL && own_upper == NULL) || lower == NULL || upper == NULL ||
		unit_read_points(&low, lower->text) != NULL ||
		unit_read_points(&high, upper->text) != NULL || low <= high)
		return;
	line = lower->line > line ? lower->line : line;
	line = upper->line > line ? upper->line : line;
	complaint_add(section->complaints, line,
		"recipient: \"%.60s\": %s (%.20s) is above %s (%.20s)", title_of(section),
		lower_key, lower->text, upper_key, upper->text);
}

/* The rules of a section, without its patterns. */
static struct recipient_rule
read_rule(const struct section *section, const struct config *config)
{
	struct recipient_rule rule = {.mode = config->mode,
		.tag_at = config->tag_at,
		.defer_at = config->defer_at,
		.reject_at = config->reject_at,
		.on_reject = config->on_reject};

	for (unsigned i = 0; i < RECIPIENT_KEY_COUNT; i++) {
		const struct setting *setting = &recipient_table[i];
		const struct word *word = tree_recipient_word(
			section->tree, section->own, setting->key);

		if (word != NULL)
			setting_read_word(setting, &rule, word, section->complaints);
	}
	check_thresholds(section, "tag_at", "defer_at");
	check_thresholds(section, "defer_at", "reject_at");
	return rule;
}

/* The first that matches holds, so a pattern after one that matches as much is never reached. */
static void
complain_if_hidden(const struct recipient_rules *rules, const unsigned *lines, size_t index,
	struct complaints *complaints)
{
	const struct recipient_rule *rule = &rules->item[index];

	for (size_t i = 0; i < index && rule->pattern != NULL; i++) {
		const struct recipient_rule *earlier = &rules->item[i];

		if (earlier->pattern == NULL || !glob_covers(earlier->pattern, rule->pattern))
			continue;
		if (strcmp(earlier->pattern, rule->pattern) == 0)
			complaint_add(complaints, lines[index],
				"recipient: \"%.60s\" is there twice; the first is on line %u",
				rule->title, lines[i]);
		else
			complaint_add(complaints, lines[index],
				"recipient: \"%.60s\" can never match, because \"%.60s\" on line %u comes "
				"first and matches all of it",
				rule->title, earlier->title, lines[i]);
		return;
	}
}

static unsigned
count_patterns(const struct tree *tree)
{
	unsigned count = 0;

	for (unsigned i = 0; i < tree->recipients; i++)
		count += tree->recipient[i].patterns.count;
	return count;
}

void
recipient_rules_read(struct config *config, const struct tree *tree, struct complaints *complaints)
{
	struct recipient_rules *rules = &config->recipients;
	const unsigned count = count_patterns(tree);
	unsigned *lines = count == 0 ? NULL : calloc(count, sizeof(*lines));

	rules->item = count == 0 ? NULL : calloc(count, sizeof(*rules->item));
	if (count > 0 && (rules->item == NULL || lines == NULL)) {
		complaint_add(complaints, 0, "out of memory");
		free(lines);
		return;
	}
	for (unsigned i = 0; i < tree->recipients; i++) {
		const struct section section = {tree, &tree->recipient[i], complaints};
		struct recipient_rule rule;

		if (section.own->patterns.count == 0)
			continue;
		rule = read_rule(&section, config);
		for (unsigned j = 0; j < section.own->patterns.count; j++) {
			const struct word *title = section.own->patterns.word[j];

			rules->item[rules->count] = rule;
			read_pattern(&section, title, &rules->item[rules->count]);
			lines[rules->count++] = title->line;
			complain_if_hidden(rules, lines, rules->count - 1, complaints);
		}
	}
	free(lines);
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
