/* SPDX-License-Identifier: BSD-2-Clause */
#include "spf_library.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "mxvet/spf_normalise.h"

/* libspf2's headers take these for granted. */
#include <arpa/nameser.h>
#include <netinet/in.h>
#define HAVE_NS_TYPE 1
#define HAVE_DECL_NS_T_SPF 0
#include <spf2/spf.h>

enum { FOUND = 0 }; /* netdb.h's NETDB_SUCCESS, which musl lacks */

/*
 * libspf2 is asked one question a term: does this mechanism match this client? It gets a record of that term alone
 * (spf_normalise.h) and answers to what it looks up; the evaluation around it is ours.
 */

/* One evaluation's instance. */
struct spf_library_state {
	struct spf_walk *walk;
	SPF_dns_server_t dns;
	SPF_server_t *server;
	SPF_request_t *request;
	SPF_dns_rr_t *spare; /* handed out when there is no memory: libspf2 aborts over NULL */
};

static void
be_silent(const char *file, int line, const char *message)
{
	(void)file;
	(void)line;
	(void)message;
}

/* libspf2 reports errors of its own and aborts, whatever this does. */
__attribute__((noreturn)) static void
give_up(const char *file, int line, const char *message)
{
	(void)file;
	(void)line;
	(void)message;
	abort();
}

static void
silence(void)
{
	SPF_error_handler = give_up;
	SPF_warning_handler = be_silent;
	SPF_info_handler = be_silent; /* would print to stdout */
	SPF_debug_handler = be_silent;
}

/* One record of an answer into libspf2's list; false without memory. */
static bool
hand_over(SPF_dns_rr_t *rr, enum dns_type type, const struct dns_record *record)
{
	bool named = type == DNS_MX || type == DNS_PTR;

	SPF_dns_rr_data_t *data;

	/* Names that cannot be asked for, and the root of a null MX (RFC 7505). */
	if (named &&
		(dns_name_is_root(&record->name) ||
			memchr(record->name.text, '?', record->name.length) != NULL))
		return true;
	if (SPF_dns_rr_buf_realloc(rr, rr->num_rr,
		    named ? record->name.length + 1u : sizeof(*data)) != SPF_E_SUCCESS)
		return false;
	data = rr->rr[rr->num_rr++];
	if (type == DNS_MX)
		memcpy(data->mx, record->name.text, record->name.length + 1u);
	else if (type == DNS_PTR)
		memcpy(data->ptr, record->name.text, record->name.length + 1u);
	else if (type == DNS_A)
		memcpy(&data->a, record->address.octet, sizeof(data->a));
	else
		memcpy(&data->aaaa, record->address.octet, sizeof(data->aaaa));
	return true;
}

static bool
hand_over_all(const struct spf_walk *walk, SPF_dns_rr_t *rr, enum dns_type type,
	const struct dns_answer *answer)
{
	unsigned count = 0;
	struct dns_record record;

	if (dns_answer_lookup(answer) == LOOKUP_FOUND)
		count = dns_answer_count(answer);
	if (type == DNS_PTR && count > SPF_NAMES_MAX)
		count = SPF_NAMES_MAX; /* RFC 7208 5.5; libspf2 would call it an error */
	if (type != DNS_MX && type != DNS_PTR && count > 0 && spf_walk_takes_any(walk)) {
		record.address = walk->client;
		return hand_over(rr, type, &record);
	}
	for (unsigned i = 0; i < count; i++) {
		dns_answer_record(answer, i, &record);
		if (!hand_over(rr, type, &record))
			return false;
	}
	return true;
}

/* Without an answer, TRY_AGAIN makes libspf2 leave at any depth. */
static SPF_dns_rr_t *
look_up(SPF_dns_server_t *server, const char *name, ns_type type, int cache)
{
	struct spf_library_state *state = server->hook;
	const struct dns_answer *answer = NULL;

	SPF_dns_rr_t *rr;

	(void)cache;
	rr = SPF_dns_rr_new_init(server, NULL, type, 0, TRY_AGAIN);
	if (rr == NULL) {
		spf_walk_stop(state->walk, SPF_STOP_TEMPERROR, "no memory");
		rr = state->spare;
		state->spare = NULL;
		return rr;
	}
	answer = spf_walk_look_up(state->walk, name, (enum dns_type)type);
	if (answer == NULL)
		return rr;
	if (!hand_over_all(state->walk, rr, (enum dns_type)type, answer)) {
		spf_walk_stop(state->walk, SPF_STOP_TEMPERROR, "no memory");
		return rr;
	}
	rr->herrno = rr->num_rr > 0 ? FOUND : NO_DATA;
	return rr;
}

