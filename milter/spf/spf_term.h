/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_SPF_TERM_H
#define MXVET_SPF_TERM_H

#include "mxvet/spf_record.h"

/* Reads one term, which is not empty (RFC 7208 5, 6). Returns NULL, or what is wrong with it. */
const char *spf_term_read(struct spf_term *term, struct spf_span text);

#endif
