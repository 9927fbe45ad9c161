/* SPDX-License-Identifier: BSD-2-Clause */
#include "record_time.h"

#include <string.h>
#include <time.h>

#include "mxvet/text_buffer.h"

const char *
record_time_format(int64_t time_ms, char text[RECORD_TIME_SIZE])
{
	time_t seconds = (time_t)(time_ms / 1000);
	struct text_buffer buffer;
	struct tm utc;

	if (gmtime_r(&seconds, &utc) == NULL)
		utc = (struct tm){.tm_year = 70, .tm_mday = 1};
	text_init(&buffer, text, RECORD_TIME_SIZE);
	buffer.length = strftime(text, RECORD_TIME_SIZE, "%Y-%m-%dT%H:%M:%S", &utc);
	text_append_format(&buffer, ".%03uZ", (unsigned)(time_ms % 1000));
	return text;
}

/* Exactly `digits` digits, at `*text`, which moves past them; -1 when they are not there. */
static int
take_digits(const char **text, int digits)
{
	int number = 0;

	for (int i = 0; i < digits; i++, ++*text) {
		if (**text < '0' || **text > '9')
			return -1;
		number = number * 10 + (**text - '0');
	}
	return number;
}

/* One character of the grammar. */
static bool
take(const char **text, const char *any)
{
	if (**text == '\0' || strchr(any, **text) == NULL)
		return false;
	++*text;
	return true;
}

/* Days from 1970-01-01 in the Gregorian calendar; years begin in March, so that the leap day is a year's last. */
static int64_t
days_to(int year, int month, int day)
{
	const int64_t y = year - (month <= 2);
	const int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

	return y * 365 + y / 4 - y / 100 + y / 400 + day_of_year - 719468;
}

static int
take_milliseconds(const char **text)
{
	int number = 0, weight = 100;

	for (; **text >= '0' && **text <= '9'; ++*text, weight /= 10)
		number += (**text - '0') * weight;
	return number;
}

/* Minutes east of Greenwich; false when there is neither `Z` nor an offset. */
static bool
take_offset(const char **text, int *minutes)
{
	const char sign = **text;
	int hour, minute;

	*minutes = 0;
	if (take(text, "Zz"))
		return true;
	if (!take(text, "+-"))
		return false;
	hour = take_digits(text, 2);
	if (!take(text, ":"))
		return false;
	minute = take_digits(text, 2);
	*minutes = (sign == '-' ? -1 : 1) * (hour * 60 + minute);
	return hour >= 0 && hour < 24 && minute >= 0 && minute < 60;
}

bool
record_time_parse(int64_t *time_ms, const char *text)
{
	int year, month, day, hour, minute, second, milliseconds = 0, offset;

	year = take_digits(&text, 4);
	month = take(&text, "-") ? take_digits(&text, 2) : -1;
	day = month > 0 && take(&text, "-") ? take_digits(&text, 2) : -1;
	hour = day > 0 && take(&text, "Tt ") ? take_digits(&text, 2) : -1;
	minute = hour >= 0 && take(&text, ":") ? take_digits(&text, 2) : -1;
	second = minute >= 0 && take(&text, ":") ? take_digits(&text, 2) : -1;
	if (year < 0 || month > 12 || day > 31 || hour > 23 || minute > 59 || second < 0 ||
		second > 60)
		return false;
	if (take(&text, "."))
		milliseconds = take_milliseconds(&text);
	if (!take_offset(&text, &offset) || *text != '\0')
		return false;
	*time_ms = ((days_to(year, month, day) * 24 + hour) * 60 + minute - offset) * 60000 +
		second * 1000 + milliseconds;
	return true;
}
