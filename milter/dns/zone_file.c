/* SPDX-License-Identifier: BSD-2-Clause */
#include "zone_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	ZONE_FILE_MAX = 16 * 1024 * 1024,
	MISTAKES_TOLD = 50, /* lines; the others are counted */
};

/* NULL, or why two records of one name cannot stand in one zone. */
static const char *
clash(const struct zone_record *a, const struct zone_record *b)
{
	bool both_found = a->lookup == LOOKUP_FOUND && b->lookup == LOOKUP_FOUND;
	bool same = a->lookup == b->lookup && a->failure == b->failure;

	if (!both_found && !same && a->type == b->type)
		return "a question that fails can have no other answer";
	if (both_found && a->type != ZONE_OTHER && b->type != ZONE_OTHER &&
		(a->type == ZONE_CNAME || b->type == ZONE_CNAME))
		return "nothing may stand beside a CNAME (RFC 1034 3.6.2)";
	return NULL;
}

static bool
of_one_name(const struct zone_record *a, const struct zone_record *b)
{
	return a->wildcard == b->wildcard && dns_name_equal(&a->name, &b->name);
}

static int
compare_values(const struct zone_record *a, const struct zone_record *b)
{
	int by_address = memcmp(&a->address, &b->address, sizeof(a->address));
	int by_target = strcmp(a->target.text, b->target.text);

	if (by_address != 0)
		return by_address;
	if (by_target != 0)
		return by_target;
	if (a->preference != b->preference)
		return a->preference < b->preference ? -1 : 1;
	if (a->text_length != b->text_length)
		return a->text_length < b->text_length ? -1 : 1;
	return a->text_length > 0 ? memcmp(a->text, b->text, a->text_length) : 0;
}

/* By name, and the records of one name by type, answers before faults, by value, then by line: whatever clashes with any of a name's
 * records clashes with its neighbour, or with the first of the name. */
static int
compare_records(const void *one, const void *other)
{
	const struct zone_record *a = *(const struct zone_record *const *)one;
	const struct zone_record *b = *(const struct zone_record *const *)other;
	int by_name = strcmp(a->name.text, b->name.text);

	if (by_name != 0)
		return by_name;
	if (a->wildcard != b->wildcard)
		return a->wildcard ? 1 : -1;
	if ((a->type == ZONE_CNAME) != (b->type == ZONE_CNAME))
		return a->type == ZONE_CNAME ? -1 : 1;
	if (a->type != b->type)
		return a->type < b->type ? -1 : 1;
	if (a->lookup != b->lookup)
		return a->lookup < b->lookup ? -1 : 1;
	if (compare_values(a, b) != 0)
		return compare_values(a, b);
	return a->line < b->line ? -1 : 1;
}

/* An RRset holds no record twice (RFC 2181 5), but several saved answers put together do. */
static bool
is_repeated(const struct zone_record *a, const struct zone_record *b)
{
	return a->type == b->type && a->lookup == b->lookup && a->failure == b->failure &&
		a->lookup == LOOKUP_FOUND && compare_values(a, b) == 0;
}

static void
note_clash(const struct zone_record *a, const struct zone_record *b, const char **wrong,
	unsigned *line)
{
	const char *why = clash(a, b);
	unsigned later = a->line > b->line ? a->line : b->line;

	if (why == NULL || (*wrong != NULL && later >= *line))
		return;
	*wrong = why;
	*line = later;
}

/* The first line that clashes with one before it; lines that repeat one are taken out of the answers. */
static const char *
find_clash(struct zone_file *zone, unsigned *line)
{
	struct zone_record **sorted = malloc((zone->count + 1) * sizeof(*sorted));
	struct zone_record *first = NULL;
	const char *wrong = NULL;

	if (sorted == NULL)
		return strerror(ENOMEM);
	for (size_t i = 0; i < zone->count; i++)
		sorted[i] = &zone->record[i];
	qsort(sorted, zone->count, sizeof(*sorted), compare_records);
	for (size_t i = 0; i < zone->count; i++) {
		if (first == NULL || !of_one_name(first, sorted[i])) {
			first = sorted[i];
			continue;
		}
		if (is_repeated(sorted[i - 1], sorted[i])) {
			struct zone_record *kept = sorted[i - 1];

			sorted[i]->type = ZONE_OTHER;
			sorted[i] = kept; /* the next line is compared with it */
			continue;
		}
		note_clash(first, sorted[i], &wrong, line);
		note_clash(sorted[i - 1], sorted[i], &wrong, line);
	}
	free(sorted);
	return wrong;
}

