/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "rdns_trace.h"

/*
 * IPv4 in decimal is read by one walk: from the beginning of every row of digits, octet after
 * octet, up or down the address, each as a number or as three digits, with anything short or
 * nothing between them. So dashes, dots, padding, concatenation and their mixtures (37200-174) need
 * no rules of their own. A shuffled address is four whole numbers in a row that are the four octets
 * in any order.
 *
 * Hexadecimal is text in text. IPv6 is walked in the same way by its groups, and by nibbles.
 */

enum {
	GAP_MAX = 4, /* octets between two parts of an address: "-", ".ip-" */
	NUMBERS_MAX = 32,
};

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_hex(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'f');
}

static unsigned
hex_value(char c)
{
	return is_digit(c) ? (unsigned)(c - '0') : (unsigned)(c - 'a') + 10;
}

/* Parts of an address that were read one after the other, going up or down the address. */
struct walk {
	int first, step;
	unsigned count;
	const char *end;
};

/* The lowest number among the parts that were read. */
static unsigned
lowest_part(const struct walk *walk)
{
	return (unsigned)walk->first + (walk->step < 0 ? 1 - walk->count : 0);
}

static void
keep_walk(struct rdns_trace *best, enum rdns_amount amount, const char *text, const char *at,
	const struct walk *walk)
{
	if (amount <= best->amount)
		return;
	best->amount = amount;
	best->dress = walk->step < 0 && walk->count > 1 ? RDNS_REVERSED : RDNS_PLAIN;
	best->begin = (uint8_t)(at - text);
	best->end = (uint8_t)(walk->end - text);
}

static enum rdns_amount
amount_of_octets(unsigned first, unsigned count)
{
	if (count >= 3)
		return count == 4 ? RDNS_WHOLE : RDNS_MOST;
	return count == 2 && first == 2 ? RDNS_PAIR : RDNS_NOTHING;
}

/* An octet as it is written: "7", or "007" when padded. */
struct octet_text {
	char text[4];
	uint8_t length;
};

static struct octet_text
octet_text_of(uint8_t octet, bool padded)
{
	struct octet_text written = {0};

	if (padded || octet >= 100)
		written.text[written.length++] = (char)('0' + octet / 100);
	if (padded || octet >= 10)
		written.text[written.length++] = (char)('0' + octet / 10 % 10);
	written.text[written.length++] = (char)('0' + octet % 10);
	return written;
}

/* Reads octets from `at` on; what counts are those up to the last that ends a row of digits. */
static void
walk_octets(struct walk *walk, const char *at, const struct octet_text octet[4])
{
	unsigned count = 0;

	for (int i = walk->first; i >= 0 && i < 4; i += walk->step) {
		unsigned gap = 0;

		if (*at != octet[i].text[0] || strncmp(at, octet[i].text, octet[i].length) != 0)
			return;
		at += octet[i].length;
		count++;
		if (is_digit(*at))
			continue;
		walk->count = count;
		walk->end = at;
		while (gap < GAP_MAX && at[gap] != '\0' && !is_digit(at[gap]))
			gap++;
		at += gap;
	}
}

/* One way of writing, padded or not: from every place where a row of digits begins. */
static void
trace_octets(struct rdns_trace *best, const char *text, const struct octet_text octet[4])
{
	for (const char *at = text; *at != '\0'; at++) {
		if (!is_digit(*at) || (at > text && is_digit(at[-1])))
			continue;
		for (int way = 0; way < 8; way++) {
			struct walk walk = {.first = way % 4, .step = way < 4 ? 1 : -1};

			walk_octets(&walk, at, octet);
			if (walk.count > 0)
				keep_walk(best, amount_of_octets(lowest_part(&walk), walk.count),
					text, at, &walk);
		}
	}
}

static void
trace_decimal(struct rdns_trace *best, const char *text, const uint8_t *octet)
{
	struct octet_text plain[4], padded[4];

	for (int i = 0; i < 4; i++) {
		plain[i] = octet_text_of(octet[i], false);
		padded[i] = octet_text_of(octet[i], true);
	}
	trace_octets(best, text, plain);
	if (best->amount < RDNS_WHOLE)
		trace_octets(best, text, padded);
}

