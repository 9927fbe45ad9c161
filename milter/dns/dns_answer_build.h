/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_DNS_ANSWER_BUILD_H
#define MXVET_DNS_ANSWER_BUILD_H

/*
 * How answers are made, for those who hear from DNS: the parser of messages and the zone file. Both
 * go through one builder, so that one set of rules holds for both: MX by preference, of TXT only
 * SPF records, bounds, and 0.0.0.0 as the voice of a filtering resolver.
 */

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mxvet/dns_answer.h"

enum { ANSWER_LENGTH_SIZE = 2, ANSWER_PREFERENCE_SIZE = 2 };

/* `packed` holds for each record its length, then an address, a name's text, a preference and a
 * name's text, or the octets of a text. */
struct dns_answer {
	atomic_uint references;
	uint32_t ttl;
	uint32_t size; /* of `packed` */
	uint8_t type;
	uint8_t lookup;
	uint8_t failure;
	uint8_t count;
	bool alias;
	bool truncated;
	uint8_t packed[];
};

/* More than any limit of the configuration, so that the evidence can tell what it cuts itself. */
enum {
	DNS_ANSWER_RECORDS_MAX = 64,
	DNS_ANSWER_TEXT_SIZE = 32768, /* all texts of one answer together */
};

struct dns_exchange {
	uint16_t preference; /* 0 for PTR */
	struct dns_name name;
};

struct dns_text_pool {
	size_t used;
	uint16_t length[DNS_ANSWER_RECORDS_MAX];
	uint8_t octets[DNS_ANSWER_TEXT_SIZE];
};

/* An answer in the making, in the caller's storage (33 KiB); nothing to give back. */
struct dns_answer_builder {
	enum dns_type type;
	bool alias;     /* the name asked for is a CNAME; set by the caller */
	bool truncated; /* a record did not fit */
	bool filtered;  /* an address was 0.0.0.0 or :: */
	bool seen;      /* there was a record of the type, kept or not */
	unsigned count; /* records kept */
	uint32_t ttl;   /* seconds; the smallest so far */
	union {
		struct ip_addr address[DNS_ANSWER_RECORDS_MAX];       /* A, AAAA */
		struct dns_exchange exchange[DNS_ANSWER_RECORDS_MAX]; /* MX, PTR */
		struct dns_text_pool pool;                            /* TXT */
	} kept;
};

void dns_answer_build_init(struct dns_answer_builder *builder, enum dns_type type);

/* One record each, of the builder's type. */
void dns_answer_build_address(struct dns_answer_builder *builder, const struct ip_addr *address);
void dns_answer_build_name(struct dns_answer_builder *builder, const struct dns_name *name);
void dns_answer_build_exchange(
	struct dns_answer_builder *builder, uint16_t preference, const struct dns_name *name);
/* The strings of the record joined; anything but an SPF record is left out. A caller may cut the
 * text after DNS_TEXT_MAX + 1 octets. */
void dns_answer_build_text(struct dns_answer_builder *builder, const uint8_t *text, size_t length);

/* The answer lives no longer than this. */
void dns_answer_build_limit_ttl(struct dns_answer_builder *builder, uint32_t seconds);

/* The answer, a reference for the caller: LOOKUP_FOUND when there was a record of the type,
 * otherwise `absence` (LOOKUP_NO_DATA or LOOKUP_NO_NAME). Never NULL: without memory it is one that
 * failed. */
const struct dns_answer *dns_answer_build_finish(
	const struct dns_answer_builder *builder, enum lookup absence);

/* Seconds for which it holds, as DNS said; 0 for one that failed. */
uint32_t dns_answer_ttl(const struct dns_answer *answer);

/* Bytes that it occupies; 0 for one that failed. */
size_t dns_answer_size(const struct dns_answer *answer);

#endif
