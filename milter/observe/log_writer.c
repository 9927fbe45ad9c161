/* SPDX-License-Identifier: BSD-2-Clause */
#include "log_writer.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "log_file.h"
#include "mail_sink.h"
#include "mxvet/clock.h"
#include "mxvet/metrics.h"
#include "mxvet/write_fully.h"

enum {
	SAID_SIZE = 1024,
	QUEUE_BYTES = 64 * 1024 * 1024,
	STACK_SIZE = 256 * 1024,
	SAY_LOSSES_US = 60000000,
	GATHER_MS = 5,
	HAND_MAX = 64,            /* lines that are taken from the queue at once */
	MAIL_SIZE = PIPE_BUF,     /* of one write, which a pipe keeps together */
	DECISIONS_SIZE = 1 << 16, /* likewise, for fewer writes */
};

enum decision_target { DECISIONS_OFF, DECISIONS_SYSLOG, DECISIONS_FILE };

/* Lines that were lost since this was last said. */
struct losses {
	uint64_t queue_full;
	uint64_t not_written;
	int error; /* why the last of those was not */
};

enum writer_stage {
	WRITER_SERVES,
	WRITER_CLOSES,    /* what is queued is still written */
	WRITER_ENDED,     /* the thread has written all it will */
	WRITER_ABANDONED, /* no one waits for the thread; it frees the writer */
};

struct log_writer {
	pthread_t thread;
	pthread_mutex_t lock; /* of everything down to the losses */
	pthread_cond_t wake; /* the queue has its first entry or is half full, or the end has come */
	pthread_cond_t ended;
	enum writer_stage stage;
	struct log_queue queue;
	unsigned in_hand; /* lines out of the queue that are not written yet */
	struct losses losses;
	int64_t say_losses_at_us;
	enum mail_sink sink;            /* constant */
	enum decision_target decisions; /* constant */
	/* the thread's own */
	struct log_file file;
	struct losses own_losses;                /* of the lines in hand */
	struct text_buffer mail, decisions_text; /* lines on their way into one write */
	char mail_storage[MAIL_SIZE], decisions_storage[DECISIONS_SIZE];
	char path[];
};

static atomic_bool reopen_wanted;

void
log_writer_reopen_file(void)
{
	atomic_store(&reopen_wanted, true);
}

static void
count_lost(struct losses *losses, uint64_t lines, int error)
{
	if (error == 0) {
		losses->queue_full += lines;
		return;
	}
	losses->not_written += lines;
	losses->error = error;
}

static uint64_t
lines_in(const char *text, size_t length)
{
	uint64_t lines = 0;

	for (size_t i = 0; i < length; i++)
		lines += text[i] == '\n';
	return lines;
}

/* Writes lines to the decision file or to stderr; those that could not be written whole are lost. */
static void
write_lines(struct log_writer *writer, enum log_target target, const char *lines, size_t length)
{
	size_t done = 0;
	int error = 0;

	switch (target) {
	case LOG_TO_MAIL_LOG:
		error = write_fully(STDERR_FILENO, lines, length, &done);
		break;
	case LOG_TO_DECISIONS:
		if (atomic_exchange(&reopen_wanted, false))
			log_file_close(&writer->file);
		error = log_file_write(&writer->file, lines, length, &done);
		break;
	}
	if (error != 0)
		count_lost(&writer->own_losses, lines_in(lines + done, length - done), error);
}

static void
write_out(struct log_writer *writer, enum log_target target, struct text_buffer *lines)
{
	if (lines->length > 0)
		write_lines(writer, target, lines->text, lines->length);
	text_rewind(lines, 0);
}

/* So many octets more, and the NUL after them. */
static bool
has_room(const struct text_buffer *lines, size_t length)
{
	return length < lines->size - lines->length;
}

static void
put_mail(struct log_writer *writer, const struct log_entry *entry)
{
	if (writer->sink == MAIL_SINK_SYSLOG) {
		mail_sink_syslog(entry->level, entry->text, entry->length - 1);
		return;
	}
	if (!has_room(&writer->mail, MAIL_SINK_LINE_MAX))
		write_out(writer, LOG_TO_MAIL_LOG, &writer->mail);
	mail_sink_format(&writer->mail, writer->sink, entry->level, entry->text, entry->length - 1);
}

static void
put_decision(struct log_writer *writer, const struct log_entry *entry)
{
	struct text_buffer *lines = &writer->decisions_text;

	if (!has_room(lines, entry->length))
		write_out(writer, LOG_TO_DECISIONS, lines);
	if (has_room(lines, entry->length))
		text_append_bytes(lines, entry->text, entry->length);
	else
		write_lines(writer, LOG_TO_DECISIONS, entry->text, entry->length);
}

static void
put_entry(struct log_writer *writer, const struct log_entry *entry)
{
	switch (entry->target) {
	case LOG_TO_MAIL_LOG:
		put_mail(writer, entry);
		return;
	case LOG_TO_DECISIONS:
		break;
	}
	switch (writer->decisions) {
	case DECISIONS_OFF:
		break;
	case DECISIONS_SYSLOG:
		mail_sink_syslog(entry->level, entry->text, entry->length - 1);
		break;
	case DECISIONS_FILE:
		put_decision(writer, entry);
		break;
	}
}

