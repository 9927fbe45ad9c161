/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_RECORD_H
#define MXVET_RECORD_H

/* The decision record of docs/decision-log.md: one decision as one line of JSON. Pure. */

#include <stddef.h>

#include "mxvet/decision.h"
#include "mxvet/text_buffer.h"

/* The JSON object of docs/decision-log.md, one line, without the newline. LINE_SIZE is enough for everything but the
 * recipients; log_json_size() tells the bytes to have for one decision. */
size_t log_json_size(const struct decision *decision);
void log_json(struct text_buffer *buffer, const struct decision *decision);

#endif