static struct zone_record *
add_record(struct zone_file *zone)
{
	if (zone->count == zone->room) {
		size_t room = zone->room == 0 ? 16 : zone->room * 2;
		struct zone_record *grown = realloc(zone->record, room * sizeof(*grown));
		if (grown == NULL)
			return NULL;
		zone->record = grown;
		zone->room = room;
	}
	memset(&zone->record[zone->count], 0, sizeof(*zone->record));
	return &zone->record[zone->count];
}

/* What is reported while a file is read. */
struct reading {
	struct zone_file *zone;
	const char *name;
	struct text_buffer *error;
	unsigned mistakes;
};

static void
report(struct reading *reading, unsigned line, const char *what)
{
	if (reading->error->length > 0)
		text_append_char(reading->error, '\n');
	text_append_format(reading->error, "%s:%u: %s", reading->name, line, what);
}

static void
report_mistake(struct reading *reading, unsigned line, const char *what)
{
	if (++reading->mistakes <= MISTAKES_TOLD)
		report(reading, line, what);
}

/* A text that does not begin where the eye thinks it does. */
static bool
begins_with_blank(const struct zone_record *record)
{
	return record->type == DNS_TXT && record->text_length > 0 &&
		(record->text[0] == ' ' || record->text[0] == '\t');
}

static void
read_line(struct reading *reading, char *line, unsigned number)
{
	struct zone_record *record;
	const char *wrong;

	if (zone_line_is_empty(line))
		return;
	record = add_record(reading->zone);
	if (record == NULL) {
		report_mistake(reading, number, strerror(ENOMEM));
		return;
	}
	record->line = number;
	wrong = zone_line_read(record, line);
	if (wrong != NULL) {
		report_mistake(reading, number, wrong);
		return;
	}
	reading->zone->count++;
	if (begins_with_blank(record))
		report(reading, number,
			"warning: the text begins with a blank, so it is no SPF record");
}

static void
read_lines(struct reading *reading)
{
	char *next = reading->zone->text;

	for (unsigned number = 1; next != NULL; number++) {
		char *line = next;

		next = strchr(line, '\n');
		if (next != NULL)
			*next++ = '\0';
		read_line(reading, line, number);
	}
	if (reading->mistakes > MISTAKES_TOLD)
		text_append_format(reading->error, "\n%s: and %u more lines are wrong",
			reading->name, reading->mistakes - MISTAKES_TOLD);
}

/* Takes the text over. */
static struct zone_file *
zone_file_of_own_text(const char *name, char *text, struct text_buffer *error)
{
	struct zone_file *zone = calloc(1, sizeof(*zone));
	struct reading reading = {.zone = zone, .name = name, .error = error};
	const char *clash_found;
	unsigned line = 0;

	if (zone == NULL) {
		free(text);
		text_append_format(error, "%s: %s", name, strerror(ENOMEM));
		return NULL;
	}
	zone->text = text;
	read_lines(&reading);
	clash_found = reading.mistakes == 0 ? find_clash(zone, &line) : NULL;
	if (clash_found != NULL)
		report_mistake(&reading, line, clash_found);
	if (reading.mistakes == 0)
		return zone;
	zone_file_close(zone);
	return NULL;
}

struct zone_file *
zone_file_of_text(const char *name, const char *text, struct text_buffer *error)
{
	char *copy = strdup(text);

	if (copy != NULL)
		return zone_file_of_own_text(name, copy, error);
	text_append_format(error, "%s: %s", name, strerror(ENOMEM));
	return NULL;
}

/* The whole file as text, for the caller to free; NULL, and what is wrong. */
static char *
read_all(FILE *file, const char **wrong)
{
	size_t size = 0;
	char *text = malloc(ZONE_FILE_MAX + 1);
	*wrong = strerror(ENOMEM);
	if (text == NULL)
		return NULL;
	size = fread(text, 1, ZONE_FILE_MAX + 1, file);
	if (ferror(file))
		*wrong = strerror(errno);
	else if (size > ZONE_FILE_MAX)
		*wrong = "the file is larger than 16 MiB";
	else if (memchr(text, '\0', size) != NULL)
		*wrong = "the file holds NUL octets; a zone is text";
	else
		*wrong = NULL;
	if (*wrong != NULL) {
		free(text);
		return NULL;
	}
	text[size] = '\0';
	return text;
}

struct zone_file *
zone_file_open(const char *path, struct text_buffer *error)
{
	const char *wrong = NULL;
	char *text = NULL;
	FILE *file = fopen(path, "re");

	if (file == NULL)
		wrong = strerror(errno);
	else
		text = read_all(file, &wrong);
	if (file != NULL)
		fclose(file);
	if (text != NULL)
		return zone_file_of_own_text(path, text, error);
	text_append_format(error, "%s: %s", path, wrong);
	return NULL;
}

void
zone_file_close(struct zone_file *zone)
{
	if (zone == NULL)
		return;
	free(zone->record);
	free(zone->text);
	free(zone);
}
