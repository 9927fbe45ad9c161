/* SPDX-License-Identifier: BSD-2-Clause */
#include "zone_file.h"

#include <arpa/nameser.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { ZONE_FILE_MAX = 16 * 1024 * 1024 };

static const char blanks[] = " \t";

/* Each reads one kind of value; NULL, or what is wrong. */
typedef const char *value_reader(struct zone_record *record, const char *value);

static const char *
read_v4(struct zone_record *record, const char *value)
{
	if (ip_addr_parse(&record->address, value) && record->address.family == 4)
		return NULL;
	return "A wants an IPv4 address";
}

static const char *
read_v6(struct zone_record *record, const char *value)
{
	if (ip_addr_parse(&record->address, value) && record->address.family == 6)
		return NULL;
	return "AAAA wants an IPv6 address";
}

/* Also what is no host name, as it would come from the network: through its wire form. */
static bool
read_name(struct dns_name *name, const char *text)
{
	uint8_t wire[NS_MAXCDNAME];
	if (dns_name_parse(name, text))
		return true;
	return ns_name_pton(text, wire, sizeof(wire)) >= 0 &&
		dns_name_of_wire(name, wire, sizeof(wire));
}

static const char *
read_target(struct zone_record *record, const char *value)
{
	return read_name(&record->target, value) ? NULL : "the value is no domain name";
}

static const char *
read_exchange(struct zone_record *record, const char *value)
{
	char *end;
	errno = 0;
	unsigned long preference = strtoul(value, &end, 10);
	if (value[0] < '0' || value[0] > '9' || errno != 0 || preference > UINT16_MAX)
		return "MX wants a preference (0 to 65535) and a host name";
	size_t gap = strspn(end, blanks);
	if (gap == 0)
		return "MX wants a preference (0 to 65535) and a host name";
	record->preference = (uint16_t)preference;
	if (strpbrk(end + gap, blanks) != NULL)
		return "behind the host name of an MX nothing may stand";
	return read_target(record, end + gap);
}

static const char *
read_text(struct zone_record *record, const char *value)
{
	record->text = value;
	return NULL;
}

static const struct {
	const char *name;
	unsigned type;
	value_reader *read;
} type_table[] = {
	{"A", DNS_A, read_v4},
	{"AAAA", DNS_AAAA, read_v6},
	{"MX", DNS_MX, read_exchange},
	{"PTR", DNS_PTR, read_target},
	{"TXT", DNS_TXT, read_text},
	{"CNAME", ZONE_CNAME, read_target},
};

static const struct {
	const char *name;
	enum lookup lookup;
	enum dns_failure failure;
} fault_table[] = {
	{"SERVFAIL", LOOKUP_FAILED, DNS_FAILURE_SERVFAIL},
	{"TIMEOUT", LOOKUP_FAILED, DNS_FAILURE_TIMEOUT},
	{"REFUSED", LOOKUP_FAILED, DNS_FAILURE_REFUSED},
	{"NXDOMAIN", LOOKUP_NO_NAME, DNS_FAILURE_NONE},
};

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

static bool
read_fault(struct zone_record *record, const char *value)
{
	for (size_t i = 0; i < COUNT_OF(fault_table); i++)
		if (strcasecmp(value, fault_table[i].name) == 0) {
			record->lookup = fault_table[i].lookup;
			record->failure = fault_table[i].failure;
			return true;
		}
	return false;
}

static const char *
read_type_and_value(struct zone_record *record, const char *type, const char *value)
{
	for (size_t i = 0; i < COUNT_OF(type_table); i++) {
		if (strcasecmp(type, type_table[i].name) != 0)
			continue;
		record->type = type_table[i].type;
		record->lookup = LOOKUP_FOUND;
		if (!read_fault(record, value))
			return type_table[i].read(record, value);
		if (record->type == ZONE_CNAME)
			return "only questions fail: A, AAAA, MX, PTR or TXT";
		return NULL;
	}
	return "the type is none of A, AAAA, MX, PTR, TXT, CNAME";
}

