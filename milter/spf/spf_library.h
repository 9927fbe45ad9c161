/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_SPF_LIBRARY_H
#define MXVET_SPF_LIBRARY_H

#include "spf_walk.h"

/* libspf2 for one evaluation: opened when the first term needs it. All zero is not opened. */
struct spf_library {
	struct spf_library_state *state;
};

/* Whether the term being evaluated, an a, mx, ptr or exists with a name, matches the client; false, too, when the walk has
 * stopped. */
bool spf_library_matches(struct spf_library *library, struct spf_walk *walk);

void spf_library_finish(struct spf_library *library);

#endif
