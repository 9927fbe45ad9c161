/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_MTA_REPORT_H
#define MXVET_MTA_REPORT_H

/* Where a decision goes: into the message's header, and into both logs. */

#include "forged_fields.h"
#include "workspace.h"

void report_in_header(const struct decision *decision, const struct forged_fields *forged,
	const struct header_edits *edits);

/* Writes the record into the room that is there for it. */
void report_in_logs(struct workspace *workspace);

#endif
