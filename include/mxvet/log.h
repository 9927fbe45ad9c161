/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_LOG_H
#define MXVET_LOG_H

/*
 * Two logs, both written by one thread from a bounded queue: the mail log (stderr or syslog, lines for people) and the
 * decision log (JSON Lines, a file). Logging never waits: a full queue drops and counts. A full or
 * hung disk and a vanished folder cost lines, never mail; the writer opens the file again by itself. What was lost, and why, is
 * said on the mail log at once and then at most once a minute.
 *
 * The mail log is stderr (for systemd's journal with priorities); where stderr is closed or /dev/null, the syslog, facility mail.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mxvet/config.h"

/* Starts the writer. Until then, and after log_close(), lines go straight to the mail log, and decisions are lost. -1 and a
 * line on the mail log when it cannot start; a decision file that cannot be opened is a warning, not a failure. */
int log_open(const struct config *config);

/* Goes over to other settings, level and target of the decisions, and opens the decision file again. What is queued is still
 * written to where it was going. */
void log_reload(const struct config *config);

/* One line for the mail log, at a level; cut at 1024 octets, never with control characters. */
void log_write(enum log_level level, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* One decision, without a newline; copied. NULL, which is one that there was no memory for, counts as lost. */
void log_decision(const char *json, size_t length);

/* A number that no other decision of this host has, restarts included, as long as there are fewer than ten thousand a second:
 * for decision_id_of(). The ids begin again after three years. */
uint64_t decision_number_next(void);

/* Closes and opens the decision file again at the next line (log rotation). Async-signal-safe. */
void log_reopen(void);

/* Writes what is queued, for at most `milliseconds`, and stops the writer. */
void log_close(int milliseconds);

#endif
