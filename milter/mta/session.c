/* SPDX-License-Identifier: BSD-2-Clause */
#include "session.h"

#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "mxvet/log.h"
#include "mxvet/metrics.h"
#include "mxvet/recipients.h"

#include "decide.h"
#include "tell.h"

struct session *
session_open(struct service *service)
{
	struct session *session = calloc(1, sizeof(*session));

	if (session == NULL)
		return NULL;
	session->service = service;
	service_pin(service, &session->config, &session->resolver);
	metric_count(METRIC_sessions);
	return session;
}

static void
forget_message(struct session *session)
{
	struct envelope *envelope = &session->envelope;

	inquiry_release(session->inquiry);
	session->inquiry = NULL;
	recipients_forget(&session->recipients);
	forged_fields_forget(&session->forged);
	session->id[0] = '\0';
	session->has_recipient = session->told = false;
	envelope->recipients = 0;
	envelope->recipient = (struct dns_name){0};
	envelope->authenticated = false;
	envelope_set_sender(envelope, NULL);
	if (session->in_message)
		atomic_fetch_sub(&session->service->under_way, 1);
	session->in_message = false;
}

void
session_close(struct session *session)
{
	if (session == NULL)
		return;
	session_abort(session);
	config_release(session->config);
	resolver_release(session->resolver);
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
	struct decided *room;

	if (session->exempt != EXEMPT_NOT)
		return;
	if (session->inquiry == NULL)
		session->inquiry = inquiry_open(session->resolver, session->config);
	if (session->inquiry == NULL || !inquiry_has_news(session->inquiry, &session->envelope))
		return;
	room = decided_take();
	if (room == NULL)
		return;
	evidence_init(&room->evidence, &session->envelope);
	inquiry_step(session->inquiry, &room->evidence);
	decided_give(room);
}

/* As SMTP writes addresses (RFC 5321 4.1.3), without the brackets. */
static struct ip_addr
address_of_macro(const char *text)
{
	static const char tag[] = "IPv6:";
	struct ip_addr address;

	if (strncasecmp(text, tag, sizeof(tag) - 1) == 0)
		text += sizeof(tag) - 1;
	ip_addr_parse(&address, text);
	return address;
}

void
session_connect(struct session *session, const char *name, const struct sockaddr *address,
	const char *own_name, const char *own_address)
{
	struct envelope *envelope = &session->envelope;

	envelope->client = client_address(address);
	envelope->local = is_local(name, address, &envelope->client);
	if (own_name != NULL)
		dns_name_parse(&envelope->own_name, own_name);
	if (own_address != NULL)
		envelope->own_address = address_of_macro(own_address);
	session->exempt = exempt_early(envelope, session->config);
	look_further(session);
}

/*
 * A transaction that had a recipient leaves its line in the log, however it ends, and without
 * waiting: nobody waits for the answer. Where all were refused, each was so as one recipient.
 */
static void
tell_unfinished(struct session *session)
{
	struct decided *decided;

	if (!session->has_recipient || session->told)
		return;
	session->told = true;
	if (session->envelope.recipients == 0)
		session->envelope.recipients = 1;
	decided = decided_take();
	if (decided == NULL) {
		log_decision(NULL, 0);
		return;
	}
	decide_message(decided, session, NULL);
	tell_logs(decided);
	decided_give(decided);
}

void
session_helo(struct session *session, const char *argument)
{
	tell_unfinished(session); /* as it was under its own HELO */
	helo_identity_read(&session->envelope.helo, argument);
	if (!session->in_message) {
		look_further(session);
		return;
	}
	/* Where the MTA goes on all the same, nothing of what was found, or given up, holds under the new name. */
	inquiry_release(session->inquiry);
	session->inquiry = NULL;
}

