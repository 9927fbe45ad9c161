/* SPDX-License-Identifier: BSD-2-Clause */
#include "tell.h"

#include <stdlib.h>

#include "mxvet/log.h"

enum {
	JSON_USUAL = 16384
}; /* bounds the record of most messages, of which some 2 KB are written */

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
tell_logs(const struct decision *decision)
{
	char storage[LOG_LINE_SIZE], usual[JSON_USUAL];
	struct text_buffer line, json;
	size_t size = log_json_size(decision);
	char *json_storage = size <= sizeof(usual) ? usual : malloc(size);

	text_init(&line, storage, sizeof(storage));
	log_line(&line, decision);
	log_write(LOG_LEVEL_INFO, "%s", storage);
	if (json_storage == NULL) {
		log_decision(NULL, 0);
		return;
	}
	text_init(&json, json_storage, size);
	log_json(&json, decision);
	log_decision(json_storage, json.length);
	if (json_storage != usual)
		free(json_storage);
}

void
tell_header(const struct decision *decision, const struct forged_fields *forged,
	const struct header_edits *edits)
{
	forged_fields_remove(forged, edits);
	insert_headers(decision, edits);
}
