/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_RECORD_RECIPIENTS_H
#define MXVET_RECORD_RECIPIENTS_H

/* The member `rcpts`. */

#include "json.h"
#include "json_read.h"
#include "mxvet/record.h"

void record_recipients_write(struct json *json, const char *key, const struct decision *decision);
bool record_recipients_read(struct json_reader *reader, struct record *record);

/* One of the words for an action. */
bool record_action_read(struct json_reader *reader, enum action *action);

#endif
