/* SPDX-License-Identifier: BSD-2-Clause */
#include "mxvet/config.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "mxvet/command.h"

const char command_config_path[] = MXVET_SYSCONFDIR "/mxvet/mxvet.conf";

enum question {
	QUESTION_CHECK = OPTION_LONG_ONLY,
	QUESTION_DEFAULTS,
	QUESTION_EFFECTIVE,
};

static int answer(int argc, char **argv);

static const struct command_option options[] = {
	COMMAND_OPTION_CONFIG,
	{QUESTION_CHECK, OPTION_CHOICE, "check", NULL,
		"report every mistake, as run and a reload would; the socket's folder, the user and the group must exist"
		" (this is the default)"},
	{QUESTION_DEFAULTS, OPTION_CHOICE, "defaults", NULL,
		"print the default file, each key with a line that explains it"},
	{QUESTION_EFFECTIVE, OPTION_CHOICE, "effective", NULL,
		"print the settings in force, as a file that reads back to the same"},
	{.name = NULL},
};

const struct command command_config = {
	.name = "config",
	.function = answer,
	.summary = "check a configuration, or print one",
	.description = "Checks a configuration, or prints one.",
	.options = options,
	.status = "The exit status is 0, also when there are warnings, 64 for a wrong option, 69 when nothing can be printed,"
		  " and 78 for a wrong configuration.",
};

void
command_complain(void *state, enum config_severity severity, const char *message)
{
	(void)state;
	(void)severity;
	fprintf(stderr, "%s\n", message);
}

/* A file that is there and cannot be reached is another matter. */
static bool
usual_file_is_missing(void)
{
	return access(command_config_path, F_OK) != 0 && (errno == ENOENT || errno == ENOTDIR);
}

/* The file that is meant when none is named; NULL where it is not there. */
static const char *
usual_path(const char *path)
{
	if (path == NULL && !usual_file_is_missing())
		return command_config_path;
	return path;
}

int
command_config_open(const char *path, const struct config **config)
{
	*config = config_open(usual_path(path), command_complain, NULL);
	return *config == NULL ? EXIT_CONFIG : EXIT_DONE;
}

const struct config *
command_config_to_serve(const char *path, config_complain *complain, void *state)
{
	return config_open_to_serve(usual_path(path), complain, state);
}

static int
check(const char *path)
{
	const char *file = usual_path(path);
	const struct config *config = config_open_to_serve(file, command_complain, NULL);

	if (config == NULL)
		return EXIT_CONFIG;
	config_release(config);
	if (file != NULL)
		printf("%s: ok\n", file);
	else
		printf("no %s: the built-in defaults are in force\n", command_config_path);
	return fflush(stdout) != 0 || ferror(stdout) ? EXIT_UNAVAILABLE : EXIT_DONE;
}

static void
write_file(struct text_buffer *buffer, const struct config *config)
{
	if (config == NULL)
		config_write_defaults(buffer);
	else
		config_write_effective(buffer, config);
}

/* Prints the configuration, or the default file for NULL, in a buffer that grows until it fits. */
static int
print_file(const struct config *config)
{
	struct text_buffer buffer = {.cut = true};

	for (size_t size = 1 << 16; buffer.cut; size *= 2) {
		char *storage = realloc(buffer.text, size);
		if (storage == NULL)
			break;
		text_init(&buffer, storage, size);
		write_file(&buffer, config);
	}
	if (!buffer.cut)
		fputs(buffer.text, stdout);
	free(buffer.text);
	return buffer.cut || fflush(stdout) != 0 || ferror(stdout) ? EXIT_UNAVAILABLE : EXIT_DONE;
}

static int
print_effective(const char *path)
{
	const struct config *config;
	int status = command_config_open(path, &config);

	if (status == EXIT_DONE)
		status = print_file(config);
	config_release(config);
	return status;
}

static int
answer(int argc, char **argv)
{
	struct command_call call = {.command = &command_config, .argc = argc, .argv = argv};
	int question = QUESTION_CHECK, option;
	const char *path = NULL;

	while ((option = command_read(&call)) != COMMAND_END) {
		if (option == COMMAND_STOP)
			return call.status;
		if (option == 'c')
			path = call.argument;
		else
			question = option;
	}
	switch ((enum question)question) {
	case QUESTION_CHECK:
		return check(path);
	case QUESTION_DEFAULTS:
		return print_file(NULL);
	case QUESTION_EFFECTIVE:
		return print_effective(path);
	}
	return EXIT_USAGE;
}
