/* SPDX-License-Identifier: BSD-2-Clause */
/* Feeds the files on the command line to a fuzz target, each once, and tells that it came through. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { INPUT_MAX = 4 << 20 };

/* The target gets exactly as many octets as there are, so that a sanitizer sees a step over the end. */
static int
feed(const char *path, uint8_t *room)
{
	FILE *file = fopen(path, "rb");
	uint8_t *data;
	size_t size;

	if (file == NULL) {
		perror(path);
		return -1;
	}
	size = fread(room, 1, INPUT_MAX, file);
	fclose(file);
	data = malloc(size > 0 ? size : 1);
	if (data == NULL)
		return -1;
	for (size_t i = 0; i < size; i++)
		data[i] = room[i];
	LLVMFuzzerTestOneInput(data, size);
	free(data);
	return printf("ok %s\n", path) < 0 ? -1 : 0;
}

int
main(int argc, char **argv)
{
	uint8_t *room = malloc(INPUT_MAX);
	int status = room == NULL ? EXIT_FAILURE : EXIT_SUCCESS;

	for (int i = 1; room != NULL && i < argc; i++)
		if (feed(argv[i], room) != 0)
			status = EXIT_FAILURE;
	free(room);
	return status;
}
