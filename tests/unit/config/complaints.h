/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_TESTS_COMPLAINTS_H
#define MXVET_TESTS_COMPLAINTS_H

/* Reading texts as "t.conf", and what is said about them. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "mxvet/config.h"

static char complaints_storage[16384];
static struct text_buffer complaints_told;

static inline void
remember(void *state, enum config_severity severity, const char *message)
{
	(void)state;
	text_append_format(&complaints_told, "%s\n", message);
}

/* The complaints about a text, each with a newline; "" for a good one. */
static inline const char *
complaints_about(const char *text)
{
	text_init(&complaints_told, complaints_storage, sizeof(complaints_storage));
	config_release(config_of_text("t.conf", text, remember, NULL));
	return complaints_told.text;
}

/* The configuration in a good text. */
static inline const struct config *
good_config(const char *text)
{
	const struct config *config;

	text_init(&complaints_told, complaints_storage, sizeof(complaints_storage));
	config = config_of_text("t.conf", text, remember, NULL);
	assert_string_equal(complaints_told.text, "");
	assert_non_null(config);
	return config;
}

#endif
