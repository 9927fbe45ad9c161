/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How well the verdict tells wanted mail from unwanted, on messages whose kind is known.
 *
 *   evaluate [-c FILE] TABLE...
 *
 * A table has tabs and one header line; its columns are label (ham, spam), a group (hop, year),
 * client, reverse name, whether that leads back (yes, no, unknown), HELO, envelope domain, SPF
 * result; `-` is not known, or no reverse name. Nothing else is known: MX facts are not there and
 * their checks end in none; HELO resolves to the client when it is the confirmed reverse name, and
 * counts as not looked up otherwise.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mxvet/judge.h"

enum { MESSAGES_MAX = 20000, LINE_SIZE = 2048, COLUMNS = 8 };

enum label { HAM, SPAM, LABELS };

enum column { LABEL, GROUP, CLIENT, RDNS, CONFIRMED, HELO, DOMAIN, SPF };

struct message {
	enum label label;
	char group[8];
	struct verdict verdict;
};

static struct message messages[MESSAGES_MAX];
static size_t message_count;

static const struct {
	const char *text;
	enum spf_result result;
} spf_words[] = {
	{"none", SPF_RESULT_NONE},
	{"neutral", SPF_RESULT_NEUTRAL},
	{"pass", SPF_RESULT_PASS},
	{"fail", SPF_RESULT_FAIL},
	{"softfail", SPF_RESULT_SOFTFAIL},
	{"temperror", SPF_RESULT_TEMPERROR},
	{"permerror", SPF_RESULT_PERMERROR},
};

static bool
is_known(const char *text)
{
	return strcmp(text, "-") != 0;
}

static void
resolve_to_client(struct host *host, const struct ip_addr *client)
{
	struct address_set *set = client->family == 6 ? &host->v6 : &host->v4;

	set->lookup = LOOKUP_FOUND;
	set->count = 1;
	set->address[0] = *client;
}

static void
add_reverse_name(struct evidence *evidence, const char *name, const char *confirmed)
{
	struct ptr_evidence *ptr = &evidence->ptr;
	struct host *host = &ptr->name[0];

	ptr->lookup = is_known(name) ? LOOKUP_FOUND : LOOKUP_NO_NAME;
	if (ptr->lookup == LOOKUP_NO_NAME || !dns_name_parse(&host->name, name))
		return;
	ptr->count = 1;
	host->v4.lookup = host->v6.lookup = LOOKUP_NO_DATA;
	if (strcmp(confirmed, "yes") == 0)
		resolve_to_client(host, &evidence->envelope.client);
	if (strcmp(confirmed, "unknown") == 0)
		host->v4.lookup = host->v6.lookup = LOOKUP_FAILED;
}

static void
add_helo(struct evidence *evidence, const char *helo)
{
	const struct host *reverse = &evidence->ptr.name[0];
	struct envelope *envelope = &evidence->envelope;

	if (!is_known(helo))
		return;
	helo_identity_read(&envelope->helo, helo);
	if (envelope->helo.kind != HELO_NAME)
		return;
	evidence->helo.name = envelope->helo.name;
	if (dns_name_equal(&reverse->name, &envelope->helo.name) &&
		(reverse->v4.count > 0 || reverse->v6.count > 0))
		resolve_to_client(&evidence->helo, &envelope->client);
}

static void
add_sender(struct evidence *evidence, const char *domain)
{
	char text[LINE_SIZE + 16];
	struct mail_address sender;

	if (!is_known(domain))
		return;
	snprintf(text, sizeof(text), "<someone@%s>", domain);
	sender = mail_address_of(text);
	evidence->envelope.sender_kind = sender.kind;
	evidence->envelope.sender = sender.domain;
}

static void
add_spf(struct evidence *evidence, const char *result)
{
	for (size_t i = 0; i < sizeof(spf_words) / sizeof(spf_words[0]); i++)
		if (strcmp(spf_words[i].text, result) == 0)
			evidence->spf.result = spf_words[i].result;
}

static bool
read_message(struct message *message, char *field[COLUMNS], const struct config *config)
{
	static struct evidence evidence;

	evidence = (struct evidence){0};
	if (strcmp(field[LABEL], "ham") != 0 && strcmp(field[LABEL], "spam") != 0)
		return false;
	if (!ip_addr_parse(&evidence.envelope.client, field[CLIENT]))
		return false;
	message->label = strcmp(field[LABEL], "spam") == 0 ? SPAM : HAM;
	snprintf(message->group, sizeof(message->group), "%s", field[GROUP]);
	evidence.envelope.recipients = 1;
	add_reverse_name(&evidence, field[RDNS], field[CONFIRMED]);
	add_helo(&evidence, field[HELO]);
	add_sender(&evidence, field[DOMAIN]);
	add_spf(&evidence, field[SPF]);
	verdict_reach(&message->verdict, &evidence, config);
	return true;
}

