/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_CONFIG_RECIPIENT_RULE_H
#define MXVET_CONFIG_RECIPIENT_RULE_H

/*
 * The sections `recipient "PATTERN" { ... }`. Whatever a title is, an address, @domain, @.subdomains or a pattern,
 * it becomes a pattern for the whole address, so that one function tells who matches and which section hides another.
 */

#include "setting.h"

enum {
	RECIPIENT_PATTERN_SIZE = 330
}; /* a local part of 64 octets and a domain (RFC 5321 4.5.3.1) fit */

/* Reads the sections, after the settings of the top level. */
void recipient_rules_read(
	struct config *config, const struct tree *tree, struct complaints *complaints);

void recipient_rules_finish(struct recipient_rules *rules);

/* The pattern of a title. NULL, or what is wrong, to follow the title. */
const char *recipient_pattern_of(char pattern[RECIPIENT_PATTERN_SIZE], const char *title);

#endif
