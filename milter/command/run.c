/* SPDX-License-Identifier: BSD-2-Clause */
#define _GNU_SOURCE /* pthread_setattr_default_np */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "mxvet/command.h"
#include "mxvet/config.h"
#include "mxvet/listen_address.h"
#include "mxvet/log.h"
#include "mxvet/mta.h"
#include "mxvet/resolver.h"
#include "mxvet/text_buffer.h"

#include "account.h"
#include "reload.h"
#include "signals.h"

/*
 * `mxvet run`. The order matters: signals are blocked before the first thread is born, the socket
 * is opened while we are root, everything that is opened again later (logs) only after we are not.
 * Then libmilter gets a thread, and the first one does what signals ask for.
 */

enum {
	STACK_SIZE = 1024 * 1024, /* of a thread; 500 that wait are 0.5 GB of address space, not 4 */
	ERROR_SIZE = 512,
	DRAIN_MS = 10000, /* longest time messages under way are waited for */
	DRAIN_STEP_MS = 20,
	LAST_REPLIES_MS = 100, /* libmilter writes an answer after our callback has returned */
	LOG_CLOSE_MS = 2000,
};

static int run(int argc, char **argv);

static const struct command_option options[] = {COMMAND_OPTION_CONFIG, {.name = NULL}};

const struct command command_run = {
	.name = "run",
	.function = run,
	.summary = "serve the MTA as a milter, in the foreground",
	.description = "Serves the MTA as a milter, in the foreground, and tells systemd when it is ready (Type=notify).\n\n"
		       "SIGTERM lets messages under way finish. SIGHUP reads the configuration again and opens the logs again.",
	.options = options,
	.status = "The exit status is 0 after SIGTERM, 64 for a wrong option, 69 when something it needs is missing, such as"
		  " its socket, and 78 for a wrong configuration.",
};

/* glibc gives threads 8 MiB of address space; other libraries are modest by themselves. */
static void
make_stacks_small(void)
{
#ifdef __GLIBC__
	pthread_attr_t attributes;

	if (pthread_attr_init(&attributes) != 0)
		return;
	if (pthread_attr_setstacksize(&attributes, STACK_SIZE) == 0)
		pthread_setattr_default_np(&attributes);
	pthread_attr_destroy(&attributes);
#endif
}

/* Tells systemd (sd_notify(3)) by the same datagram its library would send. */
static void
notify_manager(const char *state)
{
	const char *path = getenv("NOTIFY_SOCKET");
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	size_t length = path != NULL ? strlen(path) : 0;
	int descriptor;

	if (length == 0 || length >= sizeof(address.sun_path))
		return;
	memcpy(address.sun_path, path, length);
	if (path[0] == '@')
		address.sun_path[0] = '\0';
	descriptor = socket(AF_UNIX, SOCK_DGRAM, 0);
	if (descriptor < 0)
		return;
	length += offsetof(struct sockaddr_un, sun_path);
	(void)sendto(descriptor, state, strlen(state), MSG_NOSIGNAL, (struct sockaddr *)&address,
		(socklen_t)length);
	close(descriptor);
}

static int
open_socket(const struct config *config, const struct account *account)
{
	char storage[ERROR_SIZE];
	struct text_buffer error;
	const struct socket_rights rights = {
		account->user, account->socket_group, (mode_t)config->socket_mode};

	text_init(&error, storage, sizeof(storage));
	if (mta_listen(&config->listen.address, &rights, &error) != 0) {
		log_write(LOG_LEVEL_ERROR, "%s", storage);
		return EXIT_UNAVAILABLE;
	}
	return EXIT_DONE;
}

/* The socket while we are still who we were, then the user. */
static int
settle(const struct config *config)
{
	struct account account;
	const char *wrong = account_find(&account, config->user, config->socket_group);
	int status;

	if (wrong != NULL) {
		log_write(LOG_LEVEL_ERROR, "user \"%s\", socket_group \"%s\": %s", config->user,
			config->socket_group, wrong);
		return EXIT_CONFIG;
	}
	status = open_socket(config, &account);
	if (status != EXIT_DONE)
		return status;
	wrong = account_become(&account, config->user);
	if (wrong != NULL) {
		log_write(LOG_LEVEL_ERROR, "user \"%s\": %s", config->user, wrong);
		return EXIT_UNAVAILABLE;
	}
	if (geteuid() == 0)
		log_write(LOG_LEVEL_WARNING, "running as root: set `user` in the configuration");
	return EXIT_DONE;
}

static void *
serve(void *unused)
{
	(void)unused;
	mta_serve();
	signals_tell_end();
	return NULL;
}

/* -1 after an error in the log. libmilter's threads cannot be joined: the process ends under them. */
static int
start_serving(void)
{
	pthread_t thread;

	if (pthread_create(&thread, NULL, serve, NULL) != 0) {
		log_write(LOG_LEVEL_ERROR, "cannot start a thread");
		return -1;
	}
	pthread_detach(thread);
	return 0;
}

