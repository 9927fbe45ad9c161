/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_SPF_H
#define MXVET_SPF_H

/*
 * SPF (RFC 7208): may the client send for the domain? libspf2 matches mechanisms, fenced in on all sides,
 * because the sender of the mail writes the records:
 *
 *   spf_evaluate: the terms in their order, includes and redirects
 *        |-- spf_walk: the records opened so far, the limits of RFC 7208 4.6.4, find()
 *        |      |-- spf_record     the grammar; the terms that can matter here     PURE
 *        |      `-- spf_macro      %{...}, no longer than a domain name            PURE
 *        |-- spf_library: libspf2, asked whether one term matches
 *        |      `-- spf_normalise  that term, in words that libspf2 reads right    PURE
 *        `-- spf_prefetch: what the records known so far will need, asked side by side
 *
 * libspf2 wants its answers at once. So a question whose answer is not known yet is noted and ends
 * the evaluation, and the next round evaluates again.
 */

#include <stdbool.h>

#include "mxvet/evidence.h"

/* Evaluates with the answers known so far: the sender's domain, or postmaster@HELO for the
 * null sender. True: `spf` is complete. False: questions were noted; evaluate again when
 * answers have come. */
bool spf_evaluate(struct spf_evidence *spf, const struct envelope *envelope,
	const struct answer_source *source);

#endif
