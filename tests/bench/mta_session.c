/* SPDX-License-Identifier: BSD-2-Clause */
#include "mta_session.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <libmilter/mfapi.h>
#include <libmilter/mfdef.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { VERSION = 6, ANSWER_HEAD = 5 };

/* All that an MTA of today knows, but for body chunks without an answer. */
static const uint32_t steps_offered = 0x1fffff & ~SMFIP_NR_BODY;
static const uint32_t actions_offered = 0x1ff;

const char *const mta_stage_name[STAGE_COUNT] = {"negotiate", "connect", "helo", "mail", "rcpt",
	"data", "header", "end_of_header", "body", "end"};

struct stage_row {
	char command;
	uint32_t declined, no_reply;
};

static const struct stage_row stage_table[STAGE_COUNT] = {
	[STAGE_NEGOTIATE] = {SMFIC_OPTNEG, 0, 0},
	[STAGE_CONNECT] = {SMFIC_CONNECT, SMFIP_NOCONNECT, SMFIP_NR_CONN},
	[STAGE_HELO] = {SMFIC_HELO, SMFIP_NOHELO, SMFIP_NR_HELO},
	[STAGE_MAIL] = {SMFIC_MAIL, SMFIP_NOMAIL, SMFIP_NR_MAIL},
	[STAGE_RCPT] = {SMFIC_RCPT, SMFIP_NORCPT, SMFIP_NR_RCPT},
	[STAGE_DATA] = {SMFIC_DATA, SMFIP_NODATA, SMFIP_NR_DATA},
	[STAGE_HEADER] = {SMFIC_HEADER, SMFIP_NOHDRS, SMFIP_NR_HDR},
	[STAGE_END_OF_HEADER] = {SMFIC_EOH, SMFIP_NOEOH, SMFIP_NR_EOH},
	[STAGE_BODY] = {SMFIC_BODY, SMFIP_NOBODY, SMFIP_NR_BODY},
	[STAGE_END] = {SMFIC_BODYEOB, 0, 0},
};

/* The fields of an ordinary message, used again and again when more are asked for. */
static const char *const fields[][2] = {
	{"Received",
		" from client.example.net (client.example.net [192.0.2.1])\n\tby mx.example.com (Postfix) with ESMTPS"
		" id 4XyZ1234\n\tfor <user@example.com>; Sat, 21 Nov 2026 18:00:00 +0000 (UTC)"},
	{"Date", " Sat, 21 Nov 2026 18:00:00 +0000"},
	{"From", " Someone <someone@example.org>"},
	{"To", " User <user@example.com>"},
	{"Subject", " A message like any other"},
	{"Message-ID", " <20261121180000.4711@mail.example.org>"},
	{"MIME-Version", " 1.0"},
	{"Content-Type", " text/plain; charset=utf-8"},
	{"DKIM-Signature",
		" v=1; a=rsa-sha256; d=example.org; s=key; c=relaxed/simple; h=from:to:subject; bh=2jUSOH9NhtVG"
		"QWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=; b=AuUoFEfDxTDkHlLXSZEpZj79LICEps6eda7W3deTVFOk"},
	{"X-Mailer", " Example 1.0"},
};
enum { FIELD_COUNT = sizeof(fields) / sizeof(fields[0]) };

int64_t
bench_now_us(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (int64_t)time.tv_sec * 1000000 + time.tv_nsec / 1000;
}

static void
put_bytes(struct mta_session *session, const void *bytes, size_t count)
{
	if (session->out_length + count > sizeof(session->out))
		return; /* cannot be: fields are few and short */
	memcpy(session->out + session->out_length, bytes, count);
	session->out_length += count;
}

static void
put_number(struct mta_session *session, uint32_t number)
{
	uint32_t octets = htonl(number);

	put_bytes(session, &octets, sizeof(octets));
}

/* A command with its texts, each with its NUL; the list ends with NULL. */
static void
put_command(struct mta_session *session, int command, ...)
{
	size_t start = session->out_length;
	const char letter = (char)command;
	const char *text;
	va_list texts;
	uint32_t length;

	put_number(session, 0);
	put_bytes(session, &letter, 1);
	va_start(texts, command);
	while ((text = va_arg(texts, const char *)) != NULL)
		put_bytes(session, text, strlen(text) + 1);
	va_end(texts);
	length = htonl((uint32_t)(session->out_length - start - sizeof(length)));
	memcpy(session->out + start, &length, sizeof(length));
}

