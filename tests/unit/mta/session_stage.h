/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef SESSION_STAGE_H
#define SESSION_STAGE_H

/* Sessions without an MTA: what they say to logs, header and client stands in `stage`. For one file of a program: the log's
 * functions are defined here. */

#include <arpa/inet.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "milter/mta/session.h"
#include "mxvet/log.h"
#include "tests/unit/support/macros.h"

struct stage {
	struct service service;
	char last_decision[64 * 1024];
	char last_line[2048]; /* of the mail log */
	char last_warning[2048];
	unsigned decisions;
	char edits_made[64 * 1024]; /* "-Name:1" and "+Name: value" lines, in their order */
	char last_reply[1024];      /* to a recipient that was refused: "550 5.7.1 text" */
	bool replies_are_lost;      /* the MTA takes none */
	char last_hold[512];        /* why the message was held */
	bool holds_are_lost;
};
static const char ZONE[] = "example.net MX 10 mx1.example.net\n"
			   "mx1.example.net A 192.0.2.1\n"
			   "mail.example.net A 192.0.2.1\n"
			   "1.2.0.192.in-addr.arpa PTR mail.example.net\n"
			   "7.100.51.198.in-addr.arpa PTR mail.example.org\n"
			   "mail.example.org A 198.51.100.7\n"
			   "slow.example A TIMEOUT\n"
			   "slow.example MX TIMEOUT\n"
			   "nomail.example MX 0 .\n"
			   "first.example MX 20 mx.example.com\n"
			   "second.example MX 10 mx.second.example\n"
			   "second.example MX 20 mx.example.com\n"
			   "mx.second.example A 192.0.2.77\n"
			   "forged.example TXT v=spf1 a:out.forged.example -all\n"
			   "forged.example MX 10 mx1.example.net\n"
			   "out.forged.example A 192.0.2.78\n"
			   "far1.example MX 10 mx.far1.example\n"
			   "far2.example MX 10 mx.far2.example\n"
			   "far3.example MX 10 mx.far3.example\n"
			   "far4.example MX 10 mx.far4.example\n"
			   "far5.example MX 10 mx.far5.example\n"
			   "far6.example MX 10 mx.far6.example\n"
			   "mx.example.com A 192.0.2.25\n";

static struct stage stage = {.service = SERVICE_INITIALIZER};

static const struct wait_hooks nobody = {NULL, NULL, NULL, NULL};

void
log_write(enum log_level level, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(stage.last_line, sizeof(stage.last_line), format, arguments);
	if (level == LOG_LEVEL_WARNING)
		memcpy(stage.last_warning, stage.last_line, sizeof(stage.last_warning));
	va_end(arguments);
}

void
log_decision(const char *json, size_t length)
{
	assert_true(length < sizeof(stage.last_decision));
	memcpy(stage.last_decision, json, length);
	stage.last_decision[length] = '\0';
	stage.decisions++;
}

__attribute__((format(printf, 1, 2))) static inline void
note_edit(const char *format, ...)
{
	size_t length = strlen(stage.edits_made);
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(stage.edits_made + length, sizeof(stage.edits_made) - length, format, arguments);
	va_end(arguments);
}

static inline void
note_removal(void *state, const char *name, unsigned number)
{
	note_edit("-%s:%u\n", name, number);
}

static inline void
note_insertion(void *state, const char *name, const char *value)
{
	note_edit("+%s: %s\n", name, value);
}

static inline void
complain(void *state, enum config_severity severity, const char *message)
{
	fail_msg("%s", message);
}

/* For sessions that begin from now on. */
static inline void
change_settings(const char *settings)
{
	const struct config *config = config_of_text("test", settings, complain, NULL);

	assert_non_null(config);
	service_set(&stage.service, config, stage.service.resolver);
	config_release(config);
}

/* With a greylist of 100. */
static inline void
open_service(const char *settings)
{
	char storage[200];
	struct text_buffer error;

	struct resolver *resolver;

	text_init(&error, storage, sizeof(storage));
	resolver = zone_resolver_of_text("zone", ZONE, &error);
	assert_non_null(resolver);
	service_set(&stage.service, NULL, resolver);
	resolver_release(resolver);
	change_settings(settings);
	stage.service.greylist = greylist_memory_open(100);
}

static inline void
close_service(void)
{
	assert_int_equal(atomic_load(&stage.service.under_way), 0);
	service_set(&stage.service, NULL, NULL);
	greylist_close(stage.service.greylist);
}

static inline struct session *
session_from_port(const char *client, in_port_t port)
{
	struct session *session = session_open(&stage.service);
	struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_port = htons(port)};
	struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_port = htons(port)};
	bool is_v4 = inet_pton(AF_INET, client, &v4.sin_addr) == 1;

	assert_true(is_v4 || inet_pton(AF_INET6, client, &v6.sin6_addr) == 1);
	session_connect(session, "mail.example.net",
		is_v4 ? (struct sockaddr *)&v4 : (struct sockaddr *)&v6,
		MACROS("j", "mx.example.com"));
	return session;
}

static inline struct session *
session_from(const char *client)
{
	return session_from_port(client, 2525);
}

static inline bool
note_reply(void *state, const struct smtp_reply *reply)
{
	snprintf(stage.last_reply, sizeof(stage.last_reply), "%s %s %s", reply->code,
		reply->enhanced, reply->text);
	return !stage.replies_are_lost;
}

static inline bool
note_hold(void *state, const char *reason)
{
	snprintf(stage.last_hold, sizeof(stage.last_hold), "%s", reason);
	return !stage.holds_are_lost;
}

static inline enum action
name_recipient(struct session *session, const char *recipient)
{
	const struct refusal refusal = {note_reply, note_hold, NULL};

	stage.last_reply[0] = '\0';
	return session_rcpt(session, recipient, &nobody, &refusal);
}

static inline enum action
end_message(struct session *session)
{
	const struct header_edits edits = {note_removal, note_insertion, NULL};
	const struct refusal refusal = {note_reply, note_hold, NULL};

	stage.edits_made[0] = stage.last_reply[0] = stage.last_hold[0] = '\0';
	return session_end(session, MACROS("i", "4abc"), &nobody, &edits, &refusal);
}

#define AUTHENTICATED MACROS("{auth_authen}", "user")

/* MAIL, one recipient, DATA, the end. */
static inline void
send_message(struct session *session, const char *sender, bool authenticated)
{
	session_mail(session, sender, authenticated ? AUTHENTICATED : NO_MACROS);
	name_recipient(session, "<user@example.org>");
	session_data(session);
	end_message(session);
}

static inline void
assert_contains(const char *text, const char *part)
{
	if (strstr(text, part) == NULL)
		fail_msg("\"%s\" is not in \"%s\"", part, text);
}

static inline void
assert_lacks(const char *text, const char *part)
{
	if (strstr(text, part) != NULL)
		fail_msg("\"%s\" is in \"%s\"", part, text);
}

#endif
