/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_SPF_LIBRARY_H
#define MXVET_SPF_LIBRARY_H

#include "spf_walk.h"

/* Lets libspf2 evaluate, from opened[0] on. Returns the qualifier of the term that matched, which is then
 * walk->at: '+', '-', '~' or '?'; or 0: walk->stop says why. */
char spf_library_evaluate(struct spf_walk *walk);

#endif
