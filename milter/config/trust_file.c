/* SPDX-License-Identifier: BSD-2-Clause */
#include "trust_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "read_file.h"

enum { DAY_MS = 86400000 };

/* The end of a day such as 2026-12-31 (UTC). NULL, or what is wrong. */
static const char *
read_until(int64_t *until_ms, const char *text)
{
	static const char wrong[] = "is no day (like until=2026-12-31)";
	struct tm day = {0}, again;
	int year, month, date, length = 0;
	time_t begin;

	if (sscanf(text, "%4d-%2d-%2d%n", &year, &month, &date, &length) != 3 || length != 10 ||
		text[length] != '\0')
		return wrong;
	day.tm_year = year - 1900;
	day.tm_mon = month - 1;
	day.tm_mday = date;
	begin = timegm(&day);
	if (gmtime_r(&begin, &again) == NULL || again.tm_mday != date || again.tm_mon != month - 1)
		return wrong;
	*until_ms = (int64_t)begin * 1000 + DAY_MS;
	return NULL;
}

static const char *
read_kind(enum trust_kind *kind, const char *word)
{
	static const char *const words[] = {
		[TRUST_NETWORK] = "network", [TRUST_NAME] = "name", [TRUST_DOMAIN] = "domain"};

	for (unsigned i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(word, words[i]) == 0) {
			*kind = (enum trust_kind)i;
			return NULL;
		}
	return "is none of network, name, domain";
}

static const char *
read_subject(struct trust_line *line, const char *word)
{
	if (line->kind == TRUST_NETWORK)
		return ip_network_parse(&line->network, word);
	return dns_name_parse(&line->name, word) ? NULL : "is not a host or domain name";
}

/* One line without its comment; `culprit` is the word that is wrong. */
static const char *
read_line(struct trust_line *line, char *text, const char **culprit)
{
	static const char blanks[] = " \t\r";
	char *rest = NULL, *kind = strtok_r(text, blanks, &rest);
	char *subject = strtok_r(NULL, blanks, &rest), *until = strtok_r(NULL, blanks, &rest);
	const char *wrong;

	*line = (struct trust_line){.until_ms = INT64_MAX};
	*culprit = kind;
	wrong = read_kind(&line->kind, kind);
	if (wrong != NULL)
		return wrong;
	if (subject == NULL)
		return "says not which one";
	*culprit = subject;
	wrong = read_subject(line, subject);
	if (wrong != NULL || until == NULL)
		return wrong;
	*culprit = until;
	if (strncmp(until, "until=", 6) != 0)
		return "has no place here; a reason follows a #";
	wrong = read_until(&line->until_ms, until + 6);
	*culprit = strtok_r(NULL, blanks, &rest);
	if (wrong == NULL && *culprit != NULL)
		return "has no place here; a reason follows a #";
	*culprit = until;
	return wrong;
}

static bool
add_line(struct trust_file *file, const struct trust_line *line)
{
	struct trust_line *item;

	if ((file->count & (file->count - 1)) == 0) {
		item = realloc(file->item, (file->count == 0 ? 1 : 2 * file->count) * sizeof(*item));
		if (item == NULL)
			return false;
		file->item = item;
	}
	file->item[file->count++] = *line;
	return true;
}

static void
read_text(struct trust_file *file, char *text, unsigned line, struct complaints *complaints)
{
	unsigned number = 0;

	for (char *next, *at = text; at != NULL; at = next) {
		struct trust_line read;
		const char *culprit, *wrong;

		number++;
		next = strchr(at, '\n');
		if (next != NULL)
			*next++ = '\0';
		at[strcspn(at, "#")] = '\0';
		if (at[strspn(at, " \t\r")] == '\0')
			continue;
		wrong = read_line(&read, at, &culprit);
		read.line = number;
		if (wrong != NULL)
			complaint_add(complaints, line, "trust.file: %.120s:%u: \"%.60s\" %s",
				file->path, number, culprit, wrong);
		else if (!add_line(file, &read))
			complaint_add(complaints, line, "trust.file: out of memory");
	}
}

void
trust_file_read(struct trust_file *file, unsigned line, struct complaints *complaints)
{
	const char *wrong;
	size_t length;
	char *text;

	if (file->path == NULL || file->path[0] != '/')
		return;
	text = read_file(file->path, &length, &wrong);
	if (text == NULL)
		complaint_add(complaints, line, "trust.file: %.120s: %s", file->path, wrong);
	else if (strlen(text) != length)
		complaint_add(complaints, line, "trust.file: %.120s: holds NUL octets", file->path);
	else
		read_text(file, text, line, complaints);
	free(text);
}

void
trust_file_warn(
	const struct trust_file *file, unsigned line, int64_t now_ms, struct complaints *complaints)
{
	for (size_t i = 0; i < file->count; i++)
		if (file->item[i].until_ms <= now_ms)
			complaint_warn(complaints, line,
				"trust.file: %.120s:%u: this line has ended, and trusts nothing any more",
				file->path, file->item[i].line);
}
