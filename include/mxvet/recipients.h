/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_RECIPIENTS_H
#define MXVET_RECIPIENTS_H

/* The recipients of one message, as the decision lists them. */

#include "mxvet/config.h"
#include "mxvet/report.h"

/* Lists a recipient as the log may show it. Beyond RECIPIENTS_MAX, or without memory, it is left
 * out. */
void recipients_add(struct recipient_list *list, const char *address, enum log_addresses shown);

/* Everybody gets the same action. */
void recipients_decide(struct recipient_list *list, enum action action);

void recipients_forget(struct recipient_list *list);

#endif
