/* SPDX-License-Identifier: BSD-2-Clause */
#include "session.h"

#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "mxvet/clock.h"
#include "mxvet/log.h"
#include "mxvet/metrics.h"
#include "mxvet/recipients.h"

#include "decide.h"
#include "report.h"

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
	if (session->message.under_way)
		atomic_fetch_sub(&session->service->under_way, 1);
	message_clear(&session->message);
	envelope_forget_message(&session->envelope);
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
	struct message *message = &session->message;
	struct workspace *workspace;

	if (session->exempt != EXEMPT_NOT)
		return;
	if (message->inquiry == NULL)
		message->inquiry = inquiry_open(session->resolver, session->config);
	if (message->inquiry == NULL || !inquiry_has_news(message->inquiry, &session->envelope))
		return;
	workspace = workspace_take();
	if (workspace == NULL)
		return;
	evidence_init(&workspace->evidence, &session->envelope);
	inquiry_step(message->inquiry, &workspace->evidence);
	workspace_give(workspace);
}

static const char *
macro_value(const struct macros *macros, const char *name)
{
	return macros->value(macros->state, name);
}

static bool
has_macro(const struct macros *macros, const char *name)
{
	const char *value = macro_value(macros, name);

	return value != NULL && value[0] != '\0';
}

/* An address as SMTP writes it (RFC 5321 4.1.3), without the brackets. */
static struct ip_addr
address_of_macro(const char *text)
{
	static const char tag[] = "IPv6:";
	struct ip_addr address = {0};

	if (text == NULL)
		return address;
	if (strncasecmp(text, tag, sizeof(tag) - 1) == 0)
		text += sizeof(tag) - 1;
	ip_addr_parse(&address, text);
	return address;
}

/* Where the client reached us: Postfix tells by {daemon_addr}; Sendmail's is that of the listener, often 0.0.0.0, and
 * {if_addr} tells. */
static struct ip_addr
own_address(const struct macros *macros)
{
	const char *interface = macro_value(macros, "{if_addr}");

	return address_of_macro(
		interface != NULL ? interface : macro_value(macros, "{daemon_addr}"));
}

void
session_connect(struct session *session, const char *name, const struct sockaddr *address,
	const struct macros *macros)
{
	struct envelope *envelope = &session->envelope;

	envelope->client = client_address(address);
	envelope->local = is_local(name, address, &envelope->client);
	if (has_macro(macros, "j"))
		dns_name_parse(&envelope->own_name, macro_value(macros, "j"));
	envelope->own_address = own_address(macros);
	envelope->time_ms = clock_wall_ms();
	session->exempt = exempt_early(envelope, session->config);
	look_further(session);
}

enum { UNSEEN_MAX = 10 };

/* Postfix shows milters nothing of a message that it gives to smtpd_proxy_filter. */
static void
warn_about_unseen(struct service *service)
{
	if (atomic_fetch_add(&service->unseen, 1) + 1 == UNSEEN_MAX)
		log_write(LOG_LEVEL_WARNING,
			"the MTA has shown nothing of the last %d messages after DATA: no field is added or"
			" removed. With Postfix's smtpd_proxy_filter, list mxvet in smtpd_milters of the"
			" inner port as well; see mxvet(8)",
			UNSEEN_MAX);
}

/* What was never seen has no mark, whatever it would have got. */
static void
claim_no_mark(struct workspace *workspace, struct recipient_list *recipients)
{
	if (!action_is_refusal(workspace->verdict.action))
		workspace->verdict.action = ACTION_ACCEPT;
	for (unsigned i = 0; i < recipients->count; i++)
		if (!action_is_refusal(recipients->item[i].action))
			recipients->item[i].action = ACTION_ACCEPT;
}

/*
 * A transaction that had a recipient leaves its line in the log, however it ends, and without
 * waiting: no client waits for the answer. Where all were refused, each was so as one recipient.
 */
