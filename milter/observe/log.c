/* SPDX-License-Identifier: BSD-2-Clause */
#include "mxvet/log.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "log_writer.h"
#include "mail_sink.h"
#include "mxvet/metrics.h"

enum {
	LINE_SIZE = 1024,
	FORMER_CLOSE_MS = 2000, /* for a writer that is replaced to write what it has */
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* of `current`, held while it is used */
static struct log_writer *current;
static atomic_int level_shown = LOG_LEVEL_INFO;

/* Puts a writer in the place of the one that was there, which is returned. */
static struct log_writer *
replace(struct log_writer *writer)
{
	struct log_writer *former;

	pthread_mutex_lock(&lock);
	former = current;
	current = writer;
	pthread_mutex_unlock(&lock);
	return former;
}

int
log_open(const struct config *config)
{
	int error;
	struct log_writer *writer = log_writer_open(config, &error);
	struct log_writer *former;

	if (writer == NULL) {
		log_write(LOG_LEVEL_ERROR, "the log cannot start: %s", strerror(error));
		return -1;
	}
	atomic_store(&level_shown, (int)config->log_level);
	former = replace(writer);
	if (former != NULL)
		log_writer_close(former, FORMER_CLOSE_MS);
	return 0;
}

static bool
writer_suits(const struct config *config)
{
	bool suits;

	pthread_mutex_lock(&lock);
	suits = current != NULL && log_writer_suits(current, config);
	pthread_mutex_unlock(&lock);
	return suits;
}

void
log_reload(const struct config *config)
{
	log_reopen();
	atomic_store(&level_shown, (int)config->log_level);
	if (!writer_suits(config))
		(void)log_open(config); /* without one the former stays */
}

/* The caller should have escaped what came from outside; but a log that can be forged is worth
 * nothing. */
static void
neutralise(char *line)
{
	for (; *line != '\0'; line++)
		if (*line < ' ' || *line > '~')
			*line = '?';
}

/* Hands the entry to the writer, if there is one. */
static bool
put(struct log_entry *entry)
{
	bool taken;

	pthread_mutex_lock(&lock);
	taken = current != NULL;
	if (taken)
		log_writer_put(current, entry);
	pthread_mutex_unlock(&lock);
	return taken;
}

void
log_write(enum log_level level, const char *format, ...)
{
	char line[LINE_SIZE + 1];
	struct text_buffer text;
	struct log_entry *entry;

	va_list arguments;

	if ((int)level > atomic_load(&level_shown))
		return;
	va_start(arguments, format);
	text_init(&text, line, sizeof(line));
	text_append_format_list(&text, format, arguments);
	va_end(arguments);
	neutralise(line);
	entry = log_entry_open(LOG_TO_MAIL_LOG, level, line, text.length);
	if (put(entry))
		return;
	log_entry_close(entry);
	mail_sink_write(mail_sink_choose(), level, line, text.length);
}

void
log_decision(const char *json, size_t length)
{
	struct log_entry *entry = json == NULL
		? NULL
		: log_entry_open(LOG_TO_DECISIONS, LOG_LEVEL_INFO, json, length);

	if (put(entry))
		return;
	log_entry_close(entry);
	metric_count(METRIC_log_dropped);
}

void
log_reopen(void)
{
	log_writer_reopen_file();
}

void
log_close(int milliseconds)
{
	struct log_writer *writer = replace(NULL);

	if (writer != NULL)
		log_writer_close(writer, milliseconds);
}
