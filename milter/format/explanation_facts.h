/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_EXPLANATION_FACTS_H
#define MXVET_EXPLANATION_FACTS_H

#include "mxvet/format.h"
#include "page.h"

/* What DNS said, list by list, and what asking it came to. */
void explanation_facts_write(struct page *page, const struct decision *decision);

#endif
