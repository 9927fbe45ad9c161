/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Fits the weights of the reverse name classifier, and tells how well it does on names it has not seen.
 *
 *   rdns_train DATA        cross-validates and prints figures
 *   rdns_train DATA -w     prints milter/judge/rdns_weights.c, fitted on all rows
 *
 * DATA is a table with tabs: label (access or mta), reverse name, address; one header line. The model
 * is a logistic regression with a quadratic penalty, fitted by Newton's method; rows of one organisation are kept in
 * one fold, and count less the more there are, so that no provider's scheme becomes the rule.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../milter/judge/rdns_signs.h"

enum { ROWS_MAX = 20000, FOLDS = 10, ROUNDS = 25, SIZE = RDNS_SIGN_COUNT + 1 };

struct row {
	struct dns_name name;
	struct dns_name group;
	double x[SIZE]; /* the last is 1 */
	double weight;
	double score;   /* of the model that has not seen the row's group */
	bool access;
	unsigned fold;
};

static struct row rows[ROWS_MAX];
static size_t count;
static double penalty = 1.0, damping = 0.5;

static const char *const sign_names[] = {
#define SIGN_NAME(name) #name,
	RDNS_SIGN_LIST(SIGN_NAME)
#undef SIGN_NAME
};

static unsigned
hash_of(const char *text, unsigned seed)
{
	unsigned hash = 2166136261u ^ seed;
	for (; *text != '\0'; text++)
		hash = (hash ^ (unsigned char)*text) * 16777619u;
	return hash ^ hash >> 15;
}

static void
read_row(struct row *row, const char *label, const char *name, const char *address)
{
	struct ip_addr client;
	struct rdns_reading reading;
	ip_addr_parse(&client, address);
	dns_name_parse(&row->name, name);
	rdns_read(&reading, &row->name, &client);
	for (int i = 0; i < RDNS_SIGN_COUNT; i++)
		row->x[i] = reading.signs[i];
	row->x[RDNS_SIGN_COUNT] = 1;
	row->access = strcmp(label, "access") == 0;
	if (!dns_name_organisation(&row->group, &row->name))
		row->group = row->name;
	if (row->name.length > 5 && strcmp(row->name.text + row->name.length - 5, ".arpa") == 0)
		dns_name_parse(&row->group, "arpa");
}

static void
read_table(const char *path)
{
	char line[1024], label[16], name[512], address[64];
	FILE *file = fopen(path, "r");
	if (file == NULL) {
		perror(path);
		exit(66);
	}
	while (fgets(line, sizeof(line), file) != NULL && count < ROWS_MAX)
		if (sscanf(line, "%15s %511s %63s", label, name, address) == 3 && strcmp(label, "label") != 0)
			read_row(&rows[count++], label, name, address);
	fclose(file);
}

static void
weigh_rows(unsigned seed)
{
	for (size_t i = 0; i < count; i++) {
		size_t alike = 0;
		for (size_t k = 0; k < count; k++)
			alike += rows[k].access == rows[i].access && dns_name_equal(&rows[k].group, &rows[i].group);
		rows[i].weight = pow((double)alike, -damping);
		rows[i].fold = hash_of(rows[i].group.text, seed) % FOLDS;
	}
}

/* Solves a * x = b for a positive definite `a` by Cholesky's method; x replaces b. */
static void
solve(double a[SIZE][SIZE], double b[SIZE])
{
	for (int i = 0; i < SIZE; i++) {
		for (int k = 0; k <= i; k++) {
			double sum = a[i][k];
			for (int j = 0; j < k; j++)
				sum -= a[i][j] * a[k][j];
			a[i][k] = i == k ? sqrt(sum) : sum / a[k][k];
		}
	}
	for (int i = 0; i < SIZE; i++) {
		for (int j = 0; j < i; j++)
			b[i] -= a[i][j] * b[j];
		b[i] /= a[i][i];
	}
	for (int i = SIZE - 1; i >= 0; i--) {
		for (int j = i + 1; j < SIZE; j++)
			b[i] -= a[j][i] * b[j];
		b[i] /= a[i][i];
	}
}

static double
score_of(const double w[SIZE], const struct row *row)
{
	double score = 0;
	for (int i = 0; i < SIZE; i++)
		score += w[i] * row->x[i];
	return score;
}

