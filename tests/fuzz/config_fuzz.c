/* SPDX-License-Identifier: BSD-2-Clause */
/* Any text as a configuration: it is refused with a complaint, or what is in force reads back to the same. */
#include <stdlib.h>
#include <string.h>

#include "mxvet/config.h"

enum { EFFECTIVE_MAX = 1 << 20 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
count(void *state, enum config_severity severity, const char *message)
{
	unsigned *complaints = state;

	if (message[0] == '\0')
		abort();
	*complaints += severity == CONFIG_ERROR;
}

static void
expect_same_again(const struct config *config)
{
	unsigned complaints = 0;
	const struct config *again;
	struct text_buffer buffer;
	char *storage = malloc(EFFECTIVE_MAX);

	if (storage == NULL)
		abort();
	text_init(&buffer, storage, EFFECTIVE_MAX);
	config_write_effective(&buffer, config);
	again = config_of_text("effective", storage, count, &complaints);
	if (!buffer.cut && (again == NULL || again->fingerprint != config->fingerprint))
		abort();
	config_release(again);
	free(storage);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	unsigned complaints = 0;
	char *text = malloc(size + 1);
	const struct config *config;

	if (text == NULL)
		return 0;
	if (size > 0)
		memcpy(text, data, size);
	text[size] = '\0';
	config = config_of_text("fuzz", text, count, &complaints);
	if ((config == NULL) != (complaints > 0))
		abort();
	if (config != NULL)
		expect_same_again(config);
	config_release(config);
	free(text);
	return 0;
}
