/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_COMMAND_H
#define MXVET_COMMAND_H

/*
 * The subcommands. Each is a `struct command`: its options stand in one table, from which follow the option reader, the
 * usage line, --help, mxvet(8) and the shell completion.
 */

#include <stdio.h>

#include "mxvet/config.h"

enum exit_status {
	EXIT_DONE = 0,
	EXIT_USAGE = 64,       /* a bad option or client address */
	EXIT_DATA = 65,        /* bad input data */
	EXIT_UNAVAILABLE = 69, /* something outside that we need is not there */
	EXIT_CONFIG = 78,      /* the configuration is wrong */
};

enum option_use {
	OPTION_OPTIONAL,
	OPTION_REQUIRED,
	OPTION_REPEATED, /* optional, any number of times */
	OPTION_CHOICE,   /* at most one of the neighbours that are choices too */
};

enum {
	OPTION_LONG_ONLY = 256, /* the first id of options without a letter */
	OPTION_COUNT_MAX = 24,  /* --help not counted */
};

struct command_option {
	int id; /* its letter, or OPTION_LONG_ONLY and up */
	enum option_use use;
	const char *name;     /* without dashes; NULL ends a list */
	const char *argument; /* what stands for it in the usage; NULL: the option takes none */
	const char *meaning;  /* begins in lower case and ends without a full stop */
};

/* The option that most commands share. */
#define COMMAND_OPTION_CONFIG \
	{ \
		'c', OPTION_OPTIONAL, "config", "FILE", \
			"the configuration (default: " MXVET_SYSCONFDIR "/mxvet/mxvet.conf)" \
	}

struct command {
	const char *name;
	int (*function)(int argc, char **argv); /* argv[0] is the name; returns the exit status */
	const char *summary;                    /* half a line of the list of commands */
	const char *description;                /* paragraphs, parted by "\n\n" */
	const struct command_option *options;
	const char *operands; /* as the usage shows them; NULL: none are taken */
	const char *status;   /* a sentence on the exit status */
};

extern const struct command command_run, command_check, command_config, command_help;

/* All of them, in the order of the manual; NULL ends the list. */
extern const struct command *const command_list[];

/* NULL: there is none of that name. */
const struct command *command_named(const char *name);

/* Writes the list of commands, a line each. */
void command_print_list(FILE *out);

/* One call of a command, whose options and operands are read one after the other. */
struct command_call {
	const struct command *command;
	int argc;
	char **argv;
	const char *argument; /* of the option just read, or the operand */
	int status;           /* the exit status after COMMAND_STOP */
	unsigned seen;        /* a bit for each option that was given */
};

enum {
	COMMAND_END = -1,  /* everything was read */
	COMMAND_STOP = -2, /* help was printed, or a mistake was told on stderr: return `status` */
	COMMAND_OPERAND = -3,
};

/* The id of the next option, or one of the above. Options may follow operands. --help is answered here. */
int command_read(struct command_call *call);

/* Prints usage, description, options and exit status. Returns the exit status. */
int command_print_help(const struct command *command);

/* Where the configuration is when no option names another. */
extern const char command_config_path[];

/* Opens the configuration for a subcommand: `path`, from its option -c, or NULL: the usual file, and the built-in
 * defaults where there is none. EXIT_DONE and a reference for the caller, or EXIT_CONFIG and NULL after
 * everything that is wrong has been written to stderr. */
int command_config_open(const char *path, const struct config **config);

/* The same for a configuration that is to be served; NULL after errors, which go to `complain`. */
const struct config *command_config_to_serve(
	const char *path, config_complain *complain, void *state);

/* Writes errors and warnings as lines to stderr. */
void command_complain(void *state, enum config_severity severity, const char *message);

/* Writes one line to stderr: what is wrong with how the command was called, and where help is. Returns EXIT_USAGE. */
int command_complain_usage(const char *command, const char *what, const char *about);

#endif
