/* SPDX-License-Identifier: BSD-2-Clause */
#include "mxvet/secret_hash.h"

#include <sodium.h>

_Static_assert(HASH_SECRET_SIZE == crypto_shorthash_KEYBYTES, "the secret is a SipHash key");

int
hash_secret_init(struct hash_secret *secret)
{
	if (sodium_init() < 0)
		return -1;
	randombytes_buf(secret->octets, sizeof(secret->octets));
	return 0;
}

uint64_t
secret_hash(const struct hash_secret *secret, const void *octets, size_t count)
{
	uint64_t hash;

	_Static_assert(sizeof(hash) == crypto_shorthash_BYTES, "SipHash gives 64 bits");
	crypto_shorthash((uint8_t *)&hash, octets, count, secret->octets);
	return hash;
}
