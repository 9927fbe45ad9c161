/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Writes to stdout what follows from the two lists:
 *
 *   generate_docs conf             conf/mxvet.conf.full
 *   generate_docs completion       conf/bash-completion/mxvet
 *   generate_docs fill TEMPLATE    the template with @KEYS@, @POINTS@ (mdoc) or @CHECKS@ (Markdown), each
 *                                  on a line of its own, replaced by what it stands for; so are
 *                                  @RECIPIENT@, @SYNOPSIS@, @COMMANDS@ (mdoc), @REPLIES@, @MEMBERS@, @EVIDENCE@
 *                                  and @HOST@ (Markdown)
 */
#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "milter/config/setting.h"
#include "milter/record/fields.h"
#include "milter/record/record_members.h"
#include "mxvet/command.h"
#include "mxvet/config.h"
#include "mxvet/format.h"
#include "mxvet/judge.h"

static void
print_range(const struct setting *setting)
{
	char storage[64];
	struct text_buffer range;
	char *to;

	text_init(&range, storage, sizeof(storage));
	setting_append_range(&range, setting);
	if (range.length == 0)
		return;
	to = strstr(storage, " to ");
	*to = '\0';
	to += strlen(" to ");
	printf("From %s%s to %s%s.\n", storage[0] == '-' ? "\\" : "", storage,
		to[0] == '-' ? "\\" : "", to);
}

static void
print_key(const struct setting *setting)
{
	const char *argument = setting_argument(setting->type);
	const bool list = setting_is_list(setting);

	printf(".It Ic %s No = %sAr %s\n", setting->key, list ? "Brq " : "", argument);
	printf("%c%s.\n", toupper((unsigned char)setting->text[0]), setting->text + 1);
	print_range(setting);
	if (strcmp(setting->section, "recipient") == 0)
		printf("As at top level where the section does not say.\n");
	else if (setting->preset[0] == '\0' || strcmp(setting->preset, "{}") == 0)
		printf("Empty by default.\n");
	else if (setting->type == TYPE_TEMPLATE)
		printf("The default is\n.Dl %s\n", setting->preset);
	else
		printf("The default is\n.Li %s .\n", setting->preset);
	if (setting->effect == EFFECT_RESTART)
		printf("A change needs a restart.\n");
}

static bool
is_in_section(unsigned number, const char *section)
{
	return number < SETTING_COUNT && strcmp(setting_table[number].section, section) == 0;
}

static void
print_keys(void)
{
	for (unsigned i = 0; i < SETTING_COUNT; i++) {
		const struct setting *setting = &setting_table[i];
		const bool first = i == 0 || !is_in_section(i - 1, setting->section);

		if (first && setting_is_top(setting))
			printf(".Ss Outside of sections\n");
		else if (first)
			printf(".Ss Section %s\n", setting->section);
		if (first)
			printf(".Bl -tag -width Ds\n");
		print_key(setting);
		if (!is_in_section(i + 1, setting->section))
			printf(".El\n");
	}
}

