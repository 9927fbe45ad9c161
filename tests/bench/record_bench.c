/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How many recorded decisions a second are written, and read and judged again, on one core. The facts vary as those of the
 * property tests do, and are about as long as real ones.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "mxvet/record.h"
#include "tests/unit/support/random_evidence.h"

enum { RECORDS = 1000, ROUNDS = 40, LINE_SIZE = 64 * 1024 };

static const struct config *config;
static struct evidence *facts;
static struct verdict *verdicts;
static char *lines[RECORDS];
static size_t lengths[RECORDS];

static double
seconds(void)
{
	struct timespec time;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void
write_all(void)
{
	static char line[LINE_SIZE];

	for (int i = 0; i < RECORDS; i++) {
		const struct decision decision = {.verdict = &verdicts[i],
			.evidence = &facts[i],
			.config = config,
			.time_ms = 1763740800123};
		struct text_buffer text;

		text_init(&text, line, sizeof(line));
		record_write(&text, &decision);
		lengths[i] = text.length;
		if (lines[i] == NULL)
			lines[i] = strdup(line);
	}
}

static void
read_all(struct record *record, struct verdict *verdict)
{
	char storage[256];
	struct text_buffer error;

	for (int i = 0; i < RECORDS; i++) {
		text_init(&error, storage, sizeof(storage));
		if (!record_read(record, lines[i], lengths[i], &error))
			abort();
		if (verdict != NULL)
			verdict_reach(verdict, &record->evidence, config);
	}
}

static double
rate(double began)
{
	return RECORDS * ROUNDS / (seconds() - began);
}

int
main(void)
{
	static struct verdict verdict;
	struct record *record = record_open();
	size_t octets = 0;
	double began;

	config = config_of_text("defaults", "", NULL, NULL);
	facts = calloc(RECORDS, sizeof(*facts));
	verdicts = calloc(RECORDS, sizeof(*verdicts));
	if (record == NULL || config == NULL || facts == NULL || verdicts == NULL)
		return 1;
	for (int i = 0; i < RECORDS; i++) {
		do /* lists as long as most are */
			random_evidence(&facts[i]);
		while (facts[i].mx.count > 3 || facts[i].ptr.count > 2 ||
			facts[i].arrival.count > 3);
		verdict_reach(&verdicts[i], &facts[i], config);
	}
	write_all();
	for (int i = 0; i < RECORDS; i++)
		octets += lengths[i];
	printf("records of %zu octets on average\n", octets / RECORDS);
	began = seconds();
	for (int i = 0; i < ROUNDS; i++)
		write_all();
	printf("written              %8.0f a second\n", rate(began));
	began = seconds();
	for (int i = 0; i < ROUNDS; i++)
		read_all(record, NULL);
	printf("read                 %8.0f a second\n", rate(began));
	began = seconds();
	for (int i = 0; i < ROUNDS; i++)
		read_all(record, &verdict);
	printf("read and judged      %8.0f a second (wanted: 100000)\n", rate(began));
	record_close(record);
	return 0;
}
