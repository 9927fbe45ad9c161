/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What libmilter itself costs: filters without a thought in them, with the same stages as mxvet.
 *
 *     plain_filter SOCKET nothing       continues at every stage
 *     plain_filter SOCKET quiet         the same, with the stages that mxvet does not answer left unanswered
 *     plain_filter SOCKET headers       quiet, and five fields inserted in each message
 *     plain_filter SOCKET sleep MS      quiet, and each message waits so long at its end, with mxvet's cure for libmilter's pool
 */
#include <libmilter/mfapi.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "milter/mta/listener.h"
#include "milter/mta/nudge.h"

enum { NUDGE_LIMIT = 500, HEADERS = 5 };

static struct nudge nudge;
static struct timespec sleep_time;
static bool quiet, headers, sleeps;

static sfsistat
on_negotiate(SMFICTX *context, unsigned long actions, unsigned long steps, unsigned long unused_in1,
	unsigned long unused_in2, unsigned long *actions_wanted, unsigned long *steps_declined,
	unsigned long *unused_out1, unsigned long *unused_out2)
{
	unsigned long declined = SMFIP_NOBODY | SMFIP_NOUNKNOWN;

	(void)context;
	(void)unused_in1;
	(void)unused_in2;
	if (quiet)
		declined |= SMFIP_NR_CONN | SMFIP_NR_HELO | SMFIP_NR_HDR | SMFIP_NR_EOH;
	*actions_wanted = actions & SMFIF_ADDHDRS;
	*steps_declined = steps & declined;
	*unused_out1 = *unused_out2 = 0;
	return SMFIS_CONTINUE;
}

static sfsistat
answer(void)
{
	return quiet ? SMFIS_NOREPLY : SMFIS_CONTINUE;
}

static sfsistat
on_connect(SMFICTX *context, char *name, _SOCK_ADDR *address)
{
	(void)context;
	(void)name;
	(void)address;
	return answer();
}

static sfsistat
on_text(SMFICTX *context, char *text)
{
	(void)context;
	(void)text;
	return answer();
}

static sfsistat
on_texts(SMFICTX *context, char **texts)
{
	(void)context;
	(void)texts;
	return SMFIS_CONTINUE;
}

static sfsistat
on_header(SMFICTX *context, char *name, char *value)
{
	(void)context;
	(void)name;
	(void)value;
	return answer();
}

static sfsistat
on_end_of_header(SMFICTX *context)
{
	(void)context;
	return answer();
}

static void
sleep_politely(void)
{
	struct nudge_wait wait;
	struct wait_hooks hooks = nudge_hooks(&wait, &nudge);

	hooks.before(hooks.state);
	nanosleep(&sleep_time, NULL);
	hooks.after(hooks.state);
}

static sfsistat
on_end(SMFICTX *context)
{
	static char name[] = "X-Plain-Filter";
	static char value[] = "score=3.00 action=tag mode=observe id=ah0w0a04; rdns=dynamic(1.80)\n helo=ok(0)";

	if (sleeps)
		sleep_politely();
	for (int i = 0; headers && i < HEADERS; i++)
		smfi_insheader(context, 0, name, value);
	return SMFIS_CONTINUE;
}

static sfsistat
on_answered_stage(SMFICTX *context)
{
	(void)context;
	return SMFIS_CONTINUE;
}

static int
listen_at(const char *where)
{
	struct socket_rights rights = {.mode = 0600};
	struct listen_address address;
	struct sockaddr_storage bound;
	socklen_t length = sizeof(bound);
	char storage[300];
	struct text_buffer error;
	int descriptor;

	if (listen_address_parse(&address, where) != NULL)
		return -1;
	text_init(&error, storage, sizeof(storage));
	descriptor = listener_open(&address, &rights, &error);
	if (descriptor < 0 || getsockname(descriptor, (struct sockaddr *)&bound, &length) != 0) {
		fprintf(stderr, "%s\n", storage);
		return -1;
	}
	nudge_init(&nudge, (struct sockaddr *)&bound, length, NUDGE_LIMIT);
	return 0;
}

int
main(int argc, char **argv)
{
	static char name[] = "plain_filter";
	struct smfiDesc description = {
		.xxfi_name = name,
		.xxfi_version = SMFI_VERSION,
		.xxfi_flags = SMFIF_ADDHDRS,
		.xxfi_connect = on_connect,
		.xxfi_helo = on_text,
		.xxfi_envfrom = on_texts,
		.xxfi_envrcpt = on_texts,
		.xxfi_header = on_header,
		.xxfi_eoh = on_end_of_header,
		.xxfi_eom = on_end,
		.xxfi_abort = on_answered_stage,
		.xxfi_close = on_answered_stage,
		.xxfi_data = on_answered_stage,
		.xxfi_negotiate = on_negotiate,
	};

	if (argc < 3)
		return 64;
	headers = strcmp(argv[2], "headers") == 0;
	sleeps = strcmp(argv[2], "sleep") == 0 && argc == 4;
	quiet = headers || sleeps || strcmp(argv[2], "quiet") == 0;
	if (sleeps)
		sleep_time = (struct timespec){atol(argv[3]) / 1000, atol(argv[3]) % 1000 * 1000000};
	if (smfi_register(description) != MI_SUCCESS || listen_at(argv[1]) != 0)
		return 1;
	return smfi_main() == MI_SUCCESS ? 0 : 1;
}
