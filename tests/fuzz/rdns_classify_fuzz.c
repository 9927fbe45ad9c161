/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Any name and any address give one of three kinds, the same twice, and printable words. Input: one
 * octet whose lowest bit chooses the family, the address (4 or 16 octets), then the name as text.
 */
#include <stdlib.h>
#include <string.h>

#include "mxvet/rdns.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check(bool holds)
{
	if (!holds)
		abort();
}

static enum rdns_kind
classify(const struct dns_name *name, const struct ip_addr *client, char *text, size_t size)
{
	struct text_buffer because;
	enum rdns_kind kind;

	memset(text, 0, size);
	text_init(&because, text, size);
	kind = rdns_classify(name, client, &because);
	check(!because.cut);
	for (const char *at = text; *at != '\0'; at++)
		check(*at >= ' ' && *at <= '~');
	check(kind == RDNS_NAMED || text[0] != '\0');
	return kind;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t address_size = size > 0 && (data[0] & 1) ? 16 : 4;
	char text[DNS_NAME_MAX + 2], first[160], second[160];
	struct ip_addr client;
	struct dns_name name;
	size_t length;

	if (size < 1 + address_size)
		return 0;
	client = address_size == 16 ? ip_addr_of_v6(data + 1) : ip_addr_of_v4(data + 1);
	length = size - 1 - address_size;
	length = length < sizeof(text) ? length : sizeof(text) - 1;
	memcpy(text, data + 1 + address_size, length);
	text[length] = '\0';
	if (!dns_name_parse(&name, text))
		return 0;
	check(classify(&name, &client, first, sizeof(first)) ==
		classify(&name, &client, second, sizeof(second)));
	check(memcmp(first, second, sizeof(first)) == 0);
	return 0;
}
