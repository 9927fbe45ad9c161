/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "mxvet/reply_template.h"
#include "mxvet/unit.h"
#include "setting.h"
#include "text_rule.h"

static const char *
read_preference(int64_t *value, const char *text)
{
	*value = PREFERENCE_AUTO;
	if (strcmp(text, "auto") == 0)
		return NULL;
	return unit_read_count(value, text) == NULL ? NULL : "auto or a whole number";
}

static const char *
read_number(int64_t *value, enum setting_type type, const char *text)
{
	switch (type) {
	case TYPE_POINTS:
		return unit_read_points(value, text);
	case TYPE_DURATION:
		return unit_read_duration(value, text);
	case TYPE_SIZE:
		return unit_read_size(value, text);
	case TYPE_OCTAL:
		return unit_read_octal(value, text);
	case TYPE_PREFERENCE:
		return read_preference(value, text);
	case TYPE_COUNT:
	case TYPE_TEXT:
	case TYPE_TEMPLATE:
	case TYPE_FLAG:
	case TYPE_MODE:
	case TYPE_TEMPERROR:
	case TYPE_ADDRESSES:
	case TYPE_LEVEL:
	case TYPE_TEXTS:
	case TYPE_NAMES:
	case TYPE_NETWORKS:
		break;
	}
	return unit_read_count(value, text);
}

/* What is being read: one word for one setting. */
struct reading {
	const struct setting *setting;
	const struct word *word;
	struct complaints *complaints;
};

static void
complain_that(const struct reading *reading, const char *predicate, const char *object)
{
	char path[PATH_SIZE];

	complaint_add(reading->complaints, reading->word->line, "%s: \"%.60s\" %s%s",
		setting_path(reading->setting, path), reading->word->text, predicate, object);
}

static void
complain_not(const struct reading *reading, const char *expected)
{
	complain_that(reading, "is not ", expected);
}

static void
complain_about_range(const struct reading *reading)
{
	char storage[PATH_SIZE], path[PATH_SIZE];
	struct text_buffer range;

	text_init(&range, storage, sizeof(storage));
	setting_append_range(&range, reading->setting);
	complaint_add(reading->complaints, reading->word->line, "%s: %.60s is out of range (%s)",
		setting_path(reading->setting, path), reading->word->text, range.text);
}

static void
read_into_number(const struct reading *reading, void *member)
{
	const struct setting *setting = reading->setting;
	int64_t value = 0;
	const char *expected = read_number(&value, setting->type, reading->word->text);

	if (expected != NULL)
		complain_not(reading, expected);
	else if ((value < setting->low || value > setting->high) &&
		!(setting->type == TYPE_PREFERENCE && value == PREFERENCE_AUTO))
		complain_about_range(reading);
	else if (setting->type == TYPE_POINTS)
		*(int *)member = (int)value;
	else
		*(int64_t *)member = value;
}

static void
read_into_flag(const struct reading *reading, bool *member)
{
	static const char *const words[] = {"false", "true", "no", "yes", "off", "on"};

	for (unsigned i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(reading->word->text, words[i]) == 0) {
			*member = i % 2 == 1;
			return;
		}
	complain_not(reading, "true or false");
}

/* The number of the setting's word; 0 after a complaint. */
static unsigned
read_choice(const struct reading *reading)
{
	const char *const *words = setting_words(reading->setting->type);
	char storage[COMPLAINT_SIZE];
	struct text_buffer choices;

	text_init(&choices, storage, sizeof(storage));
	for (unsigned i = 0; words[i] != NULL; i++) {
		if (strcmp(reading->word->text, words[i]) == 0)
			return i;
		text_append_format(&choices, "%s%s", i == 0 ? "one of: " : ", ", words[i]);
	}
	complain_not(reading, choices.text);
	return 0;
}

static char *
read_text(const struct reading *reading)
{
	char path[PATH_SIZE];
	const char *wrong = text_rule_check(
		setting_path(reading->setting, path), reading->word->text);
	char *copy = strdup(reading->word->text);

	if (wrong != NULL)
		complain_that(reading, wrong, "");
	if (copy == NULL)
		complaint_add(reading->complaints, 0, "out of memory");
	return copy;
}