static void
print_recipient_keys(void)
{
	for (unsigned i = 0; i < RECIPIENT_KEY_COUNT; i++)
		print_key(&recipient_table[i]);
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

/* "Fl c Ar FILE" or "Fl -client Ar IP". */
static void
print_flag(const struct command_option *option)
{
	if (option->id < OPTION_LONG_ONLY)
		printf("Fl %c", option->id);
	else
		printf("Fl -%s", option->name);
	if (option->argument != NULL)
		printf(" Ar %s", option->argument);
}

static const struct command_option *
print_synopsis_word(const struct command_option *option)
{
	printf(option->use == OPTION_REQUIRED ? "." : ".Op ");
	print_flag(option);
	for (; option->use == OPTION_CHOICE && option[1].use == OPTION_CHOICE; option++) {
		printf(" | ");
		print_flag(option + 1);
	}
	printf(option->use == OPTION_REPEATED ? " ...\n" : "\n");
	return option + 1;
}

static void
print_synopsis(void)
{
	for (unsigned i = 0; command_list[i] != NULL; i++) {
		const struct command_option *option = command_list[i]->options;

		printf(".Nm mxvet\n.Cm %s\n", command_list[i]->name);
		while (option->name != NULL)
			option = print_synopsis_word(option);
		if (command_list[i]->operands != NULL)
			printf(".Ar %s\n", command_list[i]->operands);
	}
}

/* A text of ours as mdoc, with a full stop at its end. */
static void
print_text(const char *text)
{
	bool quoted = false;

	putchar(toupper((unsigned char)*text));
	for (const char *at = text + 1; *at != '\0'; at++)
		if (strncmp(at, "\n\n", 2) == 0 && at++ != NULL)
			printf("\n.Pp\n");
		else if (at[0] == ' ' && strchr(".!?", at[-1]) != NULL)
			putchar('\n');
		else if (*at == '`')
			printf((quoted = !quoted) ? "\\(oq" : "\\(cq");
		else if (*at == '-')
			printf("\\-");
		else
			putchar(*at);
	printf(text[strlen(text) - 1] == '.' ? "\n" : ".\n");
}

static void
print_commands(void)
{
	for (unsigned i = 0; command_list[i] != NULL; i++) {
		const struct command_option *option = command_list[i]->options;

		printf(".It Cm %s\n", command_list[i]->name);
		print_text(command_list[i]->description);
		if (option->name != NULL)
			printf(".Bl -tag -width Ds\n");
		for (; option->name != NULL; option++) {
			printf(".It ");
			if (option->id < OPTION_LONG_ONLY)
				printf("Fl %c , ", option->id);
			printf("Fl -%s", option->name);
			printf(option->argument != NULL ? " Ar %s\n" : "\n", option->argument);
			print_text(option->meaning);
		}
		if (command_list[i]->options->name != NULL)
			printf(".El\n");
	}
}

/* Whether a command before this one has that option too. */
static bool
is_known(unsigned before, const char *name)
{
	for (unsigned i = 0; i < before; i++)
		for (const struct command_option *option = command_list[i]->options;
			option->name != NULL; option++)
			if (strcmp(option->name, name) == 0)
				return true;
	return false;
}

/* Alternatives of a shell's `case`: every option whose argument is, or is not, a file. */
static void
print_options_with(bool file)
{
	const char *bar = "";

	for (unsigned i = 0; command_list[i] != NULL; i++)
		for (const struct command_option *option = command_list[i]->options;
			option->name != NULL; option++) {
			if (option->argument == NULL || is_known(i, option->name) ||
				(strstr(option->argument, "FILE") != NULL) != file)
				continue;
			printf("%s--%s", bar, option->name);
			if (option->id < OPTION_LONG_ONLY)
				printf("|-%c", option->id);
			bar = "|";
		}
}

static void
print_completion_of(const struct command *command)
{
	printf("\t%s) options=\"", command->name);
	for (const struct command_option *option = command->options; option->name != NULL; option++)
		printf("--%s ", option->name);
	printf("--help\"%s;;\n",
		command->operands == NULL          ? ""
			: command == &command_help ? " operands=$commands"
						   : " operands=files");
}

static int
print_completion(void)
{
	printf("# SPDX-License-Identifier: BSD-2-Clause\n"
	       "# Completion of mxvet(8) for bash, made from the commands' own tables of options.\n"
	       "_mxvet()\n{\n"
	       "\tlocal word=${COMP_WORDS[COMP_CWORD]} options= operands= commands=\"");
	for (unsigned i = 0; command_list[i] != NULL; i++)
		printf("%s%s", i > 0 ? " " : "", command_list[i]->name);
	printf("\"\n\n\tif [ \"$COMP_CWORD\" -eq 1 ]; then\n"
	       "\t\tCOMPREPLY=($(compgen -W \"$commands --help --version\" -- \"$word\"))\n"
	       "\t\treturn\n\tfi\n"
	       "\tcase ${COMP_WORDS[COMP_CWORD - 1]} in\n\t");
	print_options_with(true);
	printf(") COMPREPLY=($(compgen -f -- \"$word\")); return;;\n\t");
	print_options_with(false);
	printf(") COMPREPLY=(); return;;\n\tesac\n\tcase ${COMP_WORDS[1]} in\n");
	for (unsigned i = 0; command_list[i] != NULL; i++)
		print_completion_of(command_list[i]);
	printf("\tesac\n"
	       "\tcase $word,$operands in\n"
	       "\t-*) COMPREPLY=($(compgen -W \"$options\" -- \"$word\"));;\n"
	       "\t*,files) COMPREPLY=($(compgen -f -- \"$word\"));;\n"
	       "\t*,?*) COMPREPLY=($(compgen -W \"$operands\" -- \"$word\"));;\n"
	       "\t*) COMPREPLY=($(compgen -W \"$options\" -- \"$word\"));;\n"
	       "\tesac\n}\ncomplete -o filenames -F _mxvet mxvet\n");
	return EXIT_SUCCESS;
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
		else if (strcmp(line, "@SYNOPSIS@\n") == 0)
			print_synopsis();
		else if (strcmp(line, "@COMMANDS@\n") == 0)
			print_commands();
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
	else if (argc == 2 && strcmp(argv[1], "completion") == 0)
		status = print_completion();
	else if (argc == 3 && strcmp(argv[1], "fill") == 0)
		status = fill(argv[2]);
	else
		fprintf(stderr, "usage: generate_docs conf | completion | fill TEMPLATE\n");
	return fflush(stdout) == 0 ? status : EXIT_FAILURE;
}
