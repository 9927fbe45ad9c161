/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_COMMAND_H
#define MXVET_COMMAND_H

/* The subcommands: each gets its own name as argv[0] and returns the exit status. */

enum exit_status {
	EXIT_DONE = 0,
	EXIT_USAGE = 64,       /* a bad option or client address */
	EXIT_DATA = 65,        /* bad input data */
	EXIT_UNAVAILABLE = 69, /* something outside that we need is not there */
	EXIT_CONFIG = 78,      /* the configuration is wrong */
};

#include "mxvet/config.h"

/* Where the configuration is when nobody says otherwise. */
extern const char command_config_path[];

/* Opens the configuration for a subcommand: `path`, from its option -c, or NULL: the usual file, and the built-in
 * defaults where there is none. EXIT_DONE and a reference for the caller, or EXIT_CONFIG and NULL after
 * everything that is wrong has been written to stderr. */
int command_config_open(const char *path, const struct config **config);

/* The same for the one who serves; NULL after errors, which go to `complain`. */
const struct config *command_config_to_serve(
	const char *path, config_complain *complain, void *state);

/* Errors and warnings as lines on stderr. */
void command_complain(void *state, enum config_severity severity, const char *message);

/* One line on stderr that says what is wrong with how a subcommand was called, and where help is. EXIT_USAGE. */
int command_complain_usage(const char *command, const char *what, const char *about);

/* The same for what getopt objects to, '?' or ':': the option as it was written. */
int command_complain_option(const char *command, int option, char **argv);

typedef int command_function(int argc, char **argv);
command_function command_run;
command_function command_check;
command_function command_config;

#endif
