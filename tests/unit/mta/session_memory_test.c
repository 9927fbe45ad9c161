/* SPDX-License-Identifier: BSD-2-Clause */
/* A session whose inquiries cannot be opened: mail passes, and every answer counts as failed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <netinet/in.h>

#include "milter/mta/session.h"
#include "milter/mta/workspace.h"
#include "mxvet/log.h"
#include "tests/unit/support/macros.h"

static char *last_decision;
static unsigned lost_decisions;
static bool no_room; /* not even to judge in */

struct workspace *
workspace_take(void)
{
	return no_room ? NULL : malloc(sizeof(struct workspace));
}

void
workspace_give(struct workspace *workspace)
{
	free(workspace);
}

void
log_write(enum log_level level, const char *format, ...)
{
}

void
log_decision(const char *json, size_t length)
{
	free(last_decision);
	last_decision = json != NULL ? strndup(json, length) : NULL;
	lost_decisions += json == NULL;
}

struct inquiry *
inquiry_open(struct resolver *resolver, const struct config *config)
{
	return NULL;
}

void
inquiry_release(struct inquiry *inquiry)
{
	assert_null(inquiry);
}

void
inquiry_start_clock(struct inquiry *inquiry)
{
	fail();
}

bool
inquiry_has_news(struct inquiry *inquiry, const struct envelope *envelope)
{
	fail();
	return false;
}

bool
inquiry_step(struct inquiry *inquiry, struct evidence *evidence)
{
	fail();
	return false;
}

void
inquiry_wait(struct inquiry *inquiry, struct evidence *evidence, const struct wait_hooks *hooks)
{
	fail();
}

void
inquiry_give_up(struct inquiry *inquiry, struct evidence *evidence)
{
	fail();
}

struct inquiry_totals
inquiry_totals_of(struct inquiry *inquiry)
{
	fail();
	return (struct inquiry_totals){0};
}

static unsigned removals;

static void
count_removal(void *state, const char *name, unsigned number)
{
	removals++;
}

static void
count_insertion(void *state, const char *name, const char *value)
{
	unsigned *count = state;

	(*count)++;
}

static void
complain(void *state, enum config_severity severity, const char *message)
{
	fail_msg("%s", message);
}

static void
assert_outcome(const char *check, const char *outcome)
{
	char wanted[100] = "\"";

	strcat(strcat(strcat(strcat(wanted, check), "\":{\"outcome\":\""), outcome),
		"\",\"points\":0.00");
	if (strstr(last_decision, wanted) == NULL)
		fail_msg("%s is not in %s", wanted, last_decision);
}

/* How many fields were added to it. */
static unsigned
send_message(struct session *session, const char *sender)
{
	unsigned insertions = 0;
	const struct header_edits edits = {count_removal, count_insertion, &insertions};
	const struct wait_hooks hooks = {NULL, NULL, NULL, NULL};
	const struct refusal refusal = {NULL, NULL, NULL};

	session_mail(session, sender, NO_MACROS);
	session_rcpt(session, "<user@example.org>", &hooks, &refusal);
	session_data(session);
	session_header(session, "X-MXVet-Score", "-9");
	removals = 0;
	assert_true(session_end(session, NO_MACROS, &hooks, &edits, &refusal) <= ACTION_TAG);
	assert_int_equal(removals, 1);
	return insertions;
}

static void
without_memory_mail_passes_as_temperror(void **state)
{
	struct service service = SERVICE_INITIALIZER;
	struct resolver resolver = {.references = 1};
	const struct config *config = config_of_text("test", "", complain, NULL);
	struct sockaddr_in client = {
		.sin_family = AF_INET, .sin_port = htons(25), .sin_addr.s_addr = htonl(0xC0000201)};
	struct session *session;

	service_set(&service, config, &resolver);
	session = session_open(&service);

	session_connect(session, "mail.example.net", (struct sockaddr *)&client,
		MACROS("j", "mx.example.com"));
	session_helo(session, "mail.example.net");
	assert_true(send_message(session, "<someone@example.net>") >= 3);
	assert_outcome("iprev", "temperror");
	assert_outcome("mx", "temperror");
	assert_outcome("sender", "temperror");
	assert_outcome("helo", "temperror");
	assert_outcome("anchor", "temperror");
	assert_true(send_message(session, "<>") >= 3);
	assert_outcome("mx", "temperror");
	no_room = true;
	assert_int_equal(send_message(session, "<someone@example.net>"), 0);
	assert_null(last_decision);
	assert_int_equal(lost_decisions, 1);
	session_mail(session, "<someone@example.net>", NO_MACROS);
	session_rcpt(session, "<user@example.org>", NULL, NULL);
	session_abort(session);
	assert_int_equal(lost_decisions, 2);
	session_close(session);
	service_set(&service, NULL, NULL);
	config_release(config);
	free(last_decision);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_memory_mail_passes_as_temperror),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
