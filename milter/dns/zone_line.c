/* SPDX-License-Identifier: BSD-2-Clause */
#include "zone_line.h"

#include <arpa/nameser.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char blanks[] = " \t";
static const char spaces[] = " \t\r";

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

bool
zone_line_is_empty(const char *line)
{
	line += strspn(line, spaces);
	return *line == '\0' || *line == '#' || *line == ';';
}

/* The wire form of a name as zone files write it: "a\046b" and "a\.b" are one label. */
static bool
read_wire(uint8_t wire[NS_MAXCDNAME], const char *text)
{
	return ns_name_pton(text, wire, NS_MAXCDNAME) >= 0;
}

/* Also a name that is no host name, as it would come from the network. */
static bool
read_name(struct dns_name *name, const char *text)
{
	uint8_t wire[NS_MAXCDNAME];

	return dns_name_parse(name, text) ||
		(read_wire(wire, text) && dns_name_of_wire(name, wire, sizeof(wire)));
}

/* A name that questions are compared with. SPF asks for names with any printable characters, which its macros take from
 * local parts; a dot inside a label and octets that are not printable are never asked for. */
static bool
read_question_name(struct dns_name *name, const char *text)
{
	uint8_t wire[NS_MAXCDNAME];
	size_t length = 0;

	if (dns_name_parse(name, text))
		return true;
	if (!read_wire(wire, text) || !dns_name_of_wire(name, wire, sizeof(wire)))
		return false;
	for (const uint8_t *label = wire; *label != 0; label += 1 + *label) {
		for (size_t i = 1; i <= *label; i++, length++)
			if (name->text[length] == '?' && label[i] >= 0x20 && label[i] < 0x7f &&
				label[i] != '.')
				name->text[length] = (char)label[i];
		length++; /* the dot */
	}
	return true;
}

/* Each reads one kind of value; NULL, or what is wrong. */
typedef const char *value_reader(struct zone_record *record, char *value);

static const char *
read_v4(struct zone_record *record, char *value)
{
	if (ip_addr_parse(&record->address, value) && strchr(value, ':') == NULL)
		return NULL;
	return "A needs an IPv4 address";
}

/* A v4-mapped address is an IPv4 client's, wherever it stands. */
static const char *
read_v6(struct zone_record *record, char *value)
{
	if (ip_addr_parse(&record->address, value) && strchr(value, ':') != NULL)
		return NULL;
	return "AAAA needs an IPv6 address";
}

static const char *
read_target(struct zone_record *record, char *value)
{
	return read_name(&record->target, value) ? NULL : "the value is no domain name";
}

static const char *
read_exchange(struct zone_record *record, char *value)
{
	static const char wrong[] = "MX needs a preference (0 to 65535) and a host name";
	unsigned long preference;
	char *end;
	size_t gap;

	errno = 0;
	preference = strtoul(value, &end, 10);
	gap = strspn(end, blanks);
	if (value[0] < '0' || value[0] > '9' || errno != 0 || preference > UINT16_MAX || gap == 0)
		return wrong;
	record->preference = (uint16_t)preference;
	if (strpbrk(end + gap, blanks) != NULL)
		return "nothing may follow the host name of an MX";
	return read_target(record, end + gap);
}

/* What a backslash and what follows it stand for (RFC 1035 5.1), -1 for nothing; `*from` is moved past it. */
static int
read_escape(const char **from)
{
	const char *at = *from + 1;

	if (strspn(at, "0123456789") >= 3) {
		int octet = (at[0] - '0') * 100 + (at[1] - '0') * 10 + (at[2] - '0');

		*from = at + 3;
		return octet <= UINT8_MAX ? octet : -1;
	}
	*from = at + 1;
	return *at != '\0' && strspn(at, "0123456789") == 0 ? (unsigned char)*at : -1;
}

/* Reads one quoted string, to where `*to` stands: what it says is never longer than what it is. */
static const char *
read_string(const char **from, char **to)
{
	for (++*from; **from != '"';) {
		int octet = (unsigned char)**from;

		if (octet == '\0')
			return "the closing quote is missing";
		if (octet == '\\')
			octet = read_escape(from);
		else
			++*from;
		if (octet < 0)
			return "a backslash needs a character or three digits (000 to 255)";
		*(*to)++ = (char)octet;
	}
	++*from;
	return NULL;
}

/* One or several strings in quotes are one text; anything else stands for itself, blanks included. */
static const char *
read_text(struct zone_record *record, char *value)
{
	const char *from = value + strspn(value, blanks), *wrong = NULL;
	char *to = value;

	record->text = value;
	record->text_length = strlen(value);
	if (*from != '"')
		return NULL;
	while (wrong == NULL && *from == '"') {
		wrong = read_string(&from, &to);
		from += strspn(from, blanks);
	}
	record->text_length = (size_t)(to - value);
	if (wrong == NULL && *from != '\0' && *from != ';')
		return "nothing may follow the closing quote but another string in quotes";
	return wrong;
}

