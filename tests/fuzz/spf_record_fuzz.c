/* SPDX-License-Identifier: BSD-2-Clause */
/* Any octets as an SPF record, for clients of both families: it is refused with a reason, or
 * what is kept of it is in order. */
#include <stdlib.h>
#include <string.h>

#include "mxvet/spf_record.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
expect(bool condition)
{
	if (!condition)
		abort();
}

static void
expect_inside(struct spf_span span, const char *text, size_t length)
{
	expect(span.length == 0 || (span.text >= text && span.text + span.length <= text + length));
}

static void
read_for(const char *text, size_t length, const char *client)
{
	struct spf_record record;
	struct ip_addr address;
	const char *wrong;

	expect(ip_addr_parse(&address, client));
	wrong = spf_record_read(&record, text, length, &address);
	expect_inside(record.wrong, text, length);
	if (wrong != NULL)
		return;
	expect(record.count >= 1 && record.count <= SPF_RECORD_TERMS_MAX);
	for (unsigned i = 0; i < record.count; i++) {
		const struct spf_term *term = &record.term[i];
		bool last = i + 1 == record.count;

		expect_inside(term->text, text, length);
		expect_inside(term->target, text, length);
		expect(term->prefix4 <= 32 && term->prefix6 <= 128);
		expect(last || (spf_term_asks(term) && term->kind != SPF_KIND_REDIRECT));
		expect(!last || !spf_term_asks(term) || term->kind == SPF_KIND_REDIRECT);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1); /* no NUL, so that a step beyond the end is noticed */

	if (text == NULL || size == 0) {
		free(text);
		return 0;
	}
	text = realloc(text, size);
	if (text == NULL)
		abort();
	memcpy(text, data, size);
	read_for(text, size, "192.0.2.1");
	read_for(text, size, "2001:db8::1");
	free(text);
	return 0;
}
