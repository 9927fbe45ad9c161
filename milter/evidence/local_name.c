/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "mxvet/evidence.h"

/* Names under which nothing on the Internet is found (RFC 6761, RFC 6762, RFC 8375, and habit). */
static const char *const local_tops[] = {"local", "lan", "localdomain", "localhost", "home", "corp",
	"internal", "intranet", "private", "home.arpa", "invalid"};

bool
evidence_is_local_name(const struct dns_name *name)
{
	for (size_t i = 0; i < sizeof(local_tops) / sizeof(local_tops[0]); i++) {
		size_t length = strlen(local_tops[i]);

		if (name->length < length ||
			memcmp(name->text + name->length - length, local_tops[i], length) != 0)
			continue;
		if (name->length == length || name->text[name->length - length - 1] == '.')
			return true;
	}
	return false;
}
