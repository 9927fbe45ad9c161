/* SPDX-License-Identifier: BSD-2-Clause */
#include "session.h"

#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "mxvet/clock.h"
#include "mxvet/log.h"
#include "mxvet/metrics.h"

#include "mxvet/recipients.h"

struct session *
session_open(struct service *service)
{
	struct session *session = calloc(1, sizeof(*session));

	if (session == NULL)
		return NULL;
	session->service = service;
	session->config = config_share(service->config);
	metric_count(METRIC_sessions);
	return session;
}

void
session_close(struct session *session)
{
	if (session == NULL)
		return;
	session_abort(session);
	config_release(session->config);
	free(session);
}

static struct ip_addr
client_address(const struct sockaddr *address)
{
	if (address != NULL && address->sa_family == AF_INET) {
		struct sockaddr_in v4;

		memcpy(&v4, address, sizeof(v4));
		return ip_addr_of_v4((const uint8_t *)&v4.sin_addr);
	}
	if (address != NULL && address->sa_family == AF_INET6) {
		struct sockaddr_in6 v6;

		memcpy(&v6, address, sizeof(v6));
		return ip_addr_of_v6(v6.sin6_addr.s6_addr);
	}
	return (struct ip_addr){0};
}

/* The port has one place in both families. */
static bool
has_port(const struct sockaddr *address)
{
	struct sockaddr_in v4;

	memcpy(&v4, address, sizeof(v4));
	return v4.sin_port != 0;
}

/*
 * sendmail(1) talks to no socket: MTAs call such a client "localhost" and give no address, or the
 * loopback address with port 0. A client that hung up before anybody could ask for its address has
 * none either, but is not called "localhost"; and a simulated one (XCLIENT) may lack a port, but
 * not its address.
 */
static bool
is_local(const char *name, const struct sockaddr *address, const struct ip_addr *client)
{
	static const uint8_t loopback_v4[4] = {127, 0, 0, 1};
	static const uint8_t loopback_v6[16] = {[15] = 1};
	struct ip_addr v4 = ip_addr_of_v4(loopback_v4), v6 = ip_addr_of_v6(loopback_v6);

	if (address != NULL && address->sa_family == AF_UNIX)
		return true;
	if (client->family == 0)
		return name != NULL && strcmp(name, "localhost") == 0;
	return !has_port(address) && (ip_addr_equal(client, &v4) || ip_addr_equal(client, &v6));
}

/* Follows up what has come and asks what is now known to be open. Without memory nothing is asked,
 * and the end of the message finds everything failed. */
static void
look_further(struct session *session)
{
	struct evidence evidence;

	if (session->exempt != EXEMPT_NOT)
		return;
	if (session->inquiry == NULL)
		session->inquiry = inquiry_open(session->service->resolver, session->config);
	if (session->inquiry == NULL || !inquiry_has_news(session->inquiry, &session->envelope))
		return;
	evidence = (struct evidence){.envelope = session->envelope};
	inquiry_step(session->inquiry, &evidence);
}

void
session_connect(struct session *session, const char *name, const struct sockaddr *address,
	const char *own_name)
{
	struct envelope *envelope = &session->envelope;

	envelope->client = client_address(address);
	envelope->local = is_local(name, address, &envelope->client);
	if (own_name != NULL)
		dns_name_parse(&envelope->own_name, own_name);
	session->exempt = exempt_early(envelope, session->config);
}

void
session_helo(struct session *session, const char *argument)
{
	helo_identity_read(&session->envelope.helo, argument);
}

void
session_mail(struct session *session, const char *sender, bool authenticated)
{
	session_abort(session);
	session->in_message = true;
	atomic_fetch_add(&session->service->under_way, 1);
	envelope_set_sender(&session->envelope, sender);
	session->envelope.authenticated = authenticated && session->config->trust_mta_authenticated;
	session->exempt = exempt_early(&session->envelope, session->config);
	look_further(session);
	if (session->inquiry != NULL)
		inquiry_start_clock(session->inquiry);
}

void
session_rcpt(struct session *session, const char *recipient)
{
	if (session->envelope.recipients == 0)
		metric_count(METRIC_messages);
	if (session->envelope.recipients < UINT16_MAX)
		session->envelope.recipients++;
	recipients_add(&session->recipients, recipient, session->config->log_addresses);
	look_further(session);
}

void
session_data(struct session *session)
{
	look_further(session);
}

