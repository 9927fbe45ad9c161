/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_CONFIG_SCAN_H
#define MXVET_CONFIG_SCAN_H

/*
 * What libconfuse does not see, or sees wrongly: comments (its line numbers run wrong behind them), keys and
 * sections that are unknown or given twice, ${...}, characters that it silently drops, and braces and strings that are
 * never closed. Each is a complaint; comments and statements that are wrong become blanks, and every line
 * stays where it is. The titles of sections become blanks too: of two that are the same libconfuse would keep one.
 */

#include <stddef.h>

#include "complaint.h"
#include "title.h"

/* `text` ends with NUL at text[length]; `titles` is empty. */
void scan_text(char *text, size_t length, struct title_list *titles, struct complaints *complaints);

#endif
