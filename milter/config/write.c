/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "mxvet/judge.h"
#include "setting.h"

enum { COMMENT_COLUMN = 78 };

/* Why the defaults are comments: an untouched key then follows the version that runs, and what is in
 * the file without '#' is what the administrator decided. */
static const char
	introduction[] = "# Every setting of mxvet with its default; mxvet.conf(5) explains them.\n"
			 "#\n"
			 "# All of them are commented out. To change one, take its '#' away. A setting that\n"
			 "# you leave alone follows the defaults of the version that runs.\n"
			 "#\n"
			 "# `mxvet config --check` names every mistake in a file with its line;\n"
			 "# `mxvet config --effective` prints what is in force.\n";

/* A file being written: the default file, with comments, when there is no configuration. */
struct file {
	struct text_buffer *buffer;
	const struct config *config;
};

static void
append_indent(struct text_buffer *buffer, unsigned indent)
{
	while (indent-- > 0)
		text_append_char(buffer, '\t');
}

/* A comment of as many lines as it needs. */
static void
append_comment(struct text_buffer *buffer, unsigned indent, const char *text)
{
	while (*text != '\0') {
		size_t length = strlen(text);
		const size_t room = COMMENT_COLUMN - 8 * indent;
		if (length > room)
			for (length = room; length > 0 && text[length] != ' ';)
				length--;
		append_indent(buffer, indent);
		text_append(buffer, "# ");
		text_append_bytes(buffer, text, length);
		text_append_char(buffer, '\n');
		text += length;
		text += strspn(text, " ");
	}
}

static void
append_setting_comment(struct file *file, const struct setting *setting, unsigned indent)
{
	char comment_storage[512], range_storage[64];
	struct text_buffer comment, range;

	text_init(&comment, comment_storage, sizeof(comment_storage));
	text_init(&range, range_storage, sizeof(range_storage));
	setting_append_range(&range, setting);
	text_append(&comment, setting->text);
	if (range.length > 0)
		text_append_format(&comment, " (%s)", range.text);
	if (setting->effect == EFFECT_RESTART)
		text_append(&comment, "; a change needs a restart");
	append_comment(file->buffer, indent, comment.text);
}

static void
append_items(struct file *file, const struct setting *setting)
{
	const size_t count = setting_items(setting, file->config);

	if (setting_is_list(setting))
		text_append_char(file->buffer, '{');
	for (size_t i = 0; i < count; i++) {
		text_append(file->buffer, i == 0 ? "" : ", ");
		setting_append_item(file->buffer, setting, file->config, i);
	}
	if (setting_is_list(setting))
		text_append_char(file->buffer, '}');
}

static void
append_setting(struct file *file, const struct setting *setting, int width, bool first)
{
	const unsigned indent = setting_is_top(setting) ? 0 : 1;
	const char *quote = setting_is_text(setting) ? "\"" : "";

	if (file->config == NULL && !first)
		text_append_char(file->buffer, '\n');
	if (file->config == NULL)
		append_setting_comment(file, setting, indent);
	append_indent(file->buffer, indent);
	text_append_format(
		file->buffer, "%s%-*s = ", file->config == NULL ? "#" : "", width, setting->key);
	if (file->config == NULL)
		text_append_format(file->buffer, "%s%s%s", quote, setting->preset, quote);
	else
		append_items(file, setting);
	text_append_char(file->buffer, '\n');
}

static bool
in_one_section(unsigned a, unsigned b)
{
	return b < SETTING_COUNT && strcmp(setting_table[a].section, setting_table[b].section) == 0;
}

/* Writes the section that begins with this setting, and returns where the next one begins. */
static unsigned
append_section(struct file *file, unsigned first)
{
	const bool top = setting_is_top(&setting_table[first]);
	int width = 0;
	unsigned end;

	for (end = first; in_one_section(first, end); end++)
		if ((int)strlen(setting_table[end].key) > width)
			width = (int)strlen(setting_table[end].key);
	text_append_char(file->buffer, '\n');
	if (!top)
		text_append_format(file->buffer, "%s {\n", setting_table[first].section);
	for (unsigned i = first; i < end; i++)
		append_setting(file, &setting_table[i], width, i == first);
	if (!top)
		text_append(file->buffer, "}\n");
	return end;
}

static int
widest_outcome(enum check check)
{
	int width = 0;

	for (unsigned i = outcome_temperror + 1; i < OUTCOME_COUNT; i++)
		if (outcome_table[i].check == check && (int)strlen(outcome_table[i].name) > width)
			width = (int)strlen(outcome_table[i].name);
	return width;
}

