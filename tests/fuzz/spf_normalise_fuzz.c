/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The first two lines are the local part and HELO, the rest is an SPF record without its version.
 * Every term that is kept comes out as a whole record of printable octets, with a name that DNS
 * can be asked for.
 */
#include <stdlib.h>
#include <string.h>

#include "mxvet/spf_normalise.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
expect(bool condition)
{
	if (!condition)
		abort();
}

static void
take_line(char *line, size_t room, const uint8_t **data, size_t *size)
{
	size_t length = 0;

	while (*size > 0 && **data != '\n') {
		if (length < room - 1 && **data != '\0')
			line[length++] = (char)**data;
		++*data;
		--*size;
	}
	if (*size > 0) {
		++*data;
		--*size;
	}
	line[length] = '\0';
}

static void
expect_name(const struct dns_name *name)
{
	size_t label = 0;

	expect(name->length > 0 && strlen(name->text) == name->length);
	for (size_t i = 0; i < name->length; i++) {
		label = name->text[i] == '.' ? 0 : label + 1;
		expect(name->text[i] >= 0x20 && name->text[i] < 0x7f && label <= 63);
	}
}

static void
normalise(const struct spf_term *term, const struct spf_macro_values *values)
{
	char storage[SPF_NORMAL_SIZE];
	struct text_buffer record;
	struct dns_name target = *values->domain;

	if (spf_kind_name(term->kind)[0] == '\0')
		return;
	if (term->target.length > 0 && !spf_macro_expand(&target, term->target, values))
		return;
	expect_name(&target);
	text_init(&record, storage, sizeof(storage));
	spf_normalise(&record, term, &target);
	expect(!record.cut && strlen(record.text) == record.length);
	expect(spf_record_is_one(record.text, record.length));
	for (size_t i = 0; i < record.length; i++)
		expect(record.text[i] >= 0x20 && record.text[i] < 0x7f);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct dns_name domain = {.length = 15, .text = "a.b.example.org"};
	char local[128], helo[256], text[SPF_RECORD_MAX + 8] = "v=spf1 ";
	struct spf_record record;
	struct ip_addr client;
	struct spf_macro_values values = {.sender_local = local,
		.sender_domain = &domain,
		.domain = &domain,
		.client = &client,
		.helo = helo,
		.validated = "unknown"};

	take_line(local, sizeof(local), &data, &size);
	take_line(helo, sizeof(helo), &data, &size);
	if (size > SPF_RECORD_MAX - 7)
		size = SPF_RECORD_MAX - 7;
	memcpy(text + 7, data, size);
	expect(ip_addr_parse(&client, local[0] == '6' ? "2001:db8::1" : "192.0.2.1"));
	if (spf_record_read(&record, text, size + 7, &client) != NULL)
		return 0;
	for (unsigned i = 0; i < record.count; i++)
		normalise(&record.term[i], &values);
	return 0;
}
