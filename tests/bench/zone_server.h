/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_BENCH_ZONE_SERVER_H
#define MXVET_BENCH_ZONE_SERVER_H

/*
 * The zones: sender N of a kind has the domain sN-KIND.example and the client address 44.128.0.0 + N.
 *
 *   kind mK   K mail hosts, the first of which is the client; `v=spf1 mx -all`
 *   kind iK   one mail host, SPF behind K includes, one in the other
 *   kind w    the worst: 20 mail hosts with 16 addresses of each family, the client with 10 reverse names
 *
 * Every client of the kinds m and i has one reverse name, which leads back.
 */

#include <stddef.h>

enum { ZONE_MESSAGE_SIZE = 4096 };

/* Makes of a question its answer, in place. The length, 0 when it is no question. */
size_t zone_answer(unsigned char message[ZONE_MESSAGE_SIZE], size_t length);

#endif
