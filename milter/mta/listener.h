/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_MTA_LISTENER_H
#define MXVET_MTA_LISTENER_H

#include "mxvet/mta.h"

/* Hands libmilter its socket and opens it. Returns the descriptor that listens; -1, and what is
 * wrong in `error`. */
int listener_open(const struct listen_address *address, const struct socket_rights *rights,
	struct text_buffer *error);

/* Turns new connections away, while libmilter goes on serving those it has. */
void listener_refuse(int descriptor);

#endif