/* A PTR may be filed under the address itself. */
static const char *
read_owner(struct zone_record *record, const char *owner)
{
	struct ip_addr address;
	if (record->type == DNS_PTR && ip_addr_parse(&address, owner)) {
		record->name = ip_addr_reverse_name(&address);
		return NULL;
	}
	record->wildcard = strncmp(owner, "*.", 2) == 0;
	if (read_name(&record->name, record->wildcard ? owner + 2 : owner))
		return NULL;
	return "that is no domain name";
}

/* Ends the first word of `line` and returns what follows the blanks behind it. */
static char *
split_word(char *line)
{
	char *end = line + strcspn(line, blanks);
	if (*end == '\0')
		return end;
	*end++ = '\0';
	return end + strspn(end, blanks);
}

static const char *
read_record(struct zone_record *record, char *line)
{
	char *type = split_word(line);
	char *value = split_word(type);
	if (*value == '\0')
		return "a line is NAME TYPE VALUE";
	const char *wrong = read_type_and_value(record, type, value);
	return wrong != NULL ? wrong : read_owner(record, line);
}

/* NULL, or why two records of one name cannot stand in one zone. */
static const char *
clash(const struct zone_record *a, const struct zone_record *b)
{
	bool both_found = a->lookup == LOOKUP_FOUND && b->lookup == LOOKUP_FOUND;
	bool same = a->lookup == b->lookup && a->failure == b->failure;
	if (!both_found && !same && a->type == b->type)
		return "a question that fails can have no other answer";
	if (both_found && (a->type == ZONE_CNAME || b->type == ZONE_CNAME))
		return "nothing may stand beside a CNAME (RFC 1034 3.6.2)";
	return NULL;
}

static bool
of_one_name(const struct zone_record *a, const struct zone_record *b)
{
	return a->wildcard == b->wildcard && dns_name_equal(&a->name, &b->name);
}

/* By name, and the records of one name by type, answers before faults, then by line: whatever clashes with any of a name's
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
	return a->line < b->line ? -1 : 1;
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

/* The first line that clashes with one before it. */
static const char *
find_clash(const struct zone_file *zone, unsigned *line)
{
	const struct zone_record **sorted = malloc((zone->count + 1) * sizeof(*sorted));
	const struct zone_record *first = NULL;
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

static const char *
read_line(struct zone_file *zone, char *line, unsigned number)
{
	line += strspn(line, blanks);
	size_t length = strlen(line);
	while (length > 0 && strchr(" \t\r", line[length - 1]) != NULL)
		line[--length] = '\0';
	if (*line == '\0' || *line == '#')
		return NULL;
	struct zone_record *record = add_record(zone);
	if (record == NULL)
		return strerror(ENOMEM);
	record->line = number;
	const char *wrong = read_record(record, line);
	if (wrong == NULL)
		zone->count++;
	return wrong;
}

static const char *
read_lines(struct zone_file *zone, unsigned *number)
{
	const char *wrong = NULL;
	char *next = zone->text;
	for (*number = 1; wrong == NULL && next != NULL; ++*number) {
		char *line = next;
		next = strchr(line, '\n');
		if (next != NULL)
			*next++ = '\0';
		wrong = read_line(zone, line, *number);
	}
	--*number;
	return wrong;
}

/* Takes the text over. */
static struct zone_file *
zone_file_of_own_text(const char *name, char *text, struct text_buffer *error)
{
	unsigned line = 0;
	struct zone_file *zone = calloc(1, sizeof(*zone));
	if (zone == NULL) {
		free(text);
		text_append_format(error, "%s: %s", name, strerror(ENOMEM));
		return NULL;
	}
	zone->text = text;
	const char *wrong = read_lines(zone, &line);
	if (wrong == NULL)
		wrong = find_clash(zone, &line);
	if (wrong == NULL)
		return zone;
	text_append_format(error, "%s:%u: %s", name, line, wrong);
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
