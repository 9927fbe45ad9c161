/* SPDX-License-Identifier: BSD-2-Clause */
#include "mxvet/unit.h"

#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

struct unit {
	const char *suffix;
	int64_t factor;
};

/* The largest first; each divides the one before it. */
static const struct unit duration_units[] = {
	{"d", 86400000}, {"h", 3600000}, {"m", 60000}, {"s", 1000}, {"ms", 1}};
static const struct unit size_units[] = {
	{"G", INT64_C(1) << 30}, {"M", 1 << 20}, {"K", 1 << 10}, {"", 1}};

enum {
	DURATION_UNITS = sizeof(duration_units) / sizeof(duration_units[0]),
	SIZE_UNITS = sizeof(size_units) / sizeof(size_units[0]),
	DIGITS_MAX = 12, /* more than anybody needs, and far from 64 bits */
};

static bool
multiply(int64_t *value, int64_t factor)
{
	if (*value > INT64_MAX / factor)
		return false;
	*value *= factor;
	return true;
}

/* Reads the digits at the start of `text` and returns what follows them; NULL when there are none or too many. */
static const char *
read_digits(int64_t *value, const char *text, int base)
{
	const char *at = text;

	*value = 0;
	while (*at >= '0' && *at < '0' + base && at - text <= DIGITS_MAX)
		*value = *value * base + (*at++ - '0');
	return at == text || at - text > DIGITS_MAX ? NULL : at;
}

static bool
read_scaled(int64_t *value, const char *text, const struct unit *units, int count, int64_t bare)
{
	const char *rest = read_digits(value, text, 10);

	if (rest == NULL)
		return false;
	if (*rest == '\0')
		return multiply(value, bare);
	for (int i = 0; i < count; i++)
		if (strcmp(rest, units[i].suffix) == 0)
			return multiply(value, units[i].factor);
	return false;
}

const char *
unit_read_count(int64_t *count, const char *text)
{
	const char *rest = read_digits(count, text, 10);

	return rest != NULL && *rest == '\0' ? NULL : "a whole number";
}

const char *
unit_read_octal(int64_t *value, const char *text)
{
	const char *rest = read_digits(value, text, 8);

	return rest != NULL && *rest == '\0' && text[0] == '0' ? NULL
							       : "an octal number (like 0660)";
}

const char *
unit_read_points(int64_t *hundredths, const char *text)
{
	const bool negative = text[0] == '-';
	const char *rest = read_digits(hundredths, text + negative, 10);
	int decimals = 0;

	if (rest != NULL && *rest == '.')
		for (rest++; *rest >= '0' && *rest <= '9' && decimals < 2; decimals++)
			*hundredths = *hundredths * 10 + (*rest++ - '0');
	if (rest == NULL || *rest != '\0' || rest[-1] == '.')
		return "a number of points (like 3.0 or -0.25, at most two decimals)";
	for (; decimals < 2; decimals++)
		*hundredths *= 10;
	if (negative)
		*hundredths = -*hundredths;
	return NULL;
}

const char *
unit_read_duration(int64_t *milliseconds, const char *text)
{
	return read_scaled(milliseconds, text, duration_units, DURATION_UNITS, 1000)
		? NULL
		: "a duration (like 500ms, 8s, 5m, 1h, 36d)";
}

const char *
unit_read_size(int64_t *bytes, const char *text)
{
	return read_scaled(bytes, text, size_units, SIZE_UNITS, 1)
		? NULL
		: "a size (like 4096, 64K, 64M, 1G)";
}

static void
append_scaled(struct text_buffer *buffer, int64_t value, const struct unit *units)
{
	while (value % units->factor != 0)
		units++;
	text_append_format(buffer, "%" PRId64 "%s", value / units->factor, units->suffix);
}

void
text_append_duration(struct text_buffer *buffer, int64_t milliseconds)
{
	if (milliseconds == 0)
		text_append(buffer, "0s");
	else
		append_scaled(buffer, milliseconds, duration_units);
}

void
text_append_size(struct text_buffer *buffer, int64_t bytes)
{
	if (bytes == 0)
		text_append(buffer, "0");
	else
		append_scaled(buffer, bytes, size_units);
}
