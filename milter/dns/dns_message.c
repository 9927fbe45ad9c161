/* SPDX-License-Identifier: BSD-2-Clause */
#include "dns_message.h"

#include <arpa/nameser.h>
#include <string.h>

#include "dns_answer_build.h"

enum {
	ALIASES_MAX = 16,    /* CNAMEs in one answer; resolvers follow no more themselves */
	SOA_SIZE_MIN = 22,   /* two roots and five numbers (RFC 1035 3.3.13) */
	EDNS_TTL_SHIFT = 24, /* the TTL's octet that holds more of the rcode (RFC 6891 6.1.3) */
};

struct alias {
	struct dns_name owner, target;
	uint32_t ttl;
};

/* A response being read. */
struct reading {
	ns_msg message;
	struct dns_name name; /* the question's; then, CNAME by CNAME, that of the records */
	enum dns_type type;
	unsigned alias_count;
	struct alias alias[ALIASES_MAX];
	bool related;  /* a record belongs to the question */
	bool referral; /* there are name servers in the authority section, but no SOA */
	struct dns_answer_builder builder;
};

static uint32_t
ttl_of(ns_rr record)
{
	return ns_rr_ttl(record) > INT32_MAX ? 0 : (uint32_t)ns_rr_ttl(record); /* RFC 2181 8 */
}

/* The question's name as its answer will show it: some octets are '?' there. */
static bool
read_asked(struct dns_name *name, const struct dns_name *asked)
{
	uint8_t wire[NS_MAXCDNAME];

	return ns_name_pton(asked->text, wire, sizeof(wire)) >= 0 &&
		dns_name_of_wire(name, wire, sizeof(wire));
}

/* A record's owner. libresolv gives text with escapes; back to the wire, so that there is one way
 * to read names. */
static bool
read_owner(struct dns_name *name, ns_rr record)
{
	uint8_t wire[NS_MAXCDNAME];

	return ns_name_pton(ns_rr_name(record), wire, sizeof(wire)) >= 0 &&
		dns_name_of_wire(name, wire, sizeof(wire));
}

/* A name that fills the record's data from `offset` to its end. */
static bool
read_name(const struct reading *reading, ns_rr record, size_t offset, struct dns_name *name)
{
	uint8_t wire[NS_MAXCDNAME];
	int length;

	if (ns_rr_rdlen(record) <= offset)
		return false;
	length = ns_name_unpack(ns_msg_base(reading->message), ns_msg_end(reading->message),
		ns_rr_rdata(record) + offset, wire, sizeof(wire));
	return length >= 0 && (size_t)length == ns_rr_rdlen(record) - offset &&
		dns_name_of_wire(name, wire, sizeof(wire));
}

static bool
read_address(struct reading *reading, ns_rr record, size_t size)
{
	const uint8_t *octets = ns_rr_rdata(record);
	struct ip_addr address;

	if (ns_rr_rdlen(record) != size)
		return false;
	address = size == 4 ? ip_addr_of_v4(octets) : ip_addr_of_v6(octets);
	dns_answer_build_address(&reading->builder, &address);
	return true;
}

/* Joins the strings (RFC 7208 3.3). */
static bool
read_text(struct reading *reading, ns_rr record)
{
	uint8_t text[DNS_TEXT_MAX + 1];
	size_t length = 0;
	const uint8_t *at = ns_rr_rdata(record), *end = at + ns_rr_rdlen(record);

	if (at == end)
		return false;
	while (at < end) {
		size_t string = *at++;
		size_t room;
		size_t taken;

		if (string > (size_t)(end - at))
			return false;
		room = sizeof(text) - length;
		taken = string < room ? string : room;
		memcpy(text + length, at, taken);
		length += taken;
		at += string;
	}
	dns_answer_build_text(&reading->builder, text, length);
	return true;
}

static bool
read_wanted(struct reading *reading, ns_rr record)
{
	struct dns_name name;

	dns_answer_build_limit_ttl(&reading->builder, ttl_of(record));
	switch (reading->type) {
	case DNS_A:
		return read_address(reading, record, 4);
	case DNS_AAAA:
		return read_address(reading, record, 16);
	case DNS_PTR:
		if (!read_name(reading, record, 0, &name))
			return false;
		dns_answer_build_name(&reading->builder, &name);
		return true;
	case DNS_MX:
		if (!read_name(reading, record, 2, &name))
			return false;
		dns_answer_build_exchange(
			&reading->builder, (uint16_t)ns_get16(ns_rr_rdata(record)), &name);
		return true;
	case DNS_TXT:
		return read_text(reading, record);
	}
	return false;
}

static bool
read_alias(struct reading *reading, ns_rr record)
{
	struct alias *alias;

	if (reading->alias_count == ALIASES_MAX)
		return false;
	alias = &reading->alias[reading->alias_count++];
	alias->ttl = ttl_of(record);
	return read_owner(&alias->owner, record) && read_name(reading, record, 0, &alias->target);
}

static bool
read_aliases(struct reading *reading)
{
	for (int i = 0; i < ns_msg_count(reading->message, ns_s_an); i++) {
		ns_rr record;
		if (ns_parserr(&reading->message, ns_s_an, i, &record) != 0)
			return false;
		if (ns_rr_type(record) == ns_t_cname && ns_rr_class(record) == ns_c_in &&
			!read_alias(reading, record))
			return false;
	}
	return true;
}

static const struct alias *
find_alias(const struct reading *reading)
{
	for (unsigned i = 0; i < reading->alias_count; i++)
		if (dns_name_equal(&reading->alias[i].owner, &reading->name))
			return &reading->alias[i];
	return NULL;
}