static void
log_unfinished(struct session *session)
{
	struct workspace *workspace;

	if (!session->message.has_recipient || session->message.logged)
		return;
	session->message.logged = true;
	if (session->envelope.recipients == 0)
		session->envelope.recipients = 1;
	workspace = decide_message(session, NULL);
	if (session->message.data)
		warn_about_unseen(session->service);
	if (session->message.data && workspace != NULL)
		claim_no_mark(workspace, &session->message.recipients);
	if (workspace != NULL)
		report_in_logs(workspace);
	else
		log_decision(NULL, 0);
	workspace_give(workspace);
}

void
session_helo(struct session *session, const char *argument)
{
	log_unfinished(session); /* as it was under its own HELO */
	helo_identity_read(&session->envelope.helo, argument);
	if (!session->message.under_way) {
		look_further(session);
		return;
	}
	/* Where the MTA goes on all the same, nothing of what was found, or given up, holds under the new name. */
	inquiry_release(session->message.inquiry);
	session->message.inquiry = NULL;
}

static void
copy_name(char copy[CERTIFICATE_NAME_SIZE], const char *name)
{
	const size_t length = name == NULL ? 0 : strlen(name);

	if (length > 0 && length < CERTIFICATE_NAME_SIZE)
		memcpy(copy, name, length + 1);
}

/* Postfix tells these names only of a certificate that it has verified; Sendmail tells them of any, and whether it has. */
static void
note_certificate(struct envelope *envelope, const struct macros *macros)
{
	const char *verified = macro_value(macros, "{verify}");

	if (has_macro(macros, "{cert_subject}")) {
		copy_name(envelope->certificate_subject, macro_value(macros, "{cert_subject}"));
		copy_name(envelope->certificate_issuer, macro_value(macros, "{cert_issuer}"));
	} else if (verified != NULL && strcmp(verified, "OK") == 0) {
		copy_name(envelope->certificate_subject, macro_value(macros, "{cn_subject}"));
		copy_name(envelope->certificate_issuer, macro_value(macros, "{cn_issuer}"));
	}
}

void
session_mail(struct session *session, const char *sender, const struct macros *macros)
{
	const bool authenticated = has_macro(macros, "{auth_authen}") ||
		has_macro(macros, "{auth_type}");

	if (session->message.under_way)
		session_abort(session);
	session->message.under_way = true;
	atomic_fetch_add(&session->service->under_way, 1);
	envelope_set_sender(&session->envelope, sender);
	note_certificate(&session->envelope, macros);
	session->envelope.time_ms = clock_wall_ms();
	session->envelope.authenticated = authenticated && session->config->trust_mta_authenticated;
	session->exempt = exempt_early(&session->envelope, session->config);
	look_further(session);
	if (session->message.inquiry != NULL)
		inquiry_start_clock(session->message.inquiry);
}

enum { PRIVATE_WARNING_S = 3600 };

/* NAT, a proxy or a scanner hides the clients: such mail is hardly judged at all. */
static void
warn_about_private_client(struct session *session)
{
	char address[IP_ADDR_TEXT_SIZE];
	int64_t now = clock_monotonic_us(), last = atomic_load(&session->service->private_warned_us);

	if (session->exempt != EXEMPT_NOT || !ip_addr_is_private(&session->envelope.client) ||
		(last != 0 && now - last < (int64_t)PRIVATE_WARNING_S * 1000000) ||
		!atomic_compare_exchange_strong(&session->service->private_warned_us, &last, now))
		return;
	log_write(LOG_LEVEL_WARNING,
		"the MTA tells private client addresses (%s): clients behind NAT or a proxy cannot be"
		" judged; see \"Private client addresses\" in mxvet(8)",
		ip_addr_format(&session->envelope.client, address));
}

static void
note_recipient(struct message *message)
{
	if (!message->has_recipient)
		metric_count(METRIC_messages);
	message->has_recipient = true;
	message_name(message);
}

/* Whether there is anything to wait for before the end of the message. */
static bool
may_be_refused(const struct session *session, const struct policy *policy)
{
	return policy->mode == MODE_ENFORCE && !policy->protected && session->exempt == EXEMPT_NOT;
}

