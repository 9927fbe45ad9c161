/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_PARTY_H
#define MXVET_PARTY_H

/* What the client and the sender are called wherever a decision is told. */

#include "mxvet/evidence.h"

/* One of the host's addresses is the client's. */
bool host_leads_to(const struct host *host, const struct ip_addr *client);

/* The first reverse name of the client that leads back to it; NULL when none does. */
const struct dns_name *party_client_name(const struct evidence *evidence);

/* The sender as `from` in logs: its domain; "" for the null sender; for an invalid one the domain part as it was given,
 * foreign octets and all, "@" when it has none; NULL when nobody said one. Never a local part. */
const char *party_sender(const struct envelope *envelope);

#endif
