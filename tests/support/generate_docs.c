/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Writes to stdout what follows from the two lists:
 *
 *   generate_docs conf             conf/mxvet.conf
 *   generate_docs fill TEMPLATE    the template with @KEYS@, @POINTS@ (mdoc) or @CHECKS@ (Markdown), each
 *                                  on a line of its own, replaced by what it stands for; so are
 *                                  @RECIPIENT@ (mdoc), @REPLIES@, @MEMBERS@, @EVIDENCE@ and @HOST@ (Markdown)
 */
#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "milter/record/fields.h"
#include "milter/record/record_members.h"
#include "mxvet/config.h"
#include "mxvet/config_list.h"
#include "mxvet/format.h"
#include "mxvet/judge.h"
#include "mxvet/unit.h"

struct key {
	const char *section, *name, *type, *preset;
	int64_t low, high;
	bool restart;
	const char *text;
};

#define LIVE_KEY(section, key, type, preset, low, high, text) \
	{#section, #key, #type, preset, low, high, false, text},
#define RESTART_KEY(section, key, type, preset, low, high, text) \
	{#section, #key, #type, preset, low, high, true, text},
static const struct key keys[] = {CONFIG_LIST(LIVE_KEY, RESTART_KEY)};
#undef RESTART_KEY
#undef LIVE_KEY

enum { KEY_COUNT = sizeof(keys) / sizeof(keys[0]) };

static bool
is_type(const struct key *key, const char *type)
{
	return strcmp(key->type, type) == 0;
}

static void
print_number(const struct key *key, int64_t value)
{
	char storage[64];
	struct text_buffer text;

	text_init(&text, storage, sizeof(storage));
	if (is_type(key, "POINTS"))
		text_append_points(&text, (int)value);
	else if (is_type(key, "DURATION"))
		text_append_duration(&text, value);
	else if (is_type(key, "SIZE"))
		text_append_size(&text, value);
	else if (is_type(key, "OCTAL"))
		text_append_format(&text, "%#llo", (unsigned long long)value);
	else
		text_append_format(&text, "%lld", (long long)value);
	printf("%s%s", text.text[0] == '-' ? "\\" : "", text.text);
}

/* The type in the manual's words. */
static const char *
argument_of(const struct key *key)
{
	static const struct {
		const char *type, *argument;
	} rows[] = {
		{"TEXT", "text"},
		{"FLAG", "flag"},
		{"POINTS", "points"},
		{"DURATION", "duration"},
		{"SIZE", "size"},
		{"COUNT", "number"},
		{"OCTAL", "octal"},
		{"MODE", "word"},
		{"ADDRESSES", "word"},
		{"LEVEL", "word"},
		{"TEMPERROR", "word"},
		{"PREFERENCE", "number"},
		{"TEMPLATE", "template"},
		{"TEXTS", "text , ..."},
		{"NAMES", "name , ..."},
		{"NETWORKS", "network , ..."},
	};

	for (unsigned i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (is_type(key, rows[i].type))
			return rows[i].argument;
	abort();
}

static void
print_key(const struct key *key)
{
	const char *argument = argument_of(key);
	const bool list = strchr(argument, ',') != NULL;

	printf(".It Ic %s No = %sAr %s%s\n", key->name, list ? "Brq " : "", argument, "");
	printf("%c%s.\n", toupper((unsigned char)key->text[0]), key->text + 1);
	if (key->low != key->high) {
		printf("From ");
		print_number(key, key->low);
		printf(" to ");
		print_number(key, key->high);
		printf(".\n");
	}
	if (key->preset == NULL)
		printf("As at top level where the section does not say.\n");
	else if (key->preset[0] == '\0' || strcmp(key->preset, "{}") == 0)
		printf("Empty by default.\n");
	else if (is_type(key, "TEMPLATE"))
		printf("The default is\n.Dl %s\n", key->preset);
	else
		printf("The default is\n.Li %s .\n", key->preset);
	if (key->restart)
		printf("A change needs a restart.\n");
}

static void
print_keys(void)
{
	for (int i = 0; i < KEY_COUNT; i++) {
		const bool first = i == 0 || strcmp(keys[i].section, keys[i - 1].section) != 0;
		const bool last = i + 1 == KEY_COUNT ||
			strcmp(keys[i].section, keys[i + 1].section) != 0;
		if (first && strcmp(keys[i].section, "top") == 0)
			printf(".Ss Outside of sections\n");
		else if (first)
			printf(".Ss Section %s\n", keys[i].section);
		if (first)
			printf(".Bl -tag -width Ds\n");
		print_key(&keys[i]);
		if (last)
			printf(".El\n");
	}
}

#define RECIPIENT_KEY(key, type, low, high, text) \
	{"recipient", #key, #type, NULL, low, high, false, text},
static const struct key recipient_keys[] = {RECIPIENT_LIST(RECIPIENT_KEY)};
#undef RECIPIENT_KEY

static void
print_recipient_keys(void)
{
	for (size_t i = 0; i < sizeof(recipient_keys) / sizeof(recipient_keys[0]); i++)
		print_key(&recipient_keys[i]);
}

static void
print_hundredths(int hundredths, const char *minus, const char *plus)
{
	printf("%s%d.%02d", hundredths < 0 ? minus : plus, abs(hundredths) / 100,
		abs(hundredths) % 100);
}

static void
print_points(void)
{
	for (unsigned check = 0; check < CHECK_COUNT; check++) {
		printf(".It Ic %s\n.Bl -column -compact \"unresolvable\" \"-0.00\"\n",
			check_table[check].name);
		for (unsigned i = outcome_temperror + 1; i < OUTCOME_COUNT; i++) {
			if (outcome_table[i].check != check)
				continue;
			printf(".It %s Ta ", outcome_table[i].name);
			print_hundredths(outcome_table[i].points, "\\-", "");
			printf(" Ta %s\n", outcome_table[i].text);
		}
		printf(".El\n");
	}
}

static void
print_checks(void)
{
	for (unsigned check = 0; check < CHECK_COUNT; check++) {
		printf("## %s\n\n%c%s\n\n| outcome | points | what was found |\n|---|---:|---|\n",
			check_table[check].name,
			toupper((unsigned char)check_table[check].question[0]),
			check_table[check].question + 1);
		for (unsigned i = outcome_temperror + 1; i < OUTCOME_COUNT; i++) {
			if (outcome_table[i].check != check)
				continue;
			printf("| `%s` | ", outcome_table[i].name);
			print_hundredths(outcome_table[i].points, "-", "");
			printf(" | %s |\n", outcome_table[i].text);
		}
		printf("%s", check + 1 < CHECK_COUNT ? "\n" : "");
	}
}

/* The code of a refusal for one outcome alone, and its text without who and where. */
static void
print_reply(const struct config *config, enum outcome outcome)
{
	struct verdict verdict = {.score = outcome_table[outcome].points};
	const struct evidence evidence = {0};
	const struct decision decision = {
		.verdict = &verdict, .evidence = &evidence, .config = config};
	struct smtp_reply rejected, deferred;

	verdict.findings[outcome_table[outcome].check] = (struct finding){
		.outcome = outcome, .points = verdict.score};
	smtp_reply_write(&rejected, &decision, ACTION_REJECT);
	smtp_reply_write(&deferred, &decision, ACTION_DEFER);
	printf("| %s %s | %s %s | %s |\n", rejected.code, rejected.enhanced, deferred.code,
		deferred.enhanced, rejected.text);
}

static void
print_replies(void)
{
	static char template[] = "{finding}; {remedy}";
	const struct config config = {.reply_reject = template, .reply_defer = template};

	printf("| rejected | deferred | finding of the largest contributor; remedy |\n|---|---|---|\n");
	for (unsigned i = outcome_temperror + 1; i < OUTCOME_COUNT; i++)
		if (outcome_table[i].points > 0)
			print_reply(&config, (enum outcome)i);
}

static void
print_member(const char *prefix, const char *key, const char *example, const char *meaning)
{
	printf("| `%s%s` | `%s` | %s |\n", prefix, key, example, meaning);
}

/* A host is told once, in a table of its own. */
static void
print_fields(const struct field *rows, const char *prefix)
{
	for (; rows->key != NULL; rows++) {
		char inner[100];

		if (rows->kind == FIELD_EMBED) {
			if (prefix[0] == '\0')
				print_fields(rows->rows, prefix);
			continue;
		}
		print_member(prefix, rows->key, rows->example, rows->meaning);
		if (rows->rows == NULL || rows->rows == host_fields)
			continue;
		snprintf(inner, sizeof(inner), "%s%s%s.", prefix, rows->key,
			rows->kind == FIELD_LIST ? "[]" : "");
		if (rows->rows[0].offset != offsetof(struct host, alias) ||
			rows->rows[0].kind != FIELD_FLAG)
			print_fields(rows->rows, inner);
	}
}

static void
print_table(const struct field *rows)
{
	printf("| member | example | says |\n|---|---|---|\n");
	print_fields(rows, "");
}

static void
print_record_members(void)
{
	printf("| member | example | says |\n|---|---|---|\n");
	for (const struct record_member *member = record_members; member->key != NULL; member++)
		print_member("", member->key, member->example, member->meaning);
}

static int
fill(const char *path)
{
	char line[1024];
	FILE *template = fopen(path, "r");

	if (template == NULL) {
		perror(path);
		return EXIT_FAILURE;
	}
	while (fgets(line, sizeof(line), template) != NULL)
		if (strcmp(line, "@KEYS@\n") == 0)
			print_keys();
		else if (strcmp(line, "@POINTS@\n") == 0)
			print_points();
		else if (strcmp(line, "@CHECKS@\n") == 0)
			print_checks();
		else if (strcmp(line, "@RECIPIENT@\n") == 0)
			print_recipient_keys();
		else if (strcmp(line, "@REPLIES@\n") == 0)
			print_replies();
		else if (strcmp(line, "@MEMBERS@\n") == 0)
			print_record_members();
		else if (strcmp(line, "@EVIDENCE@\n") == 0)
			print_table(evidence_fields);
		else if (strcmp(line, "@HOST@\n") == 0)
			print_table(host_fields);
		else
			fputs(line, stdout);
	fclose(template);
	return EXIT_SUCCESS;
}

static int
print_conf(void)
{
	static char storage[1 << 18];
	struct text_buffer text;

	text_init(&text, storage, sizeof(storage));
	config_write_defaults(&text);
	fputs(text.text, stdout);
	return text.cut ? EXIT_FAILURE : EXIT_SUCCESS;
}

int
main(int argc, char **argv)
{
	int status = EXIT_FAILURE;

	if (argc == 2 && strcmp(argv[1], "conf") == 0)
		status = print_conf();
	else if (argc == 3 && strcmp(argv[1], "fill") == 0)
		status = fill(argv[2]);
	else
		fprintf(stderr, "usage: generate_docs conf | fill TEMPLATE\n");
	return fflush(stdout) == 0 ? status : EXIT_FAILURE;
}
