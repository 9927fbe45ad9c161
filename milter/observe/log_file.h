/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_LOG_FILE_H
#define MXVET_LOG_FILE_H

/*
 * A file of lines that survives what happens to files: it is moved away or deleted, its folder
 * vanishes, the disk fills up. For one thread, which may hang in any call as long as the disk does.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct log_file {
	const char *path;   /* outlives the file */
	int descriptor;     /* -1: not open */
	bool torn;          /* the file ends within a line */
	int error;          /* why it is not open */
	int64_t look_at_us; /* when to look whether it is still there */
	int64_t open_at_us; /* when to try to open it again */
};

struct log_file log_file_of(const char *path);

/* Opens the file unless it is open or was tried within the last second. 0, or an errno. */
int log_file_open(struct log_file *file);
void log_file_close(struct log_file *file);

/* Appends lines, the newline of each included; the rest of an earlier one that did not fit never runs into
 * them. 0, or the errno that cost those after the first `*done` octets. */
int log_file_write(struct log_file *file, const char *lines, size_t length, size_t *done);

#endif
