/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/unit/support/temp_folder.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char folder[64];

void
temp_folder_open(void)
{
	snprintf(folder, sizeof(folder), "/tmp/mxvet-test-XXXXXX");
	if (mkdtemp(folder) == NULL)
		abort();
}

const char *
temp_path(const char *name)
{
	static char path[512];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

void
temp_folder_close(void)
{
	DIR *directory = opendir(folder);
	const struct dirent *entry;

	if (directory != NULL) {
		while ((entry = readdir(directory)) != NULL)
			unlink(temp_path(entry->d_name));
		closedir(directory);
	}
	rmdir(folder);
}

const char *
temp_file_text(const char *name)
{
	static char text[1024 * 1024];
	FILE *file = fopen(temp_path(name), "r");
	size_t length = 0;

	if (file != NULL) {
		length = fread(text, 1, sizeof(text) - 1, file);
		fclose(file);
	}
	text[length] = '\0';
	return text;
}
