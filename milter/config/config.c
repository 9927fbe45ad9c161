/* SPDX-License-Identifier: BSD-2-Clause */
#include "mxvet/config.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "complaint.h"
#include "fingerprint.h"
#include "mxvet/judge.h"
#include "mxvet/listen_address.h"
#include "mxvet/unit.h"
#include "recipient_rule.h"
#include "scan.h"
#include "setting.h"
#include "tree.h"

enum {
	FILE_SIZE_MAX = 1 << 20,
	OUTCOME_POINTS_MAX = 10000, /* hundredths */
};

static void
read_outcome(struct config *config, enum outcome outcome, const struct tree *tree,
	struct complaints *complaints)
{
	const struct outcome_row *row = &outcome_table[outcome];
	char storage[PATH_SIZE];
	struct text_buffer path;
	const struct word *word;
	const char *expected;
	int64_t points;

	config->points[outcome] = row->points;
	text_init(&path, storage, sizeof(storage));
	text_append_format(&path, "points.%s.%s", check_name(row->check), row->name);
	if (tree_count(tree, path.text) == 0)
		return;
	word = tree_word(tree, path.text, 0);
	expected = unit_read_points(&points, word->text);
	if (expected != NULL)
		complaint_add(complaints, word->line, "%s: \"%.60s\" is not %s", path.text,
			word->text, expected);
	else if (points < -OUTCOME_POINTS_MAX || points > OUTCOME_POINTS_MAX)
		complaint_add(complaints, word->line,
			"%s: %.60s is out of range (-100.00 to 100.00)", path.text, word->text);
	else
		config->points[outcome] = (int)points;
}

static void
read_disable(struct config *config, const struct tree *tree, struct complaints *complaints)
{
	const unsigned count = tree_count(tree, "disable");

	for (unsigned check = 0; check < CHECK_COUNT; check++)
		config->enabled[check] = true;
	for (unsigned i = 0; i < count; i++) {
		const struct word *word = tree_word(tree, "disable", i);
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
	const struct word *lower = tree_word(tree, pair->lower, 0);
	const struct word *upper = tree_word(tree, pair->upper, 0);
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

static void
read_tree(struct config *config, const struct tree *tree, const struct title_list *titles,
	struct complaints *complaints)
{
	for (unsigned i = 0; i < SETTING_COUNT; i++)
		setting_read(&setting_table[i], config, tree, complaints);
	for (unsigned i = outcome_temperror + 1; i < OUTCOME_COUNT; i++)
		read_outcome(config, (enum outcome)i, tree, complaints);
	read_disable(config, tree, complaints);
	for (unsigned i = 0; i < sizeof(ordered_pairs) / sizeof(ordered_pairs[0]); i++)
		check_order(&ordered_pairs[i], tree, complaints);
	recipient_rules_read(config, tree, titles, complaints);
}

static void
check_socket_folder(const char *listen, const struct tree *tree, struct complaints *complaints)
{
	const struct word *word = tree_word(tree, "listen", 0);
	struct listen_address address;
	struct stat status;
	char *slash;

	if (listen == NULL || listen_address_parse(&address, listen) != NULL ||
		address.kind != LISTEN_UNIX)
		return;
	slash = strrchr(address.path, '/');
	slash[slash == address.path] = '\0';
	if (stat(address.path, &status) != 0 || !S_ISDIR(status.st_mode))
		complaint_add(complaints, word->line, "listen: no folder %s", address.path);
}

/* Whoever we are now: what a file names must be there for the one who starts as root, too. */
static void
check_account(const struct config *config, const struct tree *tree, struct complaints *complaints)
{
	if (config->user != NULL && config->user[0] != '\0' && getpwnam(config->user) == NULL)
		complaint_add(complaints, tree_word(tree, "user", 0)->line,
			"user: there is no user \"%.60s\"", config->user);
	if (config->socket_group != NULL && config->socket_group[0] != '\0' &&
		getgrnam(config->socket_group) == NULL)
		complaint_add(complaints, tree_word(tree, "socket_group", 0)->line,
			"socket_group: there is no group \"%.60s\"", config->socket_group);
}

/* Reads the text, which is changed on the way. NULL when there are complaints. */
static const struct config *
config_of_buffer(char *text, size_t length, bool to_serve, struct complaints *complaints)
{
	struct config *config = calloc(1, sizeof(*config));
	struct title_list titles = {0};
	struct tree *tree = NULL;

	if (config != NULL) {
		config->references = 1;
		scan_text(text, length, &titles, complaints);
		tree = tree_open(text, complaints);
	}
	if (tree == NULL)
		complaint_add(complaints, 0, "out of memory");
	else
		read_tree(config, tree, &titles, complaints);
	if (tree != NULL && to_serve) {
		check_socket_folder(config->listen, tree, complaints);
		check_account(config, tree, complaints);
	}
	tree_close(tree);
	title_list_finish(&titles);
	if (complaints->count > 0) {
		config_release(config);
		return NULL;
	}
	config->fingerprint = fingerprint_of(config);
	return config;
}

/* Reads the whole file; what is wrong is the only complaint then. */
static char *
read_file(const char *path, size_t *length, struct complaints *complaints)
{
	const int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	char *text = NULL;
	struct stat status;
	ssize_t got = 1;

	*length = 0;
	if (file < 0 || fstat(file, &status) != 0) {
		complaint_add(complaints, 0, "%s", strerror(errno));
		goto out;
	}
	if (!S_ISREG(status.st_mode) || status.st_size > FILE_SIZE_MAX) {
		complaint_add(complaints, 0,
			S_ISREG(status.st_mode) ? "is larger than 1 MiB" : "is not a regular file");
		goto out;
	}
	text = malloc(FILE_SIZE_MAX + 1);
	while (text != NULL && got > 0 && *length < FILE_SIZE_MAX) {
		got = read(file, text + *length, FILE_SIZE_MAX - *length);
		*length += got > 0 ? (size_t)got : 0;
	}
	if (text == NULL || got < 0) {
		complaint_add(complaints, 0, "%s", strerror(errno));
		free(text);
		text = NULL;
	} else {
		text[*length] = '\0';
	}
out:
	if (file >= 0)
		close(file);
	return text;
}

/* A copy of the text to work on. */
static char *
copy_text(const char *text, size_t *length, struct complaints *complaints)
{
	char *copy = strdup(text);

	*length = strlen(text);
	if (copy == NULL)
		complaint_add(complaints, 0, "out of memory");
	return copy;
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
	char *buffer;
	size_t length;

	if (complaints == NULL) {
		complain(state, "out of memory");
		return NULL;
	}
	buffer = source->text == NULL ? read_file(source->name, &length, complaints)
				      : copy_text(source->text, &length, complaints);
	if (buffer != NULL)
		config = config_of_buffer(buffer, length, source->to_serve, complaints);
	complaint_tell_all(complaints, source->name, complain, state);
	free(buffer);
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
