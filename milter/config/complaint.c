/* SPDX-License-Identifier: BSD-2-Clause */
#include "complaint.h"

#include <stdlib.h>
#include <string.h>

__attribute__((format(printf, 4, 0))) static void
add(struct complaints *complaints, enum config_severity severity, unsigned line, const char *format,
	va_list arguments)
{
	char raw[COMPLAINT_SIZE];
	struct text_buffer buffer;
	struct complaint *complaint;

	if (complaints->count++ >= COMPLAINTS_MAX)
		return;
	complaint = &complaints->item[complaints->count - 1];
	complaint->severity = severity;
	complaint->line = line;
	complaint->order = complaints->count;
	text_init(&buffer, raw, sizeof(raw));
	text_append_format_list(&buffer, format, arguments);
	text_init(&buffer, complaint->text, sizeof(complaint->text));
	text_append_escaped(&buffer, raw, strlen(raw));
}

void
complaint_add_list(
	struct complaints *complaints, unsigned line, const char *format, va_list arguments)
{
	complaints->errors++;
	add(complaints, CONFIG_ERROR, line, format, arguments);
}

void
complaint_warn(struct complaints *complaints, unsigned line, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	add(complaints, CONFIG_WARNING, line, format, arguments);
	va_end(arguments);
}

void
complaint_add(struct complaints *complaints, unsigned line, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	complaint_add_list(complaints, line, format, arguments);
	va_end(arguments);
}

static int
compare_by_line(const void *left, const void *right)
{
	const struct complaint *a = left, *b = right;

	if (a->line != b->line)
		return a->line < b->line ? -1 : 1;
	return a->order < b->order ? -1 : 1;
}

void
complaint_tell_all(
	struct complaints *complaints, const char *name, config_complain *complain, void *state)
{
	const unsigned told = complaints->count < COMPLAINTS_MAX ? complaints->count
								 : COMPLAINTS_MAX;
	char storage[COMPLAINT_SIZE * 5];
	struct text_buffer message;

	qsort(complaints->item, told, sizeof(complaints->item[0]), compare_by_line);
	for (unsigned i = 0; i < told; i++) {
		const struct complaint *complaint = &complaints->item[i];
		text_init(&message, storage, sizeof(storage));
		text_append_escaped(&message, name, strlen(name));
		if (complaint->line > 0)
			text_append_format(&message, ":%u", complaint->line);
		text_append_format(&message, ": %s%s",
			complaint->severity == CONFIG_WARNING ? "warning: " : "", complaint->text);
		complain(state, complaint->severity, message.text);
	}
	if (complaints->count > told) {
		text_init(&message, storage, sizeof(storage));
		text_append_escaped(&message, name, strlen(name));
		text_append_format(&message, ": and %u more", complaints->count - told);
		complain(state, CONFIG_ERROR, message.text);
	}
}