static void say(struct log_writer *writer, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void
say(struct log_writer *writer, const char *format, ...)
{
	char storage[SAID_SIZE];
	struct text_buffer line;

	va_list arguments;

	text_init(&line, storage, sizeof(storage));
	va_start(arguments, format);
	text_append_format_list(&line, format, arguments);
	va_end(arguments);
	mail_sink_write(writer->sink, LOG_LEVEL_WARNING, line.text, line.length);
}

static void
say_losses(struct log_writer *writer, const struct losses *losses)
{
	char reason[128] = "";

	if (losses->queue_full > 0)
		say(writer,
			"%" PRIu64 " log lines lost: they came faster than they could be written",
			losses->queue_full);
	if (losses->not_written == 0)
		return;
	strerror_r(losses->error, reason, sizeof(reason));
	say(writer, "%" PRIu64 " log lines lost: %s: %s", losses->not_written,
		writer->decisions == DECISIONS_FILE ? writer->path : "mail log", reason);
}

/* With the lock held: takes what is to be said now, at most once a minute except at the end. */
static struct losses
take_losses(struct log_writer *writer)
{
	struct losses losses = writer->losses;
	int64_t now = clock_monotonic_us();

	if (losses.queue_full + losses.not_written == 0 ||
		(writer->stage == WRITER_SERVES && now < writer->say_losses_at_us))
		return (struct losses){0};
	writer->losses = (struct losses){0};
	writer->say_losses_at_us = now + SAY_LOSSES_US;
	return losses;
}

static struct timespec
from_now(int milliseconds)
{
	struct timespec until;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += milliseconds / 1000;
	until.tv_nsec += (milliseconds % 1000) * 1000000L;
	if (until.tv_nsec >= 1000000000L) {
		until.tv_nsec -= 1000000000L;
		until.tv_sec++;
	}
	return until;
}

static bool
is_half_full(const struct log_queue *queue)
{
	return queue->count >= queue->count_max / 2;
}

/* With the lock held: lets more lines come. Under load one wake-up of this thread then serves many messages; for
 * each alone it would cost as much as writing the line does. */
static void
gather(struct log_writer *writer)
{
	struct timespec until = from_now(GATHER_MS);
	int error = 0;

	while (writer->stage == WRITER_SERVES && !is_half_full(&writer->queue) && error == 0)
		error = pthread_cond_timedwait(&writer->wake, &writer->lock, &until);
}

/* With the lock held: sleeps until there is work, or losses that were not told yet have waited long
 * enough. */
static void
sleep_until_work(struct log_writer *writer)
{
	int64_t wait_us = writer->say_losses_at_us - clock_monotonic_us();
	struct timespec until;

	if (writer->losses.queue_full + writer->losses.not_written == 0) {
		pthread_cond_wait(&writer->wake, &writer->lock);
		return;
	}
	if (wait_us <= 0)
		return;
	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += (time_t)(wait_us / 1000000) + 1;
	pthread_cond_timedwait(&writer->wake, &writer->lock, &until);
}

static void
writer_free(struct log_writer *writer)
{
	struct log_entry *entry;

	while ((entry = log_queue_pop(&writer->queue)) != NULL)
		log_entry_close(entry);
	log_file_close(&writer->file);
	pthread_cond_destroy(&writer->wake);
	pthread_cond_destroy(&writer->ended);
	pthread_mutex_destroy(&writer->lock);
	free(writer);
}

static void
write_hand(struct log_writer *writer, struct log_entry *hand[], unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		put_entry(writer, hand[i]);
		log_entry_close(hand[i]);
	}
	write_out(writer, LOG_TO_MAIL_LOG, &writer->mail);
	write_out(writer, LOG_TO_DECISIONS, &writer->decisions_text);
}

/* With the lock held: what will not be written is counted once, by the thread that gave the writer up. */
static void
add_own_losses(struct log_writer *writer)
{
	struct losses *own = &writer->own_losses;

	if (writer->stage != WRITER_ABANDONED && own->not_written > 0) {
		metric_add(METRIC_log_dropped, own->not_written);
		count_lost(&writer->losses, own->not_written, own->error);
	}
	*own = (struct losses){0};
}

/* Writes the oldest entries. The lock is held on entry and return, and not in between. */
static void
write_some(struct log_writer *writer)
{
	struct log_entry *hand[HAND_MAX];
	unsigned count = 0;

	while (count < HAND_MAX && writer->queue.count > 0)
		hand[count++] = log_queue_pop(&writer->queue);
	writer->in_hand = count;
	pthread_mutex_unlock(&writer->lock);
	write_hand(writer, hand, count);
	pthread_mutex_lock(&writer->lock);
	writer->in_hand = 0;
	add_own_losses(writer);
}

/* Likewise. */
static void
say_what_was_lost(struct log_writer *writer)
{
	struct losses losses = take_losses(writer);

	pthread_mutex_unlock(&writer->lock);
	say_losses(writer, &losses);
	pthread_mutex_lock(&writer->lock);
}

