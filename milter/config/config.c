/* SPDX-License-Identifier: BSD-2-Clause */
#include "mxvet/config.h"

#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "complaint.h"
#include "fingerprint.h"
#include "mxvet/judge.h"
#include "mxvet/listen_address.h"
#include "mxvet/unit.h"
#include "read_file.h"
#include "recipient_rule.h"
#include "setting.h"
#include "tree.h"
#include "trust_file.h"

enum {
	OUTCOME_POINTS_MAX = 10000, /* hundredths */
	SETTING_TEXT_SIZE = 2048,
};

/* The only word of a path; NULL where the file does not name it, or names no value. */
static const struct word *
only_word(const struct tree *tree, const char *path)
{
	const struct value *value = tree_value(tree, path);

	return value != NULL && value->count > 0 ? value->word[0] : NULL;
}

static unsigned
line_of(const struct tree *tree, const char *path)
{
	const struct value *value = tree_value(tree, path);

	return value != NULL ? value->line : 0;
}

static void
read_outcome(struct config *config, enum outcome outcome, const struct tree *tree,
	struct complaints *complaints)
{
	const struct outcome_row *row = &outcome_table[outcome];
	char path[PATH_SIZE];
	/* A setting as any other, but for its name. */
	const struct setting setting = {.section = "points",
		.key = path + strlen("points."),
		.type = TYPE_POINTS,
		.low = -OUTCOME_POINTS_MAX,
		.high = OUTCOME_POINTS_MAX};
	const struct word *word;

	snprintf(path, sizeof(path), "points.%s.%s", check_name(row->check), row->name);
	word = only_word(tree, path);
	config->points[outcome] = row->points;
	if (word != NULL)
		setting_read_word(&setting, &config->points[outcome], word, complaints);
}

static void
read_disable(struct config *config, const struct tree *tree, struct complaints *complaints)
{
	const struct value *value = tree_value(tree, "disable");

	for (unsigned check = 0; check < CHECK_COUNT; check++)
		config->enabled[check] = true;
	for (unsigned i = 0; value != NULL && i < value->count; i++) {
		const struct word *word = value->word[i];
		const enum check check = check_find(word->text);

		if (check == CHECK_COUNT)
			complaint_add(complaints, word->line, "disable: \"%.60s\" is no check",
				word->text);
		else
			config->enabled[check] = false;
	}
}

/* Settings that must rise; equal is in order. */
static const struct ordered_pair {
	const char *lower, *upper;
	const char *(*read)(int64_t *value, const char *text);
} ordered_pairs[] = {
	{"tag_at", "defer_at", unit_read_points},
	{"defer_at", "reject_at", unit_read_points},
	{"dns.cache_min", "dns.cache_max", unit_read_duration},
	{"greylist.delay", "greylist.keep", unit_read_duration},
	{"dns.cache_min", "dns.cache_negative_max", unit_read_duration},
};

static void
check_order(const struct ordered_pair *pair, const struct tree *tree, struct complaints *complaints)
{
	const struct word *lower = only_word(tree, pair->lower);
	const struct word *upper = only_word(tree, pair->upper);
	int64_t low, high;

	if (lower == NULL || upper == NULL)
		return;
	if (pair->read(&low, lower->text) != NULL || pair->read(&high, upper->text) != NULL)
		return; /* that was complained about */
	if (low > high)
		complaint_add(complaints, lower->line > upper->line ? lower->line : upper->line,
			"%s (%.60s) is above %s (%.60s)", pair->lower, lower->text, pair->upper,
			upper->text);
}

static bool
trusts(const struct config *config, const char *text)
{
	struct ip_addr address;

	return ip_addr_parse(&address, text) &&
		network_list_contains(&config->trust_networks, &address);
}

/* A list replaces its default, and most people who add a network do not mean to take the own host away. */
static void
warn_about_loopback(
	const struct config *config, const struct tree *tree, struct complaints *complaints)
{
	const unsigned line = line_of(tree, "trust.networks");

	if (line > 0 && config->trust_networks.count > 0 &&
		(!trusts(config, "127.0.0.1") || !trusts(config, "::1")))
		complaint_warn(complaints, line,
			"trust.networks: the list replaces the default, so this host itself is no longer "
			"trusted; add 127.0.0.0/8 and ::1 unless you mean that");
}

static void
read_tree(struct config *config, const struct tree *tree, struct complaints *complaints)
{
	for (unsigned i = 0; i < SETTING_COUNT; i++)
		setting_read(&setting_table[i], config, tree, complaints);
	for (unsigned i = outcome_temperror + 1; i < OUTCOME_COUNT; i++)
		read_outcome(config, (enum outcome)i, tree, complaints);
	read_disable(config, tree, complaints);
	for (unsigned i = 0; i < sizeof(ordered_pairs) / sizeof(ordered_pairs[0]); i++)
		check_order(&ordered_pairs[i], tree, complaints);
	recipient_rules_read(config, tree, complaints);
	trust_file_read(&config->trust_file, line_of(tree, "trust.file"), complaints);
}

static void
check_socket_folder(
	const struct listen_address *listen, const struct tree *tree, struct complaints *complaints)
{
	struct listen_address address = *listen;
	struct stat status;
	char *slash;

	if (address.kind != LISTEN_UNIX || address.path[0] != '/')
		return;
	slash = strrchr(address.path, '/');
	slash[slash == address.path] = '\0';
	if (stat(address.path, &status) != 0 || !S_ISDIR(status.st_mode))
		complaint_add(complaints, line_of(tree, "listen"), "listen: there is no folder %s",
			address.path);
}

