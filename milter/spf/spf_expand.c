/* SPDX-License-Identifier: BSD-2-Clause */
#include "mxvet/text_buffer.h"
#include "spf_macro_read.h"
#include "spf_span.h"

enum {
	LABEL_MAX = 63,   /* RFC 1035 2.3.4 */
	VALUE_SIZE = 512, /* the longest value: a local part, '@' and a domain */
};

/* An expansion of any length of which only the end counts. */
struct tail {
	char text[1024];
	size_t length;
};

static void
tail_append(struct tail *tail, char c)
{
	if (tail->length == sizeof(tail->text)) {
		tail->length /= 2;
		memcpy(tail->text, tail->text + tail->length, tail->length);
	}
	tail->text[tail->length++] = c;
}

/* Everything but RFC 3986's unreserved characters as %XX. */
static void
tail_append_escaped(struct tail *tail, char c)
{
	static const char hex[] = "0123456789ABCDEF";

	if (is_letter(c) || is_digit(c) || is_one_of(c, SPAN("-._~"))) {
		tail_append(tail, c);
		return;
	}
	tail_append(tail, '%');
	tail_append(tail, hex[(unsigned char)c >> 4]);
	tail_append(tail, hex[(unsigned char)c & 15]);
}

/* Dotted, IPv6 as single nibbles (RFC 7208 7.3). */
static void
append_address(struct text_buffer *value, const struct ip_addr *address)
{
	if (address->family == 4) {
		text_append_address(value, address);
		return;
	}
	for (unsigned i = 0; i < 32; i++)
		text_append_format(value, "%s%x", i == 0 ? "" : ".",
			(unsigned)address->octet[i / 2] >> (i % 2 == 0 ? 4 : 0) & 15u);
}

static void
append_value(struct text_buffer *value, char letter, const struct spf_macro_values *values)
{
	switch (letter) {
	case 's':
		text_append(value, values->sender_local);
		text_append_char(value, '@');
		text_append(value, values->sender_domain->text);
		break;
	case 'l':
		text_append(value, values->sender_local);
		break;
	case 'o':
		text_append(value, values->sender_domain->text);
		break;
	case 'd':
		text_append(value, values->domain->text);
		break;
	case 'i':
		append_address(value, values->client);
		break;
	case 'p':
		text_append(value, values->validated);
		break;
	case 'v':
		text_append(value, values->client->family == 4 ? "in-addr" : "ip6");
		break;
	case 'h':
		text_append(value, values->helo);
		break;
	}
}

/* Splits the value at the delimiters, turns it round, keeps parts of it, and joins them with
 * dots. */
static void
append_parts(struct tail *tail, const struct text_buffer *value, const struct macro_expand *macro)
{
	struct spf_span part[VALUE_SIZE + 1], delimiters = macro->delimiters;
	unsigned count = 0, first = 0;
	size_t start = 0;

	if (delimiters.length == 0)
		delimiters = (struct spf_span){".", 1};
	for (size_t i = 0; i <= value->length; i++) {
		if (i < value->length && !is_one_of(value->text[i], delimiters))
			continue;
		part[count++] = (struct spf_span){value->text + start, i - start};
		start = i + 1;
	}
	if (macro->keep > 0 && macro->keep < count)
		first = count - macro->keep;
	for (unsigned i = first; i < count; i++) {
		const struct spf_span *it = &part[macro->reverse ? count - 1 - i : i];

		if (i > first)
			tail_append(tail, '.');
		for (size_t at = 0; at < it->length; at++) {
			if (macro->escape)
				tail_append_escaped(tail, it->text[at]);
			else
				tail_append(tail, it->text[at]);
		}
	}
}

static void
append_macro(
	struct tail *tail, const struct macro_expand *macro, const struct spf_macro_values *values)
{
	char storage[VALUE_SIZE];
	struct text_buffer value;

	switch (macro->letter) {
	case '%':
		tail_append(tail, '%');
		return;
	case '_':
		tail_append(tail, ' ');
		return;
	case '-':
		tail_append(tail, '%');
		tail_append(tail, '2');
		tail_append(tail, '0');
		return;
	}
	text_init(&value, storage, sizeof(storage));
	append_value(&value, macro->letter, values);
	append_parts(tail, &value, macro);
}

/* Takes the expansion as a name to ask for. A backslash would be an escape to resolvers. */
static bool
take_name(struct dns_name *name, struct spf_span text)
{
	size_t label = 0;

	if (text.length > 0 && text.text[text.length - 1] == '.')
		text.length--;
	while (text.length > DNS_NAME_MAX) { /* RFC 7208 7.3 */
		const char *dot = memchr(text.text, '.', text.length);

		if (dot == NULL)
			return false;
		text = span_from(text, (size_t)(dot - text.text) + 1);
	}
	for (size_t i = 0; i < text.length; i++) {
		char c = to_lower(text.text[i]);

		label = c == '.' ? 0 : label + 1;
		if (c < 0x20 || c > 0x7e || c == '\\' || label > LABEL_MAX ||
			(c == '.' && (i == 0 || text.text[i - 1] == '.')))
			return false;
		name->text[i] = c;
	}
	name->text[text.length] = '\0';
	name->length = (uint8_t)text.length;
	return label > 0;
}

bool
spf_macro_expand(struct dns_name *name, struct spf_span text, const struct spf_macro_values *values)
{
	struct tail tail;
	struct macro_expand macro;

	tail.length = 0;
	for (size_t at = 0, taken; at < text.length; at += taken) {
		taken = 1;
		if (text.text[at] != '%') {
			tail_append(&tail, text.text[at]);
			continue;
		}
		taken = spf_macro_read(&macro, span_from(text, at));
		if (taken == 0)
			return false;
		append_macro(&tail, &macro, values);
	}
	*name = (struct dns_name){0};
	if (take_name(name, (struct spf_span){tail.text, tail.length}))
		return true;
	*name = (struct dns_name){0};
	return false;
}
