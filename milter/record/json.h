/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_JSON_H
#define MXVET_JSON_H

/*
 * Writes one JSON value (RFC 8259) into a text_buffer, member by member, on one line. Within
 * objects every member has a key; within lists the key is NULL. Texts are taken as octets:
 * printable ASCII stays but for what a web page takes for its own, everything else becomes \u00XX, one for each octet.
 */

#include <stdbool.h>
#include <stdint.h>

#include "mxvet/text_buffer.h"

struct json {
	struct text_buffer *buffer;
	bool follows; /* a member stands before the next one */
};

void json_object_begin(struct json *json, const char *key);
void json_object_end(struct json *json);
void json_list_begin(struct json *json, const char *key);
void json_list_end(struct json *json);

void json_text(struct json *json, const char *key, const char *text); /* NULL becomes null */
void json_flag(struct json *json, const char *key, bool flag);
void json_number(struct json *json, const char *key, int64_t number);
void json_points(struct json *json, const char *key, int hundredths); /* -150 is -1.50 */
void json_milliseconds(struct json *json, const char *key, int64_t microseconds); /* one decimal */

#endif
