/* SPDX-License-Identifier: BSD-2-Clause */
#include "mxvet/format.h"

void
decision_id_of(char id[DECISION_ID_SIZE], uint64_t number)
{
	static const char digits[] = "0123456789abcdefghjkmnpqrstvwxyz"; /* none that look alike */
	const uint64_t bits = (UINT64_C(1) << 40) - 1;

	/* An odd factor maps the 40 bits one to one and moves neighbours far apart. */
	number = number * UINT64_C(0x9e3779b97f4a7c15) & bits;
	for (int i = DECISION_ID_SIZE - 2; i >= 0; i--, number >>= 5)
		id[i] = digits[number & 31];
	id[DECISION_ID_SIZE - 1] = '\0';
}
