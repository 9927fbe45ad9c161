/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A whole evaluation over a zone from the input: the first line is the local part, the second
 * HELO; in every other line the first character names the owner ('a' to 'h' under example.org,
 * 'r' the client's reverse name), the second the type, and the rest is the value. With answers at
 * hand and with answers that come later the result is the same, nobody asks without end, and
 * libspf2 understands everything that it is given.
 */
#include <stdlib.h>
#include <string.h>

#include "mxvet/spf.h"
#include "tests/unit/support/answer_zone.h"

enum { QUESTIONS_MAX = 60, RECORDS_MAX = 48, LINE_SIZE = 4200 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct answer_zone zone;

static void
expect(bool condition)
{
	if (!condition)
		abort();
}

static size_t
take_line(char *line, const uint8_t **data, size_t *size)
{
	size_t length = 0;

	for (; *size > 0 && **data != '\n'; ++*data, --*size)
		if (length < LINE_SIZE - 1)
			line[length++] = (char)**data;
	if (*size > 0) {
		++*data;
		--*size;
	}
	line[length] = '\0';
	return length;
}

static void
add_record(const char *line, size_t length)
{
	static const char *const types[] = {"TXT", "A", "AAAA", "MX", "PTR", "CNAME", "TIMEOUT"};
	static const char letters[] = "TA6MPCX";
	char name[] = "?.example.org", text[LINE_SIZE + 8] = "v=spf1 ";
	const char *type;

	if (length < 2 || zone.records == RECORDS_MAX)
		return;
	type = strchr(letters, line[1]);
	if (type == NULL || *type == '\0')
		return;
	name[0] = line[0];
	if (*type == 'T') {
		memcpy(text + 7, line + 2, length - 2);
		answer_zone_add(&zone, name, "TXT", text, length + 5);
		return;
	}
	answer_zone_add(&zone, line[0] == 'r' ? "1.2.0.192.in-addr.arpa" : name,
		types[type - letters], line + 2, length - 2);
}

static struct spf_evidence
evaluate(const struct envelope *envelope, bool slow, unsigned *asked)
{
	struct answer_source source = answer_zone_source(&zone);
	struct spf_evidence spf;

	answer_zone_forget(&zone);
	zone.slow = slow;
	while (!spf_evaluate(&spf, envelope, &source)) {
		expect(slow && zone.rounds <= QUESTIONS_MAX);
		answer_zone_next_round(&zone);
	}
	*asked = zone.questions;
	expect(zone.questions <= QUESTIONS_MAX);
	if (spf.result == SPF_RESULT_TEMPERROR)
		expect(strncmp(spf.term, "libspf2:", 8) != 0 &&
			strncmp(spf.term, "libspf2 lost", 12) != 0);
	for (const char *c = spf.term; *c != '\0'; c++)
		expect(*c >= 0x20 && *c < 0x7f);
	return spf;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char line[LINE_SIZE];
	struct envelope envelope = answer_zone_envelope("192.0.2.1", "", "x@a.example.org");
	struct spf_evidence at_once, later;
	unsigned asked_at_once, asked_later;
	size_t length;

	answer_zone_finish(&zone);
	zone.questions_max = QUESTIONS_MAX;
	length = take_line(line, &data, &size);
	memcpy(envelope.sender_local, line,
		length < sizeof(envelope.sender_local) ? length : sizeof(envelope.sender_local) - 1);
	if (line[0] == '6')
		ip_addr_parse(&envelope.client, "2001:db8::1");
	take_line(line, &data, &size);
	helo_identity_read(&envelope.helo, line);
	while (size > 0) {
		length = take_line(line, &data, &size);
		add_record(line, length);
	}
	at_once = evaluate(&envelope, false, &asked_at_once);
	later = evaluate(&envelope, true, &asked_later);
	expect(at_once.result != SPF_RESULT_NOT_ASKED);
	if (asked_later < QUESTIONS_MAX)
		expect(at_once.result == later.result && at_once.open == later.open &&
			strcmp(at_once.term, later.term) == 0);
	return 0;
}
