/* SPDX-License-Identifier: BSD-2-Clause */
#include "random_evidence.h"

#include <string.h>

static uint64_t seed = 0x9e3779b97f4a7c15U;

/* xorshift64*: the same facts in every run. */
unsigned
random_below(unsigned below)
{
	seed ^= seed >> 12;
	seed ^= seed << 25;
	seed ^= seed >> 27;
	return (unsigned)((seed * 0x2545f4914f6cdd1dU) >> 33) % below;
}

static const char *const names[] = {"mail.example.org", "mx1.example.org", "example.org",
	"example.net", "host-192-0-2-1.example.net", "198-51-100-1.dial.example.net", ".",
	"10.0.0.1", "no?host", "a.co.uk", "co.uk", "localhost", "mx.example.com"};
static const char *const addresses[] = {"192.0.2.1", "192.0.2.2", "198.51.100.1", "203.0.113.9",
	"2001:db8::1", "2001:db8::2", "2001:db8:1::1", "10.0.0.1", "fd00::1", "127.0.0.1"};
static const char *const helos[] = {"mail.example.org", "mx.example.com", "[192.0.2.1]",
	"192.0.2.1", "[10.0.0.1]", "localhost", "short", "bad name", "", "example.net", NULL};
static const char *const senders[] = {"a@example.org", "a@example.net", "a@co.uk", "", "nonsense",
	"a@[192.0.2.1]", "a@mail.example.org", NULL};
#define PICK(list) ((list)[random_below(sizeof(list) / sizeof((list)[0]))])

static const char *const terms[] = {"-all", "ip4:192.0.2.0/24", "no SPF record", "exists:<a&b>"};

static struct dns_name
random_name(void)
{
	const char *text = PICK(names);
	struct dns_name name = {.length = (uint8_t)strlen(text)};

	memcpy(name.text, text, name.length);
	return name;
}

static struct ip_addr
random_address(void)
{
	struct ip_addr address;

	ip_addr_parse(&address, PICK(addresses));
	return address;
}

static void
fill_set(struct address_set *set, uint8_t family)
{
	struct ip_addr address;

	set->lookup = (enum lookup)random_below(LOOKUP_FAILED + 1);
	set->failure = set->lookup == LOOKUP_FAILED ? DNS_FAILURE_SERVFAIL : DNS_FAILURE_NONE;
	set->truncated = set->lookup == LOOKUP_FOUND && random_below(10) == 0;
	for (unsigned i = random_below(4); set->lookup == LOOKUP_FOUND && i > 0; i--)
		if (ip_addr_parse(&address, PICK(addresses)) && address.family == family)
			set->address[set->count++] = address;
	if (set->lookup == LOOKUP_FOUND && set->count == 0)
		set->lookup = LOOKUP_NO_DATA;
}

static void
fill_host(struct host *host)
{
	*host = (struct host){.name = random_name(), .alias = random_below(8) == 0};
	fill_set(&host->v4, 4);
	fill_set(&host->v6, 6);
}

static void
fill_lists(struct evidence *evidence)
{
	evidence->ptr.lookup = (enum lookup)random_below(LOOKUP_FAILED + 1);
	evidence->ptr.truncated = evidence->ptr.lookup == LOOKUP_FOUND && random_below(10) == 0;
	if (evidence->ptr.lookup == LOOKUP_FOUND)
		for (unsigned i = 1 + random_below(PTR_NAMES_MAX); i > 0; i--)
			fill_host(&evidence->ptr.name[evidence->ptr.count++]);
	evidence->mx.lookup = (enum lookup)random_below(LOOKUP_FAILED + 1);
	evidence->mx.truncated = evidence->mx.lookup == LOOKUP_FOUND && random_below(10) == 0;
	if (evidence->mx.lookup == LOOKUP_FOUND)
		for (unsigned i = 1 + random_below(MX_HOSTS_MAX); i > 0; i--) {
			struct mx_host *mx = &evidence->mx.host[evidence->mx.count++];

			fill_host(&mx->host);
			mx->preference = (uint16_t)(10 * evidence->mx.count);
			mx->literal = random_below(9) == 0;
		}
}

void
random_envelope(struct evidence *evidence)
{
	struct envelope envelope = {.client = random_address()};

	helo_identity_read(&envelope.helo, PICK(helos));
	envelope_set_sender(&envelope, PICK(senders));
	memset(evidence, 0, sizeof(*evidence));
	evidence->envelope = envelope;
}

void
random_evidence(struct evidence *evidence)
{
	random_envelope(evidence);
	evidence->envelope.recipients = (uint16_t)random_below(4);
	evidence->envelope.own_name = random_name();
	evidence->mx.domain = evidence->envelope.sender;
	fill_lists(evidence);
	fill_host(&evidence->helo);
	evidence->helo.name = evidence->envelope.helo.name;
	fill_host(&evidence->sender);
	evidence->sender.name = evidence->envelope.sender;
	evidence->envelope.own_address = random_address();
	evidence->envelope.recipient = random_name();
	evidence->arrival.lookup = (enum lookup)random_below(LOOKUP_FAILED + 1);
	if (evidence->arrival.lookup == LOOKUP_FOUND)
		for (unsigned i = random_below(MX_HOSTS_MAX); i > 0; i--)
			evidence->arrival.host[evidence->arrival.count++] = (struct arrival_host){
				(uint16_t)(10 * (MX_HOSTS_MAX - i)),
				(enum truth)random_below(TRUTH_YES + 1),
				(enum truth)random_below(TRUTH_YES + 1)};
	if (random_below(4) == 0) {
		strcpy(evidence->envelope.certificate_subject, PICK(terms));
		if (random_below(2) == 0)
			strcpy(evidence->envelope.certificate_issuer, PICK(terms));
	}
	evidence->spf.result = (enum spf_result)random_below(SPF_RESULT_PERMERROR + 1);
	if (evidence->spf.result != SPF_RESULT_NOT_ASKED && random_below(4) > 0) {
		evidence->spf.domain = random_name();
		strcpy(evidence->spf.term, PICK(terms));
	}
	evidence->spf.exhausted = evidence->spf.result == SPF_RESULT_TEMPERROR &&
		random_below(3) == 0;
	evidence->spf.open = evidence->spf.result == SPF_RESULT_PASS && random_below(3) == 0;
}
