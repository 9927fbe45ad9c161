/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_RECORD_FIELDS_H
#define MXVET_RECORD_FIELDS_H

/*
 * Members of a JSON object, a row each: how a part of a value is called, where it lies, and what it means. The writer, the
 * reader and the manual's tables go by the same rows, so they cannot drift.
 */

#include "json.h"
#include "json_read.h"
#include "mxvet/record.h"

enum field_kind {
	FIELD_FLAG,      /* bool: there only when true */
	FIELD_NUMBER,    /* uint16_t */
	FIELD_COUNT,     /* uint16_t: there only above 0 */
	FIELD_NAME,      /* struct dns_name: there only when known */
	FIELD_ADDRESS,   /* struct ip_addr: there only when known */
	FIELD_TEXT,      /* a text in an array: there only when not empty */
	FIELD_WORD,      /* an enum, by its words */
	FIELD_EITHER,    /* bool, by a word for each value */
	FIELD_ADDRESSES, /* struct address_set: a list, or why there is none */
	FIELD_LIST,      /* objects, or why there are none */
	FIELD_OBJECT,    /* there only when it has anything to say */
	FIELD_EMBED,     /* other rows, in the same object */
};

/* Words of an enum, by value from 0. */
struct field_words {
	unsigned count;
	const char *const *word;
};

/* Where the parts of a list of objects lie, beside its count and items. */
struct field_list {
	size_t lookup, failure, truncated, count, items; /* offsets */
	size_t item_size;
	unsigned most;
};

struct field {
	const char *key; /* NULL ends the rows; FIELD_EMBED has "" */
	enum field_kind kind;
	size_t offset;
	size_t size;                         /* of a text, its NUL included */
	const struct field *rows;            /* of an object, of a list's items, or embedded */
	const struct field_words *words;     /* of a word */
	const struct field_list *list;       /* of a list */
	bool (*is_known)(const void *value); /* of an object; whether it has anything to say */
	const char *example, *meaning;       /* for the manual */
};

/* The facts: members of struct evidence, and those of a host wherever one stands. */
extern const struct field evidence_fields[], host_fields[];

/* Writes what there is of `value`, in the order of the rows. */
void fields_write(struct json *json, const struct field *rows, const void *value);

/* Reads the members of an object into `value`, in any order; the object is entered already. */
bool fields_read(struct json_reader *reader, const struct field *rows, void *value);

#endif
