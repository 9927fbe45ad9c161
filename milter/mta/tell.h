/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_MTA_TELL_H
#define MXVET_MTA_TELL_H

/* Where a decision goes: into the message's header, and into both logs. */

#include "decided.h"
#include "forged_fields.h"

void tell_header(const struct decision *decision, const struct forged_fields *forged,
	const struct header_edits *edits);

/* Writes the record into the room that is there for it. */
void tell_logs(struct decided *decided);

#endif
