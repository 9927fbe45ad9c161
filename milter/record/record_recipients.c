/* SPDX-License-Identifier: BSD-2-Clause */
#include "record_recipients.h"

#include <stdlib.h>
#include <string.h>

#include "record_room.h"

enum { WORD_SIZE = 32 };

static const char *const greylist_words[] = {
	[GREYLIST_FIRST] = "first",
	[GREYLIST_EARLY] = "early",
	[GREYLIST_PASSED] = "passed",
	[GREYLIST_KNOWN] = "known",
};

static void
write_greylist(struct json *json, const struct recipient *recipient)
{
	if (!recipient->greylisted) {
		json_text(json, "greylist", NULL);
		return;
	}
	json_object_begin(json, "greylist");
	json_text(json, "answer", greylist_words[recipient->greylist.result]);
	json_number(json, "after", recipient->greylist.after_ms / 1000);
	json_object_end(json);
}

void
record_recipients_write(struct json *json, const char *key, const struct decision *decision)
{
	const struct recipient_list *list = decision->recipients;
	const unsigned count = list != NULL ? list->count : 0;

	json_list_begin(json, key);
	for (unsigned i = 0; i < count && i < RECIPIENTS_MAX; i++) {
		const struct recipient *recipient = &list->item[i];
		const char *text = recipient->address != NULL ? recipient->address
							      : recipient->domain;

		json_object_begin(json, NULL);
		json_text(json, "address", text != NULL ? text : "");
		json_text(json, "action", action_name(recipient->action));
		json_text(json, "section", recipient->policy.section);
		json_text(json, "reply", recipient->reply);
		write_greylist(json, recipient);
		json_object_end(json);
	}
	json_list_end(json);
}

bool
record_action_read(struct json_reader *reader, enum action *action)
{
	char text[WORD_SIZE];

	if (!json_read_text(reader, text, sizeof(text)))
		return false;
	for (*action = ACTION_ACCEPT; *action <= ACTION_REJECT; ++*action)
		if (strcmp(text, action_name(*action)) == 0)
			return true;
	*action = ACTION_ACCEPT;
	return json_complain(reader, "no action: accept, tag, hold, defer or reject");
}

/* Reads a text into the record's room; `*text` becomes NULL for null. */
static bool
read_text(struct json_reader *reader, struct record_room *room, char **text)
{
	char *storage = room->texts + room->texts_used;

	*text = NULL;
	if (json_take_null(reader))
		return true;
	if (!json_read_text(reader, storage, room->texts_size - room->texts_used))
		return false;
	room->texts_used += strlen(storage) + 1;
	*text = storage;
	return true;
}

static bool
read_greylist_answer(struct json_reader *reader, struct greylist_answer *answer)
{
	char word[WORD_SIZE];

	if (!json_read_text(reader, word, sizeof(word)))
		return false;
	for (unsigned i = 0; i < sizeof(greylist_words) / sizeof(greylist_words[0]); i++)
		if (strcmp(word, greylist_words[i]) == 0) {
			answer->result = (enum greylist_result)i;
			return true;
		}
	return json_complain(reader, "no answer of a greylist: first, early, passed or known");
}

static bool
read_greylist(struct json_reader *reader, struct recipient *recipient)
{
	struct json_key key;
	int64_t seconds;

	if (json_take_null(reader))
		return true;
	if (!json_enter(reader, '{'))
		return false;
	recipient->greylisted = true;
	while (json_next_member(reader, &key)) {
		if (json_key_is(&key, "answer"))
			read_greylist_answer(reader, &recipient->greylist);
		else if (!json_key_is(&key, "after"))
			json_pass_over(reader);
		else if (json_read_number(reader, INT32_MAX, &seconds))
			recipient->greylist.after_ms = seconds * 1000;
	}
	return reader->wrong == NULL;
}

static bool
read_recipient(struct json_reader *reader, struct record_room *room, struct recipient *recipient)
{
	struct json_key key;
	char *section;

	*recipient = (struct recipient){.action = ACTION_ACCEPT};
	if (!json_enter(reader, '{'))
		return false;
	while (json_next_member(reader, &key)) {
		json_path_set(reader, 1, &key);
		if (json_key_is(&key, "address"))
			read_text(reader, room, &recipient->domain);
		else if (json_key_is(&key, "action"))
			record_action_read(reader, &recipient->action);
		else if (json_key_is(&key, "reply"))
			read_text(reader, room, &recipient->reply);
		else if (json_key_is(&key, "greylist"))
			read_greylist(reader, recipient);
		else if (!json_key_is(&key, "section"))
			json_pass_over(reader);
		else if (read_text(reader, room, &section))
			recipient->policy.section = section;
	}
	return reader->wrong == NULL;
}

/* Room for one more; records keep theirs, so this is rare. */
static bool
make_room(struct record_room *room)
{
	struct recipient_list *list = &room->record.recipients;
	unsigned wanted = room->recipients_room == 0 ? 4 : 2 * room->recipients_room;
	struct recipient *grown;

	if (list->count < room->recipients_room)
		return true;
	grown = realloc(list->item, wanted * sizeof(*grown));
	if (grown == NULL)
		return false;
	list->item = grown;
	room->recipients_room = wanted;
	return true;
}

bool
record_recipients_read(struct json_reader *reader, struct record *record)
{
	struct record_room *room = (struct record_room *)record;
	struct recipient_list *list = &record->recipients;

	if (!json_enter(reader, '['))
		return false;
	while (json_next_item(reader)) {
		if (list->count == RECIPIENTS_MAX)
			json_pass_over(reader);
		else if (!make_room(room))
			return json_complain(reader, "out of memory");
		else if (read_recipient(reader, room, &list->item[list->count]))
			list->count++;
	}
	return reader->wrong == NULL;
}
