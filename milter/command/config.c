/* SPDX-License-Identifier: BSD-2-Clause */
#include "mxvet/config.h"

#include <errno.h>
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "mxvet/command.h"

const char command_config_path[] = MXVET_SYSCONFDIR "/mxvet/mxvet.conf";

static const char
	usage[] = "usage: mxvet config [-c FILE] [--check|--defaults|--effective]\n"
		  "\n"
		  "Checks a configuration, or prints one.\n"
		  "\n"
		  "  -c, --config FILE  the configuration (default: " MXVET_SYSCONFDIR
		  "/mxvet/mxvet.conf)\n"
		  "  --check            tell everything that is wrong with it (the default)\n"
		  "  --defaults         print the default file, each key with its comment\n"
		  "  --effective        print what is in force\n"
		  "  --help             this text\n"
		  "\n"
		  "The exit status is 0 when done, 64 for a wrong option, 69 when it cannot be printed, 78 for a\n"
		  "wrong configuration.\n";

enum question { QUESTION_CHECK, QUESTION_DEFAULTS, QUESTION_EFFECTIVE };

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
answer(enum question question, const char *path)
{
	switch (question) {
	case QUESTION_CHECK:
		return check(path);
	case QUESTION_DEFAULTS:
		return print_file(NULL);
	case QUESTION_EFFECTIVE:
		return print_effective(path);
	}
	return EXIT_USAGE;
}

int
command_config(int argc, char **argv)
{
	static const struct option options[] = {
		{"check", no_argument, NULL, QUESTION_CHECK},
		{"defaults", no_argument, NULL, QUESTION_DEFAULTS},
		{"effective", no_argument, NULL, QUESTION_EFFECTIVE},
		{"config", required_argument, NULL, 'c'},
		{"help", no_argument, NULL, 'h'},
		{NULL, 0, NULL, 0},
	};
	enum question question = QUESTION_CHECK;
	const char *path = NULL;
	int option;

	opterr = 0;
	optind = 1;
	while ((option = getopt_long(argc, argv, ":c:h", options, NULL)) != -1) {
		if (option == 'h')
			return fputs(usage, stdout) < 0 ? EXIT_UNAVAILABLE : EXIT_DONE;
		if (option == '?' || option == ':')
			return command_complain_option("config", option, argv);
		if (option == 'c')
			path = optarg;
		else
			question = (enum question)option;
	}
	if (optind < argc)
		return command_complain_usage("config", "not an option: ", argv[optind]);
	return answer(question, path);
}
