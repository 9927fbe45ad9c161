/* SPDX-License-Identifier: BSD-2-Clause */
#include "evidence_json.h"

#include <string.h>

enum {
	FIXED_SIZE = 2048, /* keys, words, numbers and brackets of everything that is there once */
	HOST_FIXED_SIZE = 256,
	ADDRESS_SIZE = IP_ADDR_TEXT_SIZE + 3, /* with quotes and comma */
	ARRIVAL_HOST_SIZE = 64,
};

/* What stands in place of a list when DNS had none. */
static void
write_absence(struct json *json, const char *key, enum lookup lookup, enum dns_failure failure)
{
	char storage[64];
	struct text_buffer word;

	text_init(&word, storage, sizeof(storage));
	text_append(&word, lookup_text(lookup));
	if (lookup == LOOKUP_FAILED && failure != DNS_FAILURE_NONE)
		text_append_format(&word, ":%s", dns_failure_text(failure));
	json_text(json, key, word.text);
}

/* Begins a list when there is one; otherwise says why not, or nothing when nobody asked. */
static bool
begin_list(struct json *json, const char *key, enum lookup lookup, enum dns_failure failure)
{
	if (lookup == LOOKUP_FOUND)
		json_list_begin(json, key);
	else if (lookup != LOOKUP_NOT_ASKED)
		write_absence(json, key, lookup, failure);
	return lookup == LOOKUP_FOUND;
}

static void
write_if_set(struct json *json, const char *key, bool flag)
{
	if (flag)
		json_flag(json, key, true);
}

static void
write_if_known(struct json *json, const char *key, const struct dns_name *name)
{
	if (!dns_name_is_empty(name))
		json_text(json, key, name->text);
}

static void
write_addresses(struct json *json, const char *key, const struct address_set *set)
{
	char text[IP_ADDR_TEXT_SIZE];

	if (!begin_list(json, key, set->lookup, set->failure))
		return;
	for (unsigned i = 0; i < set->count; i++)
		json_text(json, NULL, ip_addr_format(&set->address[i], text));
	json_list_end(json);
}

/* What is known of a host, apart from its name. */
static void
write_host(struct json *json, const struct host *host)
{
	write_if_set(json, "alias", host->alias);
	write_addresses(json, "a", &host->v4);
	write_if_set(json, "a_truncated", host->v4.truncated);
	write_addresses(json, "aaaa", &host->v6);
	write_if_set(json, "aaaa_truncated", host->v6.truncated);
}

static bool
is_asked(const struct host *host)
{
	return host->v4.lookup != LOOKUP_NOT_ASKED || host->v6.lookup != LOOKUP_NOT_ASKED;
}

static void
write_ptr(struct json *json, const struct ptr_evidence *ptr)
{
	if (ptr->lookup == LOOKUP_NOT_ASKED)
		return;
	json_object_begin(json, "ptr");
	if (begin_list(json, "names", ptr->lookup, ptr->failure)) {
		for (unsigned i = 0; i < ptr->count; i++) {
			json_object_begin(json, NULL);
			json_text(json, "name", ptr->name[i].name.text);
			write_host(json, &ptr->name[i]);
			json_object_end(json);
		}
		json_list_end(json);
	}
	write_if_set(json, "truncated", ptr->truncated);
	json_object_end(json);
}

static void
write_mx_host(struct json *json, const struct mx_host *mx)
{
	json_object_begin(json, NULL);
	json_number(json, "preference", mx->preference);
	json_text(json, "name", mx->host.name.text);
	write_if_set(json, "literal", mx->literal);
	write_host(json, &mx->host);
	json_object_end(json);
}

static void
write_mx(struct json *json, const struct mx_evidence *mx)
{
	if (mx->lookup == LOOKUP_NOT_ASKED)
		return;
	json_object_begin(json, "mx");
	write_if_known(json, "domain", &mx->domain);
	if (begin_list(json, "hosts", mx->lookup, mx->failure)) {
		for (unsigned i = 0; i < mx->count; i++)
			write_mx_host(json, &mx->host[i]);
		json_list_end(json);
	}
	write_if_set(json, "truncated", mx->truncated);
	json_object_end(json);
}

static const char *
sender_kind_text(enum mail_address_kind kind)
{
	switch (kind) {
	case MAIL_ADDRESS_NOT_GIVEN:
		return "not_given";
	case MAIL_ADDRESS_NULL:
		return "null";
	case MAIL_ADDRESS_INVALID:
		return "invalid";
	case MAIL_ADDRESS_DOMAIN:
		return "domain";
	}
	return "not_given";
}

static void
write_sender(struct json *json, const struct evidence *evidence)
{
	if (evidence->envelope.sender_kind == MAIL_ADDRESS_NOT_GIVEN)
		return;
	json_object_begin(json, "sender");
	json_text(json, "kind", sender_kind_text(evidence->envelope.sender_kind));
	write_host(json, &evidence->sender);
	json_object_end(json);
}

