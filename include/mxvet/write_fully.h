/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_WRITE_FULLY_H
#define MXVET_WRITE_FULLY_H

#include <stddef.h>

/* Writes all octets, in as many calls as it takes; may block. 0, or the errno that ended it; `*done` is how many were
 * written, either way. */
int write_fully(int descriptor, const char *octets, size_t count, size_t *done);

#endif
