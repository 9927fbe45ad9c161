/* SPDX-License-Identifier: BSD-2-Clause */
#include "mxvet/format.h"

#include <string.h>

/*
 * What a refused client is told. The enhanced code is worked out for a rejection; a deferral has its twin of class 4, so
 * that both codes always agree: an MTA takes a reply in which they do not for a broken filter.
 */

/* The check that costs most; CHECK_COUNT when none costs anything. */
static enum check
largest_contributor(const struct verdict *verdict)
{
	enum check order[CHECK_COUNT];

	verdict_order(verdict, order);
	for (unsigned i = 0; i < CHECK_COUNT; i++)
		if (verdict->findings[order[i]].points > 0)
			return order[i];
	return CHECK_COUNT;
}

/* RFC 7372 3.3: several ways to know the sender failed. */
static bool
several_failed(const struct verdict *verdict, enum check largest)
{
	const struct finding *spf = &verdict->findings[CHECK_spf];
	const struct finding *iprev = &verdict->findings[CHECK_iprev];

	return largest != CHECK_sender && spf->outcome == spf_fail && spf->points > 0 &&
		(iprev->outcome == iprev_fail || iprev->outcome == iprev_nxptr) && iprev->points > 0;
}

/* RFC 3463 3.2, RFC 7505 4.2 */
static const char *
detail_of_sender(enum outcome outcome)
{
	if (outcome == sender_nullmx)
		return "7.27";
	if (outcome == sender_ours)
		return "7.1"; /* RFC 3463 3.8 */
	return outcome == sender_invalid ? "1.7" : "1.8";
}

/* RFC 7372 3.1 */
static const char *
detail_of_spf(enum outcome outcome)
{
	return outcome == spf_permerror ? "7.24" : "7.23";
}

/* The check that the text is about: what the code says. */
static enum check
check_to_tell(const struct verdict *verdict)
{
	const enum check largest = largest_contributor(verdict);

	return several_failed(verdict, largest) && largest != CHECK_iprev ? CHECK_spf : largest;
}

/* Subject and detail of the enhanced code; those that no RFC gives one of their own are plainly a matter of policy. */
static const char *
detail_of(const struct verdict *verdict, enum check told)
{
	if (several_failed(verdict, told))
		return "7.26";
	if (told == CHECK_iprev || told == CHECK_rdns)
		return "7.25"; /* RFC 7372 3.1 */
	if (told == CHECK_spf)
		return detail_of_spf(verdict->findings[CHECK_spf].outcome);
	if (told == CHECK_sender)
		return detail_of_sender(verdict->findings[CHECK_sender].outcome);
	return "7.1"; /* RFC 3463 3.8 */
}

/* The check whose answer was missed. */
static enum check
check_in_doubt(const struct verdict *verdict)
{
	return verdict->findings[CHECK_sender].outcome == outcome_temperror ? CHECK_sender
									    : CHECK_spf;
}

/* Whether the reason alone would not say what was found: it is a name, a term, or how DNS failed. */
static bool
needs_words(const struct finding *finding, enum check check)
{
	return check == CHECK_rdns || check == CHECK_spf || finding->outcome == outcome_temperror ||
		finding->because[0] == '\0';
}

/* "helo=unqualified: pam80 has one label only", the token as in header and logs. */
static void
append_finding(struct text_buffer *text, const struct verdict *verdict, enum check check)
{
	const struct finding *finding = &verdict->findings[check];
	const bool words = needs_words(finding, check);

	text_append_format(text, "%s=%s: ", check_name(check), outcome_name(finding->outcome));
	if (words)
		text_append(text, outcome_table[finding->outcome].text);
	if (words && finding->because[0] != '\0')
		text_append_format(text, " (%s)", finding->because);
	else
		text_append(text, finding->because);
}

static void
append_findings(struct text_buffer *text, const struct verdict *verdict, enum check check)
{
	if (check == CHECK_COUNT) {
		text_append(text, "nothing identifies this sender");
		return;
	}
	append_finding(text, verdict, check);
	if (!verdict->for_trouble && several_failed(verdict, check)) {
		text_append(text, ", and ");
		append_finding(text, verdict, check == CHECK_spf ? CHECK_iprev : CHECK_spf);
	}
}

void
hold_reason_write(struct text_buffer *buffer, const struct decision *decision)
{
	text_append(buffer, "score ");
	text_append_points(buffer, decision->verdict->score);
	text_append(buffer, ", ");
	append_findings(buffer, decision->verdict, check_to_tell(decision->verdict));
	text_append_format(buffer, " (id %s)", decision->id);
}

static const char *
remedy_of(const struct verdict *verdict, enum check check)
{
	const char *remedy = check == CHECK_COUNT
		? ""
		: outcome_table[verdict->findings[check].outcome].remedy;

	return remedy[0] != '\0' ? remedy : "ask the postmaster of the recipient";
}

static void
append_domain(struct text_buffer *text, const struct envelope *envelope)
{
	const char *sender = envelope_from(envelope);

	if (sender == NULL)
		text_append(text, "an unknown sender");
	else if (sender[0] == '\0')
		text_append(text, "<>");
	else
		text_append_escaped(text, sender, strlen(sender));
}

static void
write_text(struct smtp_reply *reply, const struct decision *decision, const char *template,
	enum check check)
{
	const struct envelope *envelope = &decision->evidence->envelope;
	char finding[512], domain[4 * DNS_NAME_MAX], score[16],
		client[IP_ADDR_TEXT_SIZE] = "nowhere";
	struct text_buffer finding_text, domain_text, score_text, text;
	const char *values[REPLY_PLACEHOLDER_COUNT] = {[REPLY_finding] = finding,
		[REPLY_remedy] = remedy_of(decision->verdict, check),
		[REPLY_id] = decision->id,
		[REPLY_client] = client,
		[REPLY_domain] = domain,
		[REPLY_score] = score};

	text_init(&finding_text, finding, sizeof(finding));
	append_findings(&finding_text, decision->verdict, check);
	text_init(&domain_text, domain, sizeof(domain));
	append_domain(&domain_text, envelope);
	text_init(&score_text, score, sizeof(score));
	text_append_points(&score_text, decision->verdict->score);
	if (envelope->client.family != 0)
		ip_addr_format(&envelope->client, client);
	text_init(&text, reply->text, sizeof(reply->text));
	reply_template_fill(&text, template, values);
}

static void
write_codes(struct smtp_reply *reply, const char *code, char class, const char *detail)
{
	struct text_buffer text;

	text_init(&text, reply->code, sizeof(reply->code));
	text_append(&text, code);
	text_init(&text, reply->enhanced, sizeof(reply->enhanced));
	text_append_format(&text, "%c.%s", class, detail);
}

void
smtp_reply_write(struct smtp_reply *reply, const struct decision *decision, enum action action)
{
	const struct config *config = decision->config;
	const struct verdict *verdict = decision->verdict;
	const enum check told = check_to_tell(verdict);

	if (action == ACTION_REJECT) {
		write_codes(reply, "550", '5', detail_of(verdict, told));
		write_text(reply, decision, config->reply_reject, told);
	} else if (verdict->for_trouble) {
		write_codes(reply, "451", '4',
			"4.3"); /* RFC 3463 3.5: a directory server did not answer */
		write_text(reply, decision, config->reply_trouble, check_in_doubt(verdict));
	} else {
		write_codes(reply, "450", '4', detail_of(verdict, told));
		write_text(reply, decision, config->reply_defer, told);
	}
}
