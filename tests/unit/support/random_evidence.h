/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_RANDOM_EVIDENCE_H
#define MXVET_RANDOM_EVIDENCE_H

/* Random facts, the same ones in every run: what DNS and an MTA could say, possible or not. */

#include "mxvet/evidence.h"

/* A number from 0 to below - 1. */
unsigned random_below(unsigned below);

/* Only what an MTA says. */
void random_envelope(struct evidence *evidence);
void random_evidence(struct evidence *evidence);

#endif
