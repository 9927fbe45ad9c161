/* SPDX-License-Identifier: BSD-2-Clause */
#include "zone_server.h"

#include <arpa/nameser.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	HEADER_SIZE = 12,
	TTL = 3600,
	NAME_SIZE = 256,
	LABEL_SIZE = 64,
	WORST_HOSTS = 20,
	WORST_ADDRESSES = 16,
	WORST_NAMES = 10,
};

struct answer {
	unsigned char *message;
	size_t length;
	unsigned count; /* records */
};

/* Who is asked for: "LABEL.sN-KIND.example", or without the label the domain itself. */
struct party {
	char label[LABEL_SIZE];
	unsigned number;
	char kind;
	unsigned size; /* of the kind: mail hosts, or includes */
};

static void
put(struct answer *answer, const void *bytes, size_t count)
{
	if (answer->length + count <= ZONE_MESSAGE_SIZE) {
		memcpy(answer->message + answer->length, bytes, count);
		answer->length += count;
	}
}

static void
put16(struct answer *answer, unsigned number)
{
	unsigned char octets[] = {(unsigned char)(number >> 8), (unsigned char)number};

	put(answer, octets, sizeof(octets));
}

/* A record of the name in the question. */
static void
put_record(struct answer *answer, unsigned type, const void *data, size_t size)
{
	put16(answer, 0xc000 | HEADER_SIZE);
	put16(answer, type);
	put16(answer, ns_c_in);
	put16(answer, 0);
	put16(answer, TTL);
	put16(answer, (unsigned)size);
	put(answer, data, size);
	answer->count++;
}

static size_t
pack_label(unsigned char *to, const char *label)
{
	size_t length = strlen(label);

	to[0] = (unsigned char)length;
	memcpy(to + 1, label, length);
	return length + 1;
}

/* "text.text", uncompressed. */
static size_t
pack_name(unsigned char *to, const char *name)
{
	char copy[NAME_SIZE], *rest;
	size_t length = 0;

	snprintf(copy, sizeof(copy), "%s", name);
	for (char *label = strtok_r(copy, ".", &rest); label != NULL;
		label = strtok_r(NULL, ".", &rest))
		length += pack_label(to + length, label);
	to[length++] = 0;
	return length;
}

static void
put_text(struct answer *answer, const char *text)
{
	unsigned char data[NAME_SIZE];

	put_record(answer, ns_t_txt, data, pack_label(data, text));
}

/* "mxK" under the domain that was asked for. */
static void
put_mail_hosts(struct answer *answer, unsigned count)
{
	for (unsigned i = 1; i <= count; i++) {
		unsigned char data[16] = {0, (unsigned char)(i * 5)};
		char label[8];
		size_t length = 2;

		snprintf(label, sizeof(label), "mx%u", i);
		length += pack_label(data + length, label);
		data[length++] = 0xc0;
		data[length++] = HEADER_SIZE;
		put_record(answer, ns_t_mx, data, length);
	}
}

static void
put_address(struct answer *answer, unsigned type, uint32_t v4)
{
	unsigned char octets[16] = {0x20, 0x01, 0x0d, 0xb8};
	unsigned char quarter[] = {(unsigned char)(v4 >> 24), (unsigned char)(v4 >> 16),
		(unsigned char)(v4 >> 8), (unsigned char)v4};

	memcpy(octets + 12, quarter, sizeof(quarter));
	if (type == ns_t_a)
		put_record(answer, type, quarter, sizeof(quarter));
	else
		put_record(answer, type, octets, sizeof(octets));
}

static uint32_t
client_of(unsigned number)
{
	return 0x2c800000U + number % (1U << 17);
}

/* The first mail host, the reverse name and the HELO name are the client; other hosts are elsewhere. */
static void
put_addresses(struct answer *answer, const struct party *party, unsigned type)
{
	unsigned host = strncmp(party->label, "mx", 2) == 0 ? (unsigned)atoi(party->label + 2) : 1;

	if (party->kind == 'w') {
		for (unsigned i = 0; i < WORST_ADDRESSES; i++)
			put_address(answer, type, 0xcb007100U + host * WORST_ADDRESSES % 240 + i);
		return;
	}
	if (type == ns_t_a && party->label[0] != '\0')
		put_address(answer, type, host == 1 ? client_of(party->number) : 0xcb007100U + host);
}

