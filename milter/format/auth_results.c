/* SPDX-License-Identifier: BSD-2-Clause */
#include "fold.h"
#include "mxvet/format.h"

#include <string.h>

/*
 * Authentication-Results (RFC 8601) with registered methods and properties only: readers drop the
 * whole field when they meet one that they do not know.
 */

const char *
header_authserv_id(const struct config *config, const struct envelope *envelope)
{
	return config->authserv_id[0] != '\0' ? config->authserv_id : envelope->own_name.text;
}

/* RFC 2045 5.1: printable, and none of the tspecials. */
static bool
is_token(const char *text)
{
	for (const char *c = text; *c != '\0'; c++)
		if (*c <= ' ' || *c >= 0x7f || strchr("()<>@,;:\\\"/[]?=", *c) != NULL)
			return false;
	return text[0] != '\0';
}

/* A value (RFC 8601 2.2): as it is when it is a token, otherwise as a quoted string. */
static void
append_value(struct text_buffer *buffer, const char *text)
{
	if (is_token(text)) {
		text_append(buffer, text);
		return;
	}
	text_append_char(buffer, '"');
	for (; *text != '\0'; text++) {
		if (*text == '"' || *text == '\\')
			text_append_char(buffer, '\\');
		text_append_char(buffer, *text >= ' ' && *text < 0x7f ? *text : '?');
	}
	text_append_char(buffer, '"');
}

/* `name=value` as one word. */
static void
write_property(struct fold *fold, const char *name, const char *value)
{
	char storage[FOLD_WORD_SIZE];
	struct text_buffer word;

	text_init(&word, storage, sizeof(storage));
	append_value(&word, value);
	fold_word(fold, "%s%s", name, word.text);
	fold->buffer->cut = fold->buffer->cut || word.cut;
}

/* RFC 8601 2.7.3 */
static const char *
iprev_result(enum outcome outcome)
{
	if (outcome == iprev_pass)
		return "pass";
	if (outcome == iprev_fail)
		return "fail";
	if (outcome == iprev_nxptr)
		return "permerror";
	return outcome == outcome_temperror ? "temperror" : NULL;
}

/* RFC 8601 2.7.2. A record that lets everybody pass is still a pass to others. */
static const char *
spf_result(enum outcome outcome)
{
	if (outcome == spf_open)
		return "pass";
	if (outcome == spf_nospf)
		return "none";
	return outcome == outcome_none ? NULL : outcome_name(outcome);
}

static bool
write_iprev(struct fold *fold, const struct decision *decision)
{
	const struct evidence *evidence = decision->evidence;
	const char *result = iprev_result(decision->verdict->findings[CHECK_iprev].outcome);
	const struct dns_name *name = facts_confirmed_name(evidence);
	char address[IP_ADDR_TEXT_SIZE];

	if (result == NULL)
		return false;
	fold_semicolon(fold);
	fold_word(fold, "iprev=%s", result);
	write_property(fold, "policy.iprev=", ip_addr_format(&evidence->envelope.client, address));
	if (decision->config->headers_comment && strcmp(result, "pass") == 0 && name != NULL &&
		dns_name_is_host(name))
		fold_word(fold, "(%s)", name->text);
	return true;
}

static bool
write_spf(struct fold *fold, const struct decision *decision)
{
	const struct envelope *envelope = &decision->evidence->envelope;
	const char *result = spf_result(decision->verdict->findings[CHECK_spf].outcome);

	if (result == NULL || envelope->sender_kind == MAIL_ADDRESS_INVALID)
		return false; /* not even an identity that could be named */
	fold_semicolon(fold);
	fold_word(fold, "spf=%s", result);
	if (envelope->sender_kind == MAIL_ADDRESS_DOMAIN)
		write_property(fold, "smtp.mailfrom=", envelope->sender.text);
	else if (envelope->helo.kind == HELO_NAME)
		write_property(fold, "smtp.helo=", envelope->helo.name.text);
	return true;
}

bool
header_auth_results(struct text_buffer *buffer, const struct decision *decision)
{
	struct fold fold = fold_of(buffer, "Authentication-Results");
	const char *id = header_authserv_id(decision->config, &decision->evidence->envelope);
	bool said = false;

	if (decision->verdict->exempt != EXEMPT_NOT || id[0] == '\0')
		return false;
	write_property(&fold, "", id);
	said = write_iprev(&fold, decision) || said;
	said = write_spf(&fold, decision) || said;
	if (!said || buffer->cut)
		text_rewind(buffer, fold.start);
	return said && buffer->length > fold.start;
}
