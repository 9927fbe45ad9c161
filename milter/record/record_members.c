/* SPDX-License-Identifier: BSD-2-Clause */
#include "record_members.h"

#include <string.h>

#include "fields.h"
#include "record_recipients.h"
#include "record_room.h"
#include "record_time.h"

/* The members around the evidence: how each is written from a decision, and read into a record. */

enum { VERSION_OF_FORMAT = 1, WORD_SIZE = 32 };

static void
write_version_of_format(struct json *json, const char *key, const struct decision *decision)
{
	(void)decision;
	json_number(json, key, VERSION_OF_FORMAT);
}

static bool
read_version_of_format(struct json_reader *reader, struct record *record)
{
	int64_t version = 0;

	(void)record;
	return json_read_number(reader, INT32_MAX, &version) &&
		(version == VERSION_OF_FORMAT ||
			json_complain(reader, "a record of another version of the format"));
}

static void
write_time(struct json *json, const char *key, const struct decision *decision)
{
	char text[RECORD_TIME_SIZE];

	json_text(json, key, record_time_format(decision->time_ms, text));
}

static bool
read_time(struct json_reader *reader, struct record *record)
{
	char text[64];

	if (!json_read_text(reader, text, sizeof(text)))
		return false;
	return record_time_parse(&record->time_ms, text) ||
		json_complain(reader, "no time as in 2026-11-21T16:00:00.123Z");
}

static void
write_id(struct json *json, const char *key, const struct decision *decision)
{
	json_text(json, key, decision->id);
}

static bool
read_id(struct json_reader *reader, struct record *record)
{
	return json_read_text(reader, record->id, sizeof(record->id));
}

static void
write_queue_id(struct json *json, const char *key, const struct decision *decision)
{
	json_text(json, key, decision->queue_id[0] != '\0' ? decision->queue_id : NULL);
}

static bool
read_queue_id(struct json_reader *reader, struct record *record)
{
	return json_take_null(reader) ||
		json_read_text(reader, record->queue_id, sizeof(record->queue_id));
}

static void
write_client(struct json *json, const char *key, const struct decision *decision)
{
	const struct ip_addr *client = &decision->evidence->envelope.client;
	char text[IP_ADDR_TEXT_SIZE];

	json_text(json, key, client->family != 0 ? ip_addr_format(client, text) : NULL);
}

static bool
read_client(struct json_reader *reader, struct record *record)
{
	char text[64];

	if (json_take_null(reader))
		return true;
	if (!json_read_text(reader, text, sizeof(text)))
		return false;
	return ip_addr_parse(&record->evidence.envelope.client, text) ||
		json_complain(reader, "no IP address");
}

/* Follows from the evidence, and stands there for people. */
static void
write_client_name(struct json *json, const char *key, const struct decision *decision)
{
	const struct dns_name *name = facts_confirmed_name(decision->evidence);

	json_text(json, key, name != NULL ? name->text : NULL);
}

static void
write_helo(struct json *json, const char *key, const struct decision *decision)
{
	const struct helo_identity *helo = &decision->evidence->envelope.helo;

	json_text(json, key, helo->kind != HELO_NOT_GIVEN ? helo->text : NULL);
}

static bool
read_helo(struct json_reader *reader, struct record *record)
{
	char text[HELO_TEXT_SIZE];

	if (json_take_null(reader))
		return true;
	if (!json_read_text(reader, text, sizeof(text)))
		return false;
	helo_identity_read(&record->evidence.envelope.helo, text);
	return true;
}

static void
write_host(struct json *json, const char *key, const struct decision *decision)
{
	const struct dns_name *name = &decision->evidence->envelope.own_name;
	const char *claimed = decision->config->authserv_id;

	if (name->length > 0)
		json_text(json, key, name->text);
	else
		json_text(json, key, claimed[0] != '\0' ? claimed : NULL);
}

static bool
read_host(struct json_reader *reader, struct record *record)
{
	char text[DNS_NAME_MAX + 2];

	if (json_take_null(reader))
		return true;
	if (!json_read_text(reader, text, sizeof(text)))
		return false;
	(void)dns_name_of_shown(&record->host, text); /* for people: no name is no mistake */
	return true;
}

static void
write_from(struct json *json, const char *key, const struct decision *decision)
{
	json_text(json, key, envelope_from(&decision->evidence->envelope));
}

/* What it is depends on evidence.sender.kind too, which may come later. */
static bool
read_from(struct json_reader *reader, struct record *record)
{
	struct record_room *room = (struct record_room *)record;

	if (json_take_null(reader))
		return true;
	room->sender_told = json_read_text(reader, room->sender, sizeof(room->sender) - 2);
	return room->sender_told;
}

static void
write_score(struct json *json, const char *key, const struct decision *decision)
{
	json_points(json, key, decision->verdict->score);
}

static bool
read_score(struct json_reader *reader, struct record *record)
{
	return json_read_points(reader, &record->verdict.score);
}

static void
write_action(struct json *json, const char *key, const struct decision *decision)
{
	json_text(json, key, action_name(decision->verdict->action));
}

