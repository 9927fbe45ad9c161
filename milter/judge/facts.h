/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_JUDGE_FACTS_H
#define MXVET_JUDGE_FACTS_H

/*
 * What several checks read out of the evidence, in three answers: a look-up that failed, or a list that
 * was cut, leaves MAYBE where the missing part could have said yes.
 */

#include <stdbool.h>

#include "mxvet/evidence.h"
#include "mxvet/judge.h"
#include "mxvet/truth.h"

/* Sets a finding's outcome and the words for it; names and addresses only, never foreign octets. */
void conclude(struct finding *finding, enum outcome outcome, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* The addresses of a host in the client's family. */
const struct address_set *facts_comparable(const struct host *host, const struct ip_addr *client);

/* Has the host an address, whichever family? */
enum truth facts_has_address(const struct host *host);

/* The organisational domains of the client's reverse names, found once for many comparisons. */
struct client_organisations {
	const struct evidence *evidence;
	bool found[PTR_NAMES_MAX];
	struct dns_name organisation[PTR_NAMES_MAX];
};
struct client_organisations facts_client_organisations(const struct evidence *evidence);

/* Is a confirmed reverse name in the organisation of `name`? `*which` is told the reverse name of a yes. */
enum truth facts_shares_organisation(const struct client_organisations *client,
	const struct dns_name *name, const struct dns_name **which);

/* What the sender's domain is, as far as DNS said. */
enum sender_state {
	SENDER_UNKNOWN,  /* not given, or its MX was not asked for */
	SENDER_NULL,     /* <> */
	SENDER_INVALID,  /* not a full domain name */
	SENDER_IN_DOUBT, /* DNS trouble */
	SENDER_NO_NAME,  /* NXDOMAIN for MX, and no address */
	SENDER_NULL_MX,  /* a lone "." (RFC 7505) */
	SENDER_WITH_MX,
	SENDER_IMPLICIT, /* no MX, but an address */
	SENDER_NOTHING,  /* neither MX nor address, but the name exists */
};
enum sender_state facts_sender(const struct evidence *evidence);

/* Why a set leaves MAYBE: "timeout", "servfail", ..., or that it was cut. */
const char *facts_trouble(const struct address_set *set);
/* Why the sender's domain is SENDER_IN_DOUBT. */
const char *facts_sender_trouble(const struct evidence *evidence);
/* Its trouble is that one message may ask no more questions. */
bool facts_sender_exhausted(const struct evidence *evidence);
/* Why a host may have addresses that we do not know. */
const char *facts_host_trouble(const struct host *host);

#endif
