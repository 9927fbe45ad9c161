/* SPDX-License-Identifier: BSD-2-Clause */
#include "dns_answer_build.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

void
dns_answer_build_init(struct dns_answer_builder *builder, enum dns_type type)
{
	builder->type = type;
	builder->alias = builder->truncated = builder->filtered = builder->seen = false;
	builder->count = 0;
	builder->ttl = UINT32_MAX;
	builder->kept.pool.used = 0;
}

void
dns_answer_build_limit_ttl(struct dns_answer_builder *builder, uint32_t seconds)
{
	if (seconds < builder->ttl)
		builder->ttl = seconds;
}

void
dns_answer_build_address(struct dns_answer_builder *builder, const struct ip_addr *address)
{
	builder->seen = true;
	builder->filtered |= ip_addr_is_unspecified(address);
	if (builder->count == DNS_ANSWER_RECORDS_MAX)
		builder->truncated = true;
	else
		builder->kept.address[builder->count++] = *address;
}

void
dns_answer_build_name(struct dns_answer_builder *builder, const struct dns_name *name)
{
	dns_answer_build_exchange(builder, 0, name);
}

/* Keeps the most preferred; among equals, those that came first. */
void
dns_answer_build_exchange(
	struct dns_answer_builder *builder, uint16_t preference, const struct dns_name *name)
{
	struct dns_exchange *kept = builder->kept.exchange;
	unsigned place = builder->count;

	builder->seen = true;
	while (place > 0 && kept[place - 1].preference > preference)
		place--;
	if (builder->count < DNS_ANSWER_RECORDS_MAX)
		builder->count++;
	else
		builder->truncated = true;
	if (place == DNS_ANSWER_RECORDS_MAX)
		return;
	memmove(&kept[place + 1], &kept[place], (builder->count - 1 - place) * sizeof(*kept));
	kept[place].preference = preference;
	kept[place].name = *name;
}

/* RFC 7208 4.5: the version section ends with a space or the end of the record. */
static bool
is_spf_record(const uint8_t *text, size_t length)
{
	static const char version[] = "v=spf1";
	size_t end = sizeof(version) - 1;

	return length >= end && strncasecmp((const char *)text, version, end) == 0 &&
		(length == end || text[end] == ' ');
}

void
dns_answer_build_text(struct dns_answer_builder *builder, const uint8_t *text, size_t length)
{
	struct dns_text_pool *pool = &builder->kept.pool;

	builder->seen = true;
	if (!is_spf_record(text, length))
		return;
	if (length > DNS_TEXT_MAX)
		length = DNS_TEXT_MAX + 1;
	if (builder->count == DNS_ANSWER_RECORDS_MAX || length > sizeof(pool->octets) - pool->used) {
		builder->truncated = true;
		return;
	}
	memcpy(pool->octets + pool->used, text, length);
	pool->used += length;
	pool->length[builder->count++] = (uint16_t)length;
}

static size_t
address_size(const struct ip_addr *address)
{
	return address->family == 4 ? 4 : 16; /* IPv4 in an AAAA record too: a v4-mapped one */
}

static size_t
packed_size(const struct dns_answer_builder *builder)
{
	size_t size = (size_t)builder->count * ANSWER_LENGTH_SIZE;

	switch (builder->type) {
	case DNS_A:
	case DNS_AAAA:
		for (unsigned i = 0; i < builder->count; i++)
			size += address_size(&builder->kept.address[i]);
		break;
	case DNS_MX:
		size += (size_t)builder->count * ANSWER_PREFERENCE_SIZE;
		/* fall through */
	case DNS_PTR:
		for (unsigned i = 0; i < builder->count; i++)
			size += builder->kept.exchange[i].name.length;
		break;
	case DNS_TXT:
		size += builder->kept.pool.used;
		break;
	}
	return size;
}

static uint8_t *
write_16(uint8_t *to, size_t value)
{
	to[0] = (uint8_t)(value >> 8);
	to[1] = (uint8_t)value;
	return to + 2;
}

static uint8_t *
write_octets(uint8_t *to, const void *octets, size_t length)
{
	memcpy(to, octets, length);
	return to + length;
}

static void
pack(const struct dns_answer_builder *builder, uint8_t *to)
{
	const struct ip_addr *address = builder->kept.address;
	const struct dns_exchange *exchange = builder->kept.exchange;
	const struct dns_text_pool *pool = &builder->kept.pool;
	const uint8_t *text = pool->octets;

	for (unsigned i = 0; i < builder->count; i++)
		switch (builder->type) {
		case DNS_A:
		case DNS_AAAA:
			to = write_16(to, address_size(&address[i]));
			to = write_octets(to, address[i].octet, address_size(&address[i]));
			break;
		case DNS_MX:
			to = write_16(to, ANSWER_PREFERENCE_SIZE + (size_t)exchange[i].name.length);
			to = write_16(to, exchange[i].preference);
			to = write_octets(to, exchange[i].name.text, exchange[i].name.length);
			break;
		case DNS_PTR:
			to = write_16(to, exchange[i].name.length);
			to = write_octets(to, exchange[i].name.text, exchange[i].name.length);
			break;
		case DNS_TXT:
			to = write_16(to, pool->length[i]);
			to = write_octets(to, text, pool->length[i]);
			text += pool->length[i];
			break;
		}
}

const struct dns_answer *
dns_answer_build_finish(const struct dns_answer_builder *builder, enum lookup absence)
{
	size_t size;
	struct dns_answer *answer;

	if (builder->filtered)
		return dns_answer_of_failure(DNS_FAILURE_FILTERED);
	size = packed_size(builder);
	answer = malloc(sizeof(*answer) + size);
	if (answer == NULL)
		return dns_answer_of_failure(DNS_FAILURE_UNAVAILABLE);
	*answer = (struct dns_answer){
		.references = 1,
		.ttl = builder->ttl == UINT32_MAX ? 0 : builder->ttl,
		.size = (uint32_t)size,
		.type = (uint8_t)builder->type,
		.lookup = (uint8_t)(builder->seen ? LOOKUP_FOUND : absence),
		.count = (uint8_t)builder->count,
		.alias = builder->alias,
		.truncated = builder->truncated,
	};
	pack(builder, answer->packed);
	return answer;
}