static void
write_would(struct json *json, const char *key, const struct decision *decision)
{
	json_text(json, key, action_name(decision->verdict->would));
}

static bool
read_action(struct json_reader *reader, struct record *record)
{
	return record_action_read(reader, &record->verdict.action);
}

static bool
read_would(struct json_reader *reader, struct record *record)
{
	return record_action_read(reader, &record->verdict.would);
}

static void
write_mode(struct json *json, const char *key, const struct decision *decision)
{
	json_text(json, key, mode_name(decision->verdict->mode));
}

static bool
read_mode(struct json_reader *reader, struct record *record)
{
	char text[WORD_SIZE];

	if (!json_read_text(reader, text, sizeof(text)))
		return false;
	record->verdict.mode = strcmp(text, mode_name(MODE_ENFORCE)) == 0 ? MODE_ENFORCE
									  : MODE_OBSERVE;
	return strcmp(text, mode_name(record->verdict.mode)) == 0 ||
		json_complain(reader, "no mode: observe or enforce");
}

static void
write_exempt(struct json *json, const char *key, const struct decision *decision)
{
	json_text(json, key, exemption_name(decision->verdict->exempt));
}

static bool
read_exempt(struct json_reader *reader, struct record *record)
{
	char text[WORD_SIZE];
	enum exemption *exempt = &record->verdict.exempt;

	if (json_take_null(reader))
		return true;
	if (!json_read_text(reader, text, sizeof(text)))
		return false;
	for (*exempt = EXEMPT_AUTHENTICATED; *exempt <= EXEMPT_BACKUP; ++*exempt)
		if (strcmp(text, exemption_name(*exempt)) == 0)
			return true;
	*exempt = EXEMPT_NOT;
	return json_complain(reader, "none of the reasons for an exemption");
}

static void
write_checks(struct json *json, const char *key, const struct decision *decision)
{
	json_object_begin(json, key);
	for (unsigned check = 0; check < CHECK_COUNT; check++) {
		const struct finding *finding = &decision->verdict->findings[check];

		json_object_begin(json, check_name((enum check)check));
		json_text(json, "outcome", outcome_name(finding->outcome));
		json_points(json, "points", finding->points);
		json_text(json, "because", finding->because);
		json_object_end(json);
	}
	json_object_end(json);
}

/* An outcome that this version does not know is none. */
static enum outcome
outcome_of_word(enum check check, const char *word)
{
	enum outcome outcome;

	if (strcmp(word, outcome_name(outcome_temperror)) == 0)
		return outcome_temperror;
	outcome = outcome_find(check, word);
	return outcome != OUTCOME_COUNT ? outcome : outcome_none;
}

static bool
read_finding(struct json_reader *reader, enum check check, struct finding *finding)
{
	struct json_key key;
	char word[WORD_SIZE];

	if (!json_enter(reader, '{'))
		return false;
	while (json_next_member(reader, &key)) {
		if (json_key_is(&key, "points"))
			json_read_points(reader, &finding->points);
		else if (json_key_is(&key, "because"))
			json_read_text(reader, finding->because, sizeof(finding->because));
		else if (!json_key_is(&key, "outcome"))
			json_pass_over(reader);
		else if (json_read_text(reader, word, sizeof(word)))
			finding->outcome = outcome_of_word(check, word);
	}
	return reader->wrong == NULL;
}

/* Checks come in the table's order as a rule: the one after the last is looked at first. */
static enum check
check_of_key(const struct json_key *key, enum check hint)
{
	for (unsigned i = 0; i < CHECK_COUNT; i++) {
		enum check check = (enum check)((hint + i) % CHECK_COUNT);

		if (json_key_is(key, check_name(check)))
			return check;
	}
	return CHECK_COUNT;
}

static bool
read_checks(struct json_reader *reader, struct record *record)
{
	enum check next = 0;
	struct json_key key;

	if (!json_enter(reader, '{'))
		return false;
	while (json_next_member(reader, &key)) {
		const enum check check = check_of_key(&key, next);

		json_path_set(reader, 1, &key);
		if (check == CHECK_COUNT) {
			json_pass_over(reader);
			continue;
		}
		read_finding(reader, check, &record->verdict.findings[check]);
		next = check + 1;
	}
	return reader->wrong == NULL;
}

static void
write_evidence(struct json *json, const char *key, const struct decision *decision)
{
	json_object_begin(json, key);
	fields_write(json, evidence_fields, decision->evidence);
	json_object_end(json);
}

static bool
read_evidence(struct json_reader *reader, struct record *record)
{
	return json_enter(reader, '{') && fields_read(reader, evidence_fields, &record->evidence);
}

static void
write_dns(struct json *json, const char *key, const struct decision *decision)
{
	const struct inquiry_totals *dns = &decision->dns;

	json_object_begin(json, key);
	json_number(json, "queries", dns->queries);
	json_number(json, "cached", dns->cached);
	json_milliseconds(json, "ms", dns->waited_us);
	json_number(json, "failed", dns->failed);
	json_object_end(json);
}

static bool
read_unsigned(struct json_reader *reader, unsigned *value)
{
	int64_t number = 0;

	if (!json_read_number(reader, INT32_MAX, &number))
		return false;
	*value = (unsigned)number;
	return true;
}

