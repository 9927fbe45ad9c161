/* SPDX-License-Identifier: BSD-2-Clause */
#include "message.h"

#include "mxvet/log.h"

void
message_name(struct message *message)
{
	if (message->id[0] == '\0')
		decision_id_of(message->id, decision_number_next());
}

void
message_clear(struct message *message)
{
	inquiry_release(message->inquiry);
	recipients_forget(&message->recipients);
	forged_fields_forget(&message->forged);
	*message = (struct message){0};
}
