/* SPDX-License-Identifier: BSD-2-Clause */
#include "facts.h"
#include "mxvet/policy.h"

/*
 * The findings become points, the points a score, the score an action. In this order: the points of each outcome; what
 * good evidence takes off weak signs (softening); how much credit counts at most; the sum. The action is policy.c's.
 */

static enum outcome
outcome_of(const struct verdict *verdict, enum check check)
{
	return verdict->findings[check].outcome;
}

/* What cannot be told of a client whose address is private: NAT or a proxy hides the real one. */
static const bool needs_public_client[CHECK_COUNT] = {
	[CHECK_iprev] = true,
	[CHECK_rdns] = true,
	[CHECK_mx] = true,
	[CHECK_align] = true,
	[CHECK_spf] = true,
	[CHECK_anchor] = true,
};

static void
run_checks(struct verdict *verdict, const struct evidence *evidence, const struct config *config)
{
	const struct client_organisations client = facts_client_organisations(evidence);
	const struct judgement judgement = {evidence, config, verdict->findings, &client};
	const bool hidden = ip_addr_is_private(&evidence->envelope.client);

	for (int i = 0; i < CHECK_COUNT; i++) {
		struct finding *finding = &verdict->findings[i];

		if (config->enabled[i] && !(hidden && needs_public_client[i]))
			check_table[i].function(&judgement, finding);
		finding->points = config->points[finding->outcome];
	}
}

/* Costs shrink, credit never does. */
static void
halve_cost(struct finding *finding)
{
	if (finding->points > 0)
		finding->points /= 2;
}

static void
drop_cost(struct finding *finding)
{
	if (finding->points > 0)
		finding->points = 0;
}

static void
drop_credit(struct finding *finding)
{
	if (finding->points < 0)
		finding->points = 0;
}

/* On an access line a bot can arrange everything but an exact MX and an SPF record. */
static void
distrust_access_line(struct verdict *verdict)
{
	if (outcome_of(verdict, CHECK_mx) != mx_exact)
		drop_credit(&verdict->findings[CHECK_mx]);
	drop_credit(&verdict->findings[CHECK_align]);
}

static void
soften(struct verdict *verdict)
{
	struct finding *findings = verdict->findings;
	bool dynamic = outcome_of(verdict, CHECK_rdns) == rdns_dynamic;
	bool by_mx = outcome_of(verdict, CHECK_mx) == mx_exact ||
		(!dynamic && outcome_of(verdict, CHECK_mx) == mx_host);
	bool by_spf = outcome_of(verdict, CHECK_spf) == spf_pass;
	bool by_align = !dynamic && outcome_of(verdict, CHECK_align) == align_aligned;

	if (dynamic)
		distrust_access_line(verdict);
	if (by_mx)
		drop_cost(&findings[CHECK_rdns]);
	else if (by_spf || by_align)
		halve_cost(&findings[CHECK_rdns]);
	if (by_mx || by_spf || by_align)
		halve_cost(&findings[CHECK_iprev]);
	if (by_spf && outcome_of(verdict, CHECK_sender) == sender_nullmx)
		halve_cost(&findings[CHECK_sender]);
}

/* A throw-away domain on a rented server can have perfect DNS: credit is given in the table's order until it is used up. */
static void
limit_credit(struct verdict *verdict, int limit)
{
	for (int i = 0; i < CHECK_COUNT; i++) {
		struct finding *finding = &verdict->findings[i];

		if (finding->points >= 0)
			continue;
		if (finding->points < -limit)
			finding->points = -limit;
		limit += finding->points;
	}
}

static int
sum_points(const struct verdict *verdict)
{
	int sum = 0;

	for (int i = 0; i < CHECK_COUNT; i++)
		sum += verdict->findings[i].points;
	return sum;
}

void
verdict_reach(struct verdict *verdict, const struct evidence *evidence, const struct config *config)
{
	const struct policy policy = policy_top(config);

	*verdict = (struct verdict){
		.exempt = exempt_early(&evidence->envelope, config), .mode = config->mode};
	if (verdict->exempt != EXEMPT_NOT)
		return;
	run_checks(verdict, evidence, config);
	soften(verdict);
	limit_credit(verdict, config->credit_limit);
	verdict->score = sum_points(verdict);
	verdict->exempt = exempt_late(evidence, config);
	policy_apply(&policy, config, verdict);
}

static int
absolute(int points)
{
	return points < 0 ? -points : points;
}

void
verdict_order(const struct verdict *verdict, enum check order[CHECK_COUNT])
{
	for (int i = 0; i < CHECK_COUNT; i++) {
		int at = i;

		while (at > 0 &&
			absolute(verdict->findings[order[at - 1]].points) <
				absolute(verdict->findings[i].points)) {
			order[at] = order[at - 1];
			at--;
		}
		order[at] = (enum check)i;
	}
}
