/* SPDX-License-Identifier: BSD-2-Clause */
#include "mxvet/judge.h"

/* Our own place among the recipient domain's MX hosts is not among the facts yet: always none. */
void
check_arrival(const struct judgement *judgement, struct finding *finding)
{
	(void)judgement;
	(void)finding;
}
