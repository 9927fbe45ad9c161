/* SPDX-License-Identifier: BSD-2-Clause */
#include "fields.h"

/*
 * The facts as the decision log holds them. A new member of struct evidence that a check reads is one row here; without it
 * no record could be judged again.
 */

#define ROW(kind, type, member, key, example, meaning) \
	{ \
		key, kind, offsetof(type, member), 0, NULL, NULL, NULL, NULL, example, meaning \
	}
#define TEXT(type, member, key, example, meaning) \
	{ \
		key, FIELD_TEXT, offsetof(type, member), sizeof(((type *)0)->member), NULL, NULL, \
			NULL, NULL, example, meaning \
	}
#define WORD(type, member, words, key, example, meaning) \
	{ \
		key, FIELD_WORD, offsetof(type, member), 0, NULL, &(words), NULL, NULL, example, \
			meaning \
	}
#define LIST(list, rows, key, example, meaning) \
	{ \
		key, FIELD_LIST, 0, 0, rows, NULL, &(list), NULL, example, meaning \
	}
#define OBJECT(offset, rows, is_known, key, example, meaning) \
	{ \
		key, FIELD_OBJECT, offset, 0, rows, NULL, NULL, is_known, example, meaning \
	}
#define EMBED(offset, rows) \
	{ \
		"", FIELD_EMBED, offset, 0, rows, NULL, NULL, NULL, NULL, NULL \
	}
#define END \
	{ \
		NULL, FIELD_FLAG, 0, 0, NULL, NULL, NULL, NULL, NULL, NULL \
	}