static void
complain_about_template(const struct reading *reading)
{
	char storage[COMPLAINT_SIZE], path[PATH_SIZE];
	struct text_buffer wrong;

	text_init(&wrong, storage, sizeof(storage));
	if (!reply_template_is_sound(reading->word->text, &wrong))
		complaint_add(reading->complaints, reading->word->line, "%s: %s",
			setting_path(reading->setting, path), wrong.text);
}

/* Reads one item of a list into its place; false leaves the place free. */
static bool
read_item(const struct reading *reading, void *items, size_t index)
{
	const char *wrong = NULL;

	if (reading->setting->type == TYPE_TEXTS) {
		char **texts = items;
		texts[index] = read_text(reading);
		return texts[index] != NULL;
	}
	if (reading->setting->type == TYPE_NETWORKS)
		wrong = ip_network_parse((struct ip_network *)items + index, reading->word->text);
	else if (!dns_name_parse((struct dns_name *)items + index, reading->word->text))
		wrong = "is not a host or domain name";
	if (wrong != NULL)
		complain_that(reading, wrong, "");
	return wrong == NULL;
}

/* Reads all words of a list; `item_size` is that of its elements. Returns the items, NULL for none. */
static void *
read_list(struct reading *reading, const struct tree *tree, size_t item_size, size_t *count)
{
	char path[PATH_SIZE];
	const unsigned words = tree_count(tree, setting_path(reading->setting, path));
	void *items = words == 0 ? NULL : calloc(words, item_size);

	*count = 0;
	if (words > 0 && items == NULL)
		complaint_add(reading->complaints, 0, "out of memory");
	for (unsigned i = 0; items != NULL && i < words; i++) {
		reading->word = tree_word(tree, path, i);
		if (read_item(reading, items, *count))
			++*count;
	}
	return items;
}

static void
read_list_setting(struct reading *reading, void *member, const struct tree *tree)
{
	if (reading->setting->type == TYPE_TEXTS) {
		struct text_list *list = member;
		list->item = read_list(reading, tree, sizeof(*list->item), &list->count);
	} else if (reading->setting->type == TYPE_NAMES) {
		struct name_list *list = member;
		list->item = read_list(reading, tree, sizeof(*list->item), &list->count);
	} else {
		struct network_list *list = member;
		list->item = read_list(reading, tree, sizeof(*list->item), &list->count);
	}
}

static void
read_word(const struct reading *reading, void *member)
{
	switch (reading->setting->type) {
	case TYPE_TEXT:
		*(char **)member = read_text(reading);
		break;
	case TYPE_TEMPLATE:
		complain_about_template(reading);
		*(char **)member = read_text(reading);
		break;
	case TYPE_FLAG:
		read_into_flag(reading, member);
		break;
	case TYPE_POINTS:
	case TYPE_DURATION:
	case TYPE_SIZE:
	case TYPE_COUNT:
	case TYPE_OCTAL:
	case TYPE_PREFERENCE:
		read_into_number(reading, member);
		break;
	case TYPE_MODE:
		*(enum mode *)member = (enum mode)read_choice(reading);
		break;
	case TYPE_TEMPERROR:
		*(enum on_temperror *)member = (enum on_temperror)read_choice(reading);
		break;
	case TYPE_ADDRESSES:
		*(enum log_addresses *)member = (enum log_addresses)read_choice(reading);
		break;
	case TYPE_LEVEL:
		*(enum log_level *)member = (enum log_level)read_choice(reading);
		break;
	case TYPE_TEXTS:
	case TYPE_NAMES:
	case TYPE_NETWORKS:
		break; /* read_list_setting */
	}
}

void
setting_read_word(const struct setting *setting, void *base, const struct word *word,
	struct complaints *complaints)
{
	const struct reading reading = {setting, word, complaints};

	read_word(&reading, setting_member(setting, base));
}

void
setting_read(const struct setting *setting, struct config *config, const struct tree *tree,
	struct complaints *complaints)
{
	struct reading reading = {.setting = setting, .complaints = complaints};
	void *member = setting_member(setting, config);
	char path[PATH_SIZE];

	if (setting_is_list(setting)) {
		read_list_setting(&reading, member, tree);
	} else if (tree_count(tree, setting_path(setting, path)) > 0) {
		reading.word = tree_word(tree, path, 0);
		read_word(&reading, member);
	} else if (setting_is_text(setting)) { /* libconfuse gives no word for "", and splits others */
		*(char **)member = strdup(setting->preset);
		if (*(char **)member == NULL)
			complaint_add(complaints, 0, "out of memory");
	}
}
