/* SPDX-License-Identifier: BSD-2-Clause */
#include "mxvet/ip_addr.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "mxvet/dns_name.h"

/* Networks from which no host on the Internet can answer (RFC 6890 and its registries). */
static const struct ip_network private_networks[] = {
	{{4, {0}}, 8},
	{{4, {10}}, 8},
	{{4, {100, 64}}, 10},
	{{4, {127}}, 8},
	{{4, {169, 254}}, 16},
	{{4, {172, 16}}, 12},
	{{4, {192, 0, 0}}, 24},
	{{4, {192, 168}}, 16},
	{{4, {198, 18}}, 15},
	{{4, {224}}, 3}, /* multicast and reserved */
	{{6, {0}}, 16}, /* ::, ::1, v4-compatible; not 64:ff9b::/96, which DNS64 resolvers answer */
	{{6, {0x00, 0x64, 0xff, 0x9b, 0x00, 0x01}}, 48},
	{{6, {0x01}}, 64},
	{{6, {0xfc}}, 7},
	{{6, {0xfe, 0x80}}, 10},
	{{6, {0xfe, 0xc0}}, 10}, /* site-local, RFC 3879 */
	{{6, {0xff}}, 8},
};

struct ip_addr
ip_addr_of_v4(const uint8_t octets[4])
{
	struct ip_addr address = {.family = 4};

	memcpy(address.octet, octets, 4);
	return address;
}

struct ip_addr
ip_addr_of_v6(const uint8_t octets[16])
{
	static const uint8_t mapped[12] = {[10] = 0xff, [11] = 0xff};
	struct ip_addr address = {.family = 6};

	if (memcmp(octets, mapped, sizeof(mapped)) == 0)
		return ip_addr_of_v4(octets + 12);
	memcpy(address.octet, octets, 16);
	return address;
}

bool
ip_addr_parse(struct ip_addr *address, const char *text)
{
	uint8_t octets[16];

	if (inet_pton(AF_INET, text, octets) == 1) {
		*address = ip_addr_of_v4(octets);
		return true;
	}
	if (inet_pton(AF_INET6, text, octets) == 1) {
		*address = ip_addr_of_v6(octets);
		return true;
	}
	*address = (struct ip_addr){0};
	return false;
}

static void
append_quad(struct text_buffer *text, const uint8_t octets[4])
{
	for (int i = 0; i < 4; i++) {
		if (i > 0)
			text_append_char(text, '.');
		text_append_number(text, octets[i]);
	}
}

const char *
ip_addr_format(const struct ip_addr *address, char text[IP_ADDR_TEXT_SIZE])
{
	struct text_buffer buffer;

	text_init(&buffer, text, IP_ADDR_TEXT_SIZE);
	if (address->family == 4)
		append_quad(&buffer, address->octet);
	else if (address->family == 6)
		inet_ntop(AF_INET6, address->octet, text, IP_ADDR_TEXT_SIZE);
	return text;
}

void
text_append_address(struct text_buffer *buffer, const struct ip_addr *address)
{
	char text[IP_ADDR_TEXT_SIZE];

	text_append(buffer, ip_addr_format(address, text));
}

bool
ip_addr_equal(const struct ip_addr *a, const struct ip_addr *b)
{
	return a->family != 0 && a->family == b->family &&
		memcmp(a->octet, b->octet, sizeof(a->octet)) == 0;
}

bool
ip_addr_neighbours(const struct ip_addr *a, const struct ip_addr *b)
{
	return a->family != 0 && a->family == b->family &&
		memcmp(a->octet, b->octet, a->family == 4 ? 3 : 8) == 0;
}

bool
ip_addr_is_private(const struct ip_addr *address)
{
	for (size_t i = 0; i < sizeof(private_networks) / sizeof(private_networks[0]); i++)
		if (ip_network_contains(&private_networks[i], address))
			return true;
	return false;
}

bool
ip_addr_is_unspecified(const struct ip_addr *address)
{
	static const uint8_t zero[16];

	return address->family != 0 && memcmp(address->octet, zero, sizeof(zero)) == 0;
}

struct dns_name
ip_addr_reverse_name(const struct ip_addr *address)
{
	static const char digits[] = "0123456789abcdef";
	struct dns_name name = {0};
	struct text_buffer text;

	text_init(&text, name.text, sizeof(name.text));
	if (address->family == 4) {
		const uint8_t *octet = address->octet;

		append_quad(&text, (const uint8_t[]){octet[3], octet[2], octet[1], octet[0]});
		text_append(&text, ".in-addr.arpa");
	} else if (address->family == 6) {
		for (int i = 15; i >= 0; i--) {
			const char nibbles[] = {digits[address->octet[i] & 15], '.',
				digits[address->octet[i] >> 4], '.'};

			text_append_bytes(&text, nibbles, sizeof(nibbles));
		}
		text_append(&text, "ip6.arpa");
	}
	name.length = (uint8_t)text.length;
	return name;
}

/* Clears all but the first `prefix` bits; whether any was set. */
static bool
clear_host_bits(struct ip_addr *address, unsigned prefix)
{
	unsigned size = address->family == 4 ? 4 : 16;
	bool was_set = false;

	for (unsigned i = 0; i < size; i++) {
		unsigned kept = prefix <= i * 8 ? 0 : prefix - i * 8;
		uint8_t mask = kept >= 8 ? 0xff : (uint8_t)(0xff00U >> kept);

		was_set = was_set || (address->octet[i] & (uint8_t)~mask) != 0;
		address->octet[i] &= mask;
	}
	return was_set;
}

/* A number of one to three digits, nothing around it; -1 otherwise. */
static int
parse_prefix(const char *text)
{
	int value = 0;

	if (text[0] == '\0' || strlen(text) > 3)
		return -1;
	for (; *text != '\0'; text++) {
		if (*text < '0' || *text > '9')
			return -1;
		value = value * 10 + (*text - '0');
	}
	return value;
}

const char *
ip_network_parse(struct ip_network *network, const char *text)
{
	char address[IP_ADDR_TEXT_SIZE];
	const char *slash = strchr(text, '/');
	size_t length = slash != NULL ? (size_t)(slash - text) : strlen(text);
	int prefix;

	*network = (struct ip_network){0};
	if (length >= sizeof(address))
		return "is no IP address";
	memcpy(address, text, length);
	address[length] = '\0';
	if (!ip_addr_parse(&network->address, address))
		return "is no IP address";
	prefix = network->address.family == 4 ? 32 : 128;
	if (slash != NULL) {
		int given = parse_prefix(slash + 1);

		/* ::ffff:192.0.2.0/120 is 192.0.2.0/24 */
		if (given >= 0 && network->address.family == 4 && strchr(address, ':') != NULL)
			given -= 96;
		if (given < 0 || given > prefix)
			return "has no prefix length that fits the address";
		prefix = given;
	}
	network->prefix = (uint8_t)prefix;
	if (clear_host_bits(&network->address, network->prefix))
		return "has bits set after its prefix";
	return NULL;
}

bool
ip_network_contains(const struct ip_network *network, const struct ip_addr *address)
{
	const unsigned whole = network->prefix / 8, bits = network->prefix % 8;
	const uint8_t *a = network->address.octet, *b = address->octet;

	if (network->address.family == 0 || network->address.family != address->family)
		return false;
	for (unsigned i = 0; i < whole; i++)
		if (a[i] != b[i])
			return false;
	return bits == 0 || ((unsigned)(a[whole] ^ b[whole]) >> (8 - bits)) == 0;
}
