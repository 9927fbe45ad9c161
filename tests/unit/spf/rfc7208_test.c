/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The RFC 7208 test suite of Debian's python3-spf, as tests/spf/rfc7208.py writes it: every case
 * with answers at hand, and again with answers that come only after each has been asked for.
 * Explanation texts are left out: explanations of a stranger's making are refused.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tests/unit/support/answer_zone.h"

static const char suite[] = "/usr/share/doc/python3-spf/rfc7208-tests.yml.gz";
static const char reader[] = "/usr/bin/python3 tests/spf/rfc7208.py";

static struct answer_zone zone;
static unsigned failed;

static const char *
word_of(enum spf_result result)
{
	switch (result) {
	case SPF_RESULT_NOT_ASKED:
	case SPF_RESULT_NONE:
		return "none";
	case SPF_RESULT_NEUTRAL:
		return "neutral";
	case SPF_RESULT_PASS:
		return "pass";
	case SPF_RESULT_FAIL:
		return "fail";
	case SPF_RESULT_SOFTFAIL:
		return "softfail";
	case SPF_RESULT_TEMPERROR:
		return "temperror";
	case SPF_RESULT_PERMERROR:
		return "permerror";
	}
	return "";
}

/* Hexadecimal octets, in place; returns how many. */
static size_t
decode(char *text)
{
	size_t length = 0;
	unsigned octet;

	if (strcmp(text, "-") != 0)
		for (; sscanf(text + 2 * length, "%2x", &octet) == 1; length++)
			text[length] = (char)octet;
	text[length] = '\0';
	return length;
}

static bool
is_one_of(const char *word, const char *list)
{
	size_t length = strlen(word);

	for (; list != NULL; list = strchr(list, ','), list += list != NULL)
		if (strncmp(list, word, length) == 0 && (list[length] == ',' || list[length] == '\0'))
			return true;
	return false;
}

static void
run_case(char *field[6], bool slow)
{
	struct envelope envelope = answer_zone_envelope(field[3], field[4], field[5]);
	struct spf_evidence spf;

	zone.slow = slow;
	spf = answer_zone_evaluate(&zone, &envelope);
	if (is_one_of(word_of(spf.result), field[2])) {
		printf("ok %s%s\n", field[1], slow ? ", round by round" : "");
	} else {
		failed++;
		printf("not ok %s: %s (%s), not %s\n", field[1], word_of(spf.result), spf.term,
			field[2]);
	}
	answer_zone_forget(&zone);
}

static bool
take_line(char *line)
{
	char *field[6] = {0};
	unsigned count = 0;
	size_t length;

	for (char *at = strtok(line, "\t\n"); at != NULL && count < 6; at = strtok(NULL, "\t\n"))
		field[count++] = at;
	if (count == 2 && strcmp(field[0], "scenario") == 0) {
		answer_zone_finish(&zone);
		return true;
	}
	if (count == 2 && strcmp(field[0], "timeout") == 0) {
		decode(field[1]);
		return answer_zone_add(&zone, field[1], "TIMEOUT", "", 0);
	}
	if (count == 4 && strcmp(field[0], "record") == 0) {
		decode(field[1]);
		length = decode(field[3]);
		return answer_zone_add(&zone, field[1], field[2], field[3], length);
	}
	if (count != 6 || strcmp(field[0], "case") != 0)
		return false;
	decode(field[4]);
	decode(field[5]);
	run_case(field, false);
	run_case(field, true);
	return true;
}

int
main(void)
{
	static char line[16384];
	FILE *lines;

	if (access(suite, R_OK) != 0) {
		printf("skip RFC 7208 suite: no %s\n", suite);
		return 0;
	}
	lines = popen(reader, "r");
	if (lines == NULL)
		return 1;
	while (fgets(line, sizeof(line), lines) != NULL) {
		if (!take_line(line)) {
			printf("not ok: a line is not understood: %s\n", line);
			failed++;
		}
	}
	answer_zone_finish(&zone);
	return pclose(lines) == 0 && failed == 0 ? 0 : 1;
}
