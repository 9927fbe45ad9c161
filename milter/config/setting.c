/* SPDX-License-Identifier: BSD-2-Clause */
#include "setting.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mxvet/unit.h"

#define SETTING_ROW(section, key, type, preset, low, high, restart, text) \
	{#section, #key, TYPE_##type, preset, low, high, restart, text, \
		offsetof(struct config, CONFIG_NAME_##section(key))},
#define SETTING_LIVE(section, key, type, preset, low, high, text) \
	SETTING_ROW(section, key, type, preset, low, high, false, text)
#define SETTING_RESTART(section, key, type, preset, low, high, text) \
	SETTING_ROW(section, key, type, preset, low, high, true, text)
const struct setting setting_table[SETTING_COUNT] = {CONFIG_LIST(SETTING_LIVE, SETTING_RESTART)};
#undef SETTING_RESTART
#undef SETTING_LIVE
#undef SETTING_ROW

#define RECIPIENT_ROW(key, type, low, high, text) \
	{"recipient", #key, TYPE_##type, "", low, high, false, text, \
		offsetof(struct recipient_rule, key)},
const struct setting recipient_table[RECIPIENT_KEY_COUNT] = {RECIPIENT_LIST(RECIPIENT_ROW)};
#undef RECIPIENT_ROW

/* The words of the enumerations, by their values. */
static const char *const mode_words[] = {"observe", "enforce", NULL};
static const char *const temperror_words[] = {"accept", "defer", NULL};
static const char *const addresses_words[] = {"domain", "full", NULL};
static const char *const level_words[] = {"error", "warning", "info", "debug", NULL};

bool
setting_is_top(const struct setting *setting)
{
	return strcmp(setting->section, "top") == 0;
}

bool
setting_is_list(const struct setting *setting)
{
	return setting->type == TYPE_TEXTS || setting->type == TYPE_NAMES ||
		setting->type == TYPE_NETWORKS;
}

bool
setting_is_text(const struct setting *setting)
{
	return setting->type == TYPE_TEXT || setting->type == TYPE_TEMPLATE;
}

const char *
setting_path(const struct setting *setting, char path[PATH_SIZE])
{
	const bool top = setting_is_top(setting);

	snprintf(path, PATH_SIZE, "%s%s%s", top ? "" : setting->section, top ? "" : ".",
		setting->key);
	return path;
}

void *
setting_member(const struct setting *setting, const void *base)
{
	return (char *)base + setting->offset;
}

const char *const *
setting_words(enum setting_type type)
{
	switch (type) {
	case TYPE_MODE:
		return mode_words;
	case TYPE_TEMPERROR:
		return temperror_words;
	case TYPE_ADDRESSES:
		return addresses_words;
	case TYPE_LEVEL:
		return level_words;
	case TYPE_TEXT:
	case TYPE_FLAG:
	case TYPE_POINTS:
	case TYPE_DURATION:
	case TYPE_SIZE:
	case TYPE_COUNT:
	case TYPE_OCTAL:
	case TYPE_PREFERENCE:
	case TYPE_TEMPLATE:
	case TYPE_TEXTS:
	case TYPE_NAMES:
	case TYPE_NETWORKS:
		break;
	}
	return NULL;
}

static void
append_number(struct text_buffer *buffer, enum setting_type type, int64_t value)
{
	if (type == TYPE_POINTS)
		text_append_points(buffer, (int)value);
	else if (type == TYPE_DURATION)
		text_append_duration(buffer, value);
	else if (type == TYPE_SIZE)
		text_append_size(buffer, value);
	else if (type == TYPE_OCTAL)
		text_append_format(buffer, "%#" PRIo64, (uint64_t)value);
	else if (type == TYPE_PREFERENCE && value == PREFERENCE_AUTO)
		text_append(buffer, "auto");
	else
		text_append_format(buffer, "%" PRId64, value);
}

size_t
setting_items(const struct setting *setting, const struct config *config)
{
	const void *member = setting_member(setting, config);

	if (setting->type == TYPE_TEXTS)
		return ((const struct text_list *)member)->count;
	if (setting->type == TYPE_NAMES)
		return ((const struct name_list *)member)->count;
	if (setting->type == TYPE_NETWORKS)
		return ((const struct network_list *)member)->count;
	return 1;
}

/* In quotes, as libconfuse reads them; "${" would be refused. */
static void
append_quoted(struct text_buffer *buffer, const char *text)
{
	text_append_char(buffer, '"');
	for (; *text != '\0'; text++) {
		if (strchr("\"\\$", *text) != NULL)
			text_append_char(buffer, '\\');
		text_append_char(buffer, *text);
	}
	text_append_char(buffer, '"');
}

static void
append_network(struct text_buffer *buffer, const struct ip_network *network)
{
	text_append_address(buffer, &network->address);
	if (network->prefix != (network->address.family == 4 ? 32 : 128))
		text_append_format(buffer, "/%u", network->prefix);
}

void
setting_append_item(
	struct text_buffer *buffer, const struct setting *setting, const void *base, size_t index)
{
	const void *member = setting_member(setting, base);

	switch (setting->type) {
	case TYPE_TEXT:
	case TYPE_TEMPLATE:
		append_quoted(buffer, *(char *const *)member);
		break;
	case TYPE_FLAG:
		text_append(buffer, *(const bool *)member ? "true" : "false");
		break;
	case TYPE_POINTS:
		text_append_points(buffer, *(const int *)member);
		break;
	case TYPE_DURATION:
	case TYPE_SIZE:
	case TYPE_COUNT:
	case TYPE_OCTAL:
	case TYPE_PREFERENCE:
		append_number(buffer, setting->type, *(const int64_t *)member);
		break;
	case TYPE_MODE:
		text_append(buffer, mode_words[*(const enum mode *)member]);
		break;
	case TYPE_TEMPERROR:
		text_append(buffer, temperror_words[*(const enum on_temperror *)member]);
		break;
	case TYPE_ADDRESSES:
		text_append(buffer, addresses_words[*(const enum log_addresses *)member]);
		break;
	case TYPE_LEVEL:
		text_append(buffer, level_words[*(const enum log_level *)member]);
		break;
	case TYPE_TEXTS:
		append_quoted(buffer, ((const struct text_list *)member)->item[index]);
		break;
	case TYPE_NAMES:
		text_append(buffer, ((const struct name_list *)member)->item[index].text);
		break;
	case TYPE_NETWORKS:
		append_network(buffer, &((const struct network_list *)member)->item[index]);
		break;
	}
}

void
setting_append_range(struct text_buffer *buffer, const struct setting *setting)
{
	if (setting->low == setting->high)
		return;
	append_number(buffer, setting->type, setting->low);
	text_append(buffer, " to ");
	append_number(buffer, setting->type, setting->high);
}

void
setting_finish(const struct setting *setting, struct config *config)
{
	void *member = setting_member(setting, config);

	if (setting_is_text(setting)) {
		free(*(char **)member);
	} else if (setting->type == TYPE_TEXTS) {
		struct text_list *list = member;
		for (size_t i = 0; i < list->count; i++)
			free(list->item[i]);
		free(list->item);
	} else if (setting->type == TYPE_NAMES) {
		free(((struct name_list *)member)->item);
	} else if (setting->type == TYPE_NETWORKS) {
		free(((struct network_list *)member)->item);
	}
}
