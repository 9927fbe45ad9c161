/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_MAIL_SINK_H
#define MXVET_MAIL_SINK_H

/* Where lines for people go. May block. */

#include <stddef.h>

#include "mxvet/config.h"
#include "mxvet/text_buffer.h"

enum { MAIL_SINK_LINE_MAX = 1024 + 64 }; /* octets of a line with what is added to it */

enum mail_sink {
	MAIL_SINK_STDERR,
	MAIL_SINK_JOURNAL, /* stderr, read by systemd's journal: a priority goes before the line
			      (sd-daemon(3)) */
	MAIL_SINK_SYSLOG,
};

/* stderr while something reads it; the syslog, facility mail, when it is closed or
 * /dev/null. */
enum mail_sink mail_sink_choose(void);

/* Appends a line, given without its newline, as stderr or the journal gets it. */
void mail_sink_format(struct text_buffer *lines, enum mail_sink sink, enum log_level level,
	const char *line, size_t length);

/* Writes a line, given without its newline, in one call. 0, or an errno. */
int mail_sink_write(enum mail_sink sink, enum log_level level, const char *line, size_t length);

/* Writes a decision to the syslog. */
void mail_sink_syslog(enum log_level level, const char *line, size_t length);

#endif