#define WORDS(name, ...) \
	static const char *const name##_list[] = {__VA_ARGS__}; \
	static const struct field_words name = { \
		sizeof(name##_list) / sizeof(name##_list[0]), name##_list}
#define LIST_OF(name, type, member, most) \
	static const struct field_list name = {offsetof(type, lookup), offsetof(type, failure), \
		offsetof(type, truncated), offsetof(type, count), offsetof(type, member), \
		sizeof(((type *)0)->member[0]), most}

/* clang-format off */
WORDS(sender_kinds, [MAIL_ADDRESS_NOT_GIVEN] = "not_given", [MAIL_ADDRESS_NULL] = "null",
	[MAIL_ADDRESS_INVALID] = "invalid", [MAIL_ADDRESS_DOMAIN] = "domain");
WORDS(truths, [TRUTH_NO] = "no", [TRUTH_MAYBE] = "maybe", [TRUTH_YES] = "yes");
WORDS(spf_results, [SPF_RESULT_NOT_ASKED] = "not_asked", [SPF_RESULT_NONE] = "none",
	[SPF_RESULT_NEUTRAL] = "neutral", [SPF_RESULT_PASS] = "pass", [SPF_RESULT_FAIL] = "fail",
	[SPF_RESULT_SOFTFAIL] = "softfail", [SPF_RESULT_TEMPERROR] = "temperror",
	[SPF_RESULT_PERMERROR] = "permerror");
WORDS(identities, [false] = "mailfrom", [true] = "helo");

/* What is known of a host, apart from its name. */
static const struct field host_facts[] = {
	ROW(FIELD_FLAG, struct host, alias, "alias", "true", "the name is a CNAME"),
	ROW(FIELD_ADDRESSES, struct host, v4, "a", "[\"192.0.2.1\"]", "its IPv4 addresses, at most 16, or why there are none; left out when they do not matter and were not asked for"),
	ROW(FIELD_FLAG, struct host, v4.truncated, "a_truncated", "true", "there were more IPv4 addresses than are looked at"),
	ROW(FIELD_ADDRESSES, struct host, v6, "aaaa", "\"no_data\"", "the same for IPv6"),
	ROW(FIELD_FLAG, struct host, v6.truncated, "aaaa_truncated", "true", "there were more IPv6 addresses than are looked at"),
	END
};

const struct field host_fields[] = {
	ROW(FIELD_NAME, struct host, name, "name", "\"mail.example.net\"", "lower case, A-labels, no final dot; `?` for an octet that no host name may hold"),
	EMBED(0, host_facts),
	END
};

static const struct field mx_host_fields[] = {
	ROW(FIELD_NUMBER, struct mx_host, preference, "preference", "10", "smaller numbers are tried first"),
	ROW(FIELD_NAME, struct mx_host, host.name, "name", "\"mx1.example.net\"", "a null MX has the name `\".\"`"),
	ROW(FIELD_FLAG, struct mx_host, literal, "literal", "true", "the MX record holds an address, not a host name name; `a` or `aaaa` holds it too"),
	EMBED(offsetof(struct mx_host, host), host_facts),
	END
};

static const struct field arrival_host_fields[] = {
	ROW(FIELD_NUMBER, struct arrival_host, preference, "preference", "10", "smaller numbers are tried first"),
	WORD(struct arrival_host, ours, truths, "ours", "\"yes\"", "whether it has our `own_address`: `no`, `maybe` (DNS trouble), `yes`"),
	WORD(struct arrival_host, client, truths, "client", "\"no\"", "the same for the client's address"),
	END
};

LIST_OF(ptr_names, struct ptr_evidence, name, PTR_NAMES_MAX);
static const struct field ptr_fields[] = {
	LIST(ptr_names, host_fields, "names", "\"no_name\"", "a list of hosts, or why there is none; each with the addresses of the client's family"),
	ROW(FIELD_FLAG, struct ptr_evidence, truncated, "truncated", "true", "there were more names than are looked at"),
	END
};

/* Some members of these two lie in the envelope: their rows count from the evidence. */
static const struct field sender_fields[] = {
	WORD(struct evidence, envelope.sender_kind, sender_kinds, "kind", "\"domain\"", "`domain`, `null` (a bounce), `invalid` (`from` is no full domain name). Without it, `from` tells"),
	EMBED(offsetof(struct evidence, sender), host_facts),
	END
};

static const struct field_list arrival_hosts = {
	offsetof(struct evidence, arrival.lookup), offsetof(struct evidence, arrival.failure),
	offsetof(struct evidence, arrival.truncated), offsetof(struct evidence, arrival.count),
	offsetof(struct evidence, arrival.host), sizeof(struct arrival_host), MX_HOSTS_MAX,
};
static const struct field arrival_fields[] = {
	ROW(FIELD_NAME, struct evidence, envelope.recipient, "domain", "\"example.com\"", "of the recipients' domains, the one that counted"),
	LIST(arrival_hosts, arrival_host_fields, "hosts", "\"failed:timeout\"", "a list of MX hosts, by rising `preference`, or why there is none"),
	ROW(FIELD_FLAG, struct evidence, arrival.truncated, "truncated", "true", "there were more hosts than are looked at"),
	END
};

LIST_OF(mx_hosts, struct mx_evidence, host, MX_HOSTS_MAX);
static const struct field mx_fields[] = {
	ROW(FIELD_NAME, struct mx_evidence, domain, "domain", "\"example.net\"", "whose they are: the sender's domain; for a bounce HELO's name"),
	LIST(mx_hosts, mx_host_fields, "hosts", "\"failed:servfail\"", "a list of hosts, by rising `preference`, or why there is none"),
	ROW(FIELD_FLAG, struct mx_evidence, truncated, "truncated", "true", "there were more hosts than are looked at"),
	END
};

static const struct field spf_fields[] = {
	WORD(struct spf_evidence, result, spf_results, "result", "\"pass\"", "`none`, `neutral`, `pass`, `fail`, `softfail`, `temperror`, `permerror`"),
	{"identity", FIELD_EITHER, offsetof(struct spf_evidence, helo_identity), 0, NULL, &identities, NULL, NULL, "\"mailfrom\"", "or `helo`, for a bounce"},
	ROW(FIELD_FLAG, struct spf_evidence, exhausted, "exhausted", "true", "it is `temperror` because one message may ask no more questions"),
	ROW(FIELD_FLAG, struct spf_evidence, open, "open", "true", "it passes by a term that lets nearly everybody pass"),
	ROW(FIELD_NAME, struct spf_evidence, domain, "domain", "\"example.net\"", "whose record was evaluated"),
	TEXT(struct spf_evidence, term, "term", "\"ip4:192.0.2.0/24\"", "the term that decided, or what is wrong with the record"),
	END
};
/* clang-format on */

static bool
ptr_is_known(const void *value)
{
	return ((const struct ptr_evidence *)value)->lookup != LOOKUP_NOT_ASKED;
}

static bool
host_is_known(const void *value)
{
	const struct host *host = value;

	return host->v4.lookup != LOOKUP_NOT_ASKED || host->v6.lookup != LOOKUP_NOT_ASKED;
}

static bool
sender_is_known(const void *value)
{
	return ((const struct evidence *)value)->envelope.sender_kind != MAIL_ADDRESS_NOT_GIVEN;
}

static bool
mx_is_known(const void *value)
{
	return ((const struct mx_evidence *)value)->lookup != LOOKUP_NOT_ASKED;
}

static bool
spf_is_known(const void *value)
{
	return ((const struct spf_evidence *)value)->result != SPF_RESULT_NOT_ASKED;
}

static bool
arrival_is_known(const void *value)
{
	return ((const struct evidence *)value)->arrival.lookup != LOOKUP_NOT_ASKED;
}

/* clang-format off */
const struct field evidence_fields[] = {
	ROW(FIELD_NAME, struct evidence, envelope.own_name, "own_name", "\"mx.example.org\"", "the MTA's own name"),
	ROW(FIELD_ADDRESS, struct evidence, envelope.own_address, "own_address", "\"203.0.113.25\"", "where the client reached the MTA"),
	ROW(FIELD_FLAG, struct evidence, envelope.authenticated, "authenticated", "true", "the client logged in"),
	TEXT(struct evidence, envelope.certificate_subject, "certificate_subject", "\"relay.example.net\"", "common name of the client's TLS certificate, if the MTA has verified it"),
	TEXT(struct evidence, envelope.certificate_issuer, "certificate_issuer", "\"Example CA\"", "common name of its issuer"),
	ROW(FIELD_FLAG, struct evidence, envelope.local, "local", "true", "the message did not come from the network"),
	ROW(FIELD_COUNT, struct evidence, envelope.recipients, "recipients", "2", "how many were accepted; `1` when none was: each was refused as one"),
	OBJECT(offsetof(struct evidence, ptr), ptr_fields, ptr_is_known, "ptr", "{\"names\":[{\"name\":\"mail.example.net\",\"a\":[\"192.0.2.1\"]}]}", "the client's reverse names"),
	OBJECT(offsetof(struct evidence, helo), host_facts, host_is_known, "helo", "{\"a\":[\"192.0.2.1\"]}", "the HELO name as a host, without `name`"),
	OBJECT(0, sender_fields, sender_is_known, "sender", "{\"kind\":\"domain\",\"a\":\"no_data\",\"aaaa\":[\"2001:db8::1\"]}", "the sender; its own addresses are asked for only when it has no MX"),
	OBJECT(offsetof(struct evidence, mx), mx_fields, mx_is_known, "mx", "{\"domain\":\"example.net\",\"hosts\":[{\"preference\":10,\"name\":\"mx1.example.net\",\"a\":[\"192.0.2.1\"]}]}", "the hosts that take mail for the sender's domain"),
	OBJECT(offsetof(struct evidence, spf), spf_fields, spf_is_known, "spf", "{\"result\":\"pass\",\"identity\":\"mailfrom\",\"domain\":\"example.net\",\"term\":\"ip4:192.0.2.0/24\"}", "the result of RFC 7208"),
	OBJECT(0, arrival_fields, arrival_is_known, "arrival", "{\"domain\":\"example.com\",\"hosts\":[{\"preference\":10,\"ours\":\"no\",\"client\":\"no\"}]}", "where the recipient's domain takes its mail"),
	END
};
/* clang-format on */
