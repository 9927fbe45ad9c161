/* SPDX-License-Identifier: BSD-2-Clause */
#include "setting.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SETTING_TOP(key, type, effect, preset, low, high, text) \
	{"", #key, TYPE_##type, EFFECT_##effect, preset, low, high, text, \
		offsetof(struct config, key)},
#define SETTING_IN(section, key, type, effect, preset, low, high, text) \
	{#section, #key, TYPE_##type, EFFECT_##effect, preset, low, high, text, \
		offsetof(struct config, section##_##key)},
const struct setting setting_table[SETTING_COUNT] = {CONFIG_LIST(SETTING_TOP, SETTING_IN)};
#undef SETTING_IN
#undef SETTING_TOP

#define RECIPIENT_ROW(key, type, low, high, text) \
	{"recipient", #key, TYPE_##type, EFFECT_VERDICT, "", low, high, text, \
		offsetof(struct recipient_rule, key)},
const struct setting recipient_table[RECIPIENT_KEY_COUNT] = {RECIPIENT_LIST(RECIPIENT_ROW)};
#undef RECIPIENT_ROW

const char *
setting_argument(enum setting_type type)
{
#define SETTING_ARGUMENT(name, ctype, argument) argument,
	static const char *const arguments[] = {CONFIG_TYPE_LIST(SETTING_ARGUMENT)};
#undef SETTING_ARGUMENT

	return arguments[type];
}

enum { CURE_SIZE = 128 };

/* What every list begins with. */
struct any_list {
	size_t count;
	void *item;
};

const struct setting_type_row *
setting_type_of(const struct setting *setting)
{
	return &setting_type_table[setting->type];
}

bool
setting_is_top(const struct setting *setting)
{
	return setting->section[0] == '\0';
}

bool
setting_is_list(const struct setting *setting)
{
	return setting_type_of(setting)->is_list;
}

bool
setting_is_text(const struct setting *setting)
{
	return setting_type_of(setting)->is_text;
}

const char *
setting_path(const struct setting *setting, char path[PATH_SIZE])
{
	snprintf(path, PATH_SIZE, "%s%s%s", setting->section, setting_is_top(setting) ? "" : ".",
		setting->key);
	return path;
}

/* Where the struct of the setting's table keeps its value. */
static void *
member_of(const struct setting *setting, const void *base)
{
	return (char *)base + setting->offset;
}

/* What is being read: one word for one setting. */
struct reading {
	const struct setting *setting;
	const struct setting_type_row *type;
	const struct word *word;
	struct complaints *complaints;
};

/* The value in a number's place. */
static const char *
read_number(const struct reading *reading, int64_t *number, const char *text)
{
	const char *const *words = reading->type->words;

	if (reading->type->read_number != NULL)
		return reading->type->read_number(number, text);
	for (*number = 0; words[*number] != NULL; ++*number)
		if (strcmp(text, words[*number]) == 0)
			return NULL;
	return "one of: ";
}

static bool
is_number(const struct setting_type_row *type)
{
	return type->read_number != NULL || type->words != NULL;
}

/* Whether another text would have been right. */
static bool
would_be_right(const struct reading *reading, const char *text)
{
	union {
		int64_t number;
		struct dns_name name;
		struct ip_network network;
		struct dns_server server;
		bool flag;
	} value;

	if (is_number(reading->type))
		return read_number(reading, &value.number, text) == NULL;
	return !reading->type->is_text && reading->type->read(&value, text) == NULL;
}

/* "5min", "2 sec", "64MB" -> "5m", "2s", "64M": the first letter of the unit is enough. */
static void
shorten_unit(char *text, const char *units)
{
	char *unit = text + strspn(text, "0123456789");
	const char *letter = unit + strspn(unit, " ");

	if (unit > text && *letter != '\0' && strchr(units, *letter) != NULL &&
		letter[strspn(letter, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.")] ==
			'\0') {
		*unit++ = *letter;
		*unit = '\0';
	}
}

static void
replace(char *text, char from, char to)
{
	char *at = strchr(text, from);

	if (at != NULL)
		*at = to;
}

static void
lower_case(char *text)
{
	for (; *text != '\0'; text++)
		if (*text >= 'A' && *text <= 'Z')
			*text = (char)(*text + 'a' - 'A');
}

/* What the usual slips would have been without the slip. */
static void
mend(char text[CURE_SIZE], const struct reading *reading)
{
	size_t length = strlen(reading->word->text);

	memcpy(text, reading->word->text, length + 1);
	while (length > 0 && strchr(";:", text[length - 1]) != NULL)
		text[--length] = '\0';
	replace(text, ',', '.');
	replace(text, '#', ':');
	if (reading->setting->type == TYPE_DURATION)
		shorten_unit(text, "smhd");
	if (reading->setting->type == TYPE_SIZE)
		shorten_unit(text, "KMG");
	if (reading->type->words != NULL || reading->setting->type == TYPE_FLAG)
		lower_case(text);
	if (strncmp(text, "*.", 2) == 0)
		memmove(text, text + 2, strlen(text) - 1);
	if (text[0] == '+')
		memmove(text, text + 1, strlen(text));
	if (text[0] == '.' || (reading->setting->type == TYPE_OCTAL && text[0] != '0')) {
		memmove(text + 1, text, strlen(text) + 1);
		text[0] = '0';
	}
}

/* What was meant, where a small change makes it right. */
static void
append_cure(struct text_buffer *message, const struct reading *reading)
{
	char text[CURE_SIZE];

	if (strlen(reading->word->text) + 2 > sizeof(text))
		return;
	mend(text, reading);
	if (strcmp(text, reading->word->text) == 0 || !would_be_right(reading, text))
		return;
	text_append_format(message, "; write %s", text);
	if (strncmp(reading->word->text, "*.", 2) == 0)
		text_append(message, ", which stands for the names below it too");
}

static void
complain(const struct reading *reading, const char *predicate, const char *wrong)
{
	const char *const *words = reading->type->words;
	char storage[COMPLAINT_SIZE], path[PATH_SIZE];
	struct text_buffer message;

	text_init(&message, storage, sizeof(storage));
	text_append_format(&message, "%s: \"%.60s\" %s%s", setting_path(reading->setting, path),
		reading->word->text, predicate, wrong);
	for (unsigned i = 0; words != NULL && words[i] != NULL; i++)
		text_append_format(&message, "%s%s", i == 0 ? "" : ", ", words[i]);
	append_cure(&message, reading);
	complaint_add(reading->complaints, reading->word->line, "%s", message.text);
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
	const char *expected = read_number(reading, &value, reading->word->text);

	if (expected != NULL)
		complain(reading, "is not ", expected);
	else if (setting->low != setting->high && (value < setting->low || value > setting->high) &&
		!(setting->type == TYPE_PREFERENCE && value == PREFERENCE_AUTO))
		complain_about_range(reading);
	else if (reading->type->words != NULL)
		*(unsigned *)member = (unsigned)value;
	else if (reading->type->size == sizeof(int))
		*(int *)member = (int)value;
	else
		*(int64_t *)member = value;
}

static void
read_into_member(const struct reading *reading, void *member)
{
	const char *wrong;

	if (is_number(reading->type)) {
		read_into_number(reading, member);
		return;
	}
	wrong = reading->type->read(member, reading->word->text);
	if (wrong != NULL)
		complain(reading, wrong, "");
}

/* Reads the words of a list; those that are wrong leave no item. */
static void
read_list(struct reading *reading, struct any_list *list, const struct value *value)
{
	const size_t size = reading->type->size;

	if (value->count == 0)
		return;
	list->item = calloc(value->count, size);
	if (list->item == NULL) {
		complaint_add(reading->complaints, 0, "out of memory");
		return;
	}
	for (unsigned i = 0; i < value->count; i++) {
		void *item = (char *)list->item + list->count * size;
		const char *wrong = reading->type->read(item, value->word[i]->text);

		reading->word = value->word[i];
		if (wrong != NULL)
			complain(reading, wrong, "");
		else
			list->count++;
	}
}

void
setting_read_word(const struct setting *setting, void *base, const struct word *word,
	struct complaints *complaints)
{
	const struct reading reading = {setting, setting_type_of(setting), word, complaints};

	read_into_member(&reading, member_of(setting, base));
}

void
setting_read(const struct setting *setting, struct config *config, const struct tree *tree,
	struct complaints *complaints)
{
	struct reading reading = {
		.setting = setting, .type = setting_type_of(setting), .complaints = complaints};

	void *member = member_of(setting, config);
	char path[PATH_SIZE];
	const struct value *value = tree_value(tree, setting_path(setting, path));

	if (reading.type->is_list) {
		read_list(&reading, member, value);
		return;
	}
	if (value->count == 0)
		return; /* it is missing, and that was complained about */
	if (value->count > 1)
		complaint_add(complaints, value->line, "%s takes one value, not a list", path);
	reading.word = value->word[0];
	read_into_member(&reading, member);
}

size_t
setting_items(const struct setting *setting, const struct config *config)
{
	if (!setting_is_list(setting))
		return 1;
	return ((const struct any_list *)member_of(setting, config))->count;
}

static void
append_number(struct text_buffer *buffer, const struct setting *setting, int64_t value)
{
	const struct setting_type_row *type = setting_type_of(setting);

	if (type->words != NULL)
		text_append(buffer, type->words[value]);
	else
		type->append_number(buffer, value);
}

static int64_t
number_in(const struct setting_type_row *type, const void *member)
{
	if (type->words != NULL)
		return *(const unsigned *)member;
	return type->size == sizeof(int) ? *(const int *)member : *(const int64_t *)member;
}

void
setting_append_item(
	struct text_buffer *buffer, const struct setting *setting, const void *base, size_t index)
{
	const struct setting_type_row *type = setting_type_of(setting);

	const void *member = member_of(setting, base);

	if (is_number(type))
		append_number(buffer, setting, number_in(type, member));
	else if (type->is_list)
		type->append(buffer,
			(const char *)((const struct any_list *)member)->item + index * type->size);
	else
		type->append(buffer, member);
}

void
setting_append_range(struct text_buffer *buffer, const struct setting *setting)
{
	if (setting->low == setting->high)
		return;
	append_number(buffer, setting, setting->low);
	text_append(buffer, " to ");
	append_number(buffer, setting, setting->high);
}

void
setting_finish(const struct setting *setting, struct config *config)
{
	const struct setting_type_row *type = setting_type_of(setting);

	void *member = member_of(setting, config);

	if (type->is_list)
		free(((struct any_list *)member)->item);
	else if (type->finish != NULL)
		type->finish(member);
}
