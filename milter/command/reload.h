/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_RELOAD_H
#define MXVET_RELOAD_H

#include "mxvet/config.h"
#include "mxvet/resolver.h"

/* What `mxvet run` works with; it owns a reference to each. */
struct running {
	const char *path; /* of the configuration; NULL: the usual one */
	const struct config *config;
	struct resolver *resolver;
};

/* The resolver a configuration asks for; NULL after an error in the log. */
struct resolver *reload_resolver(const struct config *config);

/* Reads the configuration again, and opens the logs again. A new one holds for sessions that begin from now on; one that is wrong
 * changes nothing, and everything that is wrong with it stands in the log. */
void reload(struct running *running);

#endif
