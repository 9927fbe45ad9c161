/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How well rdns_classify() tells access lines from mail hosts, on names whose kind is known.
 *
 *   rdns_figures TABLE [wrong]
 *
 * A table has tabs and one header line; its columns are label (access, mta), reverse name, address.
 * `wrong` lists the names that were judged wrongly. Positive is "not named".
 *
 * These are the figures of the card as it is, with names that it was fitted on; what it does on organisations that it has
 * not seen is told by fit_card.py. The spread over ten folds of whole organisations, and over a thousand draws of
 * organisations with replacement, tells what chance has done. The numbers are the same on every run.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "mxvet/rdns.h"

enum { ROWS_MAX = 20000, FOLDS = 10, DRAWS = 1000, ROUNDS = 20 };

enum label { MTA, ACCESS, LABELS };

struct row {
	struct dns_name name;
	struct ip_addr client;
	enum label label;
	enum rdns_kind kind;
	char because[160];
	size_t organisation; /* the first row of the same organisation */
};

static struct row rows[ROWS_MAX];
static size_t row_count;

struct figures {
	double precision, recall, f1, false_positives;
};

/* How often each row counts. */
static struct figures
figures_of(const unsigned times[])
{
	double hits[LABELS][2] = {{0}};
	double found, missed, wrong, right;

	for (size_t i = 0; i < row_count; i++)
		hits[rows[i].label][rows[i].kind != RDNS_NAMED] += times[i];
	found = hits[ACCESS][true];
	missed = hits[ACCESS][false];
	wrong = hits[MTA][true];
	right = hits[MTA][false];
	return (struct figures){found / (found + wrong), found / (found + missed),
		2 * found / (2 * found + wrong + missed), wrong / (wrong + right)};
}

static void
classify(struct row *row)
{
	struct text_buffer because;

	text_init(&because, row->because, sizeof(row->because));
	row->kind = rdns_classify(&row->name, &row->client, &because);
}

static bool
read_row(struct row *row, const char *line)
{
	char label[16], name[512], address[64];

	if (sscanf(line, "%15s %511s %63s", label, name, address) != 3)
		return false;
	if (strcmp(label, "access") != 0 && strcmp(label, "mta") != 0)
		return false;
	row->label = strcmp(label, "access") == 0 ? ACCESS : MTA;
	return dns_name_parse(&row->name, name) && ip_addr_parse(&row->client, address);
}

static void
find_organisations(void)
{
	for (size_t i = 0; i < row_count; i++) {
		size_t first = 0;

		while (first < i && !dns_name_same_organisation(&rows[first].name, &rows[i].name))
			first++;
		rows[i].organisation = first;
	}
}

static void
read_table(const char *path)
{
	char line[1024];
	FILE *file = fopen(path, "r");

	if (file == NULL) {
		perror(path);
		exit(66);
	}
	while (row_count < ROWS_MAX && fgets(line, sizeof(line), file) != NULL)
		row_count += read_row(&rows[row_count], line);
	fclose(file);
	for (size_t i = 0; i < row_count; i++)
		classify(&rows[i]);
	find_organisations();
}

/* The next of a row of numbers that look random and are the same every time. */
static unsigned
next_number(void)
{
	static unsigned long long state = 1;

	state = state * 6364136223846793005ULL + 1442695040888963407ULL;
	return (unsigned)(state >> 33);
}

static void
print_figures(const char *title, struct figures figures)
{
	printf("%-22s precision %.3f  recall %.3f  F1 %.3f  false positives %.2f%%\n", title,
		figures.precision, figures.recall, figures.f1, 100 * figures.false_positives);
}

static void
print_all(void)
{
	static unsigned times[ROWS_MAX];

	for (size_t i = 0; i < row_count; i++)
		times[i] = 1;
	print_figures("all names", figures_of(times));
}

static void
print_folds(void)
{
	static unsigned times[ROWS_MAX], fold[ROWS_MAX];

	for (size_t i = 0; i < row_count; i++)
		fold[i] = rows[i].organisation == i ? next_number() % FOLDS
						    : fold[rows[i].organisation];
	for (unsigned k = 0; k < FOLDS; k++) {
		char title[32];

		for (size_t i = 0; i < row_count; i++)
			times[i] = fold[i] == k;
		snprintf(title, sizeof(title), "fold %u", k + 1);
		print_figures(title, figures_of(times));
	}
}

static int
compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void
print_range(const char *title, double values[DRAWS])
{
	qsort(values, DRAWS, sizeof(values[0]), compare);
	printf("%-22s %.4f to %.4f in nine of ten draws\n", title, values[DRAWS / 20],
		values[DRAWS - DRAWS / 20]);
}

static void
print_draws(void)
{
	static unsigned times[ROWS_MAX], drawn[ROWS_MAX];
	static size_t first[ROWS_MAX];
	static double f1[DRAWS], false_positives[DRAWS];
	size_t organisations = 0;

	for (size_t i = 0; i < row_count; i++)
		if (rows[i].organisation == i)
			first[organisations++] = i;
	for (int draw = 0; draw < DRAWS; draw++) {
		struct figures figures;

		memset(drawn, 0, sizeof(drawn));
		for (size_t i = 0; i < organisations; i++)
			drawn[first[next_number() % organisations]]++;
		for (size_t i = 0; i < row_count; i++)
			times[i] = drawn[rows[i].organisation];
		figures = figures_of(times);
		f1[draw] = figures.f1;
		false_positives[draw] = figures.false_positives;
	}
	printf("%zu organisations\n", organisations);
	print_range("F1", f1);
	print_range("false positives", false_positives);
}

static void
print_kinds(void)
{
	unsigned kinds[LABELS][RDNS_DYNAMIC + 1] = {{0}};

	for (size_t i = 0; i < row_count; i++)
		kinds[rows[i].label][rows[i].kind]++;
	for (int label = 0; label < LABELS; label++)
		printf("%-22s %u named, %u generic, %u dynamic\n",
			label == ACCESS ? "access" : "mta", kinds[label][RDNS_NAMED],
			kinds[label][RDNS_GENERIC], kinds[label][RDNS_DYNAMIC]);
}

static void
print_speed(void)
{
	struct timespec begin, end;
	double elapsed;

	clock_gettime(CLOCK_MONOTONIC, &begin);
	for (int round = 0; round < ROUNDS; round++)
		for (size_t i = 0; i < row_count; i++)
			classify(&rows[i]);
	clock_gettime(CLOCK_MONOTONIC, &end);
	elapsed = (double)(end.tv_sec - begin.tv_sec) * 1e6 +
		(double)(end.tv_nsec - begin.tv_nsec) / 1e3;
	printf("%.2f microseconds a name\n", elapsed / ROUNDS / (double)row_count);
}

static void
print_wrong(void)
{
	for (size_t i = 0; i < row_count; i++)
		if ((rows[i].kind != RDNS_NAMED) != (rows[i].label == ACCESS))
			printf("%-6s %s %s\n", rows[i].label == ACCESS ? "access" : "mta",
				rows[i].name.text, rows[i].because);
}

int
main(int argc, char **argv)
{
	if (argc < 2) {
		fprintf(stderr, "usage: rdns_figures TABLE [wrong]\n");
		return 64;
	}
	read_table(argv[1]);
	if (argc > 2)
		print_wrong();
	print_all();
	print_kinds();
	print_folds();
	print_draws();
	print_speed();
	return 0;
}