static void
open_early(struct log_writer *writer)
{
	int error = writer->decisions == DECISIONS_FILE ? log_file_open(&writer->file) : 0;
	char reason[128] = "";

	if (error == 0)
		return;
	strerror_r(error, reason, sizeof(reason));
	say(writer, "decision log %s: %s; mxvet tries again", writer->path, reason);
}

static void *
writer_main(void *argument)
{
	struct log_writer *writer = argument;
	bool abandoned;

	open_early(writer);
	pthread_mutex_lock(&writer->lock);
	while (writer->stage == WRITER_SERVES ||
		(writer->stage == WRITER_CLOSES && writer->queue.count > 0)) {
		if (writer->queue.count == 0) {
			sleep_until_work(writer);
			gather(writer);
		}
		write_some(writer);
		say_what_was_lost(writer);
	}
	if (writer->stage == WRITER_CLOSES)
		say_what_was_lost(writer);
	abandoned = writer->stage == WRITER_ABANDONED;
	if (!abandoned)
		writer->stage = WRITER_ENDED;
	pthread_cond_signal(&writer->ended);
	pthread_mutex_unlock(&writer->lock);
	if (abandoned)
		writer_free(writer);
	return NULL;
}

static enum decision_target
decision_target_of(const char *setting)
{
	if (strcmp(setting, "off") == 0)
		return DECISIONS_OFF;
	return strcmp(setting, "syslog") == 0 ? DECISIONS_SYSLOG : DECISIONS_FILE;
}

static struct log_writer *
writer_allocate(const struct config *config)
{
	size_t path_size = strlen(config->log_decisions) + 1;
	struct log_writer *writer = calloc(1, sizeof(*writer) + path_size);
	pthread_condattr_t attributes;

	if (writer == NULL)
		return NULL;
	memcpy(writer->path, config->log_decisions, path_size);
	writer->file = log_file_of(writer->path);
	text_init(&writer->mail, writer->mail_storage, sizeof(writer->mail_storage));
	text_init(&writer->decisions_text, writer->decisions_storage,
		sizeof(writer->decisions_storage));
	writer->sink = mail_sink_choose();
	writer->decisions = decision_target_of(config->log_decisions);
	writer->queue.count_max = (size_t)config->log_queue;
	writer->queue.bytes_max = QUEUE_BYTES;
	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_mutex_init(&writer->lock, NULL);
	pthread_cond_init(&writer->wake, &attributes);
	pthread_cond_init(&writer->ended, &attributes);
	pthread_condattr_destroy(&attributes);
	return writer;
}

/* The thread takes no signals: they are for those who know what to do. */
static int
start_thread(struct log_writer *writer)
{
	sigset_t all, before;
	pthread_attr_t attributes;
	int error;

	sigfillset(&all);
	pthread_attr_init(&attributes);
	pthread_attr_setstacksize(&attributes, STACK_SIZE);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	error = pthread_create(&writer->thread, &attributes, writer_main, writer);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	pthread_attr_destroy(&attributes);
	return error;
}

struct log_writer *
log_writer_open(const struct config *config, int *error)
{
	struct log_writer *writer = writer_allocate(config);

	*error = writer != NULL ? start_thread(writer) : ENOMEM;
	if (*error == 0)
		return writer;
	if (writer != NULL)
		writer_free(writer);
	return NULL;
}

bool
log_writer_suits(const struct log_writer *writer, const struct config *config)
{
	return strcmp(writer->path, config->log_decisions) == 0;
}

void
log_writer_put(struct log_writer *writer, struct log_entry *entry)
{
	pthread_mutex_lock(&writer->lock);
	if (entry != NULL && entry->target == LOG_TO_DECISIONS &&
		writer->decisions == DECISIONS_OFF) {
		log_entry_close(entry);
	} else if (entry != NULL && log_queue_push(&writer->queue, entry)) {
		if (writer->queue.count == 1 || is_half_full(&writer->queue))
			pthread_cond_signal(&writer->wake);
	} else {
		log_entry_close(entry);
		metric_count(METRIC_log_dropped);
		count_lost(&writer->losses, 1, 0);
	}
	pthread_mutex_unlock(&writer->lock);
}

/* With the lock held. */
static void
abandon(struct log_writer *writer)
{
	metric_add(METRIC_log_dropped, writer->queue.count + writer->in_hand);
	writer->stage = WRITER_ABANDONED;
	pthread_detach(writer->thread);
}

void
log_writer_close(struct log_writer *writer, int milliseconds)
{
	struct timespec until = from_now(milliseconds);
	int error = 0;
	bool ended;

	pthread_mutex_lock(&writer->lock);
	writer->stage = WRITER_CLOSES;
	pthread_cond_signal(&writer->wake);
	while (writer->stage != WRITER_ENDED && error == 0)
		error = pthread_cond_timedwait(&writer->ended, &writer->lock, &until);
	ended = writer->stage == WRITER_ENDED;
	if (!ended)
		abandon(writer);
	pthread_mutex_unlock(&writer->lock);
	if (!ended)
		return;
	pthread_join(writer->thread, NULL);
	writer_free(writer);
}
