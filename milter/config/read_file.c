/* SPDX-License-Identifier: BSD-2-Clause */
#include "read_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILE_SIZE_MAX = 1 << 20 };

/* NULL, or why it cannot be read. */
static const char *
objection_to(int file)
{
	struct stat status;

	if (file < 0 || fstat(file, &status) != 0)
		return strerror(errno);
	if (!S_ISREG(status.st_mode))
		return "is not a regular file";
	return status.st_size > FILE_SIZE_MAX ? "is larger than 1 MiB" : NULL;
}

char *
read_file(const char *path, size_t *length, const char **wrong)
{
	const int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	char *text = NULL;
	ssize_t got = 1;

	*length = 0;
	*wrong = objection_to(file);
	if (*wrong != NULL)
		goto out;
	text = malloc(FILE_SIZE_MAX + 1);
	while (text != NULL && got > 0 && *length < FILE_SIZE_MAX) {
		got = read(file, text + *length, FILE_SIZE_MAX - *length);
		*length += got > 0 ? (size_t)got : 0;
	}
	if (text == NULL || got < 0) {
		*wrong = strerror(errno);
		free(text);
		text = NULL;
	} else {
		text[*length] = '\0';
	}
out:
	if (file >= 0)
		close(file);
	return text;
}
