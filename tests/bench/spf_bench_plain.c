/* SPDX-License-Identifier: BSD-2-Clause */
/* libspf2 as a program would use it without a fence, on answers in memory. */
#include <arpa/nameser.h>
#include <netinet/in.h>
#define HAVE_NS_TYPE 1
#define HAVE_DECL_NS_T_SPF 0
#include <spf2/spf.h>
#include <string.h>
#include <time.h>

#include "mxvet/dns_answer.h"

struct answer_zone;
const struct dns_answer *answer_zone_find(
	struct answer_zone *zone, const struct dns_name *name, enum dns_type type);
double plain_libspf2(struct answer_zone *zone, unsigned rounds);

static SPF_dns_rr_t *
look_up(SPF_dns_server_t *server, const char *text, ns_type type, int cache)
{
	SPF_dns_rr_t *rr = SPF_dns_rr_new_init(server, text, type, 60, NO_DATA);
	struct dns_name name = {.length = (uint8_t)strlen(text)};
	const struct dns_answer *answer;
	unsigned count;

	(void)cache;
	if ((int)type == 99) /* SPF's own type, given up by RFC 7208 */
		return rr;
	memcpy(name.text, text, name.length);
	answer = answer_zone_find(server->hook, &name, (enum dns_type)type);
	count = dns_answer_lookup(answer) == LOOKUP_FOUND ? dns_answer_count(answer) : 0;
	for (unsigned i = 0; i < count; i++) {
		struct dns_record record;

		dns_answer_record(answer, i, &record);
		SPF_dns_rr_buf_realloc(rr, (int)i, record.text_length + DNS_NAME_MAX + 1);
		if (type == ns_t_a)
			memcpy(&rr->rr[i]->a, record.address.octet, 4);
		else if (type == ns_t_mx)
			memcpy(rr->rr[i]->mx, record.name.text, record.name.length + 1u);
		else {
			memcpy(rr->rr[i]->txt, record.text, record.text_length);
			rr->rr[i]->txt[record.text_length] = '\0';
		}
		rr->num_rr++;
		rr->herrno = NETDB_SUCCESS;
	}
	return rr;
}

double
plain_libspf2(struct answer_zone *zone, unsigned rounds)
{
	SPF_dns_server_t dns = {.lookup = look_up, .name = "bench", .hook = zone};
	struct timespec start, end;
	unsigned passes = 0;

	clock_gettime(CLOCK_MONOTONIC, &start);
	for (unsigned i = 0; i < rounds; i++) {
		SPF_server_t *server = SPF_server_new_dns(&dns, 0);
		SPF_request_t *request = SPF_request_new(server);
		SPF_response_t *response = NULL;

		SPF_request_set_ipv4_str(request, "192.0.2.1");
		SPF_request_set_helo_dom(request, "mx.example.net");
		SPF_request_set_env_from(request, "user@example.org");
		SPF_request_query_mailfrom(request, &response);
		passes += SPF_response_result(response) == SPF_RESULT_PASS;
		SPF_response_free(response);
		SPF_request_free(request);
		SPF_server_free(server);
	}
	clock_gettime(CLOCK_MONOTONIC, &end);
	if (passes != rounds)
		return -1;
	return ((double)(end.tv_sec - start.tv_sec) * 1e6 +
		       (double)(end.tv_nsec - start.tv_nsec) / 1e3) /
		rounds;
}
