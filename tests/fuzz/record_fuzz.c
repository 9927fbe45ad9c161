/* SPDX-License-Identifier: BSD-2-Clause */
/* libFuzzer: a line of a decision log. What is accepted is written and read to the same again. */
#include <stdlib.h>
#include <string.h>

#include "mxvet/record.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { LINE_SIZE = 1 << 20 };

static const struct config *config;
static char first[LINE_SIZE], second[LINE_SIZE];

static size_t
write_line(char *line, const struct record *record)
{
	struct decision decision = {.verdict = &record->verdict,
		.evidence = &record->evidence,
		.config = config,
		.recipients = &record->recipients,
		.dns = record->dns,
		.time_ms = record->time_ms < 0 ? 0 : record->time_ms};
	struct text_buffer text;

	memcpy(decision.id, record->id, sizeof(decision.id));
	memcpy(decision.queue_id, record->queue_id, sizeof(decision.queue_id));
	text_init(&text, line, LINE_SIZE);
	record_write(&text, &decision);
	return text.cut ? 0 : text.length;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct record *record;
	static struct verdict verdict;
	char storage[512], *line = malloc(size > 0 ? size : 1);
	struct text_buffer error;
	size_t length;

	if (record == NULL) {
		record = record_open();
		config = config_of_text("defaults", "", NULL, NULL);
	}
	if (record == NULL || line == NULL)
		abort();
	memcpy(line, data, size);
	text_init(&error, storage, sizeof(storage));
	if (record_read(record, line, size, &error)) {
		verdict_reach(&verdict, &record->evidence, config);
		length = write_line(first, record);
		if (length > 0 && !record_read(record, first, length, &error))
			abort();
		if (length > 0 &&
			(write_line(second, record) != length || memcmp(first, second, length) != 0))
			abort();
	} else if (error.length == 0) {
		abort();
	}
	free(line);
	return 0;
}
