/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_CONFIG_READ_FILE_H
#define MXVET_CONFIG_READ_FILE_H

#include <stddef.h>

/* The whole of a regular file of at most 1 MiB, with a NUL after it, which the caller frees; NULL, and what is wrong in
 * `wrong`. */
char *read_file(const char *path, size_t *length, const char **wrong);

#endif