/* Its macros' first text bears the command they belong to. */
static void
put_macro(struct mta_session *session, char command, const char *name, const char *value)
{
	char first[32];

	snprintf(first, sizeof(first), "%c%s", command, name);
	put_command(session, SMFIC_MACRO, first, value, NULL);
}

static void
put_negotiation(struct mta_session *session)
{
	put_number(session, 1 + 3 * sizeof(uint32_t));
	put_bytes(session, &stage_table[STAGE_NEGOTIATE].command, 1);
	put_number(session, VERSION);
	put_number(session, actions_offered);
	put_number(session, steps_offered);
}

/* Senders live in 44.128.0.0/15: the network for benchmarks (RFC 2544) is private, and private clients are not judged. */
static void
put_connection(struct mta_session *session)
{
	char name[64], address[INET_ADDRSTRLEN];
	uint32_t octets = htonl(0x2c800000U + session->sender % (1U << 17));
	size_t start;
	uint32_t length;

	inet_ntop(AF_INET, &octets, address, sizeof(address));
	snprintf(name, sizeof(name), "client%u.example.net", session->sender);
	put_macro(session, SMFIC_CONNECT, "j", "mx.example.com");
	start = session->out_length;
	put_command(session, SMFIC_CONNECT, name, NULL);
	put_bytes(session, "4\x30\x39", 3); /* IPv4, a port */
	put_bytes(session, address, strlen(address) + 1);
	length = htonl((uint32_t)(session->out_length - start - sizeof(length)));
	memcpy(session->out + start, &length, sizeof(length));
}

static void
put_helo(struct mta_session *session)
{
	char name[64];

	snprintf(name, sizeof(name), "mail.s%u-%s.example", session->sender, session->run->kind);
	put_command(session, SMFIC_HELO, name, NULL);
}

static void
put_mail(struct mta_session *session)
{
	char address[80];

	snprintf(address, sizeof(address), "<someone@s%u-%s.example>", session->sender,
		session->run->kind);
	put_macro(session, SMFIC_MAIL, "{mail_mailer}", "smtp");
	put_command(session, SMFIC_MAIL, address, NULL);
}

static void
put_field(struct mta_session *session)
{
	const char *const *field = fields[session->fields_sent++ % FIELD_COUNT];

	put_command(session, SMFIC_HEADER, field[0], field[1], NULL);
}

static void
put_stage(struct mta_session *session)
{
	switch (session->stage) {
	case STAGE_NEGOTIATE:
		put_negotiation(session);
		break;
	case STAGE_CONNECT:
		put_connection(session);
		break;
	case STAGE_HELO:
		put_helo(session);
		break;
	case STAGE_MAIL:
		put_mail(session);
		break;
	case STAGE_RCPT:
		put_macro(session, SMFIC_RCPT, "{rcpt_mailer}", "local");
		put_command(session, SMFIC_RCPT, "<user@example.com>", NULL);
		break;
	case STAGE_DATA:
		put_macro(session, SMFIC_DATA, "i", "4XyZ1234");
		put_command(session, SMFIC_DATA, NULL);
		break;
	case STAGE_HEADER:
		put_field(session);
		break;
	case STAGE_END_OF_HEADER:
		put_command(session, SMFIC_EOH, NULL);
		break;
	case STAGE_BODY:
		put_command(session, SMFIC_BODY, "Hello.\r\n", NULL);
		break;
	case STAGE_END:
		put_macro(session, SMFIC_BODYEOB, "i", "4XyZ1234");
		put_command(session, SMFIC_BODYEOB, NULL);
		break;
	case STAGE_COUNT:
		break;
	}
}

static int
flush(struct mta_session *session)
{
	ssize_t sent = send(session->descriptor, session->out, session->out_length, MSG_NOSIGNAL);

	session->asked_us = bench_now_us();
	if (sent != (ssize_t)session->out_length)
		return -1;
	session->out_length = 0;
	return 0;
}

static void
take_next_stage(struct mta_session *session)
{
	if (session->stage == STAGE_HEADER && session->fields_sent < session->run->fields)
		return;
	session->stage++;
	if (session->stage == STAGE_HEADER)
		session->fields_sent = 0;
}

