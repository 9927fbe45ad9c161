/* SPDX-License-Identifier: BSD-2-Clause */
#define _GNU_SOURCE /* strcasestr */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "mxvet/clock.h"
#include "mxvet/command.h"
#include "mxvet/format.h"
#include "mxvet/log.h"
#include "mxvet/policy.h"
#include "mxvet/recipients.h"
#include "mxvet/record.h"

/*
 * `mxvet check`: one sender, judged by the code that the milter runs, without an MTA. The options
 * are what an MTA would pass on, whatever they are; only the client must be an address, because
 * without one there is nothing to judge.
 */

enum {
	CLIENT = OPTION_LONG_ONLY,
	HELO,
	FROM,
	RCPT,
	RESOLVER,
	ZONE,
	JSON,
};

static int check(int argc, char **argv);

static const struct command_option options[] = {
	{CLIENT, OPTION_REQUIRED, "client", "IP",
		"the address of the connecting host; also as logs show it, mail.example.net[192.0.2.1]"},
	{HELO, OPTION_OPTIONAL, "helo", "NAME", "what it says in HELO or EHLO"},
	{FROM, OPTION_OPTIONAL, "from", "ADDR",
		"the envelope sender; '' and '<>' are the null sender of a bounce"},
	{RCPT, OPTION_REPEATED, "rcpt", "ADDR",
		"a recipient: what its policy does with the message, and in enforce mode the reply that refuses it"},
	COMMAND_OPTION_CONFIG,
	{RESOLVER, OPTION_REPEATED, "resolver", "HOST[:PORT]",
		"ask this DNS server, not the configured ones; of several, the next is asked when one does not answer"},
	{ZONE, OPTION_OPTIONAL, "zone", "FILE",
		"answer from a file, not from DNS. A line is a record, NAME TYPE VALUE, such as"
		" `example.org MX 10 mx1.example.org`, or a line of dig's output or of a zone file."
		" NAME TYPE SERVFAIL (or TIMEOUT, NXDOMAIN) fails that way. A name that is not in the file does not exist"},
	{JSON, OPTION_OPTIONAL, "json", NULL, "print the object of the decision log, on one line"},
	{.name = NULL},
};

const struct command command_check = {
	.name = "check",
	.function = check,
	.summary = "judge one sender and explain the verdict",
	.description = "Judges one sender as the milter would, and explains the verdict with its evidence: which names, which"
		       " addresses, what counted and why.",
	.options = options,
	.status = "The exit status is 0 for a verdict of any kind, 64 for a wrong option, 65 for a wrong zone file, 69 when DNS"
		  " cannot be asked at all, and 78 for a wrong configuration.",
};

enum {
	EXPLANATION_SIZE = 512 * 1024,
	RECIPIENT_SIZE = 8 * 1024,
	WIDTH_MAX = 120,
	HEADLINE_SIZE = 512
};

/* The largest dns.queries_per_message. */
#define QUERIES_MAX 250u

struct request {
	struct envelope envelope;
	struct recipient_list recipients;
	const char **rcpts; /* as given */
	size_t rcpt_count;
	struct server_list resolvers; /* none: the configuration's */
	const char *wrong_resolver;   /* an argument that is none */
	const char *client;
	const char *sender; /* as given */
	const char *config_path;
	const char *zone_path;
	bool json;
};

static void
read_resolver(struct request *request, const char *argument)
{
	if (dns_server_parse(&request->resolvers.item[request->resolvers.count], argument) == NULL)
		request->resolvers.count++;
	else
		request->wrong_resolver = argument;
}

static void
read_option(struct request *request, int option, const char *argument)
{
	switch (option) {
	case CLIENT:
		request->client = argument;
		break;
	case HELO:
		helo_identity_read(&request->envelope.helo, argument);
		break;
	case FROM:
		request->sender = argument;
		envelope_set_sender(&request->envelope, argument);
		break;
	case RCPT:
		request->rcpts[request->rcpt_count++] = argument;
		break;
	case RESOLVER:
		read_resolver(request, argument);
		break;
	case 'c':
		request->config_path = argument;
		break;
	case ZONE:
		request->zone_path = argument;
		break;
	case JSON:
		request->json = true;
		break;
	}
}

