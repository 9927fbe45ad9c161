/* SPDX-License-Identifier: BSD-2-Clause */
#include "explanation_facts.h"
#include "mxvet/format.h"
#include "page.h"

#include <string.h>

enum { POINTS_COLUMN = 8, NUMBER_SIZE = 15, POINTS_TEXT_SIZE = 1 + NUMBER_SIZE };

static const char *
number_text(int hundredths, char text[NUMBER_SIZE])
{
	struct text_buffer buffer;

	text_init(&buffer, text, NUMBER_SIZE);
	text_append_points(&buffer, hundredths);
	return text;
}

/* With its sign, as something that is added. */
static const char *
points_text(int hundredths, char text[POINTS_TEXT_SIZE])
{
	if (hundredths <= 0)
		return number_text(hundredths, text);
	text[0] = '+';
	number_text(hundredths, text + 1);
	return text;
}

static enum ink
action_ink(enum action action)
{
	switch (action) {
	case ACTION_ACCEPT:
		return INK_GREEN;
	case ACTION_TAG:
	case ACTION_HOLD:
	case ACTION_DEFER:
		return INK_YELLOW;
	case ACTION_REJECT:
		return INK_RED;
	}
	return INK_PLAIN;
}

static const char *
exemption_phrase(enum exemption exemption)
{
	switch (exemption) {
	case EXEMPT_NOT:
		return NULL;
	case EXEMPT_AUTHENTICATED:
		return "the client logged in";
	case EXEMPT_LOCAL:
		return "the message was submitted on this host";
	case EXEMPT_NETWORK:
		return "the client is in trust.networks";
	case EXEMPT_CERTIFICATE:
		return "the client's TLS certificate is in trust.certificates";
	case EXEMPT_NAME:
		return "the client's confirmed name is in trust.names";
	case EXEMPT_DOMAIN:
		return "the sender's domain is in trust.domains, and SPF passes";
	case EXEMPT_BACKUP:
		return "the client is an MX host of the recipient's domain, as we are";
	}
	return NULL;
}

static void
write_thresholds(struct page *page, const struct config *config)
{
	char tag[NUMBER_SIZE], defer[NUMBER_SIZE], reject[NUMBER_SIZE];

	page_format(page, " (%s mode; tag at %s, defer at %s, reject at %s)",
		mode_name(config->mode), number_text(config->tag_at, tag),
		number_text(config->defer_at, defer), number_text(config->reject_at, reject));
}

static void
write_action(struct page *page, const struct verdict *verdict)
{
	page_text(page, action_name(verdict->action));
	if (verdict->would != verdict->action)
		page_format(page, ", would %s", action_name(verdict->would));
}

static bool
nothing_was_answered(const struct inquiry_totals *dns)
{
	return dns->failed > 0 && dns->failed >= dns->queries + dns->cached;
}

static void
write_verdict(
	struct page *page, const struct decision *decision, const struct explanation_style *style)
{
	const struct verdict *verdict = decision->verdict;
	char score[NUMBER_SIZE];

	page_ink(page, INK_BOLD);
	page_ink(page, action_ink(verdict->would));
	if (style->headline != NULL)
		page_text(page, style->headline);
	else
		write_action(page, verdict);
	page_format(page, ": score %s", number_text(verdict->score, score));
	page_ink(page, INK_PLAIN);
	write_thresholds(page, decision->config);
	page_line(page, 0);
	if (verdict->exempt != EXEMPT_NOT)
		page_format(page, "exempt=%s: %s, so it is not judged",
			exemption_name(verdict->exempt), exemption_phrase(verdict->exempt));
	if (nothing_was_answered(&decision->dns)) {
		page_line(page, 0);
		page_ink(page, INK_YELLOW);
		page_text(page, "Every DNS question failed: this verdict rests on nothing.");
		page_ink(page, INK_PLAIN);
	}
	page_gap(page);
}

static void
write_party(struct page *page, const char *label, const char *text, bool utf8)
{
	char storage[HELO_TEXT_SIZE * 4];
	struct text_buffer escaped;

	text_init(&escaped, storage, sizeof(storage));
	if (utf8)
		text_append_utf8(&escaped, text, strlen(text));
	else
		text_append_escaped(&escaped, text, strlen(text));
	page_line(page, 2);
	page_ink(page, INK_DIM);
	page_text(page, label);
	page_ink(page, INK_PLAIN);
	page_column(page, 2 + strlen("client  "));
	page_text(page, escaped.text);
}

static const char *
sender_phrase(const struct envelope *envelope, const struct explanation_style *style)
{
	if (envelope->sender_kind == MAIL_ADDRESS_NULL)
		return "<> (the null sender)";
	return style->sender != NULL ? style->sender : envelope_from(envelope);
}