/* Says everything up to the next stage that is answered. */
static int
say_next(struct mta_session *session)
{
	const struct stage_row *row = &stage_table[session->stage];

	for (;; take_next_stage(session), row = &stage_table[session->stage]) {
		if ((session->declined & row->declined) != 0) {
			if (session->stage == STAGE_HEADER)
				session->fields_sent = session->run->fields;
			continue;
		}
		put_stage(session);
		if ((session->declined & row->no_reply) == 0)
			return flush(session);
	}
}

int
mta_session_open(struct mta_session *session, struct mta_run *run, unsigned number, int64_t began_us)
{
	memset(session, 0, offsetof(struct mta_session, out));
	session->run = run;
	session->sender = run->first + number % run->senders;
	session->message_began_us = began_us;
	session->descriptor = socket(run->filter.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (session->descriptor < 0)
		return -1;
	if (connect(session->descriptor, (struct sockaddr *)&run->filter, run->filter_length) != 0 ||
		fcntl(session->descriptor, F_SETFL, O_NONBLOCK) != 0 || say_next(session) != 0) {
		mta_session_close(session);
		return -1;
	}
	return 0;
}

/* Postfix says ABORT after each message. */
static enum mta_session_state
end_message(struct mta_session *session)
{
	struct mta_run *run = session->run;

	histogram_add(&run->message, (uint64_t)(bench_now_us() - session->message_began_us));
	run->transactions++;
	put_command(session, SMFIC_ABORT, NULL);
	if (++session->messages_sent < run->messages) {
		session->stage = STAGE_MAIL;
		session->message_began_us = bench_now_us();
		return say_next(session) == 0 ? MTA_SESSION_RUNNING : MTA_SESSION_BROKEN;
	}
	put_command(session, SMFIC_QUIT, NULL);
	flush(session);
	return MTA_SESSION_ENDED;
}

static uint32_t
number_at(const unsigned char *octets)
{
	uint32_t number;

	memcpy(&number, octets, sizeof(number));
	return ntohl(number);
}

static enum mta_session_state
take_answer(struct mta_session *session, const unsigned char *answer, size_t length)
{
	if (answer[0] == SMFIR_INSHEADER || answer[0] == SMFIR_CHGHEADER ||
		answer[0] == SMFIR_ADDHEADER) {
		session->run->edits++;
		return MTA_SESSION_RUNNING;
	}
	if (answer[0] == SMFIR_PROGRESS)
		return MTA_SESSION_RUNNING;
	if (session->stage == STAGE_NEGOTIATE && length >= 1 + 3 * sizeof(uint32_t))
		session->declined = number_at(answer + 1 + 2 * sizeof(uint32_t));
	else if (answer[0] != SMFIR_CONTINUE)
		return MTA_SESSION_BROKEN;
	histogram_add(&session->run->latency[session->stage],
		(uint64_t)(bench_now_us() - session->asked_us));
	if (session->stage == STAGE_END)
		return end_message(session);
	if (session->run->idle && session->stage == STAGE_HELO)
		return MTA_SESSION_IDLE;
	take_next_stage(session);
	return say_next(session) == 0 ? MTA_SESSION_RUNNING : MTA_SESSION_BROKEN;
}

/* Takes whole answers from the front of what came. */
static enum mta_session_state
take_answers(struct mta_session *session)
{
	enum mta_session_state state = MTA_SESSION_RUNNING;
	size_t at = 0;

	while (state == MTA_SESSION_RUNNING && session->in_length - at >= ANSWER_HEAD) {
		size_t length = number_at(session->in + at);

		if (length == 0 || length > sizeof(session->in) - ANSWER_HEAD)
			return MTA_SESSION_BROKEN;
		if (session->in_length - at < sizeof(uint32_t) + length)
			break;
		state = take_answer(session, session->in + at + sizeof(uint32_t), length);
		at += sizeof(uint32_t) + length;
	}
	session->in_length -= at;
	memmove(session->in, session->in + at, session->in_length);
	return state;
}

enum mta_session_state
mta_session_read(struct mta_session *session)
{
	ssize_t count = recv(session->descriptor, session->in + session->in_length,
		sizeof(session->in) - session->in_length, 0);

	if (count < 0 && (errno == EAGAIN || errno == EINTR))
		return MTA_SESSION_RUNNING;
	if (count <= 0)
		return MTA_SESSION_BROKEN;
	session->in_length += (size_t)count;
	return take_answers(session);
}

void
mta_session_close(struct mta_session *session)
{
	if (session->descriptor >= 0)
		close(session->descriptor);
	session->descriptor = -1;
}