/* An address as logs and header fields show it: 192.0.2.1, [192.0.2.1], mail.example.net[192.0.2.1], IPv6:2001:db8::1. */
static bool
read_client(struct ip_addr *client, const char *text)
{
	static const char tag[] = "IPv6:";
	char inside[IP_ADDR_TEXT_SIZE + sizeof(tag)];
	const char *open = strchr(text, '[');
	const size_t length = open != NULL ? strcspn(open + 1, "]") : 0;

	if (open != NULL) {
		if (length >= sizeof(inside) || strcmp(open + 1 + length, "]") != 0)
			return false;
		memcpy(inside, open + 1, length);
		inside[length] = '\0';
		text = inside;
	}
	if (strncasecmp(text, tag, sizeof(tag) - 1) == 0)
		text += sizeof(tag) - 1;
	return ip_addr_parse(client, text);
}

/* False: call->status is the exit status. */
static bool
read_options(struct request *request, struct command_call *call)
{
	int option;

	while ((option = command_read(call)) != COMMAND_END) {
		if (option == COMMAND_STOP)
			return false;
		read_option(request, option, call->argument);
	}
	if (request->wrong_resolver != NULL)
		call->status = command_complain_usage("check",
			"--resolver is not the address of a DNS server: ", request->wrong_resolver);
	else if (!read_client(&request->envelope.client, request->client))
		call->status = command_complain_usage(
			"check", "--client is not an IP address: ", request->client);
	return call->status == EXIT_DONE;
}

static void
list_recipients(struct request *request, const struct config *config)
{
	size_t count = request->rcpt_count;

	request->envelope.recipients = (uint16_t)(count < UINT16_MAX ? count : UINT16_MAX);
	for (size_t i = 0; i < count; i++) {
		const struct mail_address address = mail_address_of(request->rcpts[i]);
		const struct policy policy = policy_of_recipient(config, &address);

		(void)recipients_add(&request->recipients, config, &address, &policy);
	}
}

static struct resolver *
open_resolver(const struct request *request, const struct config *config, int *status)
{
	char storage[16384]; /* a zone file has all its mistakes told */
	struct text_buffer error;
	struct resolver *resolver;

	text_init(&error, storage, sizeof(storage));
	if (request->zone_path != NULL)
		resolver = zone_resolver_open(request->zone_path, &error);
	else
		resolver = dns_resolver_open(config, &error);
	if (error.length > 0)
		fprintf(stderr, "mxvet check: %s\n", storage);
	if (resolver != NULL)
		return resolver;
	*status = request->zone_path != NULL   ? EXIT_DATA
		: request->resolvers.count > 0 ? EXIT_USAGE
					       : EXIT_UNAVAILABLE;
	return NULL;
}

/* Longer lines are hard to read. 0: not a terminal, or one that does not tell. */
static unsigned
terminal_width(void)
{
	struct winsize size;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0)
		return 0;
	return size.ws_col < WIDTH_MAX ? size.ws_col : WIDTH_MAX;
}

/* Terminals that can, unless the user wants none (no-color.org). */
static bool
colour_wanted(void)
{
	const char *refused = getenv("NO_COLOR"), *terminal = getenv("TERM");

	return isatty(STDOUT_FILENO) && (refused == NULL || refused[0] == '\0') &&
		terminal != NULL && strcmp(terminal, "dumb") != 0;
}

/* On a terminal whose locale says so; elsewhere other programs read along. */
static bool
utf8_wanted(void)
{
	const char *locale = getenv("LC_ALL");

	if (locale == NULL || locale[0] == '\0')
		locale = getenv("LC_CTYPE");
	if (locale == NULL || locale[0] == '\0')
		locale = getenv("LANG");
	return isatty(STDOUT_FILENO) && locale != NULL &&
		(strcasestr(locale, "utf-8") != NULL || strcasestr(locale, "utf8") != NULL);
}

/* What the message comes to for one recipient's domain. */
struct judged {
	struct evidence evidence;
	struct verdict verdict;
};

static void
judge_for_domain(struct judged *judged, const struct request *request, struct inquiry *inquiry,
	const struct config *config, const struct dns_name *domain)
{
	evidence_init(&judged->evidence, &request->envelope);
	judged->evidence.envelope.recipient = *domain;
	if (exempt_early(&judged->evidence.envelope, config) == EXEMPT_NOT)
		inquiry_wait(inquiry, &judged->evidence, NULL);
	verdict_reach(&judged->verdict, &judged->evidence, config);
}

