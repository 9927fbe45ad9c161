/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "forged_fields.h"

static const char RESULTS_NAME[] = "Authentication-Results";

/* The field's row in header_table, HEADER_COUNT when it has none. */
static unsigned
known_name(const char *name)
{
	unsigned row = 0;

	while (row < HEADER_COUNT && strcasecmp(name, header_table[row].name) != 0)
		row++;
	return row;
}

/* Grows an array by the doubling of its count; NULL without memory, and the array stays. */
static void *
grown(void *array, unsigned count, size_t item_size)
{
	if ((count & (count - 1)) != 0)
		return array;
	return realloc(array, (count == 0 ? 1 : 2 * (size_t)count) * item_size);
}

static void
note_result(struct forged_fields *forged, unsigned number)
{
	unsigned *results = NULL;

	if (forged->results_cut)
		return;
	if (forged->result_count < FORGED_RESULTS_MAX)
		results = grown(forged->results, forged->result_count, sizeof(*results));
	if (results == NULL) {
		forged->results_cut = true;
		return;
	}
	forged->results = results;
	forged->results[forged->result_count++] = number;
}

static void
note_other(struct forged_fields *forged, const char *name)
{
	struct forged_name *other = NULL;
	char *copy = NULL;

	for (unsigned i = 0; i < forged->other_count; i++) {
		if (strcasecmp(forged->other[i].name, name) == 0) {
			forged->other[i].count++;
			return;
		}
	}
	if (forged->other_count < FORGED_NAMES_MAX && strlen(name) < FORGED_NAME_SIZE)
		other = grown(forged->other, forged->other_count, sizeof(*other));
	if (other != NULL) {
		forged->other = other;
		copy = strdup(name);
	}
	if (copy == NULL) {
		forged->others_cut = true;
		return;
	}
	forged->other[forged->other_count++] = (struct forged_name){copy, 1};
}

void
forged_fields_note(
	struct forged_fields *forged, const char *name, const char *value, const char *authserv_id)
{
	unsigned row = known_name(name);

	if (row < HEADER_COUNT)
		forged->known[row]++;
	if (!header_is_ours(name, value, authserv_id))
		return;
	if (strcasecmp(name, RESULTS_NAME) == 0)
		note_result(forged, forged->known[row]);
	else if (row == HEADER_COUNT)
		note_other(forged, name);
}

static void
remove_all(const char *name, unsigned count, const struct header_edits *edits)
{
	for (unsigned number = count; number > 0; number--)
		edits->remove(edits->state, name, number);
}

/* Authentication-Results of other people stay. */
static void
remove_results(const struct forged_fields *forged, const struct header_edits *edits)
{
	for (unsigned i = forged->result_count; i > 0; i--)
		edits->remove(edits->state, RESULTS_NAME, forged->results[i - 1]);
}

void
forged_fields_remove(const struct forged_fields *forged, const struct header_edits *edits)
{
	for (unsigned row = 0; row < HEADER_COUNT; row++) {
		if (strcasecmp(header_table[row].name, RESULTS_NAME) == 0)
			remove_results(forged, edits);
		else
			remove_all(header_table[row].name, forged->known[row], edits);
	}
	for (unsigned i = 0; i < forged->other_count; i++)
		remove_all(forged->other[i].name, forged->other[i].count, edits);
}

bool
forged_fields_are_too_many(const struct forged_fields *forged)
{
	size_t count = forged->result_count;

	for (unsigned row = 0; row < HEADER_COUNT; row++)
		if (strcasecmp(header_table[row].name, RESULTS_NAME) != 0)
			count += forged->known[row];
	for (unsigned i = 0; i < forged->other_count; i++)
		count += forged->other[i].count;
	return count > FORGED_FIELDS_MAX || forged->results_cut || forged->others_cut;
}

void
forged_fields_forget(struct forged_fields *forged)
{
	for (unsigned i = 0; i < forged->other_count; i++)
		free(forged->other[i].name);
	free(forged->other);
	free(forged->results);
	*forged = (struct forged_fields){0};
}