static void
write_parties(
	struct page *page, const struct evidence *evidence, const struct explanation_style *style)
{
	const struct envelope *envelope = &evidence->envelope;
	const struct dns_name *name = facts_confirmed_name(evidence);
	char address[IP_ADDR_TEXT_SIZE];

	write_party(page, "client", ip_addr_format(&envelope->client, address), false);
	if (name != NULL)
		page_format(page, " (%s)", name->text);
	if (envelope->helo.kind != HELO_NOT_GIVEN)
		write_party(page, "helo", envelope->helo.text, style->utf8);
	if (envelope->sender_kind != MAIL_ADDRESS_NOT_GIVEN)
		write_party(page, "from", sender_phrase(envelope, style), style->utf8);
}

static enum ink
points_ink(const struct finding *finding)
{
	if (finding->outcome == outcome_temperror)
		return INK_YELLOW;
	if (finding->points == 0)
		return INK_PLAIN;
	return finding->points > 0 ? INK_RED : INK_GREEN;
}

/* When softening or the credit limit changed what the configuration says. */
static void
write_difference(struct page *page, const struct finding *finding, const struct config *config)
{
	char counted[POINTS_TEXT_SIZE], configured[POINTS_TEXT_SIZE];
	int points = config->points[finding->outcome];

	if (points == finding->points)
		return;
	page_format(page, " (%s of %s points count: %s)", points_text(finding->points, counted),
		points_text(points, configured),
		points > 0 ? "good evidence softens it" : "credit is limited");
}

static void
write_finding(struct page *page, const struct decision *decision, enum check check, size_t column)
{
	const struct finding *finding = &decision->verdict->findings[check];
	char points[POINTS_TEXT_SIZE];

	page_line(page, 0);
	page_ink(page, points_ink(finding));
	page_column(page, POINTS_COLUMN - strlen(points_text(finding->points, points)));
	page_text(page, points);
	page_column(page, POINTS_COLUMN + 2);
	page_format(page, "%s=%s", check_name(check), outcome_name(finding->outcome));
	page_ink(page, INK_PLAIN);
	page_column(page, column);
	page_text(page,
		finding->because[0] != '\0' ? finding->because
					    : outcome_table[finding->outcome].text);
	write_difference(page, finding, decision->config);
}

/* The checks that had nothing to say, in one paragraph. */
static void
write_silent(struct page *page, const struct verdict *verdict, size_t column)
{
	const char *separator = "";

	for (unsigned check = 0; check < CHECK_COUNT; check++) {
		if (verdict->findings[check].outcome != outcome_none)
			continue;
		if (separator[0] == '\0') {
			page_line(page, POINTS_COLUMN + 2);
			page_ink(page, INK_DIM);
			page_text(page, "none");
			page_column(page, column);
		}
		page_format(page, "%s%s", separator, check_name((enum check)check));
		separator = ", ";
	}
	page_ink(page, INK_PLAIN);
}

/* Mail that is exempt before DNS is asked has no findings at all. */
static bool
is_judged(const struct verdict *verdict)
{
	for (unsigned check = 0; check < CHECK_COUNT; check++)
		if (verdict->findings[check].outcome != outcome_none)
			return true;
	return verdict->exempt == EXEMPT_NOT;
}

/* Where the reasons begin: right of the widest "check=outcome", the header's token, so that what is
 * read here can be searched for there. */
static size_t
reason_column(const struct finding findings[CHECK_COUNT])
{
	size_t widest = strlen("none");

	for (unsigned check = 0; check < CHECK_COUNT; check++) {
		size_t length = strlen(check_name((enum check)check)) + strlen("=") +
			strlen(outcome_name(findings[check].outcome));

		if (findings[check].outcome != outcome_none && length > widest)
			widest = length;
	}
	return POINTS_COLUMN + 2 + widest + 2;
}

static void
write_findings(struct page *page, const struct decision *decision)
{
	const struct finding *findings = decision->verdict->findings;
	size_t column = reason_column(findings);
	enum check order[CHECK_COUNT];

	verdict_order(decision->verdict, order);
	page_gap(page);
	for (unsigned i = 0; i < CHECK_COUNT; i++)
		if (findings[order[i]].outcome != outcome_none)
			write_finding(page, decision, order[i], column);
	write_silent(page, decision->verdict, column);
}

void
explanation_write(struct text_buffer *buffer, const struct decision *decision,
	const struct explanation_style *style)
{
	struct page page = page_of(buffer, style->colour, style->width);

	write_verdict(&page, decision, style);
	write_parties(&page, decision->evidence, style);
	if (is_judged(decision->verdict))
		write_findings(&page, decision);
	explanation_facts_write(&page, decision);
}
