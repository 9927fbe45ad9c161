/* SPDX-License-Identifier: BSD-2-Clause */
#include "callbacks.h"

#include <libmilter/mfapi.h>
#include <string.h>

#include "mxvet/log.h"

/*
 * What libmilter calls, each translated into a call of the session. Callbacks of one session run on
 * different threads, one after another. A connection that was only a nudge or a probe reaches
 * nothing but on_close(), and has no session. Only on_rcpt() refuses anything: whatever fails here,
 * the mail goes on.
 */

enum { REPLY_SIZE = 980 }; /* that libmilter takes, with its NUL */
enum { ACTIONS_NEEDED = SMFIF_ADDHDRS | SMFIF_CHGHDRS | SMFIF_SETSYMLIST };

enum { STEPS_DECLINED = SMFIP_NOBODY | SMFIP_NOUNKNOWN };

/*
 * Stages where nothing is decided are not answered: the MTA sends them along with the next one that
 * is, which saves most of what libmilter costs. MAIL is answered all the same, because with it DNS
 * begins to work; what CONNECT and HELO ask takes no longer than what MAIL does. So is DATA, after
 * which Postfix hands the connection to another of its processes: octets without an answer would
 * meet Nagle's algorithm there. For an MTA that waits for an answer libmilter makes one.
 */
enum { STEPS_UNANSWERED = SMFIP_NR_CONN | SMFIP_NR_HELO | SMFIP_NR_HDR | SMFIP_NR_EOH };

static struct session *
session_of(SMFICTX *context)
{
	return smfi_getpriv(context);
}

/* A list replaces that of the stage, so the usual macros stand in it too. */
static void
ask_for_macros(SMFICTX *context)
{
	static char connect[] = "j _ v {daemon_name} {daemon_addr} {if_name} {if_addr}";
	static char mail[] = "i {auth_type} {auth_authen} {auth_ssf} {auth_author} "
			     "{mail_mailer} {mail_host} {mail_addr} "
			     "{cert_subject} {cert_issuer} {verify} {cn_subject} {cn_issuer}";
	static char end[] = "i";

	/* Refused in a second negotiation on one connection: the lists then stand already. */
	(void)smfi_setsymlist(context, SMFIM_CONNECT, connect);
	(void)smfi_setsymlist(context, SMFIM_ENVFROM, mail);
	(void)smfi_setsymlist(context, SMFIM_EOM, end);
}

/*
 * Stages that are not used are declined, except two. Without DATA, Postfix sends its macros
 * without a command, and Nagle's algorithm holds each message up for 41 ms. Without the end of the
 * header, libmilter ignores the end of a message that has no header at all, and the MTA waits for
 * an answer until it gives up.
 */
static sfsistat
on_negotiate(SMFICTX *context, unsigned long actions, unsigned long steps, unsigned long unused_in1,
	unsigned long unused_in2, unsigned long *actions_wanted, unsigned long *steps_declined,
	unsigned long *unused_out1, unsigned long *unused_out2)
{
	(void)unused_in1;
	(void)unused_in2;
	*actions_wanted = actions & (ACTIONS_NEEDED | SMFIF_QUARANTINE);
	*steps_declined = (steps & STEPS_DECLINED) | STEPS_UNANSWERED;
	*unused_out1 = *unused_out2 = 0;
	if ((actions & SMFIF_SETSYMLIST) != 0)
		ask_for_macros(context);
	return SMFIS_CONTINUE;
}

/* libmilter takes its texts by char *, and leaves them alone. */
static const char *
macro_value(void *context, const char *name)
{
	return smfi_getsymval(context, (char *)name);
}

static struct macros
macros_of(SMFICTX *context)
{
	return (struct macros){macro_value, context};
}

/* A second CONNECT (Postfix, after XCLIENT) replaces everything that was known. */
static sfsistat
on_connect(SMFICTX *context, char *name, _SOCK_ADDR *address)
{
	const struct macros macros = macros_of(context);
	struct session *session;

	session_close(session_of(context));
	session = session_open(&mta_service);
	smfi_setpriv(context, session);
	if (session == NULL) {
		log_write(LOG_LEVEL_ERROR, "out of memory for a session: its mail passes unjudged");
		return SMFIS_NOREPLY;
	}
	session_connect(session, name, (const struct sockaddr *)address, &macros);
	return SMFIS_NOREPLY;
}

static sfsistat
on_helo(SMFICTX *context, char *argument)
{
	if (session_of(context) != NULL)
		session_helo(session_of(context), argument);
	return SMFIS_NOREPLY;
}

static sfsistat
on_mail(SMFICTX *context, char **arguments)
{
	const struct macros macros = macros_of(context);

	if (session_of(context) != NULL)
		session_mail(session_of(context), arguments[0], &macros);
	return SMFIS_CONTINUE;
}

