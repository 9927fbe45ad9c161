/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_TESTS_EVIDENCE_BUILDER_H
#define MXVET_TESTS_EVIDENCE_BUILDER_H

/*
 * Evidence in a few lines: each function adds one fact. Lists of addresses end with NULL; without any address the
 * name has none; the one address "?" stands for a look-up that failed.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "mxvet/judge.h"

/* The defaults of the configuration, opened once for the whole program. */
const struct config *default_config(void);
/* A configuration from text in force for the next verdicts of `judge()`; NULL: the defaults again. */
void use_config(const char *text);
const struct config *config_in_use(void);

/* A client and the parts of an envelope; NULL for a part that was not given, "" for the null sender. */
void given(struct evidence *evidence, const char *client, const char *helo, const char *from);

void ptr_answers(struct evidence *evidence, enum lookup lookup);
void ptr_name(struct evidence *evidence, const char *name, ...);
void helo_resolves_to(struct evidence *evidence, ...);
void mx_answers(struct evidence *evidence, enum lookup lookup);
struct mx_host *mx_record(struct evidence *evidence, unsigned preference, const char *name, ...);
void domain_resolves_to(struct evidence *evidence, ...);
void spf_answers(struct evidence *evidence, enum spf_result result);

/* Judges under the configuration in use. */
struct verdict judge(const struct evidence *evidence);

/* Asserts one check's outcome, showing names when it differs. */
#define assert_outcome(evidence, check, expected) \
	assert_outcome_at((evidence), (check), (expected), __FILE__, __LINE__)
void assert_outcome_at(const struct evidence *evidence, enum check check, enum outcome expected,
	const char *file, int line);

#endif
