/* SPDX-License-Identifier: BSD-2-Clause */
#include "signals.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

enum {
	ENDED = 0, /* stands among the signal numbers */
	AT_ONCE = 256,
};

static sigset_t caught;
static int channel[2];
static sem_t receiving;

static void
note(int number)
{
	int saved = errno;
	unsigned char octet = (unsigned char)number;

	if (write(channel[1], &octet, 1) != 1) {
		/* The pipe is full of signals that nobody has read yet. */
	}
	errno = saved;
}

void
signals_tell_end(void)
{
	note(ENDED);
}

/* Not even while it is handled is a signal blocked: the next one would go to libmilter. */
static int
handle(int number, void (*handler)(int))
{
	struct sigaction action = {.sa_handler = handler, .sa_flags = SA_NODEFER};

	sigemptyset(&action.sa_mask);
	return sigaction(number, &action, NULL);
}

int
signals_catch(void)
{
	sigemptyset(&caught);
	sigaddset(&caught, SIGHUP);
	sigaddset(&caught, SIGTERM);
	sigaddset(&caught, SIGINT);
	if (sem_init(&receiving, 0, 0) != 0)
		return -1;
	if (pipe(channel) != 0 || fcntl(channel[1], F_SETFL, O_NONBLOCK) != 0)
		return -1;
	errno = pthread_sigmask(SIG_BLOCK, &caught, NULL);
	if (errno != 0)
		return -1;
	return handle(SIGHUP, note) == 0 && handle(SIGTERM, note) == 0 &&
			handle(SIGINT, note) == 0 && handle(SIGPIPE, SIG_IGN) == 0
		? 0
		: -1;
}

noreturn void
signals_receive(void)
{
	pthread_sigmask(SIG_UNBLOCK, &caught, NULL);
	sem_post(&receiving);
	for (;;)
		pause();
}

void
signals_await_receiver(void)
{
	while (sem_wait(&receiving) != 0)
		; /* interrupted */
}

enum wake
signals_wait(void)
{
	unsigned char number[AT_ONCE];
	ssize_t count;

	do
		count = read(channel[0], number, sizeof(number));
	while (count <= 0);
	if (memchr(number, SIGTERM, (size_t)count) != NULL ||
		memchr(number, SIGINT, (size_t)count) != NULL)
		return WAKE_STOP;
	return memchr(number, ENDED, (size_t)count) != NULL ? WAKE_ENDED : WAKE_RELOAD;
}
