/* SPDX-License-Identifier: BSD-2-Clause */
#include "../facts.h"

/* RFC 5321 4.5.5: a notification goes back to one sender. */
void
check_recipients(const struct judgement *judgement, struct finding *finding)
{
	const struct envelope *envelope = &judgement->evidence->envelope;

	if (envelope->sender_kind != MAIL_ADDRESS_NULL || envelope->recipients == 0)
		return;
	if (envelope->recipients == 1)
		conclude(finding, recipients_single, "a bounce to one recipient");
	else
		conclude(finding, recipients_many, "a bounce to %u recipients",
			envelope->recipients);
}
