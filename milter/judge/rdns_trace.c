/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "rdns_trace.h"

/*
 * IPv4 in decimal is read by one walk: from the beginning of every row of digits, octet after octet, up or
 * down the address, each as a number or as three digits, with anything short or nothing between them. So dashes, dots,
 * padding, concatenation and their mixtures (37200-174) need no rules of their own. A shuffled address is four
 * whole numbers in a row that are the four octets in any order.
 *
 * Hexadecimal is text in text. IPv6 is walked in the same way by its groups, and by nibbles.
 */

enum {
	GAP_MAX = 4,     /* octets between two parts of an address: "-", ".ip-" */
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

static void
keep_larger(struct rdns_trace *best, struct rdns_trace found)
{
	if (found.amount > best->amount)
		*best = found;
}

static enum rdns_amount
amount_of_octets(unsigned first, unsigned count)
{
	if (count >= 3)
		return count == 4 ? RDNS_WHOLE : RDNS_MOST;
	if (first + count != 4)
		return RDNS_NOTHING;
	return count == 2 ? RDNS_PAIR : RDNS_LAST;
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

/* Reads octets from `at` on, starting with number `first` and going by `step`; how many, and where
 * the last one ends, which is the end of a row of digits. */
static unsigned
read_octets(const char *at, const struct octet_text octet[4], int first, int step, const char **end)
{
	unsigned count = 0, complete = 0;
	for (int i = first; i >= 0 && i < 4; i += step) {
		if (*at != octet[i].text[0] || strncmp(at, octet[i].text, octet[i].length) != 0)
			break;
		at += octet[i].length;
		count++;
		if (is_digit(*at))
			continue;
		complete = count;
		*end = at;
		unsigned gap = 0;
		while (gap < GAP_MAX && at[gap] != '\0' && !is_digit(at[gap]))
			gap++;
		at += gap;
	}
	return complete;
}

/* One way of writing, padded or not: all octets where a row of digits begins. */
static void
trace_octets(struct rdns_trace *best, const char *text, const struct octet_text octet[4])
{
	for (const char *at = text; *at != '\0'; at++) {
		if (!is_digit(*at) || (at > text && is_digit(at[-1])))
			continue;
		for (int way = 0; way < 8; way++) {
			int first = way % 4, step = way < 4 ? 1 : -1;
			const char *end = at;
			unsigned count = read_octets(at, octet, first, step, &end);
			if (count == 0)
				continue;
			unsigned lowest = step > 0 ? (unsigned)first : (unsigned)first + 1 - count;
			keep_larger(best, (struct rdns_trace){
				.amount = amount_of_octets(lowest, count),
				.dress = step > 0 || count == 1 ? RDNS_PLAIN : RDNS_REVERSED,
				.begin = (uint8_t)(at - text), .end = (uint8_t)(end - text),
				.part = (uint8_t)lowest, .parts = (uint8_t)count,
			});
		}
	}
}

static void
trace_decimal(struct rdns_trace *best, const struct dns_name *name, const uint8_t *octet)
{
	struct octet_text plain[4], padded[4];
	for (int i = 0; i < 4; i++) {
		plain[i] = octet_text_of(octet[i], false);
		padded[i] = octet_text_of(octet[i], true);
	}
	trace_octets(best, name->text, plain);
	if (best->amount < RDNS_WHOLE)
		trace_octets(best, name->text, padded);
}

struct number {
	uint8_t value, begin, end;
};

/* The numbers of a name that could be octets; a number too large ends a row, told by value 0 and no extent. */
static unsigned
read_numbers(const char *text, struct number numbers[NUMBERS_MAX])
{
	unsigned count = 0;
	for (size_t i = 0; text[i] != '\0' && count < NUMBERS_MAX; i++) {
		if (!is_digit(text[i]))
			continue;
		size_t begin = i;
		unsigned value = 0;
		for (; is_digit(text[i]); i++)
			value = value > 255 ? value : value * 10 + (unsigned)(text[i] - '0');
		numbers[count++] = value > 255 ? (struct number){0}
			: (struct number){(uint8_t)value, (uint8_t)begin, (uint8_t)i};
		i--;
	}
	return count;
}

static bool
are_the_octets(const struct number *four, const uint8_t *octet)
{
	unsigned taken = 0;
	for (int i = 0; i < 4; i++) {
		int k = 0;
		while (k < 4 && (taken & 1u << k || octet[k] != four[i].value || four[i].end == 0))
			k++;
		if (k == 4)
			return false;
		taken |= 1u << k;
	}
	return true;
}

static void
trace_shuffled(struct rdns_trace *best, const struct dns_name *name, const uint8_t *octet)
{
	struct number numbers[NUMBERS_MAX];
	unsigned count = read_numbers(name->text, numbers);
	for (unsigned i = 0; i + 4 <= count; i++)
		if (are_the_octets(&numbers[i], octet))
			keep_larger(best, (struct rdns_trace){
				.amount = RDNS_WHOLE, .dress = RDNS_SHUFFLED,
				.begin = numbers[i].begin, .end = numbers[i + 3].end, .parts = 4,
			});
}

/* Finds `wanted` in the name; with `alone`, not as a piece of a longer row of hexadecimal digits. */
static const char *
find_text(const struct dns_name *name, const char *wanted, bool alone)
{
	const char *at = strstr(name->text, wanted);
	size_t length = strlen(wanted);
	while (at != NULL && alone && ((at > name->text && is_hex(at[-1])) || is_hex(at[length])))
		at = strstr(at + 1, wanted);
	return at;
}

static void
trace_text(struct rdns_trace *best, const struct dns_name *name, const char *wanted, bool alone,
	struct rdns_trace found)
{
	if (found.amount <= best->amount)
		return;
	const char *at = find_text(name, wanted, alone);
	if (at == NULL)
		return;
	found.begin = (uint8_t)(at - name->text);
	found.end = (uint8_t)(found.begin + strlen(wanted));
	*best = found;
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
trace_hex_octets(struct rdns_trace *best, const struct dns_name *name, const uint8_t *octet)
{
	char text[9];
	write_hex(text, octet, 4, false);
	trace_text(best, name, text, false, (struct rdns_trace){RDNS_WHOLE, RDNS_HEX, .parts = 4});
	trace_text(best, name, text + 2, false,
		(struct rdns_trace){RDNS_MOST, RDNS_HEX, .part = 1, .parts = 3});
	trace_text(best, name, text + 4, true,
		(struct rdns_trace){RDNS_PAIR, RDNS_HEX, .part = 2, .parts = 2});
	text[6] = '\0';
	trace_text(best, name, text, false, (struct rdns_trace){RDNS_MOST, RDNS_HEX, .parts = 3});
	write_hex(text, octet, 4, true);
	trace_text(best, name, text, false, (struct rdns_trace){RDNS_WHOLE, RDNS_HEX, .parts = 4});
}

/* The 32 bits as one decimal number. */
static void
trace_number(struct rdns_trace *best, const struct dns_name *name, const uint8_t *octet)
{
	char text[11] = {0}, *at = &text[10];
	uint32_t number = (uint32_t)octet[0] << 24 | (uint32_t)octet[1] << 16 |
		(uint32_t)octet[2] << 8 | octet[3];
	for (; number > 0; number /= 10)
		*--at = (char)('0' + number % 10);
	if (*at != '\0')
		trace_text(best, name, at, true, (struct rdns_trace){RDNS_WHOLE, RDNS_NUMBER, .parts = 4});
}

enum { GROUPS = 8, NIBBLES = 32 };

static enum rdns_amount
amount_of_groups(unsigned first, unsigned count)
{
	if (count >= 3)
		return count > 4 ? RDNS_WHOLE : RDNS_MOST;
	if (first + count != GROUPS)
		return RDNS_NOTHING;
	return count == 2 ? RDNS_PAIR : RDNS_LAST;
}

static unsigned
read_groups(const char *at, const uint16_t *group, int first, int step, const char **end)
{
	unsigned count = 0;
	for (int i = first; i >= 0 && i < GROUPS; i += step) {
		unsigned value = 0, length = 0;
		for (; length < 5 && is_hex(at[length]); length++)
			value = value << 4 | hex_value(at[length]);
		if (length == 0 || length > 4 || value != group[i])
			break;
		at += length;
		count++;
		*end = at;
		if (*at != '-' && *at != '.' && *at != '_')
			break;
		at++;
	}
	return count;
}

static void
trace_groups(struct rdns_trace *best, const struct dns_name *name, const uint16_t *group)
{
	for (const char *at = name->text; *at != '\0'; at++) {
		if (!is_hex(*at) || (at > name->text && is_hex(at[-1])))
			continue;
		for (int way = 0; way < 2 * GROUPS; way++) {
			int first = way % GROUPS, step = way < GROUPS ? 1 : -1;
			const char *end = at;
			unsigned count = read_groups(at, group, first, step, &end);
			unsigned lowest = step > 0 ? (unsigned)first : (unsigned)first + 1 - count;
			if (count == 0)
				continue;
			keep_larger(best, (struct rdns_trace){
				.amount = amount_of_groups(lowest, count),
				.dress = step > 0 || count == 1 ? RDNS_PLAIN : RDNS_REVERSED,
				.begin = (uint8_t)(at - name->text), .end = (uint8_t)(end - name->text),
				.part = (uint8_t)lowest, .parts = (uint8_t)count,
			});
		}
	}
}

/* All 32 digits, or one half of them, in a row or as labels of their own (RFC 3596 2.5). */
static void
trace_nibbles(struct rdns_trace *best, const struct dns_name *name, const uint8_t *octet)
{
	char row[NIBBLES + 1], labels[2 * NIBBLES], half[NIBBLES / 2 + 1];
	write_hex(row, octet, 16, false);
	for (int i = 0; i < NIBBLES; i++) {
		labels[2 * (NIBBLES - 1 - i)] = row[i];
		labels[2 * i + 1] = '.';
	}
	labels[2 * NIBBLES - 1] = '\0';
	trace_text(best, name, labels, false, (struct rdns_trace){RDNS_WHOLE, RDNS_NIBBLES, .parts = GROUPS});
	trace_text(best, name, row, false, (struct rdns_trace){RDNS_WHOLE, RDNS_HEX, .parts = GROUPS});
	trace_text(best, name, row + NIBBLES / 2, false,
		(struct rdns_trace){RDNS_MOST, RDNS_HEX, .part = GROUPS / 2, .parts = GROUPS / 2});
	memcpy(half, row, NIBBLES / 2);
	half[NIBBLES / 2] = '\0';
	trace_text(best, name, half, false, (struct rdns_trace){RDNS_MOST, RDNS_HEX, .parts = GROUPS / 2});
	labels[NIBBLES - 1] = '\0';
	trace_text(best, name, labels, false,
		(struct rdns_trace){RDNS_MOST, RDNS_NIBBLES, .part = GROUPS / 2, .parts = GROUPS / 2});
}

struct rdns_trace
rdns_trace_of(const struct dns_name *name, const struct ip_addr *client)
{
	struct rdns_trace best = {0};
	const uint8_t *octet = client->octet;
	if (client->family == 4) {
		trace_decimal(&best, name, octet);
		if (best.amount < RDNS_WHOLE)
			trace_shuffled(&best, name, octet);
		if (best.amount < RDNS_WHOLE)
			trace_hex_octets(&best, name, octet);
		if (best.amount < RDNS_WHOLE)
			trace_number(&best, name, octet);
	}
	if (client->family == 6) {
		uint16_t group[GROUPS];
		for (int i = 0; i < GROUPS; i++)
			group[i] = (uint16_t)(octet[2 * i] << 8 | octet[2 * i + 1]);
		trace_groups(&best, name, group);
		if (best.amount < RDNS_WHOLE)
			trace_nibbles(&best, name, octet);
	}
	return best;
}
