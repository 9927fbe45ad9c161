/* SPDX-License-Identifier: BSD-2-Clause */
#include "report.h"

#include <stdlib.h>

#include "mxvet/log.h"
#include "mxvet/record.h"

/* Each goes in at the top, so the last one in the table goes first. */
static void
insert_headers(const struct decision *decision, const struct header_edits *edits)
{
	char storage[HEADER_FIELD_SIZE];
	struct text_buffer value;

	for (int i = HEADER_COUNT - 1; i >= 0; i--) {
		const struct header_row *row = &header_table[i];

		text_init(&value, storage, sizeof(storage));
		if (row->enabled(decision->config) && row->write(&value, decision))
			edits->insert(edits->state, row->name, storage);
	}
}

/* Logs never cost a message: without memory for a record that is longer than most, it is lost. */
static void
log_record(struct workspace *workspace)
{
	struct text_buffer record;
	char *larger;

	text_init(&record, workspace->record, sizeof(workspace->record));
	record_write(&record, &workspace->decision);
	if (!record.cut) {
		log_decision(record.text, record.length);
		return;
	}
	larger = malloc(record.length + record.left_out + 1);
	if (larger != NULL) {
		text_init(&record, larger, record.length + record.left_out + 1);
		record_write(&record, &workspace->decision);
	}
	log_decision(larger, record.length);
	free(larger);
}

void
report_in_logs(struct workspace *workspace)
{
	char storage[LOG_LINE_SIZE];
	struct text_buffer line;

	text_init(&line, storage, sizeof(storage));
	log_line(&line, &workspace->decision);
	log_write(LOG_LEVEL_INFO, "%s", storage);
	log_record(workspace);
}

void
report_in_header(const struct decision *decision, const struct forged_fields *forged,
	const struct header_edits *edits)
{
	forged_fields_remove(forged, edits);
	insert_headers(decision, edits);
}
