/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_SPF_WALK_H
#define MXVET_SPF_WALK_H

/*
 * One evaluation on its way through the records: what was opened, which term is being evaluated,
 * what has been counted against the limits of RFC 7208 4.6.4, and why it stopped. libspf2 knows
 * nothing of all this; it is asked whether one term matches, asks for answers, and gets none once the walk
 * has stopped.
 *
 * This header stays apart from evidence.h, because libspf2's results have the same names as ours.
 */

#include <stdbool.h>

#include "mxvet/dns_answer.h"
#include "mxvet/spf_macro.h"
#include "mxvet/spf_record.h"

struct answer_source;

enum {
	SPF_RECORDS_MAX = SPF_LOOKUP_TERMS_MAX + 1, /* the first one, and those it may include */
	SPF_VOIDS_MAX = 2,                          /* RFC 7208 4.6.4 */
	SPF_NAMES_MAX = 10, /* MX or PTR names of one term, RFC 7208 4.6.4 */
	SPF_REASON_SIZE = 128,
};

enum spf_stop {
	SPF_STOP_NOT,
	SPF_STOP_UNKNOWN, /* an answer is not known yet; the question is noted */
	SPF_STOP_NONE,    /* no record */
	SPF_STOP_TEMPERROR,
	SPF_STOP_PERMERROR,
};

/* A term of an opened record. */
struct spf_place {
	unsigned record, term;
};

struct spf_walk {
	const struct answer_source *source;
	struct ip_addr client;
	struct spf_macro_values values; /* `domain` and `validated` are set for each term */
	struct dns_name validated;

	unsigned count;
	struct {
		struct dns_name domain;
		bool for_client_only; /* its name was made of the client's address: only this client sees it */
		struct spf_record record;
	} opened[SPF_RECORDS_MAX];

	struct spf_place at;    /* the term being evaluated */
	struct dns_name target; /* its name */
	bool cut;               /* its addresses were cut at our limit */
	unsigned terms, voids;  /* that were evaluated */

	enum spf_stop stop;
	bool exhausted;               /* stopped because one message may ask no more questions */
	char reason[SPF_REASON_SIZE]; /* printable ASCII */
};

/* The term being evaluated. */
const struct spf_term *spf_walk_term(const struct spf_walk *walk);

/* Opens the record of a domain as opened[count - 1]. False: stopped. */
bool spf_walk_open(struct spf_walk *walk, const struct dns_name *domain);

/* What a domain's TXT answer says, without stopping: NULL and the record's text, or what is
 * wrong; `none` tells that there simply is no record. */
const char *spf_walk_select(const struct dns_answer *answer, struct spf_span *text, bool *none);

/* Goes on to a term, counts it, and finds the name that it is about, `target`: no name when DNS knows no such names, and
 * the term cannot match. False: stopped. */
bool spf_walk_begin(struct spf_walk *walk, struct spf_place place);

/* The answer to a question that the term being evaluated asks. NULL: stopped. A look-up that
 * may fail without harm (RFC 7208 5.5) gives an answer that failed. */
const struct dns_answer *spf_walk_look_up(
	struct spf_walk *walk, const char *name, enum dns_type type);

/* The term being evaluated matches any address of its target: a/0, mx/0. */
bool spf_walk_takes_any(const struct spf_walk *walk);

/* Asks without counting or stopping; NULL: not known yet, and noted. */
const struct dns_answer *spf_walk_find(
	const struct spf_walk *walk, const struct dns_name *name, enum dns_type type);

/* The type of the client's addresses. */
enum dns_type spf_walk_address_type(const struct spf_walk *walk);

/* A name as its text says, for questions. */
struct dns_name spf_walk_name(const char *text);

void spf_walk_stop(struct spf_walk *walk, enum spf_stop stop, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#endif