static void
write_helo(struct json *json, const struct host *helo)
{
	if (!is_asked(helo))
		return;
	json_object_begin(json, "helo");
	write_host(json, helo);
	json_object_end(json);
}

static const char *
truth_text(enum truth truth)
{
	switch (truth) {
	case TRUTH_NO:
		return "no";
	case TRUTH_MAYBE:
		return "maybe";
	case TRUTH_YES:
		return "yes";
	}
	return "maybe";
}

static void
write_arrival(struct json *json, const struct evidence *evidence)
{
	const struct arrival_evidence *arrival = &evidence->arrival;

	if (arrival->lookup == LOOKUP_NOT_ASKED)
		return;
	json_object_begin(json, "arrival");
	write_if_known(json, "domain", &evidence->envelope.recipient);
	if (begin_list(json, "hosts", arrival->lookup, arrival->failure)) {
		for (unsigned i = 0; i < arrival->count; i++) {
			json_object_begin(json, NULL);
			json_number(json, "preference", arrival->host[i].preference);
			json_text(json, "ours", truth_text(arrival->host[i].ours));
			json_text(json, "client", truth_text(arrival->host[i].client));
			json_object_end(json);
		}
		json_list_end(json);
	}
	write_if_set(json, "truncated", arrival->truncated);
	json_object_end(json);
}

/* The words of RFC 7208 2.6. */
static const char *
spf_result_text(enum spf_result result)
{
	switch (result) {
	case SPF_RESULT_NOT_ASKED:
		return "not_asked";
	case SPF_RESULT_NONE:
		return "none";
	case SPF_RESULT_NEUTRAL:
		return "neutral";
	case SPF_RESULT_PASS:
		return "pass";
	case SPF_RESULT_FAIL:
		return "fail";
	case SPF_RESULT_SOFTFAIL:
		return "softfail";
	case SPF_RESULT_TEMPERROR:
		return "temperror";
	case SPF_RESULT_PERMERROR:
		return "permerror";
	}
	return "not_asked";
}

static void
write_spf(struct json *json, const struct spf_evidence *spf)
{
	if (spf->result == SPF_RESULT_NOT_ASKED)
		return;
	json_object_begin(json, "spf");
	json_text(json, "result", spf_result_text(spf->result));
	json_text(json, "identity", spf->helo_identity ? "helo" : "mailfrom");
	write_if_set(json, "open", spf->open);
	write_if_known(json, "domain", &spf->domain);
	if (spf->term[0] != '\0')
		json_text(json, "term", spf->term);
	json_object_end(json);
}

void
evidence_json_write(struct json *json, const struct evidence *evidence)
{
	const struct envelope *envelope = &evidence->envelope;
	char own_address[IP_ADDR_TEXT_SIZE];

	json_object_begin(json, "evidence");
	write_if_known(json, "own_name", &envelope->own_name);
	if (envelope->own_address.family != 0)
		json_text(json, "own_address", ip_addr_format(&envelope->own_address, own_address));
	write_if_set(json, "authenticated", envelope->authenticated);
	write_if_set(json, "local", envelope->local);
	if (envelope->recipients > 0)
		json_number(json, "recipients", envelope->recipients);
	write_ptr(json, &evidence->ptr);
	write_helo(json, &evidence->helo);
	write_sender(json, evidence);
	write_mx(json, &evidence->mx);
	write_spf(json, &evidence->spf);
	write_arrival(json, evidence);
	json_object_end(json);
}

static size_t
name_size(const struct dns_name *name)
{
	return name->length * (size_t)JSON_OCTET_MAX;
}

static size_t
host_size(const struct host *host)
{
	size_t addresses = (size_t)host->v4.count + host->v6.count;

	return HOST_FIXED_SIZE + name_size(&host->name) + addresses * ADDRESS_SIZE;
}

size_t
evidence_json_size(const struct evidence *evidence)
{
	size_t size = FIXED_SIZE + host_size(&evidence->helo) + host_size(&evidence->sender);

	size += name_size(&evidence->envelope.own_name) + name_size(&evidence->mx.domain);
	size += name_size(&evidence->spf.domain) + name_size(&evidence->envelope.recipient);
	size += evidence->arrival.count * (size_t)ARRIVAL_HOST_SIZE;
	size += strlen(evidence->spf.term) * JSON_OCTET_MAX;
	for (unsigned i = 0; i < evidence->ptr.count; i++)
		size += host_size(&evidence->ptr.name[i]);
	for (unsigned i = 0; i < evidence->mx.count; i++)
		size += host_size(&evidence->mx.host[i].host);
	return size;
}
