/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_EVIDENCE_JSON_H
#define MXVET_EVIDENCE_JSON_H

/* The member `evidence` of a decision: docs/decision-log.md describes it. */

#include "json.h"
#include "mxvet/evidence.h"

void evidence_json_write(struct json *json, const struct evidence *evidence);

/* Octets that are enough for what evidence_json_write() appends. */
size_t evidence_json_size(const struct evidence *evidence);

#endif
