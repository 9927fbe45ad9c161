/* SPDX-License-Identifier: BSD-2-Clause */
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "mxvet/command.h"
#include "mxvet/text_buffer.h"

enum {
	WIDTH = 80,
	USAGE_SIZE = 2048,
	MEANINGS_AT = 26, /* the column of --help at which meanings begin */
};

int
command_complain_usage(const char *command, const char *what, const char *about)
{
	char storage[256];
	struct text_buffer text;

	text_init(&text, storage, sizeof(storage));
	text_append_escaped(&text, about, strlen(about));
	fprintf(stderr, "mxvet %s: %s%s (`mxvet %s --help` tells more)\n", command, what, storage,
		command);
	return EXIT_USAGE;
}

/* getopt_long's table. */
static void
fill_options(struct option options[OPTION_COUNT_MAX + 2], char letters[2 * OPTION_COUNT_MAX + 8],
	const struct command_option *row)
{
	unsigned count = 0;

	strcpy(letters, "-:h");
	for (; row->name != NULL; row++) {
		options[count++] = (struct option){row->name,
			row->argument != NULL ? required_argument : no_argument, NULL, row->id};
		if (row->id < OPTION_LONG_ONLY)
			sprintf(letters + strlen(letters), "%c%s", row->id,
				row->argument != NULL ? ":" : "");
	}
	options[count++] = (struct option){"help", no_argument, NULL, 'h'};
	options[count] = (struct option){NULL, 0, NULL, 0};
}

static int
stop(struct command_call *call, int status)
{
	call->status = status;
	return COMMAND_STOP;
}

/* What getopt_long objects to, with the option as it was written. */
static int
refuse_option(struct command_call *call, int objection)
{
	char storage[128];
	struct text_buffer text;
	const char *option = call->argv[optind - 1];

	if (objection == '?')
		return stop(call,
			command_complain_usage(call->command->name, "no such option: ", option));
	text_init(&text, storage, sizeof(storage));
	text_append_format(&text, "option %s needs an argument", option);
	return stop(call, command_complain_usage(call->command->name, storage, ""));
}

/* Every option that is required was given. */
static int
finish(struct command_call *call)
{
	const struct command_option *row = call->command->options;

	for (unsigned i = 0; row[i].name != NULL; i++) {
		char storage[128];
		struct text_buffer text;

		if (row[i].use != OPTION_REQUIRED || (call->seen & 1u << i) != 0)
			continue;
		text_init(&text, storage, sizeof(storage));
		text_append_format(&text, "--%s %s is missing", row[i].name, row[i].argument);
		return stop(call, command_complain_usage(call->command->name, storage, ""));
	}
	return COMMAND_END;
}

static int
operand(struct command_call *call, const char *text)
{
	if (call->command->operands == NULL)
		return stop(
			call, command_complain_usage(call->command->name, "not an option: ", text));
	call->argument = text;
	return COMMAND_OPERAND;
}

int
command_read(struct command_call *call)
{
	struct option options[OPTION_COUNT_MAX + 2];
	char letters[2 * OPTION_COUNT_MAX + 8];
	int id;

	if (call->argument == NULL) {
		opterr = 0;
		optind = 1;
		call->argument = "";
	}
	fill_options(options, letters, call->command->options);
	id = getopt_long(call->argc, call->argv, letters, options, NULL);
	call->argument = optarg != NULL ? optarg : "";
	if (id == -1 && optind < call->argc) /* after "--" */
		return operand(call, call->argv[optind++]);
	if (id == -1)
		return finish(call);
	if (id == 1)
		return operand(call, optarg);
	if (id == 'h')
		return stop(call, command_print_help(call->command));
	if (id == '?' || id == ':')
		return refuse_option(call, id);
	for (unsigned i = 0; call->command->options[i].name != NULL; i++)
		if (call->command->options[i].id == id)
			call->seen |= 1u << i;
	return id;
}

static void
append_option(struct text_buffer *text, const struct command_option *option)
{
	if (option->id < OPTION_LONG_ONLY)
		text_append_format(text, "-%c", option->id);
	else
		text_append_format(text, "--%s", option->name);
	if (option->argument != NULL)
		text_append_format(text, " %s", option->argument);
}

/* One word of the usage: an option in its brackets, or several of which one may be given. Returns the next option. */
static const struct command_option *
append_usage_word(struct text_buffer *text, const struct command_option *option)
{
	if (option->use != OPTION_REQUIRED)
		text_append(text, "[");
	append_option(text, option);
	while (option->use == OPTION_CHOICE && option[1].name != NULL &&
		option[1].use == OPTION_CHOICE) {
		text_append(text, "|");
		append_option(text, ++option);
	}
	if (option->use != OPTION_REQUIRED)
		text_append(text, "]");
	if (option->use == OPTION_REPEATED)
		text_append(text, "...");
	return option + 1;
}

static int
print_usage_word(const char *word, int indent, int column)
{
	if (column + 1 + (int)strlen(word) > WIDTH)
		column = printf("\n%*s", indent, "") - 1;
	return column + printf(" %s", word);
}

/* "usage: mxvet NAME ...", in lines that begin under the first option. */
static void
print_usage(const struct command *command)
{
	char storage[USAGE_SIZE];
	struct text_buffer text;
	const struct command_option *option = command->options;
	const int indent = printf("usage: mxvet %s", command->name);
	int column = indent;

	while (option->name != NULL) {
		text_init(&text, storage, sizeof(storage));
		option = append_usage_word(&text, option);
		column = print_usage_word(storage, indent, column);
	}
	if (command->operands != NULL)
		print_usage_word(command->operands, indent, column);
	putchar('\n');
}

/* A text in lines of at most WIDTH columns, each but the first indented; the first begins at `column`. */
static void
print_wrapped(const char *text, int indent, int column)
{
	while (*text != '\0') {
		const int length = (int)strcspn(text, " \n");

		if (column > indent && column + 1 + length > WIDTH)
			column = printf("\n%*s", indent, "") - 1;
		else if (column > indent)
			column += printf(" ");
		column += printf("%.*s", length, text);
		text += length;
		if (strncmp(text, "\n\n", 2) == 0)
			column = printf("\n\n%*s", indent, "") - 2;
		text += strspn(text, " \n");
	}
	putchar('\n');
}

static void
print_option(const struct command_option *option)
{
	int column = 0;

	if (option->id < OPTION_LONG_ONLY)
		column += printf("  -%c, --%s", option->id, option->name);
	else
		column += printf("  --%s", option->name);
	if (option->argument != NULL)
		column += printf(" %s", option->argument);
	if (column + 1 >= MEANINGS_AT)
		column = printf("\n") - 1;
	printf("%*s", MEANINGS_AT - column, "");
	print_wrapped(option->meaning, MEANINGS_AT, MEANINGS_AT);
}

int
command_print_help(const struct command *command)
{
	static const struct command_option help = {
		OPTION_LONG_ONLY, OPTION_OPTIONAL, "help", NULL, "this text"};

	print_usage(command);
	putchar('\n');
	print_wrapped(command->description, 0, 0);
	putchar('\n');
	for (const struct command_option *option = command->options; option->name != NULL; option++)
		print_option(option);
	print_option(&help);
	putchar('\n');
	print_wrapped(command->status, 0, 0);
	return fflush(stdout) == 0 && !ferror(stdout) ? EXIT_DONE : EXIT_UNAVAILABLE;
}
