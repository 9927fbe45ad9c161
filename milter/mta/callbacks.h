/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_MTA_CALLBACKS_H
#define MXVET_MTA_CALLBACKS_H

#include "nudge.h"
#include "session.h"

/* What the callbacks work with: libmilter passes them no pointer of ours. */
extern struct service mta_service;
extern struct nudge mta_nudge;

/* Tells libmilter our callbacks. -1 when it refuses. */
int callbacks_register(void);

#endif