/* Fits on all rows but those of `fold`. */
static void
fit(double w[SIZE], unsigned fold)
{
	static double hessian[SIZE][SIZE];
	memset(w, 0, SIZE * sizeof(*w));
	for (int round = 0; round < ROUNDS; round++) {
		double step[SIZE];
		memset(hessian, 0, sizeof(hessian));
		for (int i = 0; i < SIZE; i++) {
			double p = i == RDNS_SIGN_COUNT ? 1e-6 : penalty;
			hessian[i][i] = p;
			step[i] = -p * w[i];
		}
		for (size_t r = 0; r < count; r++) {
			const struct row *row = &rows[r];
			if (row->fold == fold)
				continue;
			double p = 1 / (1 + exp(-score_of(w, row)));
			for (int i = 0; i < SIZE; i++) {
				if (row->x[i] == 0)
					continue;
				step[i] += row->weight * (row->access - p);
				for (int k = 0; k <= i; k++)
					hessian[i][k] += row->weight * p * (1 - p) * row->x[k];
			}
		}
		solve(hessian, step);
		for (int i = 0; i < SIZE; i++)
			w[i] += step[i];
	}
}

struct figures {
	double precision, recall, f1, false_positives;
};

static struct figures
figures_at(double threshold, int fold)
{
	double tp = 0, fp = 0, fn = 0, tn = 0;
	for (size_t i = 0; i < count; i++) {
		if (fold >= 0 && rows[i].fold != (unsigned)fold)
			continue;
		bool positive = rows[i].score > threshold;
		*(rows[i].access ? positive ? &tp : &fn : positive ? &fp : &tn) += 1;
	}
	return (struct figures){tp / (tp + fp), tp / (tp + fn), 2 * tp / (2 * tp + fp + fn), fp / (fp + tn)};
}

static void
print_figures(const char *title, struct figures f)
{
	printf("%s: precision %.3f recall %.3f F1 %.3f FPR %.4f\n", title, f.precision, f.recall, f.f1,
		f.false_positives);
}

static void
print_weights(const double w[SIZE], double threshold)
{
	puts("/* SPDX-License-Identifier: BSD-2-Clause */");
	puts("/* Made by tests/tuning/rdns_train; see docs/tuning.md. */");
	puts("#include \"rdns_signs.h\"\n");
	printf("const int16_t rdns_weight_of_none = %ld;\n\n", lround(1000 * (w[RDNS_SIGN_COUNT] - threshold)));
	puts("const int16_t rdns_weights[RDNS_SIGN_COUNT] = {");
	for (int i = 0; i < RDNS_SIGN_COUNT; i++)
		printf("\t[RDNS_SIGN_%s] = %ld,\n", sign_names[i], lround(1000 * w[i]));
	puts("};");
}

int
main(int argc, char **argv)
{
	double w[SIZE];
	if (argc > 3) penalty = atof(argv[3]);
	if (argc > 4) damping = atof(argv[4]);
	read_table(argv[1]);
	double mean[41] = {0}, meanfp[41] = {0};
	int seeds = 3;
	for (int s = 0; s < seeds; s++) {
		weigh_rows((unsigned)s);
		for (unsigned fold = 0; fold < FOLDS; fold++) {
			fit(w, fold);
			for (size_t i = 0; i < count; i++)
				if (rows[i].fold == fold)
					rows[i].score = score_of(w, &rows[i]);
		}
		for (int t = 0; t <= 40; t++) {
			struct figures f = figures_at(t * 0.1 - 2, -1);
			mean[t] += f.f1 / seeds;
			meanfp[t] += f.false_positives / seeds;
		}
	}
	for (int t = 0; t <= 40; t+=2)
		printf("%.1f:%.3f/%.4f ", t * .1 - 2, mean[t], meanfp[t]);
	printf("\n");
	if (argc > 2 && argv[2][0] == 'e')
		for (size_t i = 0; i < count; i++)
			if (rows[i].access != (rows[i].score > 0))
				printf("%s %+.2f %s\n", rows[i].access ? "FN" : "FP", rows[i].score, rows[i].name.text);
	fit(w, FOLDS);
	if (argc > 2 && argv[2][0] == 'p')
		for (int i = 0; i < SIZE; i++) {
			int n = 0, a = 0;
			for (size_t r = 0; r < count; r++) { n += rows[r].x[i] != 0; a += rows[r].x[i] != 0 && rows[r].access; }
			printf("%-24s %+.3f  n=%d access=%d\n", i < RDNS_SIGN_COUNT ? sign_names[i] : "none", w[i], n, a);
		}
	if (argc > 2 && argv[2][0] == 'w')
		print_weights(w, argc > 5 ? atof(argv[5]) : 0.5);
	(void)print_figures;
	return 0;
}