/* Splits a line at its tabs; false when there are too few. */
static bool
split(char *line, char *field[COLUMNS])
{
	for (int i = 0; i < COLUMNS; i++) {
		size_t length = strcspn(line, "\t\n");

		field[i] = line;
		if (line[length] != '\t' && i + 1 < COLUMNS)
			return false;
		if (line[length] != '\0')
			line[length++] = '\0';
		line += length;
	}
	return true;
}

static void
read_table(const char *path, const struct config *config)
{
	char line[LINE_SIZE], *field[COLUMNS];
	FILE *file = fopen(path, "r");

	message_count = 0;
	if (file == NULL) {
		perror(path);
		exit(66);
	}
	while (message_count < MESSAGES_MAX && fgets(line, sizeof(line), file) != NULL)
		if (split(line, field) && read_message(&messages[message_count], field, config))
			message_count++;
	fclose(file);
}

static bool
is_in(const struct message *message, enum label label, const char *group)
{
	return message->label == label && (group == NULL || strcmp(message->group, group) == 0);
}

static unsigned
count(enum label label, const char *group)
{
	unsigned found = 0;

	for (size_t i = 0; i < message_count; i++)
		found += is_in(&messages[i], label, group);
	return found;
}

/* The chance that an unwanted message scores higher than a wanted one. */
static double
area_under_curve(const char *group)
{
	double won = 0, pairs = 0;

	for (size_t i = 0; i < message_count; i++) {
		for (size_t k = 0; k < message_count; k++) {
			int ahead = messages[i].verdict.score - messages[k].verdict.score;

			if (!is_in(&messages[i], SPAM, group) || !is_in(&messages[k], HAM, group))
				continue;
			pairs += 1;
			won += ahead > 0 ? 1 : ahead == 0 ? 0.5 : 0;
		}
	}
	return won / pairs;
}

static double
share_at(enum label label, int score)
{
	unsigned found = 0;

	for (size_t i = 0; i < message_count; i++)
		found += messages[i].label == label && messages[i].verdict.score >= score;
	return 100.0 * found / count(label, NULL);
}

static unsigned
hits_of(enum outcome outcome, enum label label)
{
	enum check check = outcome_table[outcome].check;
	unsigned found = 0;

	for (size_t i = 0; i < message_count; i++)
		found += messages[i].label == label &&
			messages[i].verdict.findings[check].outcome == outcome;
	return found;
}

/* How often each outcome comes, in percent; the logarithm of how much oftener in spam than in ham;
 * its points. */
static void
print_outcomes(const struct config *config)
{
	double ham = count(HAM, NULL), spam = count(SPAM, NULL);

	printf("%-21s %8s %8s %9s %7s\n", "outcome", "ham", "spam", "log odds", "points");
	for (int i = 0; i < OUTCOME_COUNT; i++) {
		const struct outcome_row *row = &outcome_table[i];
		unsigned in_ham, in_spam;

		if (row->check == CHECK_COUNT)
			continue;
		in_ham = hits_of((enum outcome)i, HAM);
		in_spam = hits_of((enum outcome)i, SPAM);
		if (in_ham + in_spam == 0)
			continue;
		printf("%-8s%-13s", check_name(row->check), row->name);
		printf(" %7.2f%%", ham > 0 ? 100 * in_ham / ham : 0);
		printf(" %7.2f%%", spam > 0 ? 100 * in_spam / spam : 0);
		if (ham > 0 && spam > 0)
			printf(" %+9.2f",
				log((in_spam + 0.5) / (spam + 1) / ((in_ham + 0.5) / (ham + 1))));
		else
			printf(" %9s", "");
		printf(" %+7.2f\n", config->points[i] / 100.0);
	}
}

static void
print_shares(const char *title, enum label label)
{
	if (count(label, NULL) > 0)
		printf("%s at 3 points or more %.2f%%, at 6 %.2f%%, at 9 %.2f%%\n", title,
			share_at(label, 300), share_at(label, 600), share_at(label, 900));
}

static void
print_table(const char *path, const struct config *config)
{
	static const char *const hops[] = {"list", "mx"};

	printf("%s: %u ham, %u spam\n", path, count(HAM, NULL), count(SPAM, NULL));
	print_outcomes(config);
	if (count(SPAM, NULL) > 0)
		printf("area under the curve %.4f\n", area_under_curve(NULL));
	for (size_t i = 0; i < sizeof(hops) / sizeof(hops[0]); i++)
		if (count(SPAM, hops[i]) > 0)
			printf("area under the curve, hop %s, %.4f\n", hops[i],
				area_under_curve(hops[i]));
	print_shares("ham", HAM);
	print_shares("spam", SPAM);
	printf("\n");
}

static void
complain(void *state, enum config_severity severity, const char *message)
{
	(void)severity;
	fprintf(state, "%s\n", message);
}

int
main(int argc, char **argv)
{
	const char *path = argc > 2 && strcmp(argv[1], "-c") == 0 ? argv[2] : NULL;
	const struct config *config = config_open(path, complain, stderr);

	if (config == NULL)
		return 78;
	for (int i = path == NULL ? 1 : 3; i < argc; i++) {
		read_table(argv[i], config);
		print_table(argv[i], config);
	}
	config_release(config);
	return 0;
}