enum action
session_rcpt(struct session *session, const char *argument, const struct wait_hooks *hooks,
	const struct refusal *refusal)
{
	const struct mail_address address = mail_address_of(argument);
	const struct policy policy = policy_of_recipient(session->config, &address);
	const uint16_t accepted = session->envelope.recipients;
	enum action action = ACTION_ACCEPT;
	struct recipient *recipient;

	note_recipient(&session->message);
	warn_about_private_client(session);
	session->envelope.recipient = address.domain;
	if (accepted < UINT16_MAX)
		session->envelope.recipients++;
	recipient = recipients_add(&session->message.recipients, session->config, &address, &policy);
	if (may_be_refused(session, &policy))
		action = decide_recipient(session, &policy, &address, recipient, hooks, refusal);
	else
		look_further(session);
	if (action_is_refusal(action))
		session->envelope.recipients = accepted;
	if (recipient != NULL)
		recipient->action = action;
	return action;
}

void
session_data(struct session *session)
{
	session->message.data = true;
	look_further(session);
}

void
session_header(struct session *session, const char *name, const char *value)
{
	session->message.data = false;
	if (session->config->headers_strip)
		forged_fields_note(&session->message.forged, name, value,
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
refuse_forgery(struct message *message, struct workspace *workspace, const struct refusal *refusal)
{
	struct smtp_reply reply = {.code = "550", .enhanced = "5.7.1"};
	struct text_buffer text;

	text_init(&text, reply.text, sizeof(reply.text));
	text_append_format(&text,
		"more than %d header fields in the name of this server's own filter; send the message"
		" without them (id %s)",
		FORGED_FIELDS_MAX, message->id);
	log_write(LOG_LEVEL_WARNING, "id=%s: refused for more than %d forged header fields",
		message->id, FORGED_FIELDS_MAX);
	if (!refusal->say(refusal->state, &reply))
		return;
	workspace->verdict.action = ACTION_REJECT;
	for (unsigned i = 0; i < message->recipients.count; i++)
		message->recipients.item[i].action = ACTION_REJECT;
}

/* A message that the MTA does not hold is tagged. */
static void
hold(struct message *message, struct workspace *workspace, const struct refusal *refusal)
{
	char storage[HOLD_REASON_SIZE];
	struct text_buffer reason;

	text_init(&reason, storage, sizeof(storage));
	hold_reason_write(&reason, &workspace->decision);
	if (refusal->hold(refusal->state, storage))
		return;
	log_write(LOG_LEVEL_WARNING,
		"id=%s: a message is tagged that should have been held: the MTA does not hold it",
		message->id);
	workspace->verdict.action = ACTION_TAG;
	for (unsigned i = 0; i < message->recipients.count; i++)
		if (message->recipients.item[i].action == ACTION_HOLD)
			message->recipients.item[i].action = ACTION_TAG;
}

static void
pass_unjudged(const struct message *message, const struct header_edits *edits)
{
	log_write(LOG_LEVEL_ERROR, "id=%s: out of memory: a message passes unjudged", message->id);
	log_decision(NULL, 0);
	forged_fields_remove(&message->forged, edits);
}

static enum action
report(struct message *message, struct workspace *workspace, const struct header_edits *edits,
	const struct refusal *refusal)
{
	if (forged_fields_are_too_many(&message->forged)) {
		refuse_forgery(message, workspace, refusal);
	} else {
		if (workspace->verdict.action == ACTION_HOLD)
			hold(message, workspace, refusal);
		report_in_header(&workspace->decision, &message->forged, edits);
	}
	report_in_logs(workspace);
	return workspace->verdict.action;
}

enum action
session_end(struct session *session, const struct macros *macros, const struct wait_hooks *hooks,
	const struct header_edits *edits, const struct refusal *refusal)
{
	struct message *message = &session->message;
	enum action action = ACTION_ACCEPT;
	struct workspace *workspace;

	message->data = false;
	atomic_store(&session->service->unseen, 0);
	message_name(message);
	workspace = decide_message(session, hooks);
	if (workspace != NULL) {
		copy_queue_id(workspace->decision.queue_id, macro_value(macros, "i"));
		action = report(message, workspace, edits, refusal);
		workspace_give(workspace);
	} else {
		pass_unjudged(message, edits);
	}
	forget_message(session);
	return action;
}

void
session_abort(struct session *session)
{
	log_unfinished(session);
	forget_message(session);
}