static void
put_spf(struct answer *answer, const struct party *party)
{
	unsigned depth = strncmp(party->label, "spf", 3) == 0 ? (unsigned)atoi(party->label + 3) : 0;
	char text[128];

	if (party->kind != 'i') {
		if (party->label[0] == '\0')
			put_text(answer, "v=spf1 mx -all");
		return;
	}
	if (depth == party->size)
		put_text(answer, "v=spf1 ip4:44.128.0.0/15 -all");
	else {
		snprintf(text, sizeof(text), "v=spf1 include:spf%u.s%u-i%u.example -all", depth + 1,
			party->number, party->size);
		put_text(answer, text);
	}
}

static void
put_party(struct answer *answer, const struct party *party, unsigned type)
{
	if (type == ns_t_a || type == ns_t_aaaa)
		put_addresses(answer, party, type);
	else if (type == ns_t_txt)
		put_spf(answer, party);
	else if (type == ns_t_mx && party->label[0] == '\0')
		put_mail_hosts(answer,
			party->kind == 'w'           ? WORST_HOSTS
				: party->kind == 'm' ? party->size
						     : 1);
}

static bool
read_party(struct party *party, const char *name)
{
	*party = (struct party){0};
	if (sscanf(name, "s%u-%c%u", &party->number, &party->kind, &party->size) < 2 &&
		sscanf(name, "%63[^.].s%u-%c%u", party->label, &party->number, &party->kind,
			&party->size) < 3)
		return false;
	return strstr(name, ".example") != NULL;
}

/* A client's address does not tell its kind: the last 256 are the worst kind's. */
static void
put_reverse_names(struct answer *answer, const char *name)
{
	unsigned octet[4], number;
	unsigned char data[NAME_SIZE];
	char text[64];
	bool worst;

	if (sscanf(name, "%u.%u.%u.%u.in-addr.arpa", &octet[3], &octet[2], &octet[1], &octet[0]) != 4)
		return;
	number = ((octet[0] << 24 | octet[1] << 16 | octet[2] << 8 | octet[3]) - client_of(0)) %
		(1U << 17);
	worst = octet[1] == 19 && octet[2] == 255;
	for (unsigned i = 0; i < (worst ? WORST_NAMES : 1); i++) {
		if (worst)
			snprintf(text, sizeof(text), "mail%u.s%u-w.example", i, number);
		else
			snprintf(text, sizeof(text), "mail.s%u-m1.example", number);
		put_record(answer, ns_t_ptr, data, pack_name(data, text));
	}
}

/* The question's name as text; where it ends, 0 when it is broken. */
static size_t
read_question(const unsigned char *message, size_t length, char name[NAME_SIZE], unsigned *type)
{
	size_t at = HEADER_SIZE, out = 0;

	while (at < length && message[at] != 0) {
		size_t label = message[at];

		if (label > 63 || at + label + 1 >= length || out + label + 2 > NAME_SIZE)
			return 0;
		if (out > 0)
			name[out++] = '.';
		memcpy(name + out, message + at + 1, label);
		out += label;
		at += label + 1;
	}
	name[out] = '\0';
	if (at + 5 > length)
		return 0;
	*type = (unsigned)message[at + 1] << 8 | message[at + 2];
	return at + 5;
}

/* RFC 2308: a denial comes with the zone's SOA. */
static void
put_denial(struct answer *answer)
{
	static const unsigned char soa[22] = {0, 0, [18] = 0, 0, TTL >> 8, TTL & 0xff};

	put_record(answer, ns_t_soa, soa, sizeof(soa));
}

size_t
zone_answer(unsigned char message[ZONE_MESSAGE_SIZE], size_t length)
{
	char name[NAME_SIZE];
	unsigned type;
	struct party party;
	struct answer answer = {.message = message};

	answer.length = length > HEADER_SIZE ? read_question(message, length, name, &type) : 0;
	if (answer.length == 0)
		return 0;
	if (type == ns_t_ptr)
		put_reverse_names(&answer, name);
	else if (read_party(&party, name))
		put_party(&answer, &party, type);
	message[2] = 0x81; /* a response, recursion desired */
	message[3] = 0x80; /* and available; NOERROR */
	memset(message + 6, 0, 6);
	message[7] = (unsigned char)answer.count;
	if (answer.count == 0) {
		put_denial(&answer);
		message[9] = 1;
	}
	return answer.length;
}