/* Decides for all recipients, at most `most`; the strictest outcome is told apart. */
static void
decide(struct judged *strictest, struct request *request, struct inquiry *inquiry,
	const struct config *config, enum action most)
{
	struct recipients_fold fold = recipients_fold_of(&request->recipients, config, most);
	struct judged current;
	struct dns_name domain;
	bool any = false;

	while (recipients_next_domain(&fold, &domain)) {
		judge_for_domain(&current, request, inquiry, config, &domain);
		if (recipients_decide_domain(
			    &fold, &current.verdict, any ? &strictest->verdict : NULL)) {
			any = true;
			*strictest = current;
		}
	}
}

/* Last on the page: it judges again for each recipient's domain. */
static void
explain_recipients(struct text_buffer *text, const struct request *request,
	const struct decision *decision, struct inquiry *inquiry)
{
	struct judged judged;
	struct decision own = *decision;

	own.verdict = &judged.verdict;
	own.evidence = &judged.evidence;
	if (request->rcpt_count > 0)
		text_append(text, "\nRecipients\n");
	for (size_t i = 0; i < request->rcpt_count; i++) {
		const struct mail_address address = mail_address_of(request->rcpts[i]);
		const struct policy policy = policy_of_recipient(decision->config, &address);

		judge_for_domain(&judged, request, inquiry, decision->config, &address.domain);
		explanation_write_recipient(text, &own, request->rcpts[i], &policy);
	}
}

/* Writes the whole of it, whatever its size; NULL without memory. The caller frees it. */
static char *
record_of(const struct decision *decision)
{
	size_t size = EXPLANATION_SIZE;
	struct text_buffer text;

	for (;;) {
		char *storage = malloc(size);

		if (storage == NULL)
			return NULL;
		text_init(&text, storage, size);
		record_write(&text, decision);
		if (!text.cut)
			return storage;
		size = text.length + text.left_out + 1;
		free(storage);
	}
}

/* What is done for one recipient. */
struct outcome_pair {
	enum action action, would;
};

static struct outcome_pair
outcome_for(const char *recipient, const struct request *request, struct inquiry *inquiry,
	const struct config *config)
{
	const struct mail_address address = mail_address_of(recipient);
	const struct policy policy = policy_of_recipient(config, &address);
	struct judged judged;

	judge_for_domain(&judged, request, inquiry, config, &address.domain);
	policy_apply(&policy, config, &judged.verdict);
	return (struct outcome_pair){judged.verdict.action, judged.verdict.would};
}

/* "accept, would reject: postmaster@example.org", or "reject: 2 recipients" */
static void
append_group(struct text_buffer *headline, const struct outcome_pair *pair, unsigned count,
	const char *recipient)
{
	text_append(headline, headline->length > 0 ? "; " : "");
	text_append(headline, action_name(pair->action));
	if (pair->would != pair->action)
		text_append_format(headline, ", would %s", action_name(pair->would));
	text_append(headline, ": ");
	if (count > 1)
		text_append_format(headline, "%u recipients", count);
	else
		text_append_escaped(headline, recipient, strlen(recipient));
}

/* The groups of recipients for which the same is done, the strictest first; NULL when there is one group only. */
static const char *
headline_of(char headline[HEADLINE_SIZE], const struct decision *decision,
	const struct request *request, struct inquiry *inquiry)
{
	unsigned counts[ACTION_REJECT + 1][ACTION_REJECT + 1] = {{0}}, groups = 0;
	const char *first[ACTION_REJECT + 1][ACTION_REJECT + 1];
	struct text_buffer text;

	for (size_t i = 0; i < request->rcpt_count; i++) {
		const struct outcome_pair pair = outcome_for(
			request->rcpts[i], request, inquiry, decision->config);

		if (counts[pair.action][pair.would]++ == 0) {
			first[pair.action][pair.would] = request->rcpts[i];
			groups++;
		}
	}
	if (groups < 2)
		return NULL;
	text_init(&text, headline, HEADLINE_SIZE);
	for (int action = ACTION_REJECT; action >= 0; action--)
		for (int would = ACTION_REJECT; would >= 0; would--)
			if (counts[action][would] > 0)
				append_group(&text,
					&(struct outcome_pair){
						(enum action)action, (enum action)would},
					counts[action][would], first[action][would]);
	return headline;
}

static char *
explanation_of(
	const struct decision *decision, const struct request *request, struct inquiry *inquiry)
{
	const size_t size = EXPLANATION_SIZE + request->rcpt_count * RECIPIENT_SIZE;
	char *storage = malloc(size), headline[HEADLINE_SIZE];
	const struct explanation_style style = {
		.colour = colour_wanted(),
		.utf8 = utf8_wanted(),
		.width = terminal_width(),
		.headline = headline_of(headline, decision, request, inquiry),
		.sender = request->sender,
	};
	struct text_buffer text;

	if (storage == NULL)
		return NULL;
	text_init(&text, storage, size);
	explanation_write(&text, decision, &style);
	explain_recipients(&text, request, decision, inquiry);
	return storage;
}