/* A row of digits; value NOT_AN_OCTET when it is too large for one. */
struct number {
	unsigned value;
	size_t begin, end;
};

enum { NOT_AN_OCTET = 256 };

static unsigned
read_numbers(const char *text, struct number numbers[NUMBERS_MAX])
{
	unsigned count = 0;

	for (size_t i = 0; text[i] != '\0' && count < NUMBERS_MAX; i++) {
		struct number number = {.begin = i};

		while (is_digit(text[i])) {
			number.value = number.value * 10 + (unsigned)(text[i++] - '0');
			if (number.value > NOT_AN_OCTET)
				number.value = NOT_AN_OCTET;
		}
		number.end = i;
		if (number.end > number.begin)
			numbers[count++] = number;
		if (text[i] == '\0')
			break;
	}
	return count;
}

static bool
are_the_octets(const struct number four[4], const uint8_t *octet)
{
	bool taken[4] = {false};

	for (int i = 0; i < 4; i++) {
		int k = 0;

		while (k < 4 && (taken[k] || octet[k] != four[i].value))
			k++;
		if (k == 4)
			return false;
		taken[k] = true;
	}
	return true;
}

static void
trace_shuffled(struct rdns_trace *best, const char *text, const uint8_t *octet)
{
	struct number numbers[NUMBERS_MAX];
	unsigned count = read_numbers(text, numbers);

	for (unsigned i = 0; i + 4 <= count; i++) {
		if (!are_the_octets(&numbers[i], octet))
			continue;
		best->amount = RDNS_WHOLE;
		best->dress = RDNS_SHUFFLED;
		best->begin = (uint8_t)numbers[i].begin;
		best->end = (uint8_t)numbers[i + 3].end;
		return;
	}
}

/* Looks for `wanted` as it is; with `alone`, not inside a longer row of hexadecimal digits. */
static void
trace_text(struct rdns_trace *best, const char *text, const char *wanted, bool alone,
	enum rdns_amount amount, enum rdns_dress dress)
{
	size_t length = strlen(wanted);
	const char *at = amount > best->amount ? strstr(text, wanted) : NULL;

	while (at != NULL && alone && ((at > text && is_hex(at[-1])) || is_hex(at[length])))
		at = strstr(at + 1, wanted);
	if (at == NULL)
		return;
	best->amount = amount;
	best->dress = dress;
	best->begin = (uint8_t)(at - text);
	best->end = (uint8_t)(best->begin + length);
}

/* Writes octets in hexadecimal, going up or down; `text` holds two characters for each, and NUL. */
static void
write_hex(char *text, const uint8_t *octet, int count, bool down)
{
	static const char digit[] = "0123456789abcdef";

	for (int i = 0; i < count; i++) {
		uint8_t value = octet[down ? count - 1 - i : i];

		*text++ = digit[value >> 4];
		*text++ = digit[value & 15];
	}
	*text = '\0';
}

/* Eight digits, six of them, or the last four by themselves. */
static void
trace_hex_octets(struct rdns_trace *best, const char *text, const uint8_t *octet)
{
	char hex[9];

	write_hex(hex, octet, 4, false);
	trace_text(best, text, hex, false, RDNS_WHOLE, RDNS_HEX);
	trace_text(best, text, hex + 2, false, RDNS_MOST, RDNS_HEX);
	trace_text(best, text, hex + 4, true, RDNS_PAIR, RDNS_HEX);
	hex[6] = '\0';
	trace_text(best, text, hex, false, RDNS_MOST, RDNS_HEX);
	write_hex(hex, octet, 4, true);
	trace_text(best, text, hex, false, RDNS_WHOLE, RDNS_HEX);
}

/* The 32 bits as one decimal number. */
static void
trace_number(struct rdns_trace *best, const char *text, const uint8_t *octet)
{
	char digits[11] = {0}, *at = &digits[10];
	uint32_t number = (uint32_t)octet[0] << 24 | (uint32_t)octet[1] << 16 |
		(uint32_t)octet[2] << 8 | octet[3];

	for (; number > 0; number /= 10)
		*--at = (char)('0' + number % 10);
	if (*at != '\0')
		trace_text(best, text, at, true, RDNS_WHOLE, RDNS_NUMBER);
}

enum { GROUPS = 8, GROUP_DIGITS = 4, NIBBLES = 32 };

