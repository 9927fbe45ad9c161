/* SPDX-License-Identifier: BSD-2-Clause */
#include "log_queue.h"

#include <stdlib.h>
#include <string.h>

struct log_entry *
log_entry_open(enum log_target target, enum log_level level, const char *text, size_t length)
{
	struct log_entry *entry = malloc(sizeof(*entry) + length + 1);

	if (entry == NULL)
		return NULL;
	entry->next = NULL;
	entry->target = target;
	entry->level = level;
	entry->length = length + 1;
	memcpy(entry->text, text, length);
	entry->text[length] = '\n';
	return entry;
}

void
log_entry_close(struct log_entry *entry)
{
	free(entry);
}

static size_t
entry_size(const struct log_entry *entry)
{
	return sizeof(*entry) + entry->length;
}

bool
log_queue_push(struct log_queue *queue, struct log_entry *entry)
{
	size_t size = entry_size(entry);

	if (queue->count >= queue->count_max || size > queue->bytes_max - queue->bytes)
		return false;
	if (queue->last != NULL)
		queue->last->next = entry;
	else
		queue->first = entry;
	queue->last = entry;
	queue->count++;
	queue->bytes += size;
	return true;
}

struct log_entry *
log_queue_pop(struct log_queue *queue)
{
	struct log_entry *entry = queue->first;

	if (entry == NULL)
		return NULL;
	queue->first = entry->next;
	if (queue->first == NULL)
		queue->last = NULL;
	queue->count--;
	queue->bytes -= entry_size(entry);
	entry->next = NULL;
	return entry;
}
