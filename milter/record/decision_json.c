/* SPDX-License-Identifier: BSD-2-Clause */
#include "evidence_json.h"
#include "mxvet/record.h"

#include <string.h>
#include <time.h>

/* The object of the decision log and of `mxvet check --json`; docs/decision-log.md describes it. */

enum {
	VERSION_OF_FORMAT = 1,
	FIXED_SIZE = 2048, /* keys, words, numbers and brackets of everything that is there once */
	CHECK_FIXED_SIZE = 96, /* of one entry of `checks` */
	RECIPIENT_FIXED_SIZE = 96,
};

static void
write_time(struct json *json, int64_t time_ms)
{
	time_t seconds = (time_t)(time_ms / 1000);
	char text[48];
	struct tm utc;
	size_t length;
	struct text_buffer buffer;

	if (gmtime_r(&seconds, &utc) == NULL)
		utc = (struct tm){.tm_year = 70, .tm_mday = 1};
	text_init(&buffer, text, sizeof(text));
	length = strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &utc);
	buffer.length = length;
	text_append_format(&buffer, ".%03uZ", (unsigned)(time_ms % 1000));
	json_text(json, "time", buffer.text);
}

static void
write_parties(struct json *json, const struct evidence *evidence)
{
	const struct envelope *envelope = &evidence->envelope;
	const struct dns_name *name = facts_confirmed_name(evidence);
	char client[IP_ADDR_TEXT_SIZE];
	bool greeted = envelope->helo.kind != HELO_NOT_GIVEN;

	ip_addr_format(&envelope->client, client);
	json_text(json, "client", envelope->client.family != 0 ? client : NULL);
	json_text(json, "client_name", name != NULL ? name->text : NULL);
	json_text(json, "helo", greeted ? envelope->helo.text : NULL);
	json_text(json, "from", envelope_from(envelope));
}

static const char *
recipient_text(const struct recipient *recipient)
{
	const char *text = recipient->address != NULL ? recipient->address : recipient->domain;

	return text != NULL ? text : "";
}

static unsigned
recipients_listed(const struct decision *decision)
{
	const struct recipient_list *list = decision->recipients;

	if (list == NULL)
		return 0;
	return list->count < RECIPIENTS_MAX ? list->count : RECIPIENTS_MAX;
}

static void
write_recipients(struct json *json, const struct decision *decision)
{
	unsigned count = recipients_listed(decision);

	json_list_begin(json, "rcpts");
	for (unsigned i = 0; i < count; i++) {
		const struct recipient *recipient = &decision->recipients->item[i];

		json_object_begin(json, NULL);
		json_text(json, "address", recipient_text(recipient));
		json_text(json, "action", action_name(recipient->action));
		json_text(json, "section", recipient->policy.section);
		json_object_end(json);
	}
	json_list_end(json);
}

static void
write_checks(struct json *json, const struct verdict *verdict)
{
	json_object_begin(json, "checks");
	for (unsigned check = 0; check < CHECK_COUNT; check++) {
		const struct finding *finding = &verdict->findings[check];

		json_object_begin(json, check_name((enum check)check));
		json_text(json, "outcome", outcome_name(finding->outcome));
		json_points(json, "points", finding->points);
		json_text(json, "because", finding->because);
		json_object_end(json);
	}
	json_object_end(json);
}

static void
write_verdict(struct json *json, const struct decision *decision)
{
	const struct verdict *verdict = decision->verdict;

	json_points(json, "score", verdict->score);
	json_text(json, "action", action_name(verdict->action));
	json_text(json, "would", action_name(verdict->would));
	json_text(json, "mode", mode_name(decision->verdict->mode));
	json_text(json, "exempt", exemption_name(verdict->exempt));
	write_checks(json, verdict);
}

static void
write_dns(struct json *json, const struct inquiry_totals *dns)
{
	json_object_begin(json, "dns");
	json_number(json, "queries", dns->queries);
	json_number(json, "cached", dns->cached);
	json_milliseconds(json, "ms", dns->waited_us);
	json_number(json, "failed", dns->failed);
	json_object_end(json);
}

static void
write_origin(struct json *json, const struct config *config)
{
	char fingerprint[9];
	struct text_buffer buffer;

	text_init(&buffer, fingerprint, sizeof(fingerprint));
	text_append_format(&buffer, "%08x", (unsigned)config->fingerprint);
	json_text(json, "config", fingerprint);
	json_text(json, "version", MXVET_VERSION);
}

void
log_json(struct text_buffer *buffer, const struct decision *decision)
{
	struct json json = {.buffer = buffer};

	json_object_begin(&json, NULL);
	json_number(&json, "v", VERSION_OF_FORMAT);
	write_time(&json, decision->time_ms);
	json_text(&json, "id", decision->id);
	json_text(&json, "queue_id", decision->queue_id[0] != '\0' ? decision->queue_id : NULL);
	write_parties(&json, decision->evidence);
	write_recipients(&json, decision);
	write_verdict(&json, decision);
	evidence_json_write(&json, decision->evidence);
	write_dns(&json, &decision->dns);
	write_origin(&json, decision->config);
	json_object_end(&json);
}

static size_t
text_size(const char *text)
{
	return strlen(text) * JSON_OCTET_MAX;
}

static size_t
recipient_size(const struct recipient *recipient)
{
	return RECIPIENT_FIXED_SIZE + text_size(recipient_text(recipient)) +
		(recipient->policy.section != NULL ? text_size(recipient->policy.section) : 0);
}

size_t
log_json_size(const struct decision *decision)
{
	const struct envelope *envelope = &decision->evidence->envelope;
	const char *sender = envelope_from(envelope);
	size_t size = FIXED_SIZE + evidence_json_size(decision->evidence);

	size += text_size(envelope->helo.text) + text_size(decision->queue_id);
	size += sender != NULL ? text_size(sender) : 0;
	size += DNS_NAME_MAX * JSON_OCTET_MAX; /* client_name */
	for (unsigned i = 0; i < CHECK_COUNT; i++)
		size += CHECK_FIXED_SIZE + text_size(decision->verdict->findings[i].because);
	for (unsigned i = 0; i < recipients_listed(decision); i++)
		size += recipient_size(&decision->recipients->item[i]);
	return size;
}
