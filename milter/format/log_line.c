/* SPDX-License-Identifier: BSD-2-Clause */
#include "mxvet/format.h"

#include <string.h>

/* Of a text that a stranger chose, so that no name pushes the score off the line; the decision
 * log has it all. */
enum { FOREIGN_MAX = 128 };

/* Neither a blank or bracket of the line's own, nor to be escaped anywhere. */
static bool
is_plain(char c)
{
	return c > ' ' && c < 0x7f && c != '\\' && c != '<' && c != '>' && c != '[' && c != ']';
}

/* Appends foreign octets such that the line still splits at its blanks and brackets. */
static void
append_foreign(struct text_buffer *line, const char *text)
{
	size_t start = line->length;

	for (; *text != '\0'; text++) {
		if (line->length - start > FOREIGN_MAX - strlen("\\000...")) {
			text_append(line, "...");
			return;
		}
		if (is_plain(*text))
			text_append_char(line, *text);
		else
			text_append_format(line, "\\%03o", (unsigned char)*text);
	}
}

static void
append_client(struct text_buffer *line, const struct evidence *evidence)
{
	const struct dns_name *name = facts_confirmed_name(evidence);

	text_append(line, " client=");
	append_foreign(line, name != NULL ? name->text : "unknown");
	text_append_char(line, '[');
	if (evidence->envelope.client.family != 0)
		text_append_address(line, &evidence->envelope.client);
	else
		text_append(line, "unknown");
	text_append_char(line, ']');
}

static void
append_bracketed(struct text_buffer *line, const char *key, const char *text)
{
	text_append_format(line, " %s=<", key);
	append_foreign(line, text);
	text_append_char(line, '>');
}

static void
append_parties(struct text_buffer *line, const struct evidence *evidence)
{
	const char *sender = envelope_from(&evidence->envelope);

	append_client(line, evidence);
	if (evidence->envelope.helo.kind != HELO_NOT_GIVEN)
		append_bracketed(line, "helo", evidence->envelope.helo.text);
	else
		text_append(line, " helo=-");
	if (sender != NULL)
		append_bracketed(line, "from", sender);
	else
		text_append(line, " from=-");
}

/* The findings that cost something, the largest cost first; "-" when none did. */
static void
append_top(struct text_buffer *line, const struct verdict *verdict)
{
	enum check order[CHECK_COUNT];
	const char *separator = " top=";

	verdict_order(verdict, order);
	for (unsigned i = 0; i < CHECK_COUNT; i++) {
		const struct finding *finding = &verdict->findings[order[i]];

		if (finding->points <= 0)
			continue;
		text_append_format(line, "%s%s:%s", separator, check_name(order[i]),
			outcome_name(finding->outcome));
		separator = ",";
	}
	if (separator[0] != ',')
		text_append(line, " top=-");
}

/* Where some recipients were accepted, `action` tells of those only. */
static void
append_refused(struct text_buffer *line, const struct recipient_list *recipients)
{
	unsigned refused = 0;

	for (unsigned i = 0; recipients != NULL && i < recipients->count; i++)
		if (action_is_refusal(recipients->item[i].action))
			refused++;
	if (refused > 0)
		text_append_format(line, " refused=%u", refused);
}

void
log_line(struct text_buffer *line, const struct decision *decision)
{
	const struct verdict *verdict = decision->verdict;
	const char *queue_id = decision->queue_id;

	append_foreign(line, queue_id[0] != '\0' ? queue_id : "NOQUEUE");
	text_append_format(line, ": id=%s", decision->id);
	append_parties(line, decision->evidence);
	text_append(line, " score=");
	text_append_points(line, verdict->score);
	text_append_format(line, " action=%s", action_name(verdict->action));
	if (verdict->would != verdict->action)
		text_append_format(line, " would=%s", action_name(verdict->would));
	append_refused(line, decision->recipients);
	if (verdict->exempt != EXEMPT_NOT)
		text_append_format(line, " exempt=%s", exemption_name(verdict->exempt));
	append_top(line, verdict);
	if (decision->dns.failed > 0)
		text_append_format(line, " dns=failed:%u/%u", decision->dns.failed,
			decision->dns.queries + decision->dns.cached);
}
