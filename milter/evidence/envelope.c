/* SPDX-License-Identifier: BSD-2-Clause */
#include "mxvet/evidence.h"

#include <string.h>

/* Returns whether it was cut. */
static bool
copy_cut(char *to, size_t size, const char *text, size_t length)
{
	const bool cut = length >= size;

	if (cut)
		length = size - 1;
	memset(to, 0, size);
	if (length > 0)
		memcpy(to, text, length);
	return cut;
}

/* Names what stays: a member that is forgotten here is lost, and does not reach the next message. */
void
envelope_forget_message(struct envelope *envelope)
{
	*envelope = (struct envelope){
		.client = envelope->client,
		.helo = envelope->helo,
		.own_name = envelope->own_name,
		.own_address = envelope->own_address,
		.local = envelope->local,
		.time_ms = envelope->time_ms,
	};
}

void
envelope_set_sender(struct envelope *envelope, const char *text)
{
	struct mail_address address = mail_address_of(text);

	envelope->sender_kind = address.kind;
	envelope->sender = address.domain;
	envelope->sender_local_cut = copy_cut(
		envelope->sender_local, SENDER_LOCAL_SIZE, address.local, address.local_length);
	(void)copy_cut(envelope->sender_text, SENDER_TEXT_SIZE, address.domain_text,
		address.domain_text_length);
}

const char *
envelope_from(const struct envelope *envelope)
{
	switch (envelope->sender_kind) {
	case MAIL_ADDRESS_NOT_GIVEN:
		return NULL;
	case MAIL_ADDRESS_NULL:
		return "";
	case MAIL_ADDRESS_DOMAIN:
		return envelope->sender.text;
	case MAIL_ADDRESS_INVALID:
		return envelope->sender_text[0] != '\0' ? envelope->sender_text : "@";
	}
	return NULL;
}

bool
envelope_has_public_client(const struct envelope *envelope)
{
	return envelope->client.family != 0 && !ip_addr_is_private(&envelope->client);
}
