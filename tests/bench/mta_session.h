/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_BENCH_MTA_SESSION_H
#define MXVET_BENCH_MTA_SESSION_H

/*
 * One connection of an MTA to a filter, as Postfix holds it: commands are collected until an answer is due, stages that
 * the filter declined are left out, those it does not answer are not waited for. Never blocks once it is open.
 *
 *   mta_session_open() -> [readable: mta_session_read()] ... until MTA_SESSION_ENDED or MTA_SESSION_BROKEN
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

#include "histogram.h"

enum mta_stage {
	STAGE_NEGOTIATE,
	STAGE_CONNECT,
	STAGE_HELO,
	STAGE_MAIL,
	STAGE_RCPT,
	STAGE_DATA,
	STAGE_HEADER,
	STAGE_END_OF_HEADER,
	STAGE_BODY,
	STAGE_END,
	STAGE_COUNT,
};
extern const char *const mta_stage_name[STAGE_COUNT];

enum { SESSION_OUT_SIZE = 16384, SESSION_IN_SIZE = 4096, SESSION_KIND_SIZE = 16 };

/* What all sessions of a run have in common. */
struct mta_run {
	struct sockaddr_storage filter;
	socklen_t filter_length;
	unsigned messages; /* a connection */
	unsigned fields;   /* of each message */
	unsigned senders;  /* different ones, from `first` on */
	unsigned first;
	const char *kind; /* of the senders' domains: see zone_server.c */
	bool idle;        /* say HELO, and nothing more */
	uint64_t transactions;
	uint64_t edits;                        /* header changes that the filter asked for */
	struct histogram latency[STAGE_COUNT]; /* of each answer that was waited for */
	struct histogram message; /* from MAIL, or the connection's start for its first, to the end's answer */
};

enum mta_session_state {
	MTA_SESSION_RUNNING,
	MTA_SESSION_IDLE,
	MTA_SESSION_ENDED,
	MTA_SESSION_BROKEN
};

struct mta_session {
	struct mta_run *run;
	int descriptor;  /* -1: closed */
	unsigned sender; /* its number */
	enum mta_stage stage;
	unsigned fields_sent, messages_sent;
	uint32_t declined; /* protocol steps, SMFIP_* */
	int64_t message_began_us, asked_us;
	size_t out_length, in_length;
	unsigned char out[SESSION_OUT_SIZE], in[SESSION_IN_SIZE];
};

/* Connects and begins; its first message began at `began_us` (monotonic). -1 when nobody listens. */
int mta_session_open(
	struct mta_session *session, struct mta_run *run, unsigned number, int64_t began_us);

/* Reads what came and goes on. */
enum mta_session_state mta_session_read(struct mta_session *session);

void mta_session_close(struct mta_session *session);

int64_t bench_now_us(void);

#endif
