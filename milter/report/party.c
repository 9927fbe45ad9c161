/* SPDX-License-Identifier: BSD-2-Clause */
#include "party.h"

const char *
party_sender(const struct envelope *envelope)
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
