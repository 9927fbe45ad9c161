/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_CONFIG_FINGERPRINT_H
#define MXVET_CONFIG_FINGERPRINT_H

#include "mxvet/config.h"

/* The same for two configurations that judge alike, however their files are laid out. */
uint32_t fingerprint_of(const struct config *config);

#endif
