/* SPDX-License-Identifier: BSD-2-Clause */
#include "fields.h"

#include <string.h>

enum { ABSENCE_SIZE = 64, ADDRESS_TEXT_SIZE = 64 };

/* Parts of a value by their place; the rows say of which type they are. */
static const void *
part(const void *value, size_t offset)
{
	return (const char *)value + offset;
}

static void *
own_part(void *value, size_t offset)
{
	return (char *)value + offset;
}

/* Why there is no list: "no_data", "failed:timeout". */
static void
write_absence(struct json *json, const char *key, enum lookup lookup, enum dns_failure failure)
{
	char storage[ABSENCE_SIZE];
	struct text_buffer word;

	text_init(&word, storage, sizeof(storage));
	text_append(&word, lookup_text(lookup));
	if (lookup == LOOKUP_FAILED && failure != DNS_FAILURE_NONE) {
		text_append_char(&word, ':');
		text_append(&word, dns_failure_text(failure));
	}
	json_text(json, key, word.text);
}

/* Begins a list when there is one; otherwise says why not, or nothing when it was not asked for. */
static bool
begin_list(struct json *json, const char *key, enum lookup lookup, enum dns_failure failure)
{
	switch (lookup) {
	case LOOKUP_NOT_ASKED:
		return false;
	case LOOKUP_FOUND:
		json_list_begin(json, key);
		return true;
	case LOOKUP_NO_DATA:
	case LOOKUP_NO_NAME:
	case LOOKUP_FAILED:
		break;
	}
	write_absence(json, key, lookup, failure);
	return false;
}

static void
write_addresses(struct json *json, const char *key, const struct address_set *set)
{
	char text[IP_ADDR_TEXT_SIZE];

	if (!begin_list(json, key, set->lookup, set->failure))
		return;
	for (unsigned i = 0; i < set->count; i++)
		json_text(json, NULL, ip_addr_format(&set->address[i], text));
	json_list_end(json);
}

static void
write_list(struct json *json, const struct field *field, const void *value)
{
	const struct field_list *list = field->list;
	const unsigned count = *(const uint8_t *)part(value, list->count);

	if (!begin_list(json, field->key, *(const enum lookup *)part(value, list->lookup),
		    *(const enum dns_failure *)part(value, list->failure)))
		return;
	for (unsigned i = 0; i < count; i++) {
		json_object_begin(json, NULL);
		fields_write(json, field->rows, part(value, list->items + i * list->item_size));
		json_object_end(json);
	}
	json_list_end(json);
}

static void
write_field(struct json *json, const struct field *field, const void *value)
{
	const void *here = part(value, field->offset);
	char address[IP_ADDR_TEXT_SIZE];

	switch (field->kind) {
	case FIELD_FLAG:
		if (*(const bool *)here)
			json_flag(json, field->key, true);
		break;
	case FIELD_NUMBER:
		json_number(json, field->key, *(const uint16_t *)here);
		break;
	case FIELD_COUNT:
		if (*(const uint16_t *)here > 0)
			json_number(json, field->key, *(const uint16_t *)here);
		break;
	case FIELD_NAME:
		if (!dns_name_is_empty(here))
			json_text(json, field->key, ((const struct dns_name *)here)->text);
		break;
	case FIELD_ADDRESS:
		if (((const struct ip_addr *)here)->family != 0)
			json_text(json, field->key, ip_addr_format(here, address));
		break;
	case FIELD_TEXT:
		if (*(const char *)here != '\0')
			json_text(json, field->key, here);
		break;
	case FIELD_WORD:
		json_text(json, field->key, field->words->word[*(const unsigned *)here]);
		break;
	case FIELD_EITHER:
		json_text(json, field->key, field->words->word[*(const bool *)here]);
		break;
	case FIELD_ADDRESSES:
		write_addresses(json, field->key, here);
		break;
	case FIELD_LIST:
		write_list(json, field, here);
		break;
	case FIELD_OBJECT:
		if (!field->is_known(here))
			break;
		json_object_begin(json, field->key);
		fields_write(json, field->rows, here);
		json_object_end(json);
		break;
	case FIELD_EMBED:
		fields_write(json, field->rows, here);
		break;
	}
}

void
fields_write(struct json *json, const struct field *rows, const void *value)
{
	for (; rows->key != NULL; rows++)
		write_field(json, rows, value);
}

static int
find_word(const struct field_words *words, const char *text)
{
	for (unsigned i = 0; i < words->count; i++)
		if (strcmp(words->word[i], text) == 0)
			return (int)i;
	return -1;
}

static bool
read_address(struct json_reader *reader, struct ip_addr *address)
{
	char text[ADDRESS_TEXT_SIZE];

	if (!json_read_text(reader, text, sizeof(text)))
		return false;
	return ip_addr_parse(address, text) || json_complain(reader, "no IP address");
}

static bool
read_name(struct json_reader *reader, struct dns_name *name)
{
	char text[DNS_NAME_MAX + 2];

	if (!json_read_text(reader, text, sizeof(text)))
		return false;
	return dns_name_parse(name, text) || dns_name_of_shown(name, text) ||
		json_complain(reader, "no domain name");
}

