/* SPDX-License-Identifier: BSD-2-Clause */
#include "mail_sink.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <syslog.h>
#include <unistd.h>

#include "mxvet/write_fully.h"

static bool
is_null_device(const struct stat *opened)
{
	struct stat null;

	return S_ISCHR(opened->st_mode) && stat("/dev/null", &null) == 0 &&
		opened->st_rdev == null.st_rdev;
}

/* systemd tells the journal's socket as DEVICE:INODE (systemd.exec(5)). */
static bool
is_journal(const struct stat *opened)
{
	const char *stream = getenv("JOURNAL_STREAM");

	unsigned long long device, inode;

	return stream != NULL && sscanf(stream, "%llu:%llu", &device, &inode) == 2 &&
		device == opened->st_dev && inode == opened->st_ino;
}

enum mail_sink
mail_sink_choose(void)
{
	struct stat opened;

	if (fstat(STDERR_FILENO, &opened) != 0 || is_null_device(&opened))
		return MAIL_SINK_SYSLOG;
	return is_journal(&opened) ? MAIL_SINK_JOURNAL : MAIL_SINK_STDERR;
}

static int
syslog_priority(enum log_level level)
{
	switch (level) {
	case LOG_LEVEL_ERROR:
		return LOG_ERR;
	case LOG_LEVEL_WARNING:
		return LOG_WARNING;
	case LOG_LEVEL_INFO:
		return LOG_INFO;
	case LOG_LEVEL_DEBUG:
		return LOG_DEBUG;
	}
	return LOG_INFO;
}

static const char *
level_prefix(enum log_level level)
{
	switch (level) {
	case LOG_LEVEL_ERROR:
		return "error: ";
	case LOG_LEVEL_WARNING:
		return "warning: ";
	case LOG_LEVEL_INFO:
	case LOG_LEVEL_DEBUG:
		return "";
	}
	return "";
}

void
mail_sink_syslog(enum log_level level, const char *line, size_t length)
{
	openlog("mxvet", LOG_PID, LOG_MAIL);
	syslog(LOG_MAIL | syslog_priority(level), "%.*s", length < INT_MAX ? (int)length : INT_MAX,
		line);
}

void
mail_sink_format(struct text_buffer *lines, enum mail_sink sink, enum log_level level,
	const char *line, size_t length)
{
	if (sink == MAIL_SINK_JOURNAL)
		text_append_format(lines, "<%d>", syslog_priority(level));
	else
		text_append_format(lines, "mxvet: %s", level_prefix(level));
	text_append_bytes(lines, line, length);
	text_append_char(lines, '\n');
}

int
mail_sink_write(enum mail_sink sink, enum log_level level, const char *line, size_t length)
{
	char storage[MAIL_SINK_LINE_MAX + 1];
	struct text_buffer text;
	size_t done;

	if (sink == MAIL_SINK_SYSLOG) {
		mail_sink_syslog(level, line, length);
		return 0;
	}
	text_init(&text, storage, sizeof(storage));
	mail_sink_format(&text, sink, level, line, length);
	return write_fully(STDERR_FILENO, text.text, text.length, &done);
}
