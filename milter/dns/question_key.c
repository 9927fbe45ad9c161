/* SPDX-License-Identifier: BSD-2-Clause */
#include "mxvet/question_key.h"

#include <string.h>

uint64_t
question_hash(const struct hash_secret *secret, const struct dns_name *name, enum dns_type type)
{
	uint8_t input[1 + DNS_NAME_MAX];

	input[0] = (uint8_t)type;
	memcpy(input + 1, name->text, name->length);
	return secret_hash(secret, input, 1 + (size_t)name->length);
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
