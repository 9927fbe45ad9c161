/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_EVIDENCE_H
#define MXVET_EVIDENCE_H

/*
 * The facts about one message, as plain values: what the MTA said (struct envelope) and what DNS added. No
 * pointers, no ownership, copyable; all zero is "nothing known". Every list that was cut says so.
 *
 * evidence_gather() walks from the envelope to the facts, once per round. Each step either finds its
 * answer in the message's table of questions, or the table notes the question and the step is left open. Rounds
 * repeat until nothing is open; no round does I/O. This is the only place that knows what to ask.
 */

#include <stdbool.h>
#include <stdint.h>

#include "mxvet/dns_answer.h"
#include "mxvet/dns_name.h"
#include "mxvet/helo_identity.h"
#include "mxvet/ip_addr.h"
#include "mxvet/mail_address.h"
#include "mxvet/truth.h"
#include "mxvet/value_list.h"

/* How much is looked at; the configuration may lower the first three. */
enum {
	PTR_NAMES_MAX = 10,
	NAME_ADDRESSES_MAX = 16, /* of each family */
	MX_HOSTS_MAX = 20,
	SENDER_TEXT_SIZE = 128,
	SENDER_LOCAL_SIZE = 256, /* RFC 5321 4.5.3.1.1 allows 64 octets; people use more */
	SPF_TERM_SIZE = 128,
};

/* What the MTA said of the session and the message. */
struct envelope {
	struct ip_addr client; /* family 0: not known, or not an IP client */
	struct helo_identity helo;
	enum mail_address_kind sender_kind;
	struct dns_name sender;               /* the sender's domain; MAIL_ADDRESS_DOMAIN only */
	char sender_local[SENDER_LOCAL_SIZE]; /* the local part as given, cut at the size; for SPF macros only,
	                                         never shown or logged */
	bool sender_local_cut;
	char sender_text[SENDER_TEXT_SIZE]; /* the domain part as given, cut at the size, foreign octets and
	                                         all: for showing an invalid one, escaped */
	struct dns_name own_name;           /* {j}, the MTA's own name; may be empty */
	struct ip_addr own_address;         /* where the MTA was reached; family 0: not known */
	struct dns_name recipient;          /* the domain of the recipient at hand; may be empty */
	uint16_t recipients;                /* accepted so far; 0: not known */
	bool authenticated;                 /* SMTP AUTH */
	char certificate_subject[CERTIFICATE_NAME_SIZE]; /* common names of the client's TLS certificate, which the MTA */
	char certificate_issuer[CERTIFICATE_NAME_SIZE]; /* has verified; "" without one; too long for here: "" */
	int64_t time_ms; /* wall clock, since 1970: entries of trust.file end; 0: not known, and none has ended */
	bool local; /* not from the network: sendmail(1), a unix socket */
};

/* Forgets the message, and keeps what was said of the connection. */
void envelope_forget_message(struct envelope *envelope);

/* Files the sender as the MTA, or a person, gave it: the argument of MAIL, NULL when none was given. */
void envelope_set_sender(struct envelope *envelope, const char *text);

/* The client is known, and no NAT or proxy stands in front of it: something can be found out about it. */
bool envelope_has_public_client(const struct envelope *envelope);

/* The sender as `from` wherever a decision is told: its domain; "" for the null sender; for an invalid one the domain
 * part as it was given, foreign octets and all, "@" when it has none; NULL when none was given. Never a local part. */
const char *envelope_from(const struct envelope *envelope);

struct address_set {
	enum lookup lookup;
	enum dns_failure failure; /* why, when lookup is LOOKUP_FAILED */
	bool truncated;
	uint8_t count;
	struct ip_addr address[NAME_ADDRESSES_MAX];
};

/* Is `address` among them? MAYBE when the look-up failed, or the list was cut without it. */
enum truth address_set_contains(const struct address_set *set, const struct ip_addr *address);

/* A host name and its addresses; a family that was not needed is LOOKUP_NOT_ASKED. */
struct host {
	struct dns_name name;
	bool alias; /* it is a CNAME */
	struct address_set v4, v6;
};

struct ptr_evidence {
	enum lookup lookup;
	enum dns_failure failure;
	bool truncated; /* more names were published than are looked at */
	uint8_t count;
	struct host name[PTR_NAMES_MAX]; /* addresses of the client's family only */
};

struct mx_host {
	uint16_t preference;
	bool literal;     /* the exchange is an IP address: it is the only address of `host` */
	struct host host; /* the root as name: a null MX (RFC 7505) */
};

