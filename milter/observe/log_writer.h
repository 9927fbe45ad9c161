/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_LOG_WRITER_H
#define MXVET_LOG_WRITER_H

/*
 * The thread that writes, and the queue in front of it. Callers put lines in, under the lock, and
 * go on; the thread takes some at a time and writes them without the lock. If that hangs, the queue
 * fills, further lines are dropped and counted, and closing leaves the thread behind with all that
 * it may still touch.
 */

#include "log_queue.h"

struct log_writer;

/* NULL, and `*error` an errno, when it cannot start. */
struct log_writer *log_writer_open(const struct config *config, int *error);

/* Whether it writes decisions to where the configuration wants them. */
bool log_writer_suits(const struct log_writer *writer, const struct config *config);

/* Takes the entry, or drops and counts it; NULL counts as dropped. Never waits for a disk. */
void log_writer_put(struct log_writer *writer, struct log_entry *entry);

/* Writes what is queued, for at most so long. */
void log_writer_close(struct log_writer *writer, int milliseconds);

/* The decision file is opened again before the next decision is written. Async-signal-safe.
 */
void log_writer_reopen_file(void);

#endif
