/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_UNIT_H
#define MXVET_UNIT_H

/*
 * Numbers as people write them in the configuration. Readers return NULL, or what would have been right, to stand
 * after "is not "; nothing may stand around the number, no sign but '-', no other base, no exponent.
 */

#include <stdint.h>

#include "mxvet/text_buffer.h"

const char *unit_read_count(int64_t *count, const char *text);
const char *unit_read_octal(int64_t *value, const char *text);       /* 0660 */
const char *unit_read_points(int64_t *hundredths, const char *text); /* 3, 3.0, -0.25 */
const char *unit_read_duration(
	int64_t *milliseconds, const char *text); /* 500ms 8s 5m 1h 36d; bare: seconds */
const char *unit_read_size(int64_t *bytes, const char *text); /* 4096 64K 64M 1G */

/* The shortest text that reads to the same value. */
void text_append_duration(struct text_buffer *buffer, int64_t milliseconds);
void text_append_size(struct text_buffer *buffer, int64_t bytes);

#endif