static bool
read_dns(struct json_reader *reader, struct record *record)
{
	struct inquiry_totals *dns = &record->dns;
	struct json_key key;

	if (!json_enter(reader, '{'))
		return false;
	while (json_next_member(reader, &key)) {
		if (json_key_is(&key, "queries"))
			read_unsigned(reader, &dns->queries);
		else if (json_key_is(&key, "cached"))
			read_unsigned(reader, &dns->cached);
		else if (json_key_is(&key, "failed"))
			read_unsigned(reader, &dns->failed);
		else if (json_key_is(&key, "ms"))
			json_read_milliseconds(reader, &dns->waited_us);
		else
			json_pass_over(reader);
	}
	return reader->wrong == NULL;
}

static void
write_config(struct json *json, const char *key, const struct decision *decision)
{
	char fingerprint[sizeof(((struct record *)0)->config)];
	struct text_buffer buffer;

	text_init(&buffer, fingerprint, sizeof(fingerprint));
	text_append_format(&buffer, "%08x", (unsigned)decision->config->fingerprint);
	json_text(json, key, fingerprint);
}

static bool
read_config(struct json_reader *reader, struct record *record)
{
	return json_read_text(reader, record->config, sizeof(record->config));
}

static void
write_version(struct json *json, const char *key, const struct decision *decision)
{
	(void)decision;
	json_text(json, key, MXVET_VERSION);
}

static bool
read_version(struct json_reader *reader, struct record *record)
{
	return json_read_text(reader, record->version, sizeof(record->version));
}

/* clang-format off */
const struct record_member record_members[] = {
	{"v", write_version_of_format, read_version_of_format, "1", "version of this format; it changes only when a member changes its meaning"},
	{"time", write_time, read_time, "\"2026-11-21T16:00:00.123Z\"", "when it was decided, UTC"},
	{"id", write_id, read_id, "\"5kq2f1c0\"", "the id in the header, the mail log and the SMTP reply"},
	{"queue_id", write_queue_id, read_queue_id, "\"4ZxYabc\"", "the MTA's; `null`: the message was never accepted, see below"},
	{"client", write_client, read_client, "\"192.0.2.1\"", "the connecting host; `null`: no IP client"},
	{"client_name", write_client_name, NULL, "\"mail.example.net\"", "its first reverse name that leads back to it; `null`: none does"},
	{"helo", write_helo, read_helo, "\"mail.example.net\"", "as the client said it, at most 255 octets; `null`: not given"},
	{"host", write_host, read_host, "\"mx1.example.org\"", "the MTA's own name (macro `{j}`), by which the logs of several hosts are told apart; in `mxvet check` the configured `authserv_id`, or `null`"},
	{"from", write_from, read_from, "\"example.net\"", "the sender's domain; `\"\"` the null sender; `\"@\"` an address without a domain; any other text that is no domain name: the domain part as it was given, at most 127 octets; `null`: not given. Never a local part"},
	{"rcpts", record_recipients_write, record_recipients_read, "[{\"address\":\"example.org\",\"action\":\"defer\",\"section\":null,\"reply\":\"450 4.7.1 ...\",\"greylist\":{\"answer\":\"first\",\"after\":0}}]", "the recipients, at most 1,000: the domain, or with `log { addresses = full }` the address; foreign octets in it as `\\ooo`. `section`: the recipient section of the configuration that matched. `reply`: the refusal as it was given, or `null`. `greylist`: what the greylist answered (`first`, `early`, `passed`, `known`) and after how many seconds, or `null` when it was not asked"},
	{"score", write_score, read_score, "-2.00", "the sum of all `points`"},
	{"action", write_action, read_action, "\"accept\"", "what was done: `accept`, `tag`, `defer`, `reject`; the strictest among the recipients that were accepted, or among all when none was"},
	{"would", write_would, read_would, "\"accept\"", "what the score asks for, of the same recipient"},
	{"mode", write_mode, read_mode, "\"observe\"", "`observe`: nothing beyond `tag` is done; `enforce`: it was. That of the recipient whose `action` is told"},
	{"exempt", write_exempt, read_exempt, "null", "why it was not judged: `authenticated`, `local`, `network`, `certificate`, `name`, `domain`, `backup`; `null`: it was judged"},
	{"checks", write_checks, read_checks, "{\"iprev\":{\"outcome\":\"pass\",\"points\":-0.30,\"because\":\"mail.example.net -> 192.0.2.1\"}, ...}", "every check, `none` included: its outcome, the points that counted (after softening and the credit limit), the reason in words"},
	{"evidence", write_evidence, read_evidence, "see below", "the facts"},
	{"dns", write_dns, read_dns, "{\"queries\":7,\"cached\":3,\"ms\":41.2,\"failed\":0}", "questions asked, answers from the cache, time that the message waited, answers that failed"},
	{"config", write_config, read_config, "\"9f2c01ab\"", "fingerprint of the settings that decide verdicts"},
	{"version", write_version, read_version, "\"0.1.0\"", "of mxvet"},
	{NULL, NULL, NULL, NULL, NULL},
};
/* clang-format on */
