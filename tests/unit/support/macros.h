/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_TESTS_MACROS_H
#define MXVET_TESTS_MACROS_H

/* What an MTA says by name, from a table in a test: NAME, VALUE, ..., NULL. */

#include <string.h>

#include "milter/mta/session.h"

static inline const char *
macro_from_table(void *state, const char *name)
{
	const char *const *table = state;

	while (table[0] != NULL && strcmp(table[0], name) != 0)
		table += 2;
	return table[0] != NULL ? table[1] : NULL;
}

#define MACROS(...) \
	(&(const struct macros){macro_from_table, (void *)(const char *const[]){__VA_ARGS__, NULL}})
#define NO_MACROS MACROS(NULL)

#endif
