/* SPDX-License-Identifier: BSD-2-Clause */
#include "log_queue.h"

#include <stdlib.h>

struct log_entry *
log_entry_open(enum log_target target, enum log_level level, char *text, size_t length)
{
	struct log_entry *entry = text != NULL ? malloc(sizeof(*entry)) : NULL;
	char *line = entry != NULL ? realloc(text, length + 1) : NULL;

	if (line == NULL) {
		free(entry);
		free(text);
		return NULL;
	}
	line[length] = '\n';
	*entry = (struct log_entry){
		.target = target, .level = level, .length = length + 1, .text = line};
	return entry;
}

void
log_entry_close(struct log_entry *entry)
{
	if (entry == NULL)
		return;
	free(entry->text);
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