struct mx_evidence {
	struct dns_name domain; /* whose MX set this is: the sender's domain, HELO's for a bounce */
	enum lookup lookup;
	enum dns_failure failure;
	bool truncated;
	uint8_t count;
	struct mx_host host[MX_HOSTS_MAX]; /* by rising preference */
};

/* RFC 7208 2.6; `open` is told beside it. */
enum spf_result {
	SPF_RESULT_NOT_ASKED,
	SPF_RESULT_NONE,
	SPF_RESULT_NEUTRAL,
	SPF_RESULT_PASS,
	SPF_RESULT_FAIL,
	SPF_RESULT_SOFTFAIL,
	SPF_RESULT_TEMPERROR,
	SPF_RESULT_PERMERROR,
};

struct spf_evidence {
	enum spf_result result;
	bool helo_identity;       /* judged postmaster@HELO: the sender was null */
	bool exhausted;           /* temperror, because one message may ask no more questions */
	bool open;                /* pass, by `all` or a prefix shorter than /8 (/16 for IPv6) */
	struct dns_name domain;   /* whose record was evaluated */
	char term[SPF_TERM_SIZE]; /* the mechanism that matched, or what is wrong; printable ASCII */
};

/* An MX host of the recipient's domain. */
struct arrival_host {
	uint16_t preference;
	enum truth ours;   /* it has the address at which the client reached us */
	enum truth client; /* it has the client's address */
};

/* Where the recipient's domain takes its mail. */
struct arrival_evidence {
	enum lookup lookup;
	enum dns_failure failure;
	bool truncated;
	uint8_t count;
	struct arrival_host host[MX_HOSTS_MAX]; /* by rising preference; a null MX is left out */
};

struct evidence {
	struct envelope envelope;
	struct ptr_evidence ptr;
	struct host helo; /* the HELO name's addresses */
	struct mx_evidence mx;
	struct host sender; /* the sender's domain's own addresses, asked for when it has no MX */
	struct spf_evidence spf;
	struct arrival_evidence arrival;
};

/* Evidence of which nothing is known but the envelope. Only what is read is set: list entries are when they are filed, so
 * that the block of 28 KB is not cleared for each message. */
void evidence_init(struct evidence *evidence, const struct envelope *envelope);

struct config;
struct name_list;

/* Where rounds find their answers. */
struct answer_source {
	/* The answer to a question, borrowed until the message ends, or NULL: not known yet, and noted.
	 * When a budget is spent it is an answer that failed, never NULL for good. */
	const struct dns_answer *(*find)(
		void *state, const struct dns_name *name, enum dns_type type);
	void *state;
	/* The same for what only a recipient's domain needs, which spends a budget of its own; NULL: there is but one. */
	const struct dns_answer *(*find_for_recipient)(
		void *state, const struct dns_name *name, enum dns_type type);
};

/* What is worth asking under one configuration. */
struct lookup_needs {
	bool ptr;           /* the client's reverse names and whether they lead back */
	bool trusted_names; /* ... also of a client with a private address: some are trusted by name */
	bool helo;          /* HELO's addresses */
	bool mx;            /* the domain's MX records */
	bool compare; /* the mail hosts' addresses of the client's family, to find the client there */
	bool sound;   /* the mail hosts' addresses of both families, to judge the set */
	bool spf;     /* the sender's SPF result, which has its own asker */
	bool arrival;   /* our place among the recipient's MX hosts */
	bool own_place; /* ... to be found by our address: it is not configured */
	const struct name_list *own_domains; /* whose MX hosts relay to us: the configuration's */
	unsigned ptr_names, mx_hosts, name_addresses; /* at most the maxima above */
};

/* What the enabled checks, the trusted names and the limits of a configuration come to. */
struct lookup_needs lookup_needs_of(const struct config *config);

/* Fills `evidence` from the envelope in it and the answers known so far; true when nothing is open any more.
 * `evidence->spf` is left alone: SPF has its own asker. */
bool evidence_gather(struct evidence *evidence, const struct lookup_needs *needs,
	const struct answer_source *source);

/* Whether the recipient's domain makes a difference to what is asked; else it makes none to the facts. */
bool evidence_asks_about_recipient(
	const struct envelope *envelope, const struct lookup_needs *needs);

/* A name that exists only in local networks: localhost, anything under .lan, .internal and the like.
 * DNS is not asked for it. */
bool evidence_is_local_name(const struct dns_name *name);

#endif
