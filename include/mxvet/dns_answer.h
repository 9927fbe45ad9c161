/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_DNS_ANSWER_H
#define MXVET_DNS_ANSWER_H

/*
 * What DNS said to one question: immutable, packed into one allocation, counted by references and shared between
 * the cache and every message that asked. It is either complete and well-formed or LOOKUP_FAILED; the
 * judgement never sees a half.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mxvet/dns_name.h"
#include "mxvet/ip_addr.h"

/* The values are the wire's (RFC 1035 3.2.2, RFC 3596 2.1). */
enum dns_type {
	DNS_A = 1,
	DNS_PTR = 12,
	DNS_MX = 15,
	DNS_TXT = 16,
	DNS_AAAA = 28,
};

/* Absence is a value; a failure is never an absence. */
enum lookup {
	LOOKUP_NOT_ASKED, /* not needed, or not known (yet) */
	LOOKUP_FOUND,     /* at least one record of the type */
	LOOKUP_NO_DATA,   /* NOERROR without a record of the type */
	LOOKUP_NO_NAME,   /* NXDOMAIN */
	LOOKUP_FAILED,    /* anything else: see enum dns_failure */
};

/* Why an answer is LOOKUP_FAILED; for explanations, never for judgement. */
enum dns_failure {
	DNS_FAILURE_NONE,
	DNS_FAILURE_TIMEOUT, /* no answer in time, or the message's deadline passed */
	DNS_FAILURE_SERVFAIL,
	DNS_FAILURE_REFUSED,
	DNS_FAILURE_MALFORMED,   /* FORMERR, garbage, an answer to something else, a CNAME loop */
	DNS_FAILURE_FILTERED,    /* 0.0.0.0 or :: : a filtering resolver says so */
	DNS_FAILURE_BUDGET,      /* the message has asked its questions */
	DNS_FAILURE_UNAVAILABLE, /* no server could be reached, no memory, too many waiting */
};

/* "timeout", "servfail", ...: the words of explanations and logs. */
const char *dns_failure_text(enum dns_failure failure);
const char *dns_type_text(enum dns_type type);
const char *lookup_text(
	enum lookup lookup); /* "not_asked", "found", "no_data", "no_name", "failed" */

enum { DNS_TEXT_MAX = 4096 }; /* octets of an SPF record that is kept whole */

/* One record, as read from a packed answer; which member counts follows from the answer's type. */
struct dns_record {
	struct ip_addr address; /* A, AAAA */
	struct dns_name name;   /* MX (the exchange; "." for a null MX), PTR */
	uint16_t preference;    /* MX */
	const char *text; /* TXT: the strings of one record joined; inside the answer; any octets, no NUL */
	size_t text_length; /* above DNS_TEXT_MAX: the record was longer than that, and is cut */
};

struct dns_answer; /* opaque: see milter/dns/ */

enum lookup dns_answer_lookup(const struct dns_answer *answer);
enum dns_failure dns_answer_failure(const struct dns_answer *answer);
bool dns_answer_is_alias(const struct dns_answer *answer); /* the name asked for is a CNAME */
bool dns_answer_is_truncated(
	const struct dns_answer *answer); /* records were left out at our limit */
unsigned dns_answer_count(
	const struct dns_answer *answer); /* records kept; only SPF records of TXT */

/* Reads record `index` (below the count). MX come by rising preference, the others as DNS sent them. */
void dns_answer_record(const struct dns_answer *answer, unsigned index, struct dns_record *record);

/* The answer that failed for this reason: a constant, which sharing and releasing leave alone. */
const struct dns_answer *dns_answer_of_failure(enum dns_failure failure);

/* References: the holder of an answer gives it back. Both accept NULL. */
const struct dns_answer *dns_answer_share(const struct dns_answer *answer);
void dns_answer_release(const struct dns_answer *answer);

#endif
