/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_TESTS_DNS_MESSAGE_BUILDER_H
#define MXVET_TESTS_DNS_MESSAGE_BUILDER_H

/* DNS messages by hand (RFC 1035 4.1), right or wrong as a test wishes. Names are text, a label
 * ends at each dot. */

#include <stdint.h>
#include <string.h>

enum { SECTION_QUESTION, SECTION_ANSWER, SECTION_AUTHORITY, SECTION_ADDITIONAL };
enum { TYPE_NS = 2, TYPE_CNAME = 5, TYPE_SOA = 6, TYPE_OPT = 41, TYPE_RRSIG = 46 };
enum { FLAGS_RESPONSE = 0x8180, FLAG_TRUNCATED = 0x0200 }; /* recursive, NOERROR; plus the rcode */

struct message {
	size_t size;
	uint8_t octets[65535];
};

static inline void
put_octets(struct message *message, const void *octets, size_t count)
{
	memcpy(message->octets + message->size, octets, count);
	message->size += count;
}

static inline void
put_8(struct message *message, unsigned value)
{
	put_octets(message, &(uint8_t){(uint8_t)value}, 1);
}

static inline void
put_16(struct message *message, unsigned value)
{
	put_8(message, value >> 8);
	put_8(message, value);
}

static inline void
put_32(struct message *message, uint32_t value)
{
	put_16(message, value >> 16);
	put_16(message, value);
}

static inline void
put_name(struct message *message, const char *name)
{
	while (*name != '\0') {
		size_t label = strcspn(name, ".");
		put_8(message, (unsigned)label);
		put_octets(message, name, label);
		name += label;
		name += *name == '.';
	}
	put_8(message, 0);
}

static inline void
count_record(struct message *message, unsigned section)
{
	uint8_t *count = message->octets + 4 + 2 * section;
	count[0] = (uint8_t)(count[0] + (++count[1] == 0));
}

static inline void
message_begin(struct message *message, unsigned id, unsigned flags)
{
	message->size = 0;
	put_16(message, id);
	put_16(message, flags);
	put_octets(message, (const uint8_t[8]){0}, 8);
}

static inline void
put_question(struct message *message, const char *name, unsigned type)
{
	put_name(message, name);
	put_16(message, type);
	put_16(message, 1);
	count_record(message, SECTION_QUESTION);
}

/* Begins a record; its data follow, then put_record_end(). */
static inline size_t
put_record(struct message *message, unsigned section, const char *owner, unsigned type, uint32_t ttl)
{
	put_name(message, owner);
	put_16(message, type);
	put_16(message, type == TYPE_OPT ? 1232 : 1);
	put_32(message, ttl);
	put_16(message, 0);
	count_record(message, section);
	return message->size;
}

static inline void
put_record_end(struct message *message, size_t data)
{
	size_t length = message->size - data;
	message->octets[data - 2] = (uint8_t)(length >> 8);
	message->octets[data - 1] = (uint8_t)length;
}

static inline void
put_bytes_record(struct message *message, const char *owner, unsigned type, uint32_t ttl,
	const void *octets, size_t count)
{
	size_t data = put_record(message, SECTION_ANSWER, owner, type, ttl);
	put_octets(message, octets, count);
	put_record_end(message, data);
}

static inline void
put_a(struct message *message, const char *owner, uint32_t ttl, const uint8_t octets[4])
{
	put_bytes_record(message, owner, 1, ttl, octets, 4);
}

/* CNAME, PTR, NS */
static inline void
put_name_record(struct message *message, unsigned section, const char *owner, unsigned type,
	uint32_t ttl, const char *target)
{
	size_t data = put_record(message, section, owner, type, ttl);
	put_name(message, target);
	put_record_end(message, data);
}

static inline void
put_mx(struct message *message, const char *owner, uint32_t ttl, unsigned preference,
	const char *exchange)
{
	size_t data = put_record(message, SECTION_ANSWER, owner, 15, ttl);
	put_16(message, preference);
	put_name(message, exchange);
	put_record_end(message, data);
}

static inline void
put_soa(struct message *message, const char *owner, uint32_t ttl, uint32_t minimum)
{
	size_t data = put_record(message, SECTION_AUTHORITY, owner, TYPE_SOA, ttl);
	put_name(message, "ns.example.org");
	put_name(message, "hostmaster.example.org");
	for (uint32_t i = 0; i < 4; i++)
		put_32(message, 1000 + i);
	put_32(message, minimum);
	put_record_end(message, data);
}

#endif
