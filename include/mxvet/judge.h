/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_JUDGE_H
#define MXVET_JUDGE_H

/*
 * From facts to a verdict, purely: each check of check_list.h looks at the evidence and ends in exactly one
 * outcome; the findings add up to a score; the score asks for an action. The same evidence and configuration
 * give the same verdict, byte for byte.
 *
 * A check is one function in milter/judge/checks/NAME.c. It sees the facts, the configuration and the
 * findings of the checks above it in the list, and says what it found and because of what.
 */

#include <stdbool.h>

#include "mxvet/check_list.h"
#include "mxvet/config.h"
#include "mxvet/evidence.h"
#include "mxvet/truth.h"

enum { BECAUSE_SIZE = 160 };

struct finding {
	enum outcome outcome;
	int points; /* what counted, in hundredths, after softening and the credit limit */
	bool recurs; /* a temperror that the next try of the message will meet again: it needs more questions than one
	              * message may ask */
	char because[BECAUSE_SIZE]; /* for people: names, addresses; printable ASCII; "" when there is nothing to say */
};

/* By rising strictness. A held message is accepted, and waits in the MTA's queue for a person. */
enum action { ACTION_ACCEPT, ACTION_TAG, ACTION_HOLD, ACTION_DEFER, ACTION_REJECT };

/* The recipient, or the message, is refused, for now or for good. */
static inline bool
action_is_refusal(enum action action)
{
	return action >= ACTION_DEFER;
}

/* Why mail is not judged. */
enum exemption {
	EXEMPT_NOT,
	EXEMPT_AUTHENTICATED,
	EXEMPT_LOCAL,
	EXEMPT_NETWORK,     /* trust.networks */
	EXEMPT_CERTIFICATE, /* trust.certificates: the client's TLS certificate */
	EXEMPT_NAME,        /* trust.names: a confirmed reverse name */
	EXEMPT_DOMAIN,      /* trust.domains: the sender's domain, and SPF passes */
	EXEMPT_BACKUP, /* an MX host of the recipient's domain, which is ours: it relays to us */
};

struct verdict {
	int score;          /* hundredths; the sum of the findings' points */
	enum mode mode;     /* under which it was done */
	enum action action; /* what is done */
	enum action would;  /* what the score asks for */
	bool for_trouble; /* `would` is a defer for DNS trouble (on_temperror), not for the score */
	enum exemption exempt;
	struct finding findings[CHECK_COUNT];
};

/* What a check sees. */
struct client_organisations;
struct judgement {
	const struct evidence *evidence;
	const struct config *config;
	const struct finding *findings;            /* of the checks above this one */
	const struct client_organisations *client; /* of the client's reverse names: judge/facts.h */
};

/* check_iprev(), check_rdns(), ...: answers the question of its row. `finding` comes with outcome_none and an
 * empty because; points are not the check's business. */
typedef void check_function(const struct judgement *judgement, struct finding *finding);
#define JUDGE_PROTOTYPE(name, question) check_function check_##name;
CHECK_LIST(JUDGE_PROTOTYPE, CHECK_LIST_NOTHING)
#undef JUDGE_PROTOTYPE

/* One row of the table, for those who print it. */
struct check_row {
	const char *name;
	const char *question;
	check_function *function;
};
extern const struct check_row check_table[CHECK_COUNT];

struct outcome_row {
	enum check check;   /* CHECK_COUNT for none and temperror: any check */
	const char *name;   /* "pass" */
	int points;         /* the default, in hundredths */
	const char *text;   /* what was found, for people */
	const char *remedy; /* what the sender's postmaster can do; "" for what is good */
};
extern const struct outcome_row outcome_table[OUTCOME_COUNT];

/* "iprev", "pass", "accept", "network" (NULL for EXEMPT_NOT), "observe". */
const char *check_name(enum check check);
const char *outcome_name(enum outcome outcome);
const char *action_name(enum action action);
const char *exemption_name(enum exemption exemption);
const char *mode_name(enum mode mode);

/* Finds a check by its name, CHECK_COUNT when there is none; an outcome of that check by its name, OUTCOME_COUNT when
 * there is none (none and temperror have no points, so they are not found). */
enum check check_find(const char *name);
enum outcome outcome_find(enum check check, const char *name);

/* Judges, and applies the rules of the top level. Every member of the verdict is set. */
void verdict_reach(
	struct verdict *verdict, const struct evidence *evidence, const struct config *config);

/* The exemption that stands before DNS is asked; such mail is neither looked up nor judged. */
enum exemption exempt_early(const struct envelope *envelope, const struct config *config);
/* The exemption that DNS facts give. */
enum exemption exempt_late(const struct evidence *evidence, const struct config *config);

/* Does reverse name `index` lead back to the client? */
enum truth facts_name_confirmed(const struct evidence *evidence, unsigned index);
/* The first confirmed reverse name; NULL when there is none. */
const struct dns_name *facts_confirmed_name(const struct evidence *evidence);

/* Who wants to send what to whom, as the greylist asks. */
struct greylist_try;
void greylist_try_of(struct greylist_try *try, const struct evidence *evidence,
	const struct verdict *verdict, const struct mail_address *recipient);

/* The checks by what they counted: largest absolute points first, then the table's order. */
void verdict_order(const struct verdict *verdict, enum check order[CHECK_COUNT]);

#endif
