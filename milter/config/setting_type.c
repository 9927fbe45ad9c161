/* SPDX-License-Identifier: BSD-2-Clause */
#include "setting.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "mxvet/reply_template.h"
#include "mxvet/unit.h"

/* What each type of CONFIG_TYPE_LIST means: how its values are read from text, written, and given back. */

#define LETTERS_AND_DIGITS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

static const char out_of_memory[] = "cannot be kept: out of memory";

static void
append_quoted(struct text_buffer *buffer, const char *text)
{
	text_append_char(buffer, '"');
	for (; *text != '\0'; text++) {
		if (strchr("\"\\$", *text) != NULL)
			text_append_char(buffer, '\\');
		text_append_char(buffer, *text);
	}
	text_append_char(buffer, '"');
}

static const char *
keep_text(char **member, const char *text, const char *wrong)
{
	*member = strdup(text);
	return *member == NULL ? out_of_memory : wrong;
}

static void
append_text(struct text_buffer *buffer, const void *value)
{
	append_quoted(buffer, *(char *const *)value);
}

static void
finish_text(void *value)
{
	free(*(char **)value);
}

static const char *
read_account(void *value, const char *text)
{
	return keep_text(value, text,
		text[strspn(text, LETTERS_AND_DIGITS ".-_")] == '\0' && text[0] != '-'
			? NULL
			: "is not a name of a user or group");
}

/* Fits Authentication-Results without quotes (RFC 8601 2.2, RFC 2045 5.1). */
static const char *
read_authserv(void *value, const char *text)
{
	return keep_text(value, text,
		text[strspn(text, LETTERS_AND_DIGITS ".-_+")] == '\0'
			? NULL
			: "is not a name for Authentication-Results: letters, digits, '.', '-' and '_' only");
}

static const char *
read_decisions(void *value, const char *text)
{
	return keep_text(value, text,
		text[0] == '/' || strcmp(text, "syslog") == 0 || strcmp(text, "off") == 0
			? NULL
			: "is neither a full path nor one of: syslog, off");
}

static const char *
read_template(void *value, const char *text)
{
	static _Thread_local char storage[COMPLAINT_SIZE];
	struct text_buffer wrong;

	text_init(&wrong, storage, sizeof(storage));
	text_append(&wrong, "is no reply: ");
	return keep_text(value, text, reply_template_is_sound(text, &wrong) ? NULL : storage);
}

static const char *
read_listen(void *value, const char *text)
{
	struct listen_setting *listen = value;

	return keep_text(&listen->text, text, listen_address_parse(&listen->address, text));
}

static void
append_listen(struct text_buffer *buffer, const void *value)
{
	append_quoted(buffer, ((const struct listen_setting *)value)->text);
}

static void
finish_listen(void *value)
{
	free(((struct listen_setting *)value)->text);
}

static const char *
read_server(void *value, const char *text)
{
	return dns_server_parse(value, text);
}

static void
append_server(struct text_buffer *buffer, const void *value)
{
	text_append_char(buffer, '"');
	text_append_dns_server(buffer, value);
	text_append_char(buffer, '"');
}

static const char *
read_name(void *value, const char *text)
{
	return dns_name_parse(value, text) ? NULL : "is not a host or domain name";
}

static void
append_name(struct text_buffer *buffer, const void *value)
{
	text_append(buffer, ((const struct dns_name *)value)->text);
}

static const char *
read_network(void *value, const char *text)
{
	return ip_network_parse(value, text);
}

static void
append_network(struct text_buffer *buffer, const void *value)
{
	const struct ip_network *network = value;

	text_append_address(buffer, &network->address);
	if (network->prefix != (network->address.family == 4 ? 32 : 128))
		text_append_format(buffer, "/%u", network->prefix);
}

/* "NAME" or "NAME issuer=NAME" */
static const char *
read_certificate(void *value, const char *text)
{
	static const char mark[] = " issuer=";
	struct certificate_name *name = value;
	const char *issuer = strstr(text, mark);
	const size_t length = issuer != NULL ? (size_t)(issuer - text) : strlen(text);

	*name = (struct certificate_name){.subject = ""};
	issuer = issuer != NULL ? issuer + strlen(mark) : "";
	if (length == 0)
		return "names no subject; an issuer alone is not trusted";
	if (length >= sizeof(name->subject) || strlen(issuer) >= sizeof(name->issuer))
		return "is longer than the 71 octets that are kept of a common name";
	memcpy(name->subject, text, length);
	memcpy(name->issuer, issuer, strlen(issuer) + 1);
	return NULL;
}

static void
append_certificate(struct text_buffer *buffer, const void *value)
{
	const struct certificate_name *name = value;
	char storage[sizeof(*name) + 16];
	struct text_buffer text;

	text_init(&text, storage, sizeof(storage));
	text_append(&text, name->subject);
	if (name->issuer[0] != '\0')
		text_append_format(&text, " issuer=%s", name->issuer);
	append_quoted(buffer, storage);
}

