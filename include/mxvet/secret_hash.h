/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_SECRET_HASH_H
#define MXVET_SECRET_HASH_H

/* SipHash with a secret drawn at random: for tables whose keys strangers choose, who must not be able to choose where
 * they fall. */

#include <stddef.h>
#include <stdint.h>

enum { HASH_SECRET_SIZE = 16 };

struct hash_secret {
	uint8_t octets[HASH_SECRET_SIZE];
};

/* -1 when there is no randomness to be had. */
int hash_secret_init(struct hash_secret *secret);

uint64_t secret_hash(const struct hash_secret *secret, const void *octets, size_t count);

#endif
