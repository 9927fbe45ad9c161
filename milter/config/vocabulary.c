/* SPDX-License-Identifier: BSD-2-Clause */
#include "vocabulary.h"

#include <stdio.h>
#include <string.h>

#include "mxvet/judge.h"
#include "mxvet/word.h"
#include "setting.h"

/* What is done with each path; true: enough. */
typedef bool visit_path(void *state, const char *path, bool section);

/* A setting opens its section when the one before it is in another. */
static bool
opens_section(unsigned number)
{
	const struct setting *setting = &setting_table[number];

	return !setting_is_top(setting) &&
		(number == 0 || strcmp(setting->section, setting[-1].section) != 0);
}

static bool
visit_settings(visit_path *visit, void *state)
{
	char path[PATH_SIZE];

	for (unsigned i = 0; i < SETTING_COUNT; i++)
		if ((opens_section(i) && visit(state, setting_table[i].section, true)) ||
			visit(state, setting_path(&setting_table[i], path), false))
			return true;
	return visit(state, "disable", false);
}

static bool
visit_recipient_keys(visit_path *visit, void *state)
{
	char path[PATH_SIZE];

	if (visit(state, "recipient", true))
		return true;
	for (unsigned i = 0; i < RECIPIENT_KEY_COUNT; i++)
		if (visit(state, setting_path(&recipient_table[i], path), false))
			return true;
	return false;
}

static bool
visit_points(visit_path *visit, void *state)
{
	char path[PATH_SIZE];

	if (visit(state, "points", true))
		return true;
	for (unsigned check = 0; check < CHECK_COUNT; check++) {
		snprintf(path, sizeof(path), "points.%s", check_name((enum check)check));
		if (visit(state, path, true))
			return true;
	}
	for (unsigned i = outcome_temperror + 1; i < OUTCOME_COUNT; i++) {
		snprintf(path, sizeof(path), "points.%s.%s", check_name(outcome_table[i].check),
			outcome_table[i].name);
		if (visit(state, path, false))
			return true;
	}
	return false;
}

static bool
visit_all(visit_path *visit, void *state)
{
	return visit_settings(visit, state) || visit_recipient_keys(visit, state) ||
		visit_points(visit, state);
}

struct wanted {
	const char *path;
	bool section;
};

static bool
is_wanted(void *state, const char *path, bool section)
{
	const struct wanted *wanted = state;

	return section == wanted->section && strcmp(path, wanted->path) == 0;
}

bool
vocabulary_is_key(const char *path)
{
	return visit_all(is_wanted, &(struct wanted){path, false});
}

bool
vocabulary_is_section(const char *path)
{
	return visit_all(is_wanted, &(struct wanted){path, true});
}

static const char *
last_part(const char *path)
{
	const char *dot = strrchr(path, '.');

	return dot == NULL ? path : dot + 1;
}

bool
vocabulary_is_list(const char *path)
{
	char known[PATH_SIZE];

	for (unsigned i = 0; i < SETTING_COUNT; i++)
		if (setting_is_list(&setting_table[i]) &&
			strcmp(setting_path(&setting_table[i], known), path) == 0)
			return true;
	return strcmp(path, "disable") == 0;
}

struct guess {
	const char *path;
	unsigned best; /* changes; as many as this make another word */
	char *nearest;
};

static bool
keep_nearest(void *state, const char *path, bool section)
{
	struct guess *guess = state;
	/* The right key in the wrong section is one step away, whatever the sections' names. */
	const unsigned distance = strcmp(last_part(guess->path), last_part(path)) == 0
		? 1
		: word_distance(guess->path, path, guess->best);

	(void)section;
	if (distance < guess->best) {
		guess->best = distance;
		snprintf(guess->nearest, PATH_SIZE, "%s", path);
	}
	return false;
}

/* Of a short word every letter counts: two changes make another word of it. */
bool
vocabulary_guess(const char *path, char nearest[PATH_SIZE])
{
	const unsigned limit = strlen(last_part(path)) < 4 ? 2 : 3;
	struct guess guess = {path, limit, nearest};

	visit_all(keep_nearest, &guess);
	return guess.best < limit;
}
