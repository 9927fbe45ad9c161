/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_CONFIG_TRUST_FILE_H
#define MXVET_CONFIG_TRUST_FILE_H

#include "complaint.h"

/*
 * Reads the file that trust.file names, if it does, one line after the other:
 *
 *   network 203.0.113.0/24 until=2026-12-31    # the town hall's scanner
 *   name    relay.example.net
 *   domain  example.org
 *
 * Each mistake is a complaint about `line`, where the configuration names the file, and says the file's own line.
 */
void trust_file_read(struct trust_file *file, unsigned line, struct complaints *complaints);

/* Warns of the lines that have ended. `now_ms` since 1970. */
void trust_file_warn(const struct trust_file *file, unsigned line, int64_t now_ms,
	struct complaints *complaints);

#endif