static const struct {
	const char *name;
	unsigned type;
	value_reader *read;
} type_table[] = {
	{"A", DNS_A, read_v4},
	{"AAAA", DNS_AAAA, read_v6},
	{"MX", DNS_MX, read_exchange},
	{"PTR", DNS_PTR, read_target},
	{"TXT", DNS_TXT, read_text},
	{"CNAME", ZONE_CNAME, read_target},
};

/* Types that saved answers and zones hold, and that nothing is asked of. */
static const char *const other_types[] = {"NS", "SOA", "CAA", "SRV", "DS", "DNSKEY", "RRSIG",
	"NSEC", "NSEC3", "NSEC3PARAM", "TLSA", "SSHFP", "NAPTR", "HINFO", "SPF", "HTTPS", "SVCB",
	"LOC", "RP", "CDS", "CDNSKEY", "SMIMEA", "OPENPGPKEY"};

static const struct {
	const char *name;
	enum lookup lookup;
	enum dns_failure failure;
} fault_table[] = {
	{"SERVFAIL", LOOKUP_FAILED, DNS_FAILURE_SERVFAIL},
	{"TIMEOUT", LOOKUP_FAILED, DNS_FAILURE_TIMEOUT},
	{"REFUSED", LOOKUP_FAILED, DNS_FAILURE_REFUSED},
	{"NXDOMAIN", LOOKUP_NO_NAME, DNS_FAILURE_NONE},
};

static bool
read_fault(struct zone_record *record, const char *value)
{
	for (size_t i = 0; i < COUNT_OF(fault_table); i++)
		if (strcasecmp(value, fault_table[i].name) == 0) {
			record->lookup = fault_table[i].lookup;
			record->failure = fault_table[i].failure;
			return true;
		}
	return false;
}

/* Takes what follows blanks and a semicolon off: a comment, as zone files have them. */
static void
cut_comment(char *value)
{
	for (char *at = strchr(value, ';'); at != NULL; at = strchr(at + 1, ';'))
		if (at > value && strchr(blanks, at[-1]) != NULL) {
			*at = '\0';
			return;
		}
}

static void
cut_trailing_blanks(char *text)
{
	size_t length = strlen(text);

	while (length > 0 && strchr(spaces, text[length - 1]) != NULL)
		text[--length] = '\0';
}

/* `value` begins after the one blank that ends the type. */
static const char *
read_type_and_value(struct zone_record *record, const char *type, char *value)
{
	char *first = value + strspn(value, blanks);

	for (size_t i = 0; i < COUNT_OF(other_types); i++)
		if (strcasecmp(type, other_types[i]) == 0)
			return NULL;
	for (size_t i = 0; i < COUNT_OF(type_table); i++) {
		if (strcasecmp(type, type_table[i].name) != 0)
			continue;
		record->type = type_table[i].type;
		if (read_fault(record, first))
			return record->type != ZONE_CNAME
				? NULL
				: "only questions fail: A, AAAA, MX, PTR or TXT";
		if (record->type == DNS_TXT)
			return read_text(record, value);
		cut_comment(first);
		cut_trailing_blanks(first);
		return type_table[i].read(record, first);
	}
	return "the type is none of A, AAAA, MX, PTR, TXT, CNAME";
}

/* A PTR may be filed under the address itself. */
static const char *
read_owner(struct zone_record *record, const char *owner)
{
	struct ip_addr address;

	if (record->type == DNS_PTR && ip_addr_parse(&address, owner)) {
		record->name = ip_addr_reverse_name(&address);
		return NULL;
	}
	record->wildcard = strncmp(owner, "*.", 2) == 0;
	if (read_question_name(&record->name, record->wildcard ? owner + 2 : owner))
		return NULL;
	return "that is no domain name";
}

/* Ends the first word of `line`, and returns what follows the one blank after it. */
static char *
split_word(char *line)
{
	char *end = line + strcspn(line, blanks);

	if (*end == '\0')
		return end;
	*end = '\0';
	return end + 1;
}

static char *
skip_blanks(char *text)
{
	return text + strspn(text, blanks);
}

/* "3600", or as zone files write it, "1h30m". */
static bool
is_ttl(const char *word)
{
	return word[0] >= '0' && word[0] <= '9' &&
		word[strspn(word, "0123456789smhdwSMHDW")] == '\0';
}

const char *
zone_line_read(struct zone_record *record, char *line)
{
	char *owner, *type, *rest;
	const char *wrong;

	cut_trailing_blanks(line);
	owner = skip_blanks(line);
	type = skip_blanks(split_word(owner));
	rest = split_word(type);
	while (is_ttl(type) || strcasecmp(type, "IN") == 0) { /* RFC 1035 5.1: in either order */
		type = skip_blanks(rest);
		rest = split_word(type);
	}
	if (*skip_blanks(rest) == '\0')
		return "a line is NAME TYPE VALUE";
	record->lookup = LOOKUP_FOUND;
	wrong = read_type_and_value(record, type, rest);
	return wrong != NULL ? wrong : read_owner(record, owner);
}