/* The path alone: trust_file_read() reads the file, whose mistakes have lines of their own. */
static const char *
read_trust_file(void *value, const char *text)
{
	struct trust_file *file = value;

	return keep_text(
		&file->path, text, text[0] == '/' || text[0] == '\0' ? NULL : "is not a full path");
}

static void
append_trust_file(struct text_buffer *buffer, const void *value)
{
	append_quoted(buffer, ((const struct trust_file *)value)->path);
}

static void
finish_trust_file(void *value)
{
	free(((struct trust_file *)value)->path);
	free(((struct trust_file *)value)->item);
}

static const char *
read_flag(void *value, const char *text)
{
	static const char *const words[] = {"false", "true", "no", "yes", "off", "on"};

	for (unsigned i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(text, words[i]) == 0) {
			*(bool *)value = i % 2 == 1;
			return NULL;
		}
	return "is not true or false";
}

static void
append_flag(struct text_buffer *buffer, const void *value)
{
	text_append(buffer, *(const bool *)value ? "true" : "false");
}

static const char *
read_preference(int64_t *number, const char *text)
{
	*number = PREFERENCE_AUTO;
	if (strcmp(text, "auto") == 0)
		return NULL;
	return unit_read_count(number, text) == NULL ? NULL : "auto or a whole number";
}

static void
append_preference(struct text_buffer *buffer, int64_t number)
{
	if (number == PREFERENCE_AUTO)
		text_append(buffer, "auto");
	else
		text_append_format(buffer, "%" PRId64, number);
}

static void
append_points(struct text_buffer *buffer, int64_t number)
{
	text_append_points(buffer, (int)number);
}

static void
append_count(struct text_buffer *buffer, int64_t number)
{
	text_append_format(buffer, "%" PRId64, number);
}

static void
append_octal(struct text_buffer *buffer, int64_t number)
{
	text_append_format(buffer, "%#" PRIo64, (uint64_t)number);
}

/* The words of the enumerations, by their values. */
static const char *const mode_words[] = {"observe", "enforce", NULL};
static const char *const temperror_words[] = {"accept", "defer", NULL};
static const char *const rejection_words[] = {"reject", "hold", NULL};
static const char *const addresses_words[] = {"domain", "full", NULL};
static const char *const level_words[] = {"error", "warning", "info", "debug", NULL};

#define NUMBER(how_read, how_written) .read_number = how_read, .append_number = how_written
#define VALUE(how_read, how_written) .read = how_read, .append = how_written
#define TEXT(how_read) VALUE(how_read, append_text), .finish = finish_text, .is_text = true
#define LIST_OF(type) .is_list = true, .size = sizeof(type)

#define ROW(name, ...) [TYPE_##name] = {__VA_ARGS__}
const struct setting_type_row setting_type_table[TYPE_COUNT_OF_ALL] = {
	ROW(LISTEN, VALUE(read_listen, append_listen), .finish = finish_listen, .is_text = true),
	ROW(ACCOUNT, TEXT(read_account)),
	ROW(AUTHSERV, TEXT(read_authserv)),
	ROW(DECISIONS, TEXT(read_decisions)),
	ROW(TEMPLATE, TEXT(read_template)),
	ROW(FLAG, VALUE(read_flag, append_flag)),
	ROW(POINTS, NUMBER(unit_read_points, append_points), .size = sizeof(int)),
	ROW(DURATION, NUMBER(unit_read_duration, text_append_duration)),
	ROW(SIZE, NUMBER(unit_read_size, text_append_size)),
	ROW(COUNT, NUMBER(unit_read_count, append_count)),
	ROW(OCTAL, NUMBER(unit_read_octal, append_octal)),
	ROW(PREFERENCE, NUMBER(read_preference, append_preference)),
	ROW(MODE, .words = mode_words),
	ROW(TEMPERROR, .words = temperror_words),
	ROW(REJECTION, .words = rejection_words),
	ROW(ADDRESSES, .words = addresses_words),
	ROW(LEVEL, .words = level_words),
	ROW(SERVERS, VALUE(read_server, append_server), LIST_OF(struct dns_server)),
	ROW(NAMES, VALUE(read_name, append_name), LIST_OF(struct dns_name)),
	ROW(CERTIFICATES, VALUE(read_certificate, append_certificate),
		LIST_OF(struct certificate_name)),
	ROW(TRUSTFILE, VALUE(read_trust_file, append_trust_file), .finish = finish_trust_file,
		.is_text = true),
	ROW(NETWORKS, VALUE(read_network, append_network), LIST_OF(struct ip_network)),
};
