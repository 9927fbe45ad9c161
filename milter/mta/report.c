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

/* Logs never cost a message: without memory for a line, the line is lost. */
void
report_in_logs(struct workspace *workspace)
{
	const struct decision *decision = &workspace->decision;
	char storage[LOG_LINE_SIZE];
	struct text_buffer line, json;
	size_t size = log_json_size(decision);
	char *record = size <= sizeof(workspace->record) ? workspace->record : malloc(size);

	text_init(&line, storage, sizeof(storage));
	log_line(&line, decision);
	log_write(LOG_LEVEL_INFO, "%s", storage);
	if (record == NULL) {
		log_decision(NULL, 0);
		return;
	}
	text_init(&json, record, size);
	log_json(&json, decision);
	log_decision(record, json.length);
	if (record != workspace->record)
		free(record);
}

void
report_in_header(const struct decision *decision, const struct forged_fields *forged,
	const struct header_edits *edits)
{
	forged_fields_remove(forged, edits);
	insert_headers(decision, edits);
}