static int
print_decision(
	const struct decision *decision, const struct request *request, struct inquiry *inquiry)
{
	char *text = request->json ? record_of(decision)
				   : explanation_of(decision, request, inquiry);
	bool printed;

	if (text == NULL)
		return EXIT_UNAVAILABLE;
	printed = fputs(text, stdout) >= 0 && (!request->json || putchar('\n') != EOF) &&
		fflush(stdout) == 0;
	free(text);
	return printed ? EXIT_DONE : EXIT_UNAVAILABLE;
}

/* How many questions the message needs: judged once more with the largest budget. 0: more than that, or not known. */
static unsigned
questions_needed(struct request *request, struct resolver *resolver, const struct config *config)
{
	struct judged judged;
	struct config larger = *config;
	struct inquiry_totals totals;
	struct inquiry *inquiry;

	larger.dns_queries_per_message = QUERIES_MAX;
	inquiry = inquiry_open(resolver, &larger);
	if (inquiry == NULL)
		return 0;
	decide(&judged, request, inquiry, &larger, ACTION_TAG);
	totals = inquiry_totals_of(inquiry);
	inquiry_release(inquiry);
	return totals.spent ? 0 : totals.queries + totals.cached;
}

static void
tell_budget(struct request *request, struct resolver *resolver, const struct config *config)
{
	const unsigned needed = questions_needed(request, resolver, config);
	const unsigned allowed = (unsigned)config->dns_queries_per_message;

	if (needed == 0)
		printf("This message needs more than the %u questions that any message may ask.\n",
			QUERIES_MAX);
	else
		printf("This message needs %u questions, and dns.queries_per_message allows %u.\n",
			needed, allowed);
}

/* What the milter does between MAIL and the end of a message, in one go: each recipient as at RCPT, then the message as those
 * have it that were not refused. */
static int
judge(struct request *request, struct resolver *resolver, const struct config *config)
{
	struct judged strictest;
	struct inquiry *inquiry = inquiry_open(resolver, config);
	struct decision decision = {.verdict = &strictest.verdict,
		.evidence = &strictest.evidence,
		.config = config,
		.recipients = &request->recipients,
		.time_ms = clock_wall_ms()};
	int status;

	if (inquiry == NULL) {
		fputs("mxvet check: out of memory\n", stderr);
		return EXIT_UNAVAILABLE;
	}
	decide(&strictest, request, inquiry, config, ACTION_REJECT);
	decide(&strictest, request, inquiry, config, ACTION_TAG);
	decision.dns = inquiry_totals_of(inquiry);
	decision_id_of(decision.id, decision_number_next());
	status = print_decision(&decision, request, inquiry);
	if (decision.dns.spent && !request->json)
		tell_budget(request, resolver, config);
	inquiry_release(inquiry);
	return status;
}

static int
check_request(struct request *request)
{
	const struct config *file = NULL;
	struct resolver *resolver = NULL;
	struct config config;
	int status = command_config_open(request->config_path, &file);

	if (status != EXIT_DONE)
		goto out;
	config = *file;
	request->envelope.time_ms = clock_wall_ms();
	if (request->resolvers.count > 0)
		config.resolvers = request->resolvers;
	list_recipients(request, &config);
	resolver = open_resolver(request, &config, &status);
	if (resolver == NULL)
		goto out;
	status = judge(request, resolver, &config);
out:
	resolver_release(resolver);
	recipients_forget(&request->recipients);
	config_release(file);
	return status;
}

static int
check(int argc, char **argv)
{
	struct command_call call = {.command = &command_check, .argc = argc, .argv = argv};
	struct request request = {.json = false};
	int status = EXIT_UNAVAILABLE;

	/* No option can be given more often than there are arguments. */
	request.rcpts = calloc((size_t)argc, sizeof(char *));
	request.resolvers.item = calloc((size_t)argc, sizeof(struct dns_server));
	if (request.rcpts == NULL || request.resolvers.item == NULL)
		goto out;
	status = read_options(&request, &call) ? check_request(&request) : call.status;
out:
	free(request.rcpts);
	free(request.resolvers.item);
	return status;
}
