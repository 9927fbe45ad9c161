/* SPDX-License-Identifier: BSD-2-Clause */
#include "mxvet/record.h"

#include <stdlib.h>
#include <string.h>

#include "fields.h"
#include "record_members.h"
#include "record_room.h"

void
record_write(struct text_buffer *buffer, const struct decision *decision)
{
	struct json json = {.buffer = buffer};

	json_object_begin(&json, NULL);
	for (const struct record_member *member = record_members; member->key != NULL; member++)
		member->write(&json, member->key, decision);
	json_object_end(&json);
}

struct record *
record_open(void)
{
	struct record_room *room = calloc(1, sizeof(*room));

	return (struct record *)room; /* its first member */
}

void
record_close(struct record *record)
{
	struct record_room *room = (struct record_room *)record;

	if (room == NULL)
		return;
	free(room->texts);
	free(record->recipients.item);
	free(room);
}

/* Forgets the former record. Of the evidence only what is read is cleared. */
static bool
begin_record(struct record_room *room, size_t length)
{
	static const struct envelope nothing = {.client = {0}};
	struct record *record = &room->record;

	if (room->texts_size < length) {
		char *grown = realloc(room->texts, length);

		if (grown == NULL)
			return false;
		room->texts = grown;
		room->texts_size = length;
	}
	room->texts_used = 0;
	room->sender_told = false;
	record->time_ms = 0;
	record->id[0] = record->queue_id[0] = record->config[0] = record->version[0] = '\0';
	record->host = (struct dns_name){0};
	record->verdict = (struct verdict){0};
	evidence_init(&record->evidence, &nothing);
	record->dns = (struct inquiry_totals){0};
	record->recipients.count = 0;
	return true;
}

/* The row of a member. They come in the rows' order as a rule, so the one after the last is looked at first. */
static const struct record_member *
find_member(const struct json_key *key, const struct record_member *hint)
{
	if (hint->key != NULL && json_key_is(key, hint->key))
		return hint;
	for (const struct record_member *member = record_members; member->key != NULL; member++)
		if (json_key_is(key, member->key))
			return member;
	return NULL;
}

static void
read_members(struct json_reader *reader, struct record *record)
{
	const struct record_member *next = record_members;
	struct json_key key;

	if (!json_enter(reader, '{'))
		return;
	while (json_next_member(reader, &key)) {
		const struct record_member *member = find_member(&key, next);

		json_path_set(reader, 0, &key);
		if (member != NULL && member->read != NULL)
			member->read(reader, record);
		else
			json_pass_over(reader);
		if (member != NULL)
			next = member + 1;
	}
	if (reader->wrong == NULL)
		reader->path_length = 0;
	if (!json_is_over(reader))
		json_complain(reader, "something follows the record");
}

/* Files "from" by what the evidence says of its kind, or by itself. */
static void
settle_sender(struct record_room *room)
{
	struct envelope *envelope = &room->record.evidence.envelope;
	const enum mail_address_kind kind = envelope->sender_kind;
	char address[2 + SENDER_AS_TOLD_SIZE] = "-@";
	struct text_buffer text;

	if (!room->sender_told) {
		envelope->sender_kind = MAIL_ADDRESS_NOT_GIVEN;
		return;
	}
	if (room->sender[0] == '\0') {
		envelope_set_sender(envelope, "");
		return;
	}
	memcpy(address + 2, room->sender, sizeof(room->sender));
	envelope_set_sender(envelope, address);
	if (envelope->sender_kind == MAIL_ADDRESS_DOMAIN && kind != MAIL_ADDRESS_INVALID)
		return;
	envelope->sender_kind = MAIL_ADDRESS_INVALID;
	envelope->sender = (struct dns_name){0};
	text_init(&text, envelope->sender_text, sizeof(envelope->sender_text));
	if (strcmp(room->sender, "@") != 0)
		text_append(&text, room->sender);
}

/* Names that stand in another member. */
static void
settle_names(struct evidence *evidence)
{
	const struct envelope *envelope = &evidence->envelope;

	if (evidence->helo.v4.lookup != LOOKUP_NOT_ASKED ||
		evidence->helo.v6.lookup != LOOKUP_NOT_ASKED)
		evidence->helo.name = envelope->helo.name;
	if (evidence->sender.v4.lookup != LOOKUP_NOT_ASKED ||
		evidence->sender.v6.lookup != LOOKUP_NOT_ASKED)
		evidence->sender.name = envelope->sender;
}

bool
record_read(struct record *record, const char *line, size_t length, struct text_buffer *error)
{
	struct record_room *room = (struct record_room *)record;
	struct json_reader reader = json_reader_of(line, length);

	if (!begin_record(room, length)) {
		text_append(error, "out of memory");
		return false;
	}
	read_members(&reader, record);
	if (reader.wrong != NULL) {
		json_append_complaint(&reader, error);
		return false;
	}
	record->evidence.envelope.time_ms = record->time_ms;
	settle_sender(room);
	settle_names(&record->evidence);
	return true;
}