void
session_header(struct session *session, const char *name, const char *value)
{
	if (session->config->headers_strip)
		forged_fields_note(&session->forged, name, value,
			header_authserv_id(session->config, &session->envelope));
}

/* Without memory for an inquiry nothing could be asked: every look-up has failed. */
static void
fail_everything(struct evidence *evidence)
{
	const struct address_set failed = {
		.lookup = LOOKUP_FAILED, .failure = DNS_FAILURE_UNAVAILABLE};

	evidence->ptr.lookup = evidence->mx.lookup = LOOKUP_FAILED;
	evidence->ptr.failure = evidence->mx.failure = DNS_FAILURE_UNAVAILABLE;
	evidence->helo.v4 = evidence->helo.v6 = failed;
	evidence->sender.v4 = evidence->sender.v6 = failed;
	evidence->spf.result = SPF_RESULT_TEMPERROR;
}

static void
complete(struct session *session, struct evidence *evidence, const struct wait_hooks *hooks,
	struct inquiry_totals *totals)
{
	if (session->exempt != EXEMPT_NOT)
		return;
	if (session->inquiry == NULL)
		session->inquiry = inquiry_open(session->service->resolver, session->config);
	if (session->inquiry == NULL) {
		fail_everything(evidence);
		return;
	}
	inquiry_wait(session->inquiry, evidence, hooks);
	*totals = inquiry_totals_of(session->inquiry);
}

static void
copy_queue_id(char copy[QUEUE_ID_SIZE], const char *queue_id)
{
	struct text_buffer text;

	text_init(&text, copy, QUEUE_ID_SIZE);
	if (queue_id != NULL)
		text_append_escaped(&text, queue_id, strlen(queue_id));
}

/* Each goes in at the top, so the last one in the table goes first. */
static void
insert_headers(const struct decision *decision, const struct header_edits *edits)
{
	char storage[HEADER_FIELD_SIZE];
	struct text_buffer value;

	for (int i = HEADER_COUNT - 1; i >= 0; i--) {
		const struct header_row *row = &header_table[i];

		text_init(&value, storage, sizeof(storage));
		if (row->enabled(decision->config) && row->write(&value, decision))
			edits->insert(edits->state, row->name, storage);
	}
}

/* Logs never cost a message: without memory for a line, the line is lost. */
static void
write_logs(const struct decision *decision)
{
	char storage[LOG_LINE_SIZE];
	struct text_buffer line, json;
	size_t size = log_json_size(decision);
	char *json_storage = malloc(size);

	text_init(&line, storage, sizeof(storage));
	log_line(&line, decision);
	log_write(LOG_LEVEL_INFO, "%s", storage);
	if (json_storage == NULL)
		return;
	text_init(&json, json_storage, size);
	log_json(&json, decision);
	log_decision(json_storage, json.length);
}

static void
edit_headers(const struct session *session, const struct decision *decision,
	const struct header_edits *edits)
{
	if (session->forged.others_cut)
		log_write(LOG_LEVEL_WARNING, "id=%s: more forged fields than can be removed",
			decision->id);
	forged_fields_remove(&session->forged, edits);
	insert_headers(decision, edits);
}

void
session_end(struct session *session, const char *queue_id, const struct wait_hooks *hooks,
	const struct header_edits *edits)
{
	struct evidence evidence = {.envelope = session->envelope};
	struct verdict verdict;
	struct decision decision = {
		.verdict = &verdict,
		.evidence = &evidence,
		.config = session->config,
		.recipients = &session->recipients,
	};

	complete(session, &evidence, hooks, &decision.dns);
	verdict_reach(&verdict, &evidence, session->config);
	recipients_decide(&session->recipients, verdict.action);
	decision.time_ms = clock_wall_ms();
	decision_id_of(decision.id, decision_number_next());
	copy_queue_id(decision.queue_id, queue_id);
	edit_headers(session, &decision, edits);
	write_logs(&decision);
	session_abort(session);
}

void
session_abort(struct session *session)
{
	struct envelope *envelope = &session->envelope;

	inquiry_release(session->inquiry);
	session->inquiry = NULL;
	recipients_forget(&session->recipients);
	forged_fields_forget(&session->forged);
	envelope->recipients = 0;
	envelope->authenticated = false;
	envelope_set_sender(envelope, NULL);
	if (session->in_message)
		atomic_fetch_sub(&session->service->under_way, 1);
	session->in_message = false;
}
