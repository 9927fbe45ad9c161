/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_RECORD_TIME_H
#define MXVET_RECORD_TIME_H

#include <stdbool.h>
#include <stdint.h>

enum { RECORD_TIME_SIZE = 48 };

/* "2026-11-21T16:00:00.123Z" (RFC 3339) from milliseconds since 1970; returns `text`. */
const char *record_time_format(int64_t time_ms, char text[RECORD_TIME_SIZE]);

/* Reads such a time, with any number of places after the seconds, `Z` or an offset such as +01:00. */
bool record_time_parse(int64_t *time_ms, const char *text);

#endif