/* libmilter takes the text for a format, of less than 980 octets. */
static void
append_as_format(struct text_buffer *buffer, const char *text)
{
	for (; *text != '\0' && buffer->length + 2 < buffer->size; text++)
		text_append_bytes(buffer, *text == '%' ? "%%" : text, *text == '%' ? 2 : 1);
}

/* libmilter does not look whether both codes are of one class; an MTA that sees that they are not takes the
 * filter for broken, and may accept. */
static bool
say_refusal(void *context, const struct smtp_reply *reply)
{
	char code[sizeof(reply->code)], enhanced[sizeof(reply->enhanced)], text[REPLY_SIZE];
	struct text_buffer buffer;

	memcpy(code, reply->code, sizeof(code));
	memcpy(enhanced, reply->enhanced, sizeof(enhanced));
	text_init(&buffer, text, sizeof(text));
	append_as_format(&buffer, reply->text);
	return code[0] == enhanced[0] && smfi_setreply(context, code, enhanced, text) == MI_SUCCESS;
}

static bool
say_hold(void *context, const char *reason)
{
	return smfi_quarantine(context, (char *)reason) == MI_SUCCESS;
}

static sfsistat
status_of(enum action action)
{
	switch (action) {
	case ACTION_ACCEPT:
	case ACTION_TAG:
	case ACTION_HOLD:
		break;
	case ACTION_DEFER:
		return SMFIS_TEMPFAIL;
	case ACTION_REJECT:
		return SMFIS_REJECT;
	}
	return SMFIS_CONTINUE;
}

static sfsistat
on_rcpt(SMFICTX *context, char **arguments)
{
	const struct refusal refusal = {say_refusal, say_hold, context};
	struct nudge_wait wait;
	struct wait_hooks hooks = nudge_hooks(&wait, &mta_nudge);

	if (session_of(context) == NULL)
		return SMFIS_CONTINUE;
	return status_of(session_rcpt(session_of(context), arguments[0], &hooks, &refusal));
}

static sfsistat
on_data(SMFICTX *context)
{
	if (session_of(context) != NULL)
		session_data(session_of(context));
	return SMFIS_CONTINUE;
}

static sfsistat
on_header(SMFICTX *context, char *name, char *value)
{
	if (session_of(context) != NULL)
		session_header(session_of(context), name, value);
	return SMFIS_NOREPLY;
}

static sfsistat
on_end_of_header(SMFICTX *context)
{
	(void)context;
	return SMFIS_NOREPLY;
}

static void
remove_field(void *context, const char *name, unsigned number)
{
	if (smfi_chgheader(context, (char *)name, (int)number, NULL) != MI_SUCCESS)
		log_write(LOG_LEVEL_WARNING, "cannot remove a forged field from a message");
}

static void
insert_field(void *context, const char *name, const char *value)
{
	if (smfi_insheader(context, 0, (char *)name, (char *)value) != MI_SUCCESS)
		log_write(LOG_LEVEL_WARNING, "cannot add %s to a message", name);
}

static sfsistat
on_end_of_message(SMFICTX *context)
{
	const struct header_edits edits = {remove_field, insert_field, context};
	const struct macros macros = macros_of(context);
	const struct refusal refusal = {say_refusal, say_hold, context};
	struct nudge_wait wait;
	struct wait_hooks hooks = nudge_hooks(&wait, &mta_nudge);

	if (session_of(context) == NULL)
		return SMFIS_CONTINUE;
	return status_of(session_end(session_of(context), &macros, &hooks, &edits, &refusal));
}

static sfsistat
on_abort(SMFICTX *context)
{
	if (session_of(context) != NULL)
		session_abort(session_of(context));
	return SMFIS_CONTINUE;
}

static sfsistat
on_close(SMFICTX *context)
{
	session_close(session_of(context));
	smfi_setpriv(context, NULL);
	return SMFIS_CONTINUE;
}

int
callbacks_register(void)
{
	static char name[] = "mxvet";
	struct smfiDesc description = {
		.xxfi_name = name,
		.xxfi_version = SMFI_VERSION,
		.xxfi_flags = ACTIONS_NEEDED,
		.xxfi_connect = on_connect,
		.xxfi_helo = on_helo,
		.xxfi_envfrom = on_mail,
		.xxfi_envrcpt = on_rcpt,
		.xxfi_header = on_header,
		.xxfi_eoh = on_end_of_header,
		.xxfi_eom = on_end_of_message,
		.xxfi_abort = on_abort,
		.xxfi_close = on_close,
		.xxfi_data = on_data,
		.xxfi_negotiate = on_negotiate,
	};

	return smfi_register(description) == MI_SUCCESS ? 0 : -1;
}