/* The line for main.cf. */
static void
advise_postfix(const struct listen_address *address)
{
	char storage[ERROR_SIZE];
	struct text_buffer where;

	text_init(&where, storage, sizeof(storage));
	text_append_postfix_address(&where, address);
	if (where.length == 0)
		return;
	log_write(LOG_LEVEL_INFO, "in Postfix's main.cf, first in its list: smtpd_milters = %s",
		storage);
	if (listen_address_is_outside_chroot(address))
		log_write(LOG_LEVEL_INFO,
			"an smtpd in a chroot, Debian's default, does not see that path:"
			" for it the socket must be below /var/spool/postfix");
}

static void
announce(const struct config *config)
{
	if (!mta_can_nudge())
		log_write(LOG_LEVEL_ERROR,
			"CANNOT CONNECT TO OUR OWN SOCKET %s: messages that arrive at once will"
			" wait for one another; is a sandbox in the way"
			" (RestrictAddressFamilies, IPAddressDeny)?",
			config->listen.text);
	if (!signals_are_ours())
		log_write(LOG_LEVEL_ERROR,
			"LIBMILTER TAKES SIGNALS ITSELF: now and then a SIGHUP or SIGTERM will end"
			" sessions in the middle of a message");
	log_write(LOG_LEVEL_INFO, "mxvet " MXVET_VERSION " serves on %s", config->listen.text);
	advise_postfix(&config->listen.address);
	notify_manager("READY=1");
}

static void
sleep_ms(long milliseconds)
{
	struct timespec time = {milliseconds / 1000, milliseconds % 1000 * 1000000};

	nanosleep(&time, NULL);
}

static void
drain(void)
{
	notify_manager("STOPPING=1");
	mta_refuse();
	for (int waited = 0; mta_under_way() > 0 && waited < DRAIN_MS; waited += DRAIN_STEP_MS)
		sleep_ms(DRAIN_STEP_MS);
	sleep_ms(LAST_REPLIES_MS);
	if (mta_under_way() > 0)
		log_write(LOG_LEVEL_WARNING, "stopped with %u messages under way", mta_under_way());
	else
		log_write(LOG_LEVEL_INFO, "stopped");
}

/* Sleeps until asked to stop: EXIT_DONE; EXIT_UNAVAILABLE when libmilter has given up. */
static int
heed_signals(struct running *running)
{
	for (;;) {
		switch (signals_wait()) {
		case WAKE_RELOAD:
			reload(running);
			break;
		case WAKE_STOP:
			return EXIT_DONE;
		case WAKE_ENDED:
			log_write(LOG_LEVEL_ERROR, "libmilter has stopped serving");
			return EXIT_UNAVAILABLE;
		}
	}
}

/* -1 after an error in the log. */
static int
open_service(struct running *running)
{
	struct greylist *greylist = greylist_memory_open(running->config->greylist_entries);

	if (greylist == NULL) {
		log_write(LOG_LEVEL_ERROR, "no memory for the greylist");
		return -1;
	}
	running->resolver = reload_resolver(running->config);
	if (running->resolver == NULL) {
		greylist_close(greylist);
		return -1;
	}
	mta_set_greylist(greylist);
	mta_set_service(running->config, running->resolver);
	return 0;
}

/* Returns only when it cannot start. */
static int
serve_until_stopped(struct running *running)
{
	int status;

	make_stacks_small();
	if (signals_catch() != 0) {
		log_write(LOG_LEVEL_ERROR, "cannot catch signals: %s", strerror(errno));
		return EXIT_UNAVAILABLE;
	}
	status = settle(running->config);
	if (status != EXIT_DONE)
		return status;
	if (log_open(running->config) != 0)
		return EXIT_UNAVAILABLE;
	if (open_service(running) != 0 || start_serving() != 0) {
		mta_refuse();
		log_close(LOG_CLOSE_MS);
		return EXIT_UNAVAILABLE;
	}
	announce(running->config);
	status = heed_signals(running);
	drain();
	log_close(LOG_CLOSE_MS);
	_exit(status);
}

static int
run(int argc, char **argv)
{
	struct command_call call = {.command = &command_run, .argc = argc, .argv = argv};
	struct running running = {0};
	int option, status;

	while ((option = command_read(&call)) != COMMAND_END) {
		if (option == COMMAND_STOP)
			return call.status;
		running.path = call.argument;
	}
	running.config = command_config_to_serve(running.path, command_complain, NULL);
	if (running.config == NULL)
		return EXIT_CONFIG;
	status = serve_until_stopped(&running);
	resolver_release(running.resolver);
	config_release(running.config);
	return status;
}
