/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_CONFIG_COMPLAINT_H
#define MXVET_CONFIG_COMPLAINT_H

#include <stdarg.h>

#include "mxvet/config.h"

enum { COMPLAINTS_MAX = 100, COMPLAINT_SIZE = 256 };

/* What is wrong with one file, gathered by every step and told once, by lines. */
struct complaints {
	unsigned count; /* those beyond the maximum are counted only; warnings included */
	unsigned errors;
	struct complaint {
		enum config_severity severity;
		unsigned line; /* 0: the file as a whole */
		unsigned order;
		char text[COMPLAINT_SIZE];
	} item[COMPLAINTS_MAX];
};

void complaint_add(struct complaints *complaints, unsigned line, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
void complaint_add_list(struct complaints *complaints, unsigned line, const char *format,
	va_list arguments) __attribute__((format(printf, 3, 0)));

/* What may be meant, and may not. */
void complaint_warn(struct complaints *complaints, unsigned line, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Tells all of them, "NAME:LINE: text", the first lines first. */
void complaint_tell_all(
	struct complaints *complaints, const char *name, config_complain *complain, void *state);

#endif
