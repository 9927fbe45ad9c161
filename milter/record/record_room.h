/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_RECORD_ROOM_H
#define MXVET_RECORD_ROOM_H

/* A record with the room that its reader needs: kept from one line to the next, so that reading allocates nothing. */

#include "mxvet/record.h"

enum { SENDER_AS_TOLD_SIZE = DNS_NAME_MAX + 3 };

struct record_room {
	struct record record; /* first */
	bool sender_told;
	char sender[SENDER_AS_TOLD_SIZE]; /* "from" */
	char *texts; /* of the recipients; what a text says is never longer than how it is written */
	size_t texts_size, texts_used;
	unsigned recipients_room;
};

#endif