static void
append_outcome(struct file *file, enum outcome outcome, int width)
{
	const struct outcome_row *row = &outcome_table[outcome];
	const bool sample = file->config == NULL;
	const int points = sample ? row->points : file->config->points[outcome];

	text_append_format(file->buffer, "\t\t%s%-*s = %s", sample ? "#" : "", width, row->name,
		points < 0       ? ""
			: sample ? " "
				 : "");
	text_append_points(file->buffer, points);
	if (sample)
		text_append_format(file->buffer, "  # %s", row->text);
	text_append_char(file->buffer, '\n');
}

static void
append_points(struct file *file)
{
	if (file->config == NULL)
		text_append(file->buffer,
			"\n# What each outcome of a check is worth (-100.00 to 100.00): more points are more\n"
			"# suspicious. none and temperror are worth 0 in every check.\n");
	else
		text_append_char(file->buffer, '\n');
	text_append(file->buffer, "points {\n");
	for (unsigned check = 0; check < CHECK_COUNT; check++) {
		const int width = widest_outcome((enum check)check);
		if (file->config == NULL)
			append_comment(file->buffer, 1, check_table[check].question);
		text_append_format(file->buffer, "\t%s {\n", check_table[check].name);
		for (unsigned i = outcome_temperror + 1; i < OUTCOME_COUNT; i++)
			if (outcome_table[i].check == check)
				append_outcome(file, (enum outcome)i, width);
		text_append(file->buffer, "\t}\n");
	}
	text_append(file->buffer, "}\n");
}

static void
append_disable(struct file *file)
{
	const char *separator = "";

	if (file->config == NULL)
		text_append(file->buffer,
			"\n# Checks that are not made at all; what only they need is not asked.\n#");
	else
		text_append_char(file->buffer, '\n');
	text_append(file->buffer, "disable = {");
	for (unsigned check = 0; file->config != NULL && check < CHECK_COUNT; check++)
		if (!file->config->enabled[check]) {
			text_append_format(file->buffer, "%s%s", separator, check_table[check].name);
			separator = ", ";
		}
	text_append(file->buffer, "}\n");
}

/* What a recipient's key is when nothing is said: the top level's default. */
static const char *
preset_of(const char *key)
{
	for (unsigned i = 0; i < SETTING_COUNT; i++)
		if (setting_is_top(&setting_table[i]) && strcmp(setting_table[i].key, key) == 0)
			return setting_table[i].preset;
	return "";
}

/* The example is all comment, because every key in it would be a decision. */
static void
append_recipient_example(struct text_buffer *buffer)
{
	text_append(buffer,
		"\n# Recipients with rules of their own: the first section that matches holds, and what it\n"
		"# does not say is as above. Its title is an address, @domain, @.domain for the domains\n"
		"# below it, or a pattern for the whole address: '*' is any text, '?' one character.\n"
		"# postmaster and abuse are never refused, whatever stands here.\n"
		"# recipient \"@example.org\" {\n");
	for (unsigned i = 0; i < RECIPIENT_KEY_COUNT; i++) {
		text_append_format(buffer, "#\t%-9s = ", recipient_table[i].key);
		text_append(buffer, preset_of(recipient_table[i].key));
		text_append_format(buffer, "  # %s\n", recipient_table[i].text);
	}
	text_append(buffer, "# }\n");
}

static void
append_recipient(struct file *file, const struct recipient_rule *rule)
{
	text_append_format(file->buffer, "\nrecipient \"%s\" {\n", rule->title);
	for (unsigned i = 0; i < RECIPIENT_KEY_COUNT; i++) {
		text_append_format(file->buffer, "\t%-9s = ", recipient_table[i].key);
		setting_append_item(file->buffer, &recipient_table[i], rule, 0);
		text_append_char(file->buffer, '\n');
	}
	text_append(file->buffer, "}\n");
}

static void
append_recipients(struct file *file)
{
	if (file->config == NULL)
		append_recipient_example(file->buffer);
	else
		for (size_t i = 0; i < file->config->recipients.count; i++)
			append_recipient(file, &file->config->recipients.item[i]);
}

static void
append_file(struct file *file)
{
	for (unsigned i = 0; i < SETTING_COUNT;)
		i = append_section(file, i);
	append_recipients(file);
	append_points(file);
	append_disable(file);
}

void
config_write_defaults(struct text_buffer *buffer)
{
	struct file file = {.buffer = buffer};

	text_append(buffer, introduction);
	append_file(&file);
}

void
config_write_effective(struct text_buffer *buffer, const struct config *config)
{
	struct file file = {.buffer = buffer, .config = config};

	text_append(buffer, "# mxvet " MXVET_VERSION ": what is in force\n");
	append_file(&file);
}
