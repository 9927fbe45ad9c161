/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_LOG_QUEUE_H
#define MXVET_LOG_QUEUE_H

/* Lines that wait to be written: first in, first out, bounded in lines and in bytes. The caller that uses
 * it holds the lock. */

#include <stdbool.h>
#include <stddef.h>

#include "mxvet/config.h"

enum log_target { LOG_TO_MAIL_LOG, LOG_TO_DECISIONS };

struct log_entry {
	struct log_entry *next;
	enum log_target target;
	enum log_level level;
	size_t length; /* with the newline that ends it */
	char text[];   /* not ended by NUL */
};

struct log_queue {
	struct log_entry *first, *last;
	size_t count, bytes;
	size_t count_max, bytes_max;
};

/* Copies `text` and gives it its newline. NULL without memory. */
struct log_entry *log_entry_open(
	enum log_target target, enum log_level level, const char *text, size_t length);
void log_entry_close(struct log_entry *entry); /* accepts NULL */

/* False when the queue is full; then the entry stays the caller's. */
bool log_queue_push(struct log_queue *queue, struct log_entry *entry);

/* The oldest entry, for the caller to close; NULL when there is none. */
struct log_entry *log_queue_pop(struct log_queue *queue);

#endif
