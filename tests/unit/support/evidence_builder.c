/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/unit/support/evidence_builder.h"

#include <stdio.h>
#include <string.h>

static const struct config *in_use;

static void
complain(void *state, enum config_severity severity, const char *message)
{
	(void)state;
	print_error("%s\n", message);
}

const struct config *
default_config(void)
{
	static const struct config *defaults;

	if (defaults == NULL)
		defaults = config_of_text("defaults", "", complain, NULL);
	assert_non_null(defaults);
	return defaults;
}

void
use_config(const char *text)
{
	config_release(in_use);
	in_use = NULL;
	if (text == NULL)
		return;
	in_use = config_of_text("test.conf", text, complain, NULL);
	assert_non_null(in_use);
}

const struct config *
config_in_use(void)
{
	return in_use != NULL ? in_use : default_config();
}

static struct dns_name
name_of(const char *text)
{
	struct dns_name name = {.length = (uint8_t)strlen(text)};

	memcpy(name.text, text, name.length);
	return name;
}

void
given(struct evidence *evidence, const char *client, const char *helo, const char *from)
{
	struct envelope *envelope = &evidence->envelope;
	struct mail_address sender = mail_address_of(from);

	*evidence = (struct evidence){0};
	assert_true(ip_addr_parse(&envelope->client, client));
	helo_identity_read(&envelope->helo, helo);
	if (envelope->helo.kind == HELO_NAME)
		evidence->helo.name = envelope->helo.name;
	envelope->sender_kind = sender.kind;
	envelope->sender = sender.domain;
	envelope->recipients = 1;
}

static void
add_address(struct host *host, const char *text)
{
	struct ip_addr address;
	struct address_set *set;

	if (strcmp(text, "?") == 0) {
		host->v4.lookup = host->v6.lookup = LOOKUP_FAILED;
		host->v4.failure = host->v6.failure = DNS_FAILURE_SERVFAIL;
		return;
	}
	assert_true(ip_addr_parse(&address, text));
	set = address.family == 4 ? &host->v4 : &host->v6;
	set->lookup = LOOKUP_FOUND;
	set->address[set->count++] = address;
}

static void
add_addresses(struct host *host, va_list texts)
{
	const char *text;

	host->v4.lookup = host->v6.lookup = LOOKUP_NO_DATA;
	while ((text = va_arg(texts, const char *)) != NULL)
		add_address(host, text);
}

void
ptr_answers(struct evidence *evidence, enum lookup lookup)
{
	evidence->ptr.lookup = lookup;
	if (lookup == LOOKUP_FAILED)
		evidence->ptr.failure = DNS_FAILURE_SERVFAIL;
}

void
ptr_name(struct evidence *evidence, const char *name, ...)
{
	struct host *host = &evidence->ptr.name[evidence->ptr.count++];
	va_list addresses;

	evidence->ptr.lookup = LOOKUP_FOUND;
	host->name = name_of(name);
	va_start(addresses, name);
	add_addresses(host, addresses);
	va_end(addresses);
}

/* A variable list needs a named parameter before it: the evidence itself. */
void
helo_resolves_to(struct evidence *evidence, ...)
{
	va_list addresses;

	va_start(addresses, evidence);
	add_addresses(&evidence->helo, addresses);
	va_end(addresses);
}

void
mx_answers(struct evidence *evidence, enum lookup lookup)
{
	evidence->mx.lookup = lookup;
	evidence->mx.domain = evidence->envelope.sender;
	if (lookup == LOOKUP_FAILED)
		evidence->mx.failure = DNS_FAILURE_SERVFAIL;
}

struct mx_host *
mx_record(struct evidence *evidence, unsigned preference, const char *name, ...)
{
	struct mx_host *mx = &evidence->mx.host[evidence->mx.count++];
	va_list addresses;

	mx_answers(evidence, LOOKUP_FOUND);
	mx->preference = (uint16_t)preference;
	mx->host.name = name_of(name);
	va_start(addresses, name);
	add_addresses(&mx->host, addresses);
	va_end(addresses);
	return mx;
}

void
domain_resolves_to(struct evidence *evidence, ...)
{
	va_list addresses;

	mx_answers(evidence, LOOKUP_NO_DATA);
	evidence->sender.name = evidence->envelope.sender;
	va_start(addresses, evidence);
	add_addresses(&evidence->sender, addresses);
	va_end(addresses);
}

void
spf_answers(struct evidence *evidence, enum spf_result result)
{
	evidence->spf.result = result;
	evidence->spf.domain = evidence->envelope.sender;
}

struct verdict
judge(const struct evidence *evidence)
{
	struct verdict verdict;

	verdict_reach(&verdict, evidence, config_in_use());
	return verdict;
}

void
assert_outcome_at(const struct evidence *evidence, enum check check, enum outcome expected,
	const char *file, int line)
{
	struct verdict verdict = judge(evidence);
	const struct finding *finding = &verdict.findings[check];

	if (finding->outcome == expected)
		return;
	print_error("%s is %s, not %s: %s\n", check_name(check), outcome_name(finding->outcome),
		outcome_name(expected), finding->because);
	_fail(file, line);
}
