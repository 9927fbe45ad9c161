/* SPDX-License-Identifier: BSD-2-Clause */
#include "log_file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mxvet/clock.h"
#include "mxvet/write_fully.h"

enum { PATIENCE_US = 1000000 };

struct log_file
log_file_of(const char *path)
{
	return (struct log_file){.path = path, .descriptor = -1};
}

/* A full disk or a crash has left half a line at the end. */
static bool
ends_within_line(const struct log_file *file)
{
	struct stat status;
	char last = '\n';
	int reader;

	if (fstat(file->descriptor, &status) != 0 || !S_ISREG(status.st_mode) || status.st_size == 0)
		return false;
	reader = open(file->path, O_RDONLY | O_CLOEXEC);
	if (reader == -1)
		return file->torn;
	if (pread(reader, &last, 1, status.st_size - 1) != 1)
		last = '\n';
	close(reader);
	return last != '\n';
}

int
log_file_open(struct log_file *file)
{
	int64_t now = clock_monotonic_us();

	if (file->descriptor != -1)
		return 0;
	if (file->error != 0 && now < file->open_at_us)
		return file->error;
	file->descriptor = open(
		file->path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY, 0640);
	file->error = file->descriptor == -1 ? errno : 0;
	file->open_at_us = file->look_at_us = now + PATIENCE_US;
	if (file->error == 0)
		file->torn = ends_within_line(file);
	return file->error;
}

void
log_file_close(struct log_file *file)
{
	if (file->descriptor != -1)
		close(file->descriptor);
	file->descriptor = -1;
	file->error = 0;
}

/* The path leads to another file by now, or to none. */
static bool
was_moved(const struct log_file *file)
{
	struct stat opened, named;

	if (fstat(file->descriptor, &opened) != 0)
		return true;
	if (stat(file->path, &named) != 0)
		return errno == ENOENT || errno == ENOTDIR;
	return opened.st_dev != named.st_dev || opened.st_ino != named.st_ino;
}

static void
follow_path(struct log_file *file)
{
	int64_t now = clock_monotonic_us();

	if (file->descriptor == -1 || now < file->look_at_us)
		return;
	file->look_at_us = now + PATIENCE_US;
	if (was_moved(file))
		log_file_close(file);
}

int
log_file_write(struct log_file *file, const char *lines, size_t length, size_t *done)
{
	int error;

	*done = 0;
	follow_path(file);
	error = log_file_open(file);
	if (error == 0 && file->torn)
		error = write_fully(file->descriptor, "\n", 1, done);
	*done = 0;
	if (error != 0)
		return error;
	error = write_fully(file->descriptor, lines, length, done);
	file->torn = *done > 0 && lines[*done - 1] != '\n';
	return error;
}