static bool
read_count(struct json_reader *reader, uint16_t *count)
{
	int64_t number;

	if (!json_read_number(reader, UINT16_MAX, &number))
		return false;
	*count = (uint16_t)number;
	return true;
}

/* Why there is no list. A reason that is not known is only a reason for people. */
static bool
read_absence(struct json_reader *reader, enum lookup *lookup, enum dns_failure *failure)
{
	static const char failed[] = "failed:";
	char text[ABSENCE_SIZE];

	if (!json_read_text(reader, text, sizeof(text)))
		return false;
	*failure = DNS_FAILURE_NONE;
	for (enum lookup i = LOOKUP_NO_DATA; i <= LOOKUP_FAILED; i++)
		if (strcmp(text, lookup_text(i)) == 0) {
			*lookup = i;
			return true;
		}
	if (strncmp(text, failed, sizeof(failed) - 1) != 0)
		return json_complain(reader, "neither a list nor no_data, no_name or failed");
	*lookup = LOOKUP_FAILED;
	for (enum dns_failure i = DNS_FAILURE_NONE; i <= DNS_FAILURE_UNAVAILABLE; i++)
		if (strcmp(text + sizeof(failed) - 1, dns_failure_text(i)) == 0)
			*failure = i;
	return true;
}

static bool
read_addresses(struct json_reader *reader, struct address_set *set)
{
	struct ip_addr address;

	if (json_is_next(reader, '"'))
		return read_absence(reader, &set->lookup, &set->failure);
	if (!json_enter(reader, '['))
		return false;
	set->lookup = LOOKUP_FOUND;
	while (json_next_item(reader) && read_address(reader, &address)) {
		if (set->count == NAME_ADDRESSES_MAX)
			set->truncated = true;
		else
			set->address[set->count++] = address;
	}
	return reader->wrong == NULL;
}

static bool
read_list(struct json_reader *reader, const struct field *field, void *value)
{
	const struct field_list *list = field->list;
	uint8_t *count = own_part(value, list->count);
	enum lookup *lookup = own_part(value, list->lookup);

	if (json_is_next(reader, '"'))
		return read_absence(reader, lookup, own_part(value, list->failure));
	if (!json_enter(reader, '['))
		return false;
	*lookup = LOOKUP_FOUND;
	while (json_next_item(reader)) {
		void *item = own_part(value, list->items + *count * list->item_size);

		if (*count == list->most) {
			*(bool *)own_part(value, list->truncated) = true;
			json_pass_over(reader);
			continue;
		}
		memset(item, 0, list->item_size);
		if (json_enter(reader, '{') && fields_read(reader, field->rows, item))
			++*count;
	}
	return reader->wrong == NULL;
}

static bool
read_word(struct json_reader *reader, const struct field_words *words, unsigned *value)
{
	char text[ABSENCE_SIZE];
	int found;

	if (!json_read_text(reader, text, sizeof(text)))
		return false;
	found = find_word(words, text);
	if (found < 0)
		return json_complain(reader, "none of the words that may stand here");
	*value = (unsigned)found;
	return true;
}

static bool
read_either(struct json_reader *reader, const struct field_words *words, bool *value)
{
	unsigned word = 0;

	if (!read_word(reader, words, &word))
		return false;
	*value = word != 0;
	return true;
}

static bool
read_field(struct json_reader *reader, const struct field *field, void *value)
{
	void *here = own_part(value, field->offset);

	switch (field->kind) {
	case FIELD_FLAG:
		return json_read_flag(reader, here);
	case FIELD_NUMBER:
	case FIELD_COUNT:
		return read_count(reader, here);
	case FIELD_NAME:
		return read_name(reader, here);
	case FIELD_ADDRESS:
		return read_address(reader, here);
	case FIELD_TEXT:
		return json_read_text(reader, here, field->size);
	case FIELD_WORD:
		return read_word(reader, field->words, here);
	case FIELD_EITHER:
		return read_either(reader, field->words, here);
	case FIELD_ADDRESSES:
		return read_addresses(reader, here);
	case FIELD_LIST:
		return read_list(reader, field, here);
	case FIELD_OBJECT:
		return json_enter(reader, '{') && fields_read(reader, field->rows, here);
	case FIELD_EMBED:
		break;
	}
	return false;
}

/* The row of a member; `*value` becomes what it is a part of. */
static const struct field *
find_field(const struct field *rows, const struct json_key *key, void **value)
{
	for (const struct field *row = rows; row->key != NULL; row++) {
		if (row->kind == FIELD_EMBED) {
			void *inner = own_part(*value, row->offset);
			const struct field *found = find_field(row->rows, key, &inner);

			if (found == NULL)
				continue;
			*value = inner;
			return found;
		}
		if (json_key_is(key, row->key))
			return row;
	}
	return NULL;
}

bool
fields_read(struct json_reader *reader, const struct field *rows, void *value)
{
	struct json_key key;
	const unsigned outside = reader->path_length;

	while (json_next_member(reader, &key)) {
		void *owner = value;
		const struct field *field = find_field(rows, &key, &owner);

		json_path_set(reader, outside, &key);
		if (field != NULL)
			read_field(reader, field, owner);
		else
			json_pass_over(reader);
	}
	if (reader->wrong == NULL)
		reader->path_length = outside;
	return reader->wrong == NULL;
}
