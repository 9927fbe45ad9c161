/* SPDX-License-Identifier: BSD-2-Clause */
#include "spf_library.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* libspf2's headers take these for granted. */
#include <arpa/nameser.h>
#include <netinet/in.h>
#define HAVE_NS_TYPE 1
#define HAVE_DECL_NS_T_SPF 0
#include <spf2/spf.h>

/*
 * libspf2 is given one term at a time (spf_normalise.h), each with a redirect to the next. It
 * therefore asks get_spf() before every term, and the walk always knows which one is being
 * evaluated.
 */

/* What one evaluation needs of libspf2. */
struct evaluation {
	struct spf_walk *walk;
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

	/* Names that nobody can ask for, and the root of a null MX (RFC 7505). */
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
	struct evaluation *evaluation = server->hook;
	const struct dns_answer *answer = NULL;
	SPF_dns_rr_t *rr;

	(void)cache;
	rr = SPF_dns_rr_new_init(server, NULL, type, 0, TRY_AGAIN);
	if (rr == NULL) {
		spf_walk_stop(evaluation->walk, SPF_STOP_TEMPERROR, "no memory");
		rr = evaluation->spare;
		evaluation->spare = NULL;
		return rr;
	}
	answer = spf_walk_look_up(evaluation->walk, name, (enum dns_type)type);
	if (answer == NULL)
		return rr;
	if (!hand_over_all(evaluation->walk, rr, (enum dns_type)type, answer)) {
		spf_walk_stop(evaluation->walk, SPF_STOP_TEMPERROR, "no memory");
		return rr;
	}
	rr->herrno = rr->num_rr > 0 ? NETDB_SUCCESS : NO_DATA;
	return rr;
}

/* libspf2 wants the record of an include or redirect, or of the next term. */
static SPF_errcode_t
get_spf(SPF_server_t *server, SPF_request_t *request, SPF_response_t *response,
	SPF_record_t **record)
{
	struct evaluation *evaluation = server->resolver->hook;
	SPF_errcode_t failure;

	*record = NULL;
	if (!spf_walk_follow(evaluation->walk, request->cur_dom))
		return SPF_E_DNS_ERROR;
	failure = SPF_record_compile(server, response, record, evaluation->walk->text);
	if (failure != SPF_E_SUCCESS)
		spf_walk_stop(
			evaluation->walk, SPF_STOP_TEMPERROR, "libspf2: %s", SPF_strerror(failure));
	return failure;
}

/* The identity is left out but for its domain: macros are expanded before libspf2 reads a
 * record. */
static SPF_errcode_t
interpret(SPF_server_t *server, SPF_request_t *request, SPF_response_t *response,
	struct spf_walk *walk)
{
	SPF_record_t *record = NULL;
	SPF_errcode_t failure;

	request->cur_dom = walk->opened[0].domain.text;
	failure = SPF_record_compile(server, response, &record, walk->text);
	if (failure == SPF_E_SUCCESS) {
		response->spf_record_exp = record;
		failure = SPF_record_interpret(record, request, response, 0);
	}
	if (record != NULL)
		SPF_record_free(record);
	return failure;
}

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

static char
qualifier_of(SPF_result_t result)
{
	switch (result) {
	case SPF_RESULT_PASS:
		return '+';
	case SPF_RESULT_FAIL:
		return '-';
	case SPF_RESULT_SOFTFAIL:
		return '~';
	case SPF_RESULT_NEUTRAL:
		return '?';
	case SPF_RESULT_INVALID:
	case SPF_RESULT_NONE:
	case SPF_RESULT_TEMPERROR:
	case SPF_RESULT_PERMERROR:
		return 0;
	}
	return 0;
}

/* Two errors are found by libspf2 before the walk could see them. */
static void
explain(struct spf_walk *walk, SPF_errcode_t failure)
{
	const struct spf_span *term = &spf_walk_term(walk)->text;

	if (failure == SPF_E_BIG_DNS)
		spf_walk_stop(walk, SPF_STOP_PERMERROR, "%.*s: more than %d MX hosts",
			(int)term->length, term->text, SPF_NAMES_MAX);
	else if (failure == SPF_E_RECURSIVE)
		spf_walk_stop(walk, SPF_STOP_PERMERROR, "%.*s: refers to itself", (int)term->length,
			term->text);
	else
		spf_walk_stop(walk, SPF_STOP_TEMPERROR, "libspf2: %s", SPF_strerror(failure));
}

char
spf_library_evaluate(struct spf_walk *walk)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct evaluation evaluation = {.walk = walk};
	SPF_dns_server_t dns = {
		.lookup = look_up, .get_spf = get_spf, .name = "mxvet", .hook = &evaluation};
	SPF_server_t *server = NULL;
	SPF_request_t *request = NULL;
	SPF_response_t *response = NULL;
	SPF_errcode_t failure = SPF_E_NO_MEMORY;
	char qualifier = 0;

	if (!spf_walk_begin(walk, (struct spf_place){0, 0}))
		return 0;
	pthread_once(&once, silence);
	evaluation.spare = SPF_dns_rr_new_init(&dns, NULL, ns_t_invalid, 0, TRY_AGAIN);
	server = SPF_server_new_dns(&dns, 0);
	if (evaluation.spare == NULL || server == NULL)
		goto out;
	/* The walk counts, over all records; libspf2 would count each record anew. */
	SPF_server_set_max_dns_mech(server, SPF_LOOKUP_TERMS_MAX * SPF_RECORDS_MAX);
	request = SPF_request_new(server);
	if (request == NULL || !describe(request, walk))
		goto out;
	response = SPF_response_new(request);
	if (response == NULL)
		goto out;
	failure = interpret(server, request, response, walk);
	if (failure == SPF_E_SUCCESS)
		qualifier = qualifier_of(SPF_response_result(response));
out:
	if (qualifier == 0)
		explain(walk, failure);
	if (response != NULL)
		SPF_response_free(response);
	if (request != NULL)
		SPF_request_free(request);
	if (server != NULL)
		SPF_server_free(server);
	if (evaluation.spare != NULL)
		SPF_dns_rr_free(evaluation.spare);
	return walk->stop == SPF_STOP_NOT ? qualifier : 0;
}
