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

typedef int command_function(int argc, char **argv);
command_function command_run;
command_function command_check;
command_function command_config;

#endif
