/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "mxvet/command.h"
#include "mxvet/text_buffer.h"

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

int
command_complain_option(const char *command, int option, char **argv)
{
	return command_complain_usage(command,
		option == ':' ? "an argument is missing behind " : "no such option: ",
		argv[optind - 1]);
}
