/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_JSON_READ_H
#define MXVET_JSON_READ_H

/*
 * Reads one JSON value (RFC 8259), member by member, as it comes: nothing is allocated, and what is not asked for is passed
 * over. The first mistake is kept with its place, and every function that reads is false from then on, so that a caller
 * may look for it at the end:
 *
 *   if (json_enter(reader, '{'))
 *           while (json_next_member(reader, &key))
 *                   json_key_is(&key, "score") ? json_read_points(reader, &score) : json_pass_over(reader);
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mxvet/text_buffer.h"

enum { JSON_DEPTH_MAX = 32, JSON_PATH_MAX = 8 };

/* A piece of the text, as it stands there. */
struct json_key {
	const char *text;
	size_t length;
};

struct json_reader {
	const char *begin, *at, *end;
	const char *wrong; /* what is, where `at` was then; NULL: nothing */
	unsigned depth;
	struct json_key path[JSON_PATH_MAX]; /* of the member that is being read */
	unsigned path_length;
};

struct json_reader json_reader_of(const char *text, size_t length);

/* Notes a mistake unless there is one already; always false. */
bool json_complain(struct json_reader *reader, const char *wrong);

/* Says which member is being read, `depth` members deep: for the complaint. */
void json_path_set(struct json_reader *reader, unsigned depth, const struct json_key *key);

/* "PATH, octet N: what is wrong". */
void json_append_complaint(const struct json_reader *reader, struct text_buffer *buffer);

/* Whether the next value is an object ('{'), a list ('['), a text ('"'), ...; false, too, at the end. */
bool json_is_next(struct json_reader *reader, char first);

/* Enters an object or a list. */
bool json_enter(struct json_reader *reader, char bracket);
/* The next member of the object, its value being next; false when the object ends, and it is left then. */
bool json_next_member(struct json_reader *reader, struct json_key *key);
/* Whether the list has another item, which is next; false when it ends, and it is left then. */
bool json_next_item(struct json_reader *reader);

bool json_key_is(const struct json_key *key, const char *name);

/* Each reads the next value. A text becomes octets: \u00XX one, \uXXXX beyond those of its UTF-8; one that is longer than
 * the storage, or holds NUL, is a mistake. */
bool json_read_text(struct json_reader *reader, char *storage, size_t size);
bool json_read_flag(struct json_reader *reader, bool *flag);
/* A whole number from 0 to `most`. */
bool json_read_number(struct json_reader *reader, int64_t most, int64_t *number);
/* A decimal number as hundredths: -1.50 is -150. Further places are dropped. */
bool json_read_points(struct json_reader *reader, int *hundredths);
/* A decimal number of milliseconds as microseconds. */
bool json_read_milliseconds(struct json_reader *reader, int64_t *microseconds);
/* Whether it is null, which is taken then. */
bool json_take_null(struct json_reader *reader);
bool json_pass_over(struct json_reader *reader);

/* Nothing but white space is left. */
bool json_is_over(struct json_reader *reader);

#endif
