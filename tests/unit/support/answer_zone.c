/* SPDX-License-Identifier: BSD-2-Clause */
#include "answer_zone.h"

#include <arpa/nameser.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "milter/dns/dns_answer_build.h"
#include "mxvet/spf.h"

enum { ALIASES_MAX = 8 };

/* A name of any octets but the dot, as an owner of records. */
static bool
read_owner(struct dns_name *name, const char *text)
{
	size_t length = strlen(text);

	*name = (struct dns_name){0};
	if (length > 0 && text[length - 1] == '.')
		length--;
	if (length == 0 || length > DNS_NAME_MAX)
		return false;
	for (size_t i = 0; i < length; i++)
		name->text[i] = text[i] >= 'A' && text[i] <= 'Z' ? (char)(text[i] + 32) : text[i];
	name->length = (uint8_t)length;
	return true;
}

/* A name in a record's data, as it would come from the wire. */
static bool
read_target(struct dns_name *name, const char *text)
{
	unsigned char wire[NS_MAXCDNAME];

	return ns_name_pton(text, wire, sizeof(wire)) >= 0 &&
		dns_name_of_wire(name, wire, sizeof(wire));
}

static unsigned
type_of(const char *type)
{
	static const struct {
		const char *name;
		unsigned type;
	} types[] = {{"A", DNS_A}, {"AAAA", DNS_AAAA}, {"MX", DNS_MX}, {"PTR", DNS_PTR},
		{"TXT", DNS_TXT}, {"CNAME", ANSWER_ZONE_CNAME}, {"TIMEOUT", ANSWER_ZONE_SILENCE}};

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (strcasecmp(type, types[i].name) == 0)
			return types[i].type;
	return 0;
}

bool
answer_zone_add(struct answer_zone *zone, const char *name, const char *type, const char *value,
	size_t length)
{
	unsigned index = zone->records;
	char *end;

	if (index == ANSWER_ZONE_RECORDS_MAX)
		return false;
	memset(&zone->record[index], 0, sizeof(zone->record[index]));
	zone->record[index].type = type_of(type);
	if (!read_owner(&zone->record[index].name, name))
		return false;
	switch (zone->record[index].type) {
	case DNS_A:
	case DNS_AAAA:
		if (!ip_addr_parse(&zone->record[index].address, value))
			return false;
		break;
	case DNS_MX:
		zone->record[index].preference = (unsigned short)strtoul(value, &end, 10);
		if (*end != ' ' || !read_target(&zone->record[index].target, end + 1))
			return false;
		break;
	case DNS_PTR:
	case ANSWER_ZONE_CNAME:
		if (!read_target(&zone->record[index].target, value))
			return false;
		break;
	case DNS_TXT:
		zone->record[index].text = malloc(length + 1);
		if (zone->record[index].text == NULL)
			return false;
		memcpy(zone->record[index].text, value, length);
		zone->record[index].text_length = length;
		break;
	case ANSWER_ZONE_SILENCE:
		break;
	default:
		return false;
	}
	zone->records++;
	return true;
}

bool
answer_zone_add_lines(struct answer_zone *zone, const char *lines)
{
	while (*lines != '\0') {
		char name[256], type[16], value[8192];
		const char *end = strchr(lines, '\n');
		size_t length = end != NULL ? (size_t)(end - lines) : strlen(lines), start = 0,
		       field = 0;
		char *to[] = {name, type};

		for (size_t i = 0; i < length && field < 2; i++) {
			if (lines[i] != ' ')
				continue;
			memcpy(to[field], lines + start, i - start);
			to[field++][i - start] = '\0';
			start = i + 1;
		}
		if (field < 2 || length - start >= sizeof(value))
			return false;
		memcpy(value, lines + start, length - start);
		value[length - start] = '\0';
		if (!answer_zone_add(zone, name, type, value, length - start))
			return false;
		lines += length + (end != NULL);
	}
	return true;
}

static void
add_matching(struct dns_answer_builder *builder, const struct answer_zone *zone, unsigned i)
{
	switch (builder->type) {
	case DNS_A:
	case DNS_AAAA:
		dns_answer_build_address(builder, &zone->record[i].address);
		break;
	case DNS_MX:
		dns_answer_build_exchange(
			builder, zone->record[i].preference, &zone->record[i].target);
		break;
	case DNS_PTR:
		dns_answer_build_name(builder, &zone->record[i].target);
		break;
	case DNS_TXT:
		dns_answer_build_text(builder, (const uint8_t *)zone->record[i].text,
			zone->record[i].text_length);
		break;
	}
}