/* What a file names must exist when mxvet starts as root, too, whichever user runs the check. */
static void
check_account(const struct config *config, const struct tree *tree, struct complaints *complaints)
{
	if (config->user != NULL && config->user[0] != '\0' && getpwnam(config->user) == NULL)
		complaint_add(complaints, line_of(tree, "user"), "user: there is no user \"%.60s\"",
			config->user);
	if (config->socket_group != NULL && config->socket_group[0] != '\0' &&
		getgrnam(config->socket_group) == NULL)
		complaint_add(complaints, line_of(tree, "socket_group"),
			"socket_group: there is no group \"%.60s\"", config->socket_group);
}

/* Reads the text. NULL when anything is wrong with it. */
static const struct config *
config_of_buffer(const char *text, size_t length, bool to_serve, struct complaints *complaints)
{
	struct config *config = calloc(1, sizeof(*config));
	struct tree *tree = config != NULL ? tree_open(text, length, complaints) : NULL;

	if (config != NULL)
		config->references = 1;
	if (tree == NULL)
		complaint_add(complaints, 0, "out of memory");
	else
		read_tree(config, tree, complaints);
	if (tree != NULL && to_serve) {
		check_socket_folder(&config->listen.address, tree, complaints);
		check_account(config, tree, complaints);
		warn_about_loopback(config, tree, complaints);
		trust_file_warn(&config->trust_file, line_of(tree, "trust.file"),
			(int64_t)time(NULL) * 1000, complaints);
	}
	tree_close(tree);
	if (complaints->errors > 0) {
		config_release(config);
		return NULL;
	}
	config->fingerprint = fingerprint_of(config);
	return config;
}

/* Where a configuration comes from, and what for. */
struct source {
	const char *name; /* of the file */
	const char *text; /* instead of the file, when it is given */
	bool to_serve;
};

static const struct config *
config_read(const struct source *source, config_complain *complain, void *state)
{
	struct complaints *complaints = calloc(1, sizeof(*complaints));
	const struct config *config = NULL;
	const char *wrong;
	char *buffer;
	size_t length;

	if (complaints == NULL) {
		complain(state, CONFIG_ERROR, "out of memory");
		return NULL;
	}
	if (source->text != NULL) {
		config = config_of_buffer(
			source->text, strlen(source->text), source->to_serve, complaints);
	} else {
		buffer = read_file(source->name, &length, &wrong);
		if (buffer == NULL)
			complaint_add(complaints, 0, "%s", wrong);
		else
			config = config_of_buffer(buffer, length, source->to_serve, complaints);
		free(buffer);
	}
	complaint_tell_all(complaints, source->name, complain, state);
	free(complaints);
	return config;
}

const struct config *
config_open(const char *path, config_complain *complain, void *state)
{
	const struct source source = {path, NULL, false};
	const struct source nothing = {"defaults", "", false};

	return config_read(path == NULL ? &nothing : &source, complain, state);
}

const struct config *
config_open_to_serve(const char *path, config_complain *complain, void *state)
{
	const struct source source = {path, NULL, true};

	return path == NULL ? config_open(path, complain, state)
			    : config_read(&source, complain, state);
}

const struct config *
config_of_text(const char *name, const char *text, config_complain *complain, void *state)
{
	const struct source source = {name, text, false};

	return config_read(&source, complain, state);
}

/* The count of references is the one thing that changes in a configuration. */
static unsigned *
references_of(const struct config *config)
{
	return &((struct config *)config)->references;
}

const struct config *
config_share(const struct config *config)
{
	__atomic_add_fetch(references_of(config), 1, __ATOMIC_RELAXED);
	return config;
}

void
config_release(const struct config *config)
{
	struct config *last = (struct config *)config;

	if (config == NULL || __atomic_sub_fetch(references_of(config), 1, __ATOMIC_ACQ_REL) > 0)
		return;
	for (unsigned i = 0; i < SETTING_COUNT; i++)
		setting_finish(&setting_table[i], last);
	recipient_rules_finish(&last->recipients);
	free(last);
}

/* Written out, equal values are the same text. */
static bool
is_same(const struct setting *setting, const struct config *a, const struct config *b)
{
	const size_t count = setting_items(setting, a);
	char texts[2][SETTING_TEXT_SIZE];

	if (setting_items(setting, b) != count)
		return false;
	for (size_t i = 0; i < count; i++) {
		struct text_buffer buffer;

		text_init(&buffer, texts[0], sizeof(texts[0]));
		setting_append_item(&buffer, setting, a, i);
		text_init(&buffer, texts[1], sizeof(texts[1]));
		setting_append_item(&buffer, setting, b, i);
		if (strcmp(texts[0], texts[1]) != 0)
			return false;
	}
	return true;
}

void
config_compare(const struct config *a, const struct config *b, enum config_change change,
	config_differs *tell, void *state)
{
	const enum setting_effect effect = change == CONFIG_CHANGE_RESTART ? EFFECT_RESTART
									   : EFFECT_RESOLVER;
	char path[PATH_SIZE];

	for (unsigned i = 0; i < SETTING_COUNT; i++)
		if (setting_table[i].effect == effect && !is_same(&setting_table[i], a, b))
			tell(state, setting_path(&setting_table[i], path));
}