static enum rdns_amount
amount_of_groups(unsigned first, unsigned count)
{
	if (count >= 3)
		return count > 4 ? RDNS_WHOLE : RDNS_MOST;
	return count == 2 && first == GROUPS - 2 ? RDNS_PAIR : RDNS_NOTHING;
}

static void
walk_groups(struct walk *walk, const char *at, const uint16_t *group)
{
	unsigned zeros = 0; /* groups that a "--" stands for; they count once the next one is read */

	for (int i = walk->first; i >= 0 && i < GROUPS; i += walk->step) {
		unsigned value = 0, length = 0;

		for (; length <= GROUP_DIGITS && is_hex(at[length]); length++)
			value = value << 4 | hex_value(at[length]);
		if (length == 0 || length > GROUP_DIGITS || value != group[i])
			return;
		at += length;
		walk->count += 1 + zeros;
		walk->end = at;
		zeros = 0;
		if (*at != '-' && *at != '.' && *at != '_')
			return;
		at++;
		if (at[-1] != '-' || *at != '-')
			continue;
		for (at++; i + walk->step >= 0 && i + walk->step < GROUPS &&
			group[i + walk->step] == 0;
			i += walk->step)
			zeros++;
	}
}

static void
trace_groups(struct rdns_trace *best, const char *text, const uint16_t *group)
{
	for (const char *at = text; *at != '\0'; at++) {
		if (!is_hex(*at) || (at > text && is_hex(at[-1])))
			continue;
		for (int way = 0; way < 2 * GROUPS; way++) {
			struct walk walk = {.first = way % GROUPS, .step = way < GROUPS ? 1 : -1};

			walk_groups(&walk, at, group);
			if (walk.count > 0)
				keep_walk(best, amount_of_groups(lowest_part(&walk), walk.count),
					text, at, &walk);
		}
	}
}

/* All 32 digits, or one half of them, in a row or as labels of their own (RFC 3596 2.5). */
static void
trace_nibbles(struct rdns_trace *best, const char *text, const uint8_t *octet)
{
	char row[NIBBLES + 1], labels[2 * NIBBLES];

	write_hex(row, octet, 16, false);
	for (int i = 0; i < NIBBLES; i++) {
		labels[2 * (NIBBLES - 1 - i)] = row[i];
		labels[2 * i + 1] = '.';
	}
	labels[2 * NIBBLES - 1] = '\0';
	trace_text(best, text, labels, false, RDNS_WHOLE, RDNS_NIBBLES);
	trace_text(best, text, labels + NIBBLES, false, RDNS_MOST, RDNS_NIBBLES);
	labels[NIBBLES - 1] = '\0';
	trace_text(best, text, labels, false, RDNS_MOST, RDNS_NIBBLES);
	trace_text(best, text, row, false, RDNS_WHOLE, RDNS_HEX);
	trace_text(best, text, row + NIBBLES / 2, false, RDNS_MOST, RDNS_HEX);
	row[NIBBLES / 2] = '\0';
	trace_text(best, text, row, false, RDNS_MOST, RDNS_HEX);
}

static void
trace_v4(struct rdns_trace *best, const char *text, const uint8_t *octet)
{
	trace_decimal(best, text, octet);
	if (best->amount < RDNS_WHOLE)
		trace_shuffled(best, text, octet);
	if (best->amount < RDNS_WHOLE)
		trace_hex_octets(best, text, octet);
	if (best->amount < RDNS_WHOLE)
		trace_number(best, text, octet);
}

static void
trace_v6(struct rdns_trace *best, const char *text, const uint8_t *octet)
{
	uint16_t group[GROUPS];

	for (int i = 0; i < GROUPS; i++)
		group[i] = (uint16_t)(octet[2 * i] << 8 | octet[2 * i + 1]);
	trace_groups(best, text, group);
	if (best->amount < RDNS_WHOLE)
		trace_nibbles(best, text, octet);
}

struct rdns_trace
rdns_trace_of(const struct dns_name *name, const struct ip_addr *client)
{
	struct rdns_trace best = {0};

	if (client->family == 4)
		trace_v4(&best, name->text, client->octet);
	if (client->family == 6)
		trace_v6(&best, name->text, client->octet);
	return best;
}
