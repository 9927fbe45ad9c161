/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <string.h>

#include "mxvet/command.h"

struct command_row {
	const char *name;
	command_function *function;
	const char *arguments;
	const char *summary;
};

static command_function command_help;

/* The next line of a command's part of the list. */
#define BELOW "\n                "

static const struct command_row command_table[] = {
	{"run", command_run, "[-c FILE]", "be the milter, in the foreground"},
	{"check", command_check,
		"--client IP [--helo NAME] [--from ADDR] [--rcpt ADDR]... [-c FILE]" BELOW
		"[--resolver HOST[:PORT]]... [--zone FILE] [--json]",
		"the verdict for one sender, explained"},
	{"config", command_config, "[-c FILE] [--check|--defaults|--effective]",
		"check a configuration, or print one"},
	{"help", command_help, NULL, "this list"},
};

enum { COMMAND_COUNT = sizeof(command_table) / sizeof(command_table[0]) };

static void
print_command(FILE *out, const struct command_row *row)
{
	fprintf(out, "  mxvet %s", row->name);
	if (row->arguments != NULL)
		fprintf(out, "%*s%s", (int)(8 - strlen(row->name)), "", row->arguments);
	fprintf(out, BELOW "%s\n", row->summary);
}

static void
print_commands(FILE *out)
{
	fprintf(out,
		"mxvet " MXVET_VERSION ": scores SMTP senders by how well host, reverse DNS, HELO,"
		" MX and SPF agree\n\n");
	for (int i = 0; i < COMMAND_COUNT; i++)
		print_command(out, &command_table[i]);
	fprintf(out, "  mxvet --version" BELOW "the version\n");
	fprintf(out, "\n`mxvet COMMAND --help` tells more; see also mxvet(8) and mxvet.conf(5).\n");
}

static int
command_help(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	print_commands(stdout);
	return fflush(stdout) == 0 ? EXIT_DONE : EXIT_UNAVAILABLE;
}

int
main(int argc, char **argv)
{
	if (argc < 2) {
		print_commands(stderr);
		return EXIT_USAGE;
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)
		return command_help(argc, argv);
	if (strcmp(argv[1], "--version") == 0)
		return puts("mxvet " MXVET_VERSION) < 0 ? EXIT_UNAVAILABLE : EXIT_DONE;
	for (int i = 0; i < COMMAND_COUNT; i++)
		if (strcmp(argv[1], command_table[i].name) == 0)
			return command_table[i].function(argc - 1, argv + 1);
	fprintf(stderr, "mxvet: no such command: %s (see `mxvet help`)\n", argv[1]);
	return EXIT_USAGE;
}