/* The identity is left out but for its domain: macros are expanded before libspf2 reads a
 * record. */
static bool
describe(SPF_request_t *request, const struct spf_walk *walk)
{
	struct in_addr ipv4;
	struct in6_addr ipv6;

	memcpy(&ipv4, walk->client.octet, sizeof(ipv4));
	memcpy(&ipv6, walk->client.octet, sizeof(ipv6));
	if (walk->client.family == 4)
		SPF_request_set_ipv4(request, ipv4);
	else
		SPF_request_set_ipv6(request, ipv6);
	return SPF_request_set_env_from(request, walk->opened[0].domain.text) == SPF_E_SUCCESS;
}

static void
state_close(struct spf_library_state *state)
{
	if (state == NULL)
		return;
	if (state->request != NULL)
		SPF_request_free(state->request);
	if (state->server != NULL)
		SPF_server_free(state->server);
	if (state->spare != NULL)
		SPF_dns_rr_free(state->spare);
	free(state);
}

static struct spf_library_state *
state_open(struct spf_walk *walk)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct spf_library_state *state = calloc(1, sizeof(*state));

	if (state == NULL)
		return NULL;
	pthread_once(&once, silence);
	state->walk = walk;
	state->dns = (SPF_dns_server_t){.lookup = look_up, .name = "mxvet", .hook = state};
	state->spare = SPF_dns_rr_new_init(&state->dns, NULL, ns_t_invalid, 0, TRY_AGAIN);
	state->server = SPF_server_new_dns(&state->dns, 0);
	if (state->server != NULL)
		state->request = SPF_request_new(state->server);
	if (state->spare != NULL && state->request != NULL && describe(state->request, walk))
		return state;
	state_close(state);
	return NULL;
}

/* Evaluates the record of one term. */
static SPF_errcode_t
interpret(struct spf_library_state *state, SPF_response_t *response, const char *text)
{
	SPF_record_t *record = NULL;
	SPF_errcode_t failure;

	state->request->cur_dom = state->walk->opened[0].domain.text;
	failure = SPF_record_compile(state->server, response, &record, text);
	if (failure == SPF_E_SUCCESS) {
		response->spf_record_exp = record;
		failure = SPF_record_interpret(record, state->request, response, 0);
	}
	if (record != NULL)
		SPF_record_free(record);
	return failure;
}

/* One error is found by libspf2 before the walk could see it. */
static void
stop_for(struct spf_walk *walk, SPF_errcode_t failure)
{
	const struct spf_span *term = &spf_walk_term(walk)->text;

	if (failure == SPF_E_BIG_DNS)
		spf_walk_stop(walk, SPF_STOP_PERMERROR, "%.*s: more than %d MX hosts",
			(int)term->length, term->text, SPF_NAMES_MAX);
	else
		spf_walk_stop(walk, SPF_STOP_TEMPERROR, "libspf2: %s", SPF_strerror(failure));
}

bool
spf_library_matches(struct spf_library *library, struct spf_walk *walk)
{
	char storage[SPF_NORMAL_SIZE];
	struct text_buffer text;

	SPF_response_t *response = NULL;
	SPF_errcode_t failure = SPF_E_NO_MEMORY;
	bool matches = false;

	if (library->state == NULL)
		library->state = state_open(walk);
	if (library->state != NULL)
		response = SPF_response_new(library->state->request);
	if (response != NULL) {
		text_init(&text, storage, sizeof(storage));
		spf_normalise(&text, spf_walk_term(walk), &walk->target);
		failure = interpret(library->state, response, text.text);
		matches = SPF_response_result(response) == SPF_RESULT_PASS;
		SPF_response_free(response);
	}
	if (failure != SPF_E_SUCCESS)
		stop_for(walk, failure);
	return matches && walk->stop == SPF_STOP_NOT;
}

void
spf_library_finish(struct spf_library *library)
{
	state_close(library->state);
	library->state = NULL;
}
