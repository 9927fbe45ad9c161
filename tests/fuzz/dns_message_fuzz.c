/* SPDX-License-Identifier: BSD-2-Clause */
/* libFuzzer: a response from the network. The first octet chooses the type that was asked for; the
 * name was example.org. Every record of what comes out is read. */
#include <stdlib.h>

#include "milter/dns/dns_answer_build.h"
#include "milter/dns/dns_message.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_record(const struct dns_answer *answer, unsigned index, enum dns_type type)
{
	struct dns_record record;
	dns_answer_record(answer, index, &record);
	if (type == DNS_A && record.address.family != 4)
		abort();
	if (type == DNS_AAAA && record.address.family == 0)
		abort();
	if ((type == DNS_MX || type == DNS_PTR) && dns_name_is_empty(&record.name))
		abort();
	if (type == DNS_TXT && (record.text_length < 6 || record.text_length > DNS_TEXT_MAX + 1))
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	enum dns_type type;
	const struct dns_answer *answer;
	unsigned count;

	static const enum dns_type types[] = {DNS_A, DNS_PTR, DNS_MX, DNS_TXT, DNS_AAAA};
	struct dns_name name;
	if (size == 0 || !dns_name_parse(&name, "example.org"))
		return 0;
	type = types[data[0] % (sizeof(types) / sizeof(types[0]))];
	answer = dns_message_read(data + 1, size - 1, &name, type);
	count = dns_answer_count(answer);
	if (count > 0 && dns_answer_lookup(answer) != LOOKUP_FOUND)
		abort();
	for (unsigned i = 0; i < count; i++)
		check_record(answer, i, type);
	dns_answer_release(answer);
	return 0;
}
