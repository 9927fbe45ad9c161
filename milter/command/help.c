/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <string.h>

#include "mxvet/command.h"

/*
 * `mxvet help`: the list of commands, or one command's own help.
 */

static int help(int argc, char **argv);

static const struct command_option no_options[] = {{.name = NULL}};

const struct command command_help = {
	.name = "help",
	.function = help,
	.summary = "list the commands, or explain one",
	.description = "Lists the commands. `mxvet help COMMAND` prints the same as `mxvet COMMAND --help`.",
	.options = no_options,
	.operands = "[COMMAND]",
	.status = "The exit status is 0, or 64 when there is no such command.",
};

const struct command *const command_list[] = {
	&command_run,
	&command_check,
	&command_config,
	&command_help,
	NULL,
};

const struct command *
command_named(const char *name)
{
	for (unsigned i = 0; command_list[i] != NULL; i++)
		if (strcmp(name, command_list[i]->name) == 0)
			return command_list[i];
	return NULL;
}

void
command_print_list(FILE *out)
{
	fprintf(out,
		"mxvet " MXVET_VERSION
		": scores SMTP senders by how well host, reverse DNS, HELO, MX and SPF agree\n\n");
	for (unsigned i = 0; command_list[i] != NULL; i++)
		fprintf(out, "  mxvet %-10s %s\n", command_list[i]->name, command_list[i]->summary);
	fprintf(out, "  mxvet %-10s %s\n", "--version", "print the version");
	fprintf(out,
		"\n`mxvet COMMAND --help` explains one. See also mxvet(8) and mxvet.conf(5).\n");
}

static int
help(int argc, char **argv)
{
	struct command_call call = {.command = &command_help, .argc = argc, .argv = argv};
	const struct command *wanted = NULL;
	int read;

	while ((read = command_read(&call)) == COMMAND_OPERAND) {
		wanted = command_named(call.argument);
		if (wanted == NULL)
			return command_complain_usage("help", "no such command: ", call.argument);
	}
	if (read == COMMAND_STOP)
		return call.status;
	if (wanted != NULL)
		return command_print_help(wanted);
	command_print_list(stdout);
	return fflush(stdout) == 0 && !ferror(stdout) ? EXIT_DONE : EXIT_UNAVAILABLE;
}
