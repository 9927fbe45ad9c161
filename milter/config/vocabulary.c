/* SPDX-License-Identifier: BSD-2-Clause */
#include "vocabulary.h"

#include <stdio.h>
#include <string.h>

#include "mxvet/judge.h"
#include "setting.h"

/* A setting opens its section when the one before it is in another. */
static bool
opens_section(unsigned number)
{
	const struct setting *setting = &setting_table[number];

	return !setting_is_top(setting) &&
		(number == 0 || strcmp(setting->section, setting[-1].section) != 0);
}

static void
outcome_path(enum outcome outcome, char path[PATH_SIZE])
{
	const struct outcome_row *row = &outcome_table[outcome];

	snprintf(path, PATH_SIZE, "points.%s.%s", check_name(row->check), row->name);
}

const char *
vocabulary_word(unsigned number, char path[PATH_SIZE])
{
	static const char *const top[] = {"points", "disable", "recipient"};
	enum { TOP_COUNT = sizeof(top) / sizeof(top[0]), OUTCOMES_FROM = outcome_temperror + 1 };

	if (number < SETTING_COUNT)
		return setting_path(&setting_table[number], path);
	number -= SETTING_COUNT;
	if (number < TOP_COUNT)
		return strcpy(path, top[number]);
	number -= TOP_COUNT;
	if (number < RECIPIENT_KEY_COUNT)
		return setting_path(&recipient_table[number], path);
	number -= RECIPIENT_KEY_COUNT;
	if (number < CHECK_COUNT) {
		snprintf(path, PATH_SIZE, "points.%s", check_name((enum check)number));
		return path;
	}
	number -= CHECK_COUNT;
	if (number < OUTCOME_COUNT - OUTCOMES_FROM) {
		outcome_path((enum outcome)(number + OUTCOMES_FROM), path);
		return path;
	}
	number -= OUTCOME_COUNT - OUTCOMES_FROM;
	for (unsigned i = 0; i < SETTING_COUNT; i++)
		if (opens_section(i) && number-- == 0)
			return strcpy(path, setting_table[i].section);
	return NULL;
}

bool
vocabulary_knows(const char *path)
{
	char word[PATH_SIZE];

	for (unsigned number = 0; vocabulary_word(number, word) != NULL; number++)
		if (strcmp(path, word) == 0)
			return true;
	return false;
}

unsigned
vocabulary_distance(const char *a, const char *b, unsigned limit)
{
	unsigned row[PATH_SIZE + 1];
	const size_t length = strlen(b);

	if (length > PATH_SIZE)
		return limit;
	for (unsigned j = 0; j <= length; j++)
		row[j] = j;
	for (unsigned i = 1; a[i - 1] != '\0'; i++) {
		unsigned diagonal = row[0];
		row[0] = i;
		for (unsigned j = 1; j <= length; j++) {
			const unsigned change = diagonal + (a[i - 1] != b[j - 1]);
			const unsigned shorter = row[j - 1] < row[j] ? row[j - 1] : row[j];
			diagonal = row[j];
			row[j] = change < shorter + 1 ? change : shorter + 1;
		}
	}
	return row[length] < limit ? row[length] : limit;
}

static const char *
last_part(const char *path)
{
	const char *dot = strrchr(path, '.');

	return dot == NULL ? path : dot + 1;
}

bool
vocabulary_guess(const char *path, char guess[PATH_SIZE])
{
	char word[PATH_SIZE];
	unsigned best = 3; /* more wrong letters are another word */

	for (unsigned number = 0; vocabulary_word(number, word) != NULL; number++) {
		/* The right key in the wrong section is one step away, whatever the sections' names. */
		const unsigned distance = strcmp(last_part(path), last_part(word)) == 0
			? 1
			: vocabulary_distance(path, word, best);
		if (distance < best) {
			best = distance;
			memcpy(guess, word, sizeof(word));
		}
	}
	return best < 3;
}
