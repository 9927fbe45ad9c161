/* SPDX-License-Identifier: BSD-2-Clause */
#include "mxvet/word.h"

#include <stddef.h>
#include <string.h>

unsigned
word_distance(const char *a, const char *b, unsigned limit)
{
	unsigned row[WORD_DISTANCE_MAX + 1];
	const size_t length = strlen(b);

	if (length > WORD_DISTANCE_MAX)
		return limit;
	for (unsigned j = 0; j <= length; j++)
		row[j] = j;
	for (unsigned i = 1; a[i - 1] != '\0'; i++) {
		unsigned diagonal = row[0];
		row[0] = i;
		for (unsigned j = 1; j <= length; j++) {
			const unsigned change = diagonal + (a[i - 1] != b[j - 1]);
			const unsigned shorter = row[j - 1] < row[j] ? row[j - 1] : row[j];
			diagonal = row[j];
			row[j] = change < shorter + 1 ? change : shorter + 1;
		}
	}
	return row[length] < limit ? row[length] : limit;
}
