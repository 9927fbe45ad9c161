/* SPDX-License-Identifier: BSD-2-Clause */
/* libFuzzer: a zone file, and questions to it. */
#include <stdlib.h>
#include <string.h>

#include "mxvet/resolver.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
ask(struct resolver *zone, const char *text, enum dns_type type)
{
	struct dns_name name;
	bool cached;
	const struct dns_answer *answer;

	if (!dns_name_parse(&name, text))
		abort();
	answer = zone->ops->ask(zone, &name, type, NULL, 0, &cached);
	if (answer == NULL)
		abort();
	for (unsigned i = 0; i < dns_answer_count(answer); i++) {
		struct dns_record record;
		dns_answer_record(answer, i, &record);
	}
	dns_answer_release(answer);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct resolver *zone;

	static const enum dns_type types[] = {DNS_A, DNS_PTR, DNS_MX, DNS_TXT, DNS_AAAA};
	char storage[256], *text = malloc(size + 1);
	struct text_buffer error;
	if (text == NULL)
		return 0;
	memcpy(text, data, size);
	text[size] = '\0';
	text_init(&error, storage, sizeof(storage));
	zone = zone_resolver_of_text("fuzz", text, &error);
	free(text);
	if (zone == NULL && error.length == 0)
		abort(); /* an error always says what is wrong */
	for (size_t i = 0; zone != NULL && i < sizeof(types) / sizeof(types[0]); i++) {
		ask(zone, "example.org", types[i]);
		ask(zone, "a.example.org", types[i]);
		ask(zone, "1.2.0.192.in-addr.arpa", types[i]);
	}
	resolver_release(zone);
	return 0;
}
