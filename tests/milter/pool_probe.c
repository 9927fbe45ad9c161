/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The smallest milter that blocks: each HELO waits so long, with a nudge before it or without.
 *
 *     pool_probe SOCKET MILLISECONDS nudge|plain
 */
#include <libmilter/mfapi.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "milter/mta/listener.h"
#include "milter/mta/nudge.h"

static struct nudge nudge;
static struct timespec block;
static bool nudges;

static sfsistat
on_helo(SMFICTX *context, char *argument)
{
	struct nudge_wait wait;
	struct wait_hooks hooks = nudge_hooks(&wait, &nudge);

	(void)context;
	(void)argument;
	if (nudges)
		hooks.before(hooks.state);
	nanosleep(&block, NULL);
	if (nudges)
		hooks.after(hooks.state);
	return SMFIS_CONTINUE;
}

int
main(int argc, char **argv)
{
	static char name[] = "pool_probe";
	struct smfiDesc description = {
		.xxfi_name = name, .xxfi_version = SMFI_VERSION, .xxfi_helo = on_helo};
	struct socket_rights rights = {0};
	struct listen_address address;
	struct sockaddr_storage bound;
	socklen_t length = sizeof(bound);
	char storage[300];
	struct text_buffer error;
	int descriptor;

	if (argc != 4 || listen_address_parse(&address, argv[1]) != NULL)
		return 64;
	block.tv_sec = atol(argv[2]) / 1000;
	block.tv_nsec = atol(argv[2]) % 1000 * 1000000;
	nudges = strcmp(argv[3], "nudge") == 0;
	text_init(&error, storage, sizeof(storage));
	if (smfi_register(description) != MI_SUCCESS)
		return 1;
	descriptor = listener_open(&address, &rights, &error);
	if (descriptor < 0 || getsockname(descriptor, (struct sockaddr *)&bound, &length) != 0) {
		fprintf(stderr, "%s\n", storage);
		return 1;
	}
	nudge_init(&nudge, (struct sockaddr *)&bound, length, 500);
	return smfi_main() == MI_SUCCESS ? 0 : 1;
}
