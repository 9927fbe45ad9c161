/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_MTA_H
#define MXVET_MTA_H

/*
 * The milter as a service. libmilter knows one filter in a process and hands its callbacks no
 * pointer of ours, so there is one of this, and the functions take none.
 *
 *   mta_listen() -> [become another user] -> mta_serve() in a thread of its own
 *                                            mta_refuse(), wait for mta_under_way() == 0, _exit()
 *
 * libmilter joins none of its threads and ends sessions in the middle of a message when told to
 * stop, so it never is: the process ends under it.
 */

#include <stdbool.h>
#include <sys/types.h>

#include "mxvet/config.h"
#include "mxvet/greylist.h"
#include "mxvet/listen_address.h"
#include "mxvet/resolver.h"
#include "mxvet/text_buffer.h"

/* Who may use a unix socket. */
struct socket_rights {
	uid_t owner;
	gid_t group;
	mode_t mode;
};

/* Opens the socket. -1, and what is wrong in `error`. A unix socket that no process serves is replaced.
 */
int mta_listen(const struct listen_address *address, const struct socket_rights *rights,
	struct text_buffer *error);

/* Whether a wake-up connection to our own socket works: see nudge.h. */
bool mta_can_nudge(void);

/* Who came back, for all sessions; before the first one. Theirs until the process ends. */
void mta_set_greylist(struct greylist *greylist);

/* Sets what sessions use that begin from now on; both are shared. */
void mta_set_service(const struct config *config, struct resolver *resolver);

/* Serves in the calling thread. Returns -1 when libmilter gives up, 0 when it was stopped. */
int mta_serve(void);

/* No new connections from now on, and a unix socket is removed; those that are there go on. */
void mta_refuse(void);

/* Messages between MAIL and their end. */
unsigned mta_under_way(void);

#endif
