/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <string.h>

#include "mxvet/command.h"
#include "mxvet/text_buffer.h"
#include "mxvet/word.h"

enum { NEAR = 3 }; /* a command that differs by fewer letters is probably meant */

static const char *
nearest_command(const char *name)
{
	const char *nearest = NULL;
	unsigned best = NEAR;

	for (unsigned i = 0; command_list[i] != NULL; i++) {
		const unsigned distance = word_distance(name, command_list[i]->name, best);

		if (distance < best) {
			best = distance;
			nearest = command_list[i]->name;
		}
	}
	return nearest;
}

static int
refuse_command(const char *name)
{
	char storage[256];
	struct text_buffer text;
	const char *nearest = nearest_command(name);

	text_init(&text, storage, sizeof(storage));
	text_append_escaped(&text, name, strlen(name));
	if (nearest != NULL)
		fprintf(stderr, "mxvet: no such command: %s; did you mean %s?\n", storage, nearest);
	else
		fprintf(stderr, "mxvet: no such command: %s (`mxvet help` lists them)\n", storage);
	return EXIT_USAGE;
}

int
main(int argc, char **argv)
{
	char *help[] = {"help", NULL};
	const struct command *command;

	if (argc < 2) {
		command_print_list(stderr);
		return EXIT_USAGE;
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)
		return command_help.function(1, help);
	if (strcmp(argv[1], "--version") == 0)
		return puts("mxvet " MXVET_VERSION) < 0 ? EXIT_UNAVAILABLE : EXIT_DONE;
	command = command_named(argv[1]);
	return command != NULL ? command->function(argc - 1, argv + 1) : refuse_command(argv[1]);
}