/* Goes to the name at the end of the CNAMEs, in whatever order they came. */
static bool
follow_aliases(struct reading *reading)
{
	const struct alias *alias;

	for (unsigned steps = 0; (alias = find_alias(reading)) != NULL; steps++) {
		if (steps == reading->alias_count)
			return false; /* in a circle */
		reading->builder.alias = reading->related = true;
		dns_answer_build_limit_ttl(&reading->builder, alias->ttl);
		reading->name = alias->target;
	}
	return true;
}

/* Takes the wanted records of that name; other records in the answer are not ours. */
static bool
read_answers(struct reading *reading)
{
	for (int i = 0; i < ns_msg_count(reading->message, ns_s_an); i++) {
		ns_rr record;
		struct dns_name owner;
		if (ns_parserr(&reading->message, ns_s_an, i, &record) != 0 ||
			!read_owner(&owner, record))
			return false;
		if (ns_rr_class(record) != ns_c_in || !dns_name_equal(&owner, &reading->name))
			continue;
		reading->related = true;
		if (ns_rr_type(record) == (unsigned)reading->type && !read_wanted(reading, record))
			return false;
	}
	return reading->related || ns_msg_count(reading->message, ns_s_an) == 0;
}

/* What the authority section says about an absence: keep it for the SOA's time (RFC 2308 5). */
static bool
read_authority(struct reading *reading)
{
	for (int i = 0; i < ns_msg_count(reading->message, ns_s_ns); i++) {
		ns_rr record;
		if (ns_parserr(&reading->message, ns_s_ns, i, &record) != 0)
			return false;
		reading->referral |= ns_rr_type(record) == ns_t_ns;
		if (ns_rr_type(record) != ns_t_soa)
			continue;
		if (ns_rr_rdlen(record) < SOA_SIZE_MIN)
			return false;
		reading->referral = false;
		dns_answer_build_limit_ttl(&reading->builder, ttl_of(record));
		dns_answer_build_limit_ttl(&reading->builder,
			(uint32_t)ns_get32(ns_rr_rdata(record) + ns_rr_rdlen(record) - 4));
		return true;
	}
	dns_answer_build_limit_ttl(&reading->builder, 0); /* without a SOA, not to be kept */
	return true;
}

/* With EDNS, rcodes above 15 look like others in the header. */
static bool
has_extended_rcode(struct reading *reading)
{
	for (int i = 0; i < ns_msg_count(reading->message, ns_s_ar); i++) {
		ns_rr record;
		if (ns_parserr(&reading->message, ns_s_ar, i, &record) != 0)
			return true;
		if (ns_rr_type(record) == ns_t_opt && ns_rr_ttl(record) >> EDNS_TTL_SHIFT != 0)
			return true;
	}
	return false;
}

static bool
is_our_question(struct reading *reading)
{
	ns_rr question;
	struct dns_name name;

	return ns_msg_count(reading->message, ns_s_qd) == 1 &&
		ns_parserr(&reading->message, ns_s_qd, 0, &question) == 0 &&
		ns_rr_type(question) == (unsigned)reading->type &&
		ns_rr_class(question) == ns_c_in && read_owner(&name, question) &&
		dns_name_equal(&name, &reading->name);
}

static enum dns_failure
failure_of_header(struct reading *reading)
{
	ns_msg message = reading->message;

	if (!ns_msg_getflag(message, ns_f_qr) || ns_msg_getflag(message, ns_f_opcode) != ns_o_query ||
		ns_msg_getflag(message, ns_f_tc))
		return DNS_FAILURE_MALFORMED;
	switch (ns_msg_getflag(message, ns_f_rcode)) {
	case ns_r_servfail:
		return DNS_FAILURE_SERVFAIL;
	case ns_r_refused:
		return DNS_FAILURE_REFUSED;
	case ns_r_noerror:
	case ns_r_nxdomain:
		if (is_our_question(reading) && !has_extended_rcode(reading))
			return DNS_FAILURE_NONE;
		return DNS_FAILURE_MALFORMED;
	default:
		return DNS_FAILURE_MALFORMED;
	}
}

/* Is it consistent? A name with records exists, and a server that sends us elsewhere has not
 * answered (RFC 2308 2.2). */
static bool
is_consistent(const struct reading *reading, enum lookup absence)
{
	if (absence == LOOKUP_NO_NAME)
		return !reading->builder.seen;
	return !reading->referral;
}

static const struct dns_answer *
read_sections(struct reading *reading)
{
	/* With CNAMEs the rcode is about the last name (RFC 6604 3). */
	bool no_name = ns_msg_getflag(reading->message, ns_f_rcode) == ns_r_nxdomain;
	enum lookup absence = no_name ? LOOKUP_NO_NAME : LOOKUP_NO_DATA;
	if (!read_aliases(reading) || !follow_aliases(reading) || !read_answers(reading) ||
		(!reading->builder.seen && !read_authority(reading)) ||
		!is_consistent(reading, absence))
		return dns_answer_of_failure(DNS_FAILURE_MALFORMED);
	return dns_answer_build_finish(&reading->builder, absence);
}

const struct dns_answer *
dns_message_read(
	const uint8_t *message, size_t size, const struct dns_name *name, enum dns_type type)
{
	struct reading reading;
	enum dns_failure failure;

	if (size > NS_MAXMSG || ns_initparse(message, (int)size, &reading.message) != 0 ||
		!read_asked(&reading.name, name))
		return dns_answer_of_failure(DNS_FAILURE_MALFORMED);
	reading.type = type;
	reading.alias_count = 0;
	reading.related = reading.referral = false;
	dns_answer_build_init(&reading.builder, type);
	failure = failure_of_header(&reading);
	if (failure != DNS_FAILURE_NONE)
		return dns_answer_of_failure(failure);
	return read_sections(&reading);
}