static const struct dns_answer *
answer_of(const struct answer_zone *zone, const struct dns_name *asked, enum dns_type type)
{
	struct dns_name name = *asked;

	for (unsigned aliases = 0; aliases <= ALIASES_MAX; aliases++) {
		static _Thread_local struct dns_answer_builder builder;
		const struct dns_name *alias = NULL;
		bool exists = false, silent = false;

		dns_answer_build_init(&builder, type);
		for (unsigned i = 0; i < zone->records; i++) {
			if (!dns_name_equal(&zone->record[i].name, &name))
				continue;
			exists = true;
			if (zone->record[i].type == (unsigned)type)
				add_matching(&builder, zone, i);
			silent |= zone->record[i].type == ANSWER_ZONE_SILENCE;
			if (zone->record[i].type == ANSWER_ZONE_CNAME)
				alias = &zone->record[i].target;
		}
		if (alias == NULL && silent && !builder.seen)
			return dns_answer_of_failure(DNS_FAILURE_TIMEOUT);
		if (alias == NULL)
			return dns_answer_build_finish(
				&builder, exists ? LOOKUP_NO_DATA : LOOKUP_NO_NAME);
		name = *alias;
	}
	return dns_answer_of_failure(DNS_FAILURE_MALFORMED);
}

const struct dns_answer *
answer_zone_find(struct answer_zone *zone, const struct dns_name *name, enum dns_type type)
{
	unsigned most = zone->questions_max != 0 ? zone->questions_max : ANSWER_ZONE_QUESTIONS_MAX;
	unsigned i;

	for (i = 0; i < zone->questions; i++)
		if (zone->question[i].type == type && dns_name_equal(&zone->question[i].name, name))
			return zone->question[i].told ? zone->question[i].answer : NULL;
	if (zone->questions == most)
		return dns_answer_of_failure(DNS_FAILURE_BUDGET);
	zone->question[i].name = *name;
	zone->question[i].type = type;
	zone->question[i].answer = answer_of(zone, name, type);
	zone->question[i].told = !zone->slow;
	zone->questions++;
	return zone->slow ? NULL : zone->question[i].answer;
}

static const struct dns_answer *
find(void *state, const struct dns_name *name, enum dns_type type)
{
	return answer_zone_find(state, name, type);
}

struct answer_source
answer_zone_source(struct answer_zone *zone)
{
	return (struct answer_source){.find = find, .state = zone};
}

void
answer_zone_next_round(struct answer_zone *zone)
{
	for (unsigned i = 0; i < zone->questions; i++)
		zone->question[i].told = true;
	zone->rounds++;
}

void
answer_zone_forget(struct answer_zone *zone)
{
	for (unsigned i = 0; i < zone->questions; i++)
		dns_answer_release(zone->question[i].answer);
	zone->questions = 0;
	zone->rounds = 0;
}

void
answer_zone_finish(struct answer_zone *zone)
{
	answer_zone_forget(zone);
	for (unsigned i = 0; i < zone->records; i++)
		free(zone->record[i].text);
	zone->records = 0;
}

struct spf_evidence
answer_zone_evaluate(struct answer_zone *zone, const struct envelope *envelope)
{
	struct answer_source source = answer_zone_source(zone);
	struct spf_evidence spf;

	while (!spf_evaluate(&spf, envelope, &source))
		answer_zone_next_round(zone);
	return spf;
}

struct envelope
answer_zone_envelope(const char *client, const char *helo, const char *sender)
{
	struct envelope envelope = {0};
	char text[1024];
	size_t length = strlen(sender);

	ip_addr_parse(&envelope.client, client);
	helo_identity_read(&envelope.helo, helo);
	if (length > sizeof(text) - 3)
		length = sizeof(text) - 3;
	text[0] = '<';
	memcpy(text + 1, sender, length);
	memcpy(text + 1 + length, ">", 2);
	envelope_set_sender(&envelope, text);
	return envelope;
}