void
session_mail(struct session *session, const char *sender, bool authenticated)
{
	if (session->in_message)
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

/* What log and reply call the message, from its first recipient on. */
static void
give_id(struct session *session)
{
	if (session->id[0] == '\0')
		decision_id_of(session->id, decision_number_next());
}

static void
note_recipient(struct session *session)
{
	if (!session->has_recipient)
		metric_count(METRIC_messages);
	session->has_recipient = true;
	give_id(session);
}

/* Whether there is anything to wait for before the end of the message. */
static bool
may_be_refused(const struct session *session, const struct policy *policy)
{
	return policy->mode == MODE_ENFORCE && !policy->protected && session->exempt == EXEMPT_NOT;
}

/* Without memory he is accepted. */
static enum action
decide_for(struct session *session, const struct policy *policy, const char *recipient,
	const struct wait_hooks *hooks, const struct refusal *refusal)
{
	struct decided *decided = decided_take();
	enum action action = ACTION_ACCEPT;

	if (decided != NULL)
		action = decide_recipient(decided, session, policy, recipient, hooks, refusal);
	decided_give(decided);
	return action;
}

enum action
session_rcpt(struct session *session, const char *recipient, const struct wait_hooks *hooks,
	const struct refusal *refusal)
{
	const struct mail_address address = mail_address_of(recipient);
	const struct policy policy = policy_of_recipient(session->config, &address);
	const uint16_t accepted = session->envelope.recipients;
	enum action action = ACTION_ACCEPT;
	struct recipient *listed;

	note_recipient(session);
	session->envelope.recipient = address.domain;
	if (accepted < UINT16_MAX)
		session->envelope.recipients++;
	if (may_be_refused(session, &policy))
		action = decide_for(session, &policy, recipient, hooks, refusal);
	else
		look_further(session);
	if (action > ACTION_TAG)
		session->envelope.recipients = accepted;
	listed = recipients_add(&session->recipients, session->config, recipient);
	if (listed != NULL)
		listed->action = action;
	return action;
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

static void
copy_queue_id(char copy[QUEUE_ID_SIZE], const char *queue_id)
{
	struct text_buffer text;

	text_init(&text, copy, QUEUE_ID_SIZE);
	if (queue_id != NULL)
		text_append_escaped(&text, queue_id, strlen(queue_id));
}

/* Also in observe mode, the only refusal there: what could not be taken out would be believed. */
static void
refuse_forgery(struct session *session, struct decided *decided, const struct refusal *refusal)
{
	struct smtp_reply reply = {.code = "550", .enhanced = "5.7.1"};
	struct text_buffer text;

	text_init(&text, reply.text, sizeof(reply.text));
	text_append_format(&text,
		"more than %d header fields in the name of this server's own filter; send the message"
		" without them (id %s)",
		FORGED_FIELDS_MAX, session->id);
	log_write(LOG_LEVEL_WARNING, "id=%s: refused for more than %d forged header fields",
		session->id, FORGED_FIELDS_MAX);
	if (!refusal->say(refusal->state, &reply))
		return;
	decided->verdict.action = ACTION_REJECT;
	for (unsigned i = 0; i < session->recipients.count; i++)
		session->recipients.item[i].action = ACTION_REJECT;
}

static enum action
tell(struct session *session, struct decided *decided, const struct header_edits *edits,
	const struct refusal *refusal)
{
	if (forged_fields_are_too_many(&session->forged))
		refuse_forgery(session, decided, refusal);
	else
		tell_header(&decided->decision, &session->forged, edits);
	tell_logs(decided);
	return decided->verdict.action;
}

static void
pass_unseen(const struct session *session, const struct header_edits *edits)
{
	log_write(LOG_LEVEL_ERROR, "id=%s: no memory to judge a message: it passes unseen",
		session->id);
	log_decision(NULL, 0);
	forged_fields_remove(&session->forged, edits);
}

enum action
session_end(struct session *session, const char *queue_id, const struct wait_hooks *hooks,
	const struct header_edits *edits, const struct refusal *refusal)
{
	struct decided *decided = decided_take();
	enum action action = ACTION_ACCEPT;

	give_id(session);
	if (decided != NULL) {
		decide_message(decided, session, hooks);
		copy_queue_id(decided->decision.queue_id, queue_id);
		action = tell(session, decided, edits, refusal);
	} else {
		pass_unseen(session, edits);
	}
	decided_give(decided);
	forget_message(session);
	return action;
}

void
session_abort(struct session *session)
{
	tell_unfinished(session);
	forget_message(session);
}
