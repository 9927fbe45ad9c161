/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_PARTY_H
#define MXVET_PARTY_H

#include "mxvet/evidence.h"

/* The sender as `from` wherever a decision is told: its domain; "" for the null sender; for an
 * invalid one the domain part as it was given, foreign octets and all, "@" when it has none; NULL
 * when nobody said one. Never a local part. */
const char *party_sender(const struct envelope *envelope);

#endif
