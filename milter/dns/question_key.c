/* SPDX-License-Identifier: BSD-2-Clause */
#include "question_key.h"

#include <sodium.h>
#include <string.h>

_Static_assert(QUESTION_SECRET_SIZE == crypto_shorthash_KEYBYTES, "the secret is a SipHash key");

int
question_secret_init(struct question_secret *secret)
{
	if (sodium_init() < 0)
		return -1;
	randombytes_buf(secret->octets, sizeof(secret->octets));
	return 0;
}

uint64_t
question_hash(const struct question_secret *secret, const struct dns_name *name, enum dns_type type)
{
	uint8_t input[1 + DNS_NAME_MAX];
	uint64_t hash;
	input[0] = (uint8_t)type;
	memcpy(input + 1, name->text, name->length);
	_Static_assert(sizeof(hash) == crypto_shorthash_BYTES, "SipHash gives 64 bits");
	crypto_shorthash((uint8_t *)&hash, input, 1 + (size_t)name->length, secret->octets);
	return hash;
}

void
question_key_write(struct question_key *key, const struct dns_name *name, enum dns_type type)
{
	key->type = (uint8_t)type;
	key->length = name->length;
	memcpy(key->name, name->text, name->length);
}

bool
question_key_is(const struct question_key *key, const struct dns_name *name, enum dns_type type)
{
	return key->type == (uint8_t)type && key->length == name->length &&
		memcmp(key->name, name->text, name->length) == 0;
}
