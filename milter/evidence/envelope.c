/* SPDX-License-Identifier: BSD-2-Clause */
#include "mxvet/evidence.h"

#include <string.h>

void
envelope_set_sender(struct envelope *envelope, const char *text)
{
	struct mail_address address = mail_address_of(text);
	size_t length = address.domain_text_length;

	if (length >= sizeof(envelope->sender_text))
		length = sizeof(envelope->sender_text) - 1;
	envelope->sender_kind = address.kind;
	envelope->sender = address.domain;
	memset(envelope->sender_text, 0, sizeof(envelope->sender_text));
	if (length > 0)
		memcpy(envelope->sender_text, address.domain_text, length);
}
