/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "mxvet/record.h"
#include "tests/unit/support/decision_builder.h"

/* Whatever octets a client sends, none but printable ASCII reaches anything that we write. */

static struct decision_builder builder;
static char storage[512 * 1024];
static struct text_buffer text;

static void
start_text(void)
{
	text_init(&text, storage, sizeof(storage));
}

/* Printable ASCII and what lies between lines where there are any. */
static void
assert_harmless(const char *allowed)
{
	for (size_t i = 0; i < text.length; i++)
		if ((storage[i] < ' ' || storage[i] > '~') && strchr(allowed, storage[i]) == NULL)
			fail_msg("octet %02x in %s", (unsigned char)storage[i], storage);
	assert_false(text.cut);
}

/* Every octet that a C string can hold, in as many texts as it takes. */
static void
fill(char *field, size_t size, unsigned start)
{
	for (size_t i = 0; i < size - 1; i++)
		field[i] = (char)(1 + (start + i) % 255);
	field[size - 1] = '\0';
}

static void
build_hostile_decision(unsigned start)
{
	char address[300] = "local@";
	struct envelope *envelope = &builder.evidence.envelope;
	char helo[300];

	build_decision(&builder);
	build_worst_evidence(&builder.evidence, '?');
	fill(helo, sizeof(helo), start);
	helo_identity_read(&envelope->helo, helo);
	fill(address + 6, sizeof(address) - 6, start);
	envelope_set_sender(envelope, address);
	fill(envelope->sender_text, sizeof(envelope->sender_text), start);
	envelope->sender_kind = MAIL_ADDRESS_INVALID;
	fill(builder.evidence.spf.term, sizeof(builder.evidence.spf.term), start);
	build_finding(&builder, CHECK_iprev, iprev_pass, "");
	build_finding(&builder, CHECK_spf, spf_fail, "");
}

static void
no_header_holds_a_foreign_octet(void **state)
{
	for (unsigned start = 0; start < 255; start++) {
		build_hostile_decision(start);
		for (int row = 0; row < HEADER_COUNT; row++) {
			start_text();
			header_table[row].write(&text, &builder.decision);
			assert_harmless("\n");
			assert_null(strchr(storage, '?'));
		}
	}
}

static void
no_log_line_holds_a_foreign_octet(void **state)
{
	for (unsigned start = 0; start < 255; start++) {
		build_hostile_decision(start);
		start_text();
		log_line(&text, &builder.decision);
		assert_harmless("");
		assert_true(text.length < LOG_LINE_SIZE);
	}
}

static void
no_json_holds_a_foreign_octet(void **state)
{
	for (unsigned start = 0; start < 255; start++) {
		build_hostile_decision(start);
		start_text();
		record_write(&text, &builder.decision);
		assert_harmless("");
		assert_false(text.cut);
	}
}

static void
no_explanation_holds_a_foreign_octet(void **state)
{
	for (unsigned start = 0; start < 255; start++) {
		build_hostile_decision(start);
		start_text();
		explanation_write(
			&text, &builder.decision, &(struct explanation_style){.colour = false});
		assert_harmless("\n");
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_header_holds_a_foreign_octet),
		cmocka_unit_test(no_log_line_holds_a_foreign_octet),
		cmocka_unit_test(no_json_holds_a_foreign_octet),
		cmocka_unit_test(no_explanation_holds_a_foreign_octet),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
