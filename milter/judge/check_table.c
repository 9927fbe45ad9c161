/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "mxvet/judge.h"

#define CHECK_ROW(name, question) [CHECK_##name] = {#name, question, check_##name},
const struct check_row check_table[CHECK_COUNT] = {CHECK_LIST(CHECK_ROW, CHECK_LIST_NOTHING)};
#undef CHECK_ROW

#define OUTCOME_ROW(check, outcome, points, text, remedy) \
	[check##_##outcome] = {CHECK_##check, #outcome, points, text, remedy},
const struct outcome_row outcome_table[OUTCOME_COUNT] = {
	[outcome_none] = {CHECK_COUNT, "none", 0, "does not apply", ""},
	[outcome_temperror] = {CHECK_COUNT, "temperror", 0, "DNS did not answer",
		"if this goes on, repair the name servers of the domain"},
	CHECK_LIST(CHECK_LIST_NOTHING, OUTCOME_ROW)};
#undef OUTCOME_ROW

const char *
check_name(enum check check)
{
	return check_table[check].name;
}

const char *
outcome_name(enum outcome outcome)
{
	return outcome_table[outcome].name;
}

enum check
check_find(const char *name)
{
	for (unsigned check = 0; check < CHECK_COUNT; check++)
		if (strcmp(name, check_table[check].name) == 0)
			return (enum check)check;
	return CHECK_COUNT;
}

enum outcome
outcome_find(enum check check, const char *name)
{
	for (unsigned outcome = outcome_temperror + 1; outcome < OUTCOME_COUNT; outcome++)
		if (outcome_table[outcome].check == check &&
			strcmp(name, outcome_table[outcome].name) == 0)
			return (enum outcome)outcome;
	return OUTCOME_COUNT;
}

const char *
action_name(enum action action)
{
	switch (action) {
	case ACTION_ACCEPT:
		return "accept";
	case ACTION_TAG:
		return "tag";
	case ACTION_HOLD:
		return "hold";
	case ACTION_DEFER:
		return "defer";
	case ACTION_REJECT:
		return "reject";
	}
	return "accept";
}

const char *
exemption_name(enum exemption exemption)
{
	switch (exemption) {
	case EXEMPT_NOT:
		return NULL;
	case EXEMPT_AUTHENTICATED:
		return "authenticated";
	case EXEMPT_LOCAL:
		return "local";
	case EXEMPT_NETWORK:
		return "network";
	case EXEMPT_CERTIFICATE:
		return "certificate";
	case EXEMPT_NAME:
		return "name";
	case EXEMPT_DOMAIN:
		return "domain";
	case EXEMPT_BACKUP:
		return "backup";
	}
	return NULL;
}

const char *
mode_name(enum mode mode)
{
	switch (mode) {
	case MODE_OBSERVE:
		return "observe";
	case MODE_ENFORCE:
		return "enforce";
	}
	return "observe";
}
