/* SPDX-License-Identifier: BSD-2-Clause */
#include "fold.h"
#include "mxvet/format.h"

#include <string.h>

enum { LEVEL_MAX = 20, RISK_MAX = 100, POINTS_TEXT_SIZE = 16 };

static bool
is_judged(const struct decision *decision)
{
	return decision->verdict->exempt == EXEMPT_NOT;
}

static const char *
points_text(int hundredths, char text[POINTS_TEXT_SIZE])
{
	struct text_buffer buffer;

	text_init(&buffer, text, POINTS_TEXT_SIZE);
	text_append_points(&buffer, hundredths);
	return text;
}

/* Mail that logged in or was born here gets no field at all; trusted hosts get told why they were
 * not judged. */
static bool
write_exemption(struct text_buffer *buffer, const struct decision *decision)
{
	switch (decision->verdict->exempt) {
	case EXEMPT_NOT:
	case EXEMPT_AUTHENTICATED:
	case EXEMPT_LOCAL:
		return false;
	case EXEMPT_NETWORK:
	case EXEMPT_CERTIFICATE:
	case EXEMPT_NAME:
	case EXEMPT_DOMAIN:
	case EXEMPT_BACKUP:
		text_append_format(buffer, "exempt=%s id=%s",
			exemption_name(decision->verdict->exempt), decision->id);
		return true;
	}
	return false;
}

static void
write_summary(struct fold *fold, const struct decision *decision)
{
	const struct verdict *verdict = decision->verdict;
	char points[POINTS_TEXT_SIZE];

	fold_word(fold, "score=%s", points_text(verdict->score, points));
	fold_word(fold, "action=%s", action_name(verdict->action));
	if (verdict->would != verdict->action)
		fold_word(fold, "would=%s", action_name(verdict->would));
	fold_word(fold, "mode=%s", mode_name(decision->verdict->mode));
	fold_word(fold, "id=%s", decision->id);
	fold_semicolon(fold);
}

bool
header_verdict(struct text_buffer *buffer, const struct decision *decision)
{
	struct fold fold = fold_of(buffer, "X-MXVet");
	enum check order[CHECK_COUNT];
	char points[POINTS_TEXT_SIZE];

	if (!is_judged(decision))
		return write_exemption(buffer, decision);
	write_summary(&fold, decision);
	verdict_order(decision->verdict, order);
	for (unsigned i = 0; i < CHECK_COUNT; i++) {
		const struct finding *finding = &decision->verdict->findings[order[i]];

		fold_word(&fold, "%s=%s(%s)", check_name(order[i]), outcome_name(finding->outcome),
			points_text(finding->points, points));
	}
	return true;
}

bool
header_score(struct text_buffer *buffer, const struct decision *decision)
{
	if (!is_judged(decision))
		return false;
	text_append_points(buffer, decision->verdict->score);
	return true;
}

bool
header_level(struct text_buffer *buffer, const struct decision *decision)
{
	int level = decision->verdict->score / 100;

	if (!is_judged(decision) || level < 1)
		return false;
	for (int i = 0; i < level && i < LEVEL_MAX; i++)
		text_append_char(buffer, '+');
	return true;
}

/* What a tag is: the message passes, marked. */
bool
header_flag(struct text_buffer *buffer, const struct decision *decision)
{
	if (!is_judged(decision) || decision->verdict->action < ACTION_TAG)
		return false;
	text_append(buffer, "YES");
	return true;
}

bool
header_risk(struct text_buffer *buffer, const struct decision *decision)
{
	int score = decision->verdict->score;
	int risk = score <= 0 ? 0 : score >= RISK_MAX * 10 ? RISK_MAX : (score + 5) / 10;

	if (!is_judged(decision))
		return false;
	text_append_format(buffer, "%d", risk);
	return true;
}

static bool
auth_results_enabled(const struct config *config)
{
	return config->headers_authentication_results;
}

static bool
verdict_enabled(const struct config *config)
{
	return config->headers_verdict;
}

static bool
score_enabled(const struct config *config)
{
	return config->headers_score;
}

static bool
level_enabled(const struct config *config)
{
	return config->headers_level;
}

static bool
flag_enabled(const struct config *config)
{
	return config->headers_flag;
}

static bool
risk_enabled(const struct config *config)
{
	return config->headers_risk;
}

const struct header_row header_table[HEADER_COUNT] = {
	{"Authentication-Results", header_auth_results, auth_results_enabled},
	{"X-MXVet", header_verdict, verdict_enabled},
	{"X-MXVet-Score", header_score, score_enabled},
	{"X-MXVet-Level", header_level, level_enabled},
	{"X-MXVet-Flag", header_flag, flag_enabled},
	{"X-MXVet-Risk", header_risk, risk_enabled},
};
