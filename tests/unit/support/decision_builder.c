/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/unit/support/decision_builder.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct dns_name
build_name(const char *text)
{
	struct dns_name name = {.length = (uint8_t)strlen(text)};

	memcpy(name.text, text, name.length);
	return name;
}

struct ip_addr
build_address(const char *text)
{
	struct ip_addr address;

	ip_addr_parse(&address, text);
	return address;
}

struct address_set
build_found(const char *address)
{
	return (struct address_set){
		.lookup = LOOKUP_FOUND, .count = 1, .address = {build_address(address)}};
}

static void
fail_to_open(void *state, enum config_severity severity, const char *message)
{
	(void)state;
	fprintf(stderr, "%s\n", message);
	abort();
}

/* Opened once for the whole program, for the texts that belong to it. */
static const struct config *
opened_defaults(void)
{
	static const struct config *defaults;

	if (defaults == NULL)
		defaults = config_open(NULL, fail_to_open, NULL);
	return defaults;
}

static void
default_config(struct config *config)
{
	static char authserv_id[] = "mx.example.org";

	*config = (struct config){.authserv_id = authserv_id,
		.fingerprint = 0x9f2c01ab,
		.tag_at = 300,
		.defer_at = 600,
		.reject_at = 900,
		.credit_limit = 200,
		.headers_authentication_results = true,
		.headers_verdict = true,
		.headers_score = true,
		.headers_level = true,
		.headers_flag = true,
		.headers_risk = true,
		.headers_comment = true,
		.reply_reject = opened_defaults()->reply_reject,
		.reply_defer = opened_defaults()->reply_defer,
		.reply_trouble = opened_defaults()->reply_trouble};
	for (int i = 0; i < CHECK_COUNT; i++)
		config->enabled[i] = true;
	for (int i = 0; i < OUTCOME_COUNT; i++)
		config->points[i] = outcome_table[i].points;
}

static void
good_evidence(struct evidence *evidence)
{
	const struct host host = {
		.name = build_name("mail.example.net"), .v4 = build_found("192.0.2.1")};

	*evidence = (struct evidence){.envelope = {.client = build_address("192.0.2.1"),
					      .own_name = build_name("mx.example.org"),
					      .recipients = 1}};
	helo_identity_read(&evidence->envelope.helo, "mail.example.net");
	envelope_set_sender(&evidence->envelope, "<someone@example.net>");
	evidence->ptr = (struct ptr_evidence){.lookup = LOOKUP_FOUND, .count = 1, .name = {host}};
	evidence->helo = host;
	evidence->mx = (struct mx_evidence){.domain = build_name("example.net"),
		.lookup = LOOKUP_FOUND,
		.count = 1,
		.host = {{.preference = 10, .host = host}}};
}

void
build_decision(struct decision_builder *builder)
{
	memset(builder, 0, sizeof(*builder));
	default_config(&builder->config);
	good_evidence(&builder->evidence);
	builder->decision = (struct decision){.verdict = &builder->verdict,
		.evidence = &builder->evidence,
		.config = &builder->config,
		.recipients = &builder->recipients,
		.time_ms = 1795276800123, /* 2026-11-21T16:00:00.123Z */
		.id = "5kq2f1c0"};
}

void
build_finding(struct decision_builder *builder, enum check check, enum outcome outcome,
	const char *because)
{
	struct finding *finding = &builder->verdict.findings[check];

	finding->outcome = outcome;
	finding->points = builder->config.points[outcome];
	strncpy(finding->because, because, sizeof(finding->because) - 1);
	builder->verdict.score += finding->points;
}

static struct dns_name
longest_name(char filler)
{
	struct dns_name name = {.length = DNS_NAME_MAX};

	memset(name.text, filler, DNS_NAME_MAX);
	return name;
}

static struct host
worst_host(char filler)
{
	struct host host = {.name = longest_name(filler), .alias = true};

	host.v4.lookup = host.v6.lookup = LOOKUP_FOUND;
	host.v4.truncated = host.v6.truncated = true;
	host.v4.count = host.v6.count = NAME_ADDRESSES_MAX;
	for (int i = 0; i < NAME_ADDRESSES_MAX; i++) {
		host.v4.address[i] = build_address("192.0.2.255");
		host.v6.address[i] = build_address("2001:db8:ffff:ffff:ffff:ffff:ffff:ffff");
	}
	return host;
}

void
build_worst_evidence(struct evidence *evidence, char filler)
{
	struct envelope *envelope = &evidence->envelope;

	*evidence = (struct evidence){.helo = worst_host(filler), .sender = worst_host(filler)};
	envelope->client = build_address("2001:db8:ffff:ffff:ffff:ffff:ffff:ffff");
	envelope->helo.kind = HELO_INVALID;
	memset(envelope->helo.text, filler, HELO_TEXT_SIZE - 1);
	envelope->sender_kind = MAIL_ADDRESS_INVALID;
	memset(envelope->sender_text, filler, SENDER_TEXT_SIZE - 1);
	envelope->own_name = longest_name(filler);
	envelope->recipients = UINT16_MAX;
	envelope->authenticated = envelope->local = true;
	evidence->ptr.lookup = evidence->mx.lookup = LOOKUP_FOUND;
	evidence->ptr.truncated = evidence->mx.truncated = true;
	evidence->ptr.count = PTR_NAMES_MAX;
	for (int i = 0; i < PTR_NAMES_MAX; i++)
		evidence->ptr.name[i] = worst_host(filler);
	evidence->mx.domain = longest_name(filler);
	evidence->mx.count = MX_HOSTS_MAX;
	for (int i = 0; i < MX_HOSTS_MAX; i++)
		evidence->mx.host[i] = (struct mx_host){
			.preference = UINT16_MAX, .literal = true, .host = worst_host(filler)};
	evidence->spf = (struct spf_evidence){.result = SPF_RESULT_TEMPERROR,
		.helo_identity = true,
		.open = true,
		.domain = longest_name(filler)};
	memset(evidence->spf.term, filler, SPF_TERM_SIZE - 1);
}
