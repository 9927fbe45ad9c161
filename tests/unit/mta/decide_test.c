/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "mxvet/clock.h"
#include "session_stage.h"

static const int64_t FIVE_MINUTES_US = 5 * 60 * (int64_t)1000000;

/* Nobody's host: no reverse name (2.00), nothing ties it to anybody (1.00). */
static const char STRANGER[] = "203.0.113.9";
/* With them it has 8.00, within the defer band. */
static const char NULL_MX_SENDER[] = "<x@nomail.example>";

static struct session *
transaction(const char *settings, const char *helo, const char *sender)
{
	struct session *session;

	open_service(settings);
	session = session_from(STRANGER);
	if (helo != NULL)
		session_helo(session, helo);
	session_mail(session, sender, NO_MACROS);
	return session;
}

static void
close_all(struct session *session)
{
	session_close(session);
	close_service();
}

static void
a_sender_beyond_the_threshold_is_rejected_at_rcpt(void **state)
{
	struct session *session = transaction("mode = enforce", "winxp", NULL_MX_SENDER);
	unsigned before = stage.decisions;

	assert_int_equal(name_recipient(session, "<user@example.org>"), ACTION_REJECT);
	assert_ptr_equal(strstr(stage.last_reply, "550 5.7.27 "), stage.last_reply);
	assert_int_equal(stage.decisions, before);
	session_abort(session);
	assert_int_equal(stage.decisions, before + 1);
	assert_contains(stage.last_decision, "\"action\":\"reject\",\"would\":\"reject\"");
	assert_contains(stage.last_decision,
		"\"rcpts\":[{\"address\":\"example.org\",\"action\":\"reject\"");
	assert_contains(stage.last_line, "NOQUEUE: id=");
	close_all(session);
}

static void
the_reply_quotes_the_id_of_the_log(void **state)
{
	struct session *session = transaction("mode = enforce", "winxp", NULL_MX_SENDER);
	char id[DECISION_ID_SIZE];

	name_recipient(session, "<user@example.org>");
	memcpy(id, session->message.id, sizeof(id));
	assert_int_equal(strlen(id), DECISION_ID_SIZE - 1);
	assert_contains(stage.last_reply, id);
	session_abort(session);
	assert_contains(stage.last_line, id);
	assert_contains(stage.last_decision, id);
	close_all(session);
}

static void
in_observe_mode_nobody_is_refused(void **state)
{
	struct session *session = transaction("", "winxp", NULL_MX_SENDER);

	assert_int_equal(name_recipient(session, "<user@example.org>"), ACTION_ACCEPT);
	end_message(session);
	assert_contains(stage.edits_made, " action=tag would=reject");
	close_all(session);
}

static void
who_is_deferred_and_comes_back_is_accepted_and_marked(void **state)
{
	struct session *session = transaction("mode = enforce", NULL, NULL_MX_SENDER);

	assert_int_equal(name_recipient(session, "<user@example.org>"), ACTION_DEFER);
	assert_ptr_equal(strstr(stage.last_reply, "450 4.7.27 "), stage.last_reply);
	session_abort(session);
	assert_contains(stage.last_decision, "\"action\":\"defer\",\"would\":\"defer\"");
	clock_advance_us(FIVE_MINUTES_US);
	session_mail(session, NULL_MX_SENDER, NO_MACROS);
	assert_int_equal(name_recipient(session, "<other@example.org>"), ACTION_DEFER);
	assert_int_equal(name_recipient(session, "<user@example.org>"), ACTION_TAG);
	end_message(session);
	assert_contains(stage.edits_made, " action=tag would=defer");
	assert_contains(stage.last_decision, "\"action\":\"tag\",\"would\":\"defer\"");
	assert_contains(stage.last_decision,
		"\"rcpts\":[{\"address\":\"example.org\",\"action\":\"defer\",\"section\":null,"
		"\"reply\":\"450 4.7.27 ");
	assert_contains(stage.last_decision,
		"\"greylist\":{\"answer\":\"first\",\"after\":0}},"
		"{\"address\":\"example.org\",\"action\":\"tag\",\"section\":null,"
		"\"reply\":null,\"greylist\":{\"answer\":\"passed\",\"after\":300}}]");
	close_all(session);
}

static void
without_a_store_who_would_be_deferred_is_marked(void **state)
{
	struct session *session = transaction("mode = enforce", NULL, NULL_MX_SENDER);

	greylist_close(stage.service.greylist);
	stage.service.greylist = NULL;
	assert_int_equal(name_recipient(session, "<user@example.org>"), ACTION_TAG);
	close_all(session);
}

static void
dns_trouble_is_deferred_however_often_it_comes(void **state)
{
	struct session *session = transaction(
		"mode = enforce on_temperror = defer", "winxp", "<x@slow.example>");

	for (int i = 0; i < 3; i++) {
		assert_int_equal(name_recipient(session, "<user@example.org>"), ACTION_DEFER);
		assert_ptr_equal(strstr(stage.last_reply, "451 4.4.3 "), stage.last_reply);
		session_abort(session);
		clock_advance_us(FIVE_MINUTES_US);
		session_mail(session, "<x@slow.example>", NO_MACROS);
	}
	close_all(session);
}

static void
dns_trouble_alone_refuses_nobody_unless_asked_for(void **state)
{
	struct session *session = transaction("mode = enforce", "winxp", "<x@slow.example>");

	assert_true(name_recipient(session, "<user@example.org>") <= ACTION_TAG);
	close_all(session);
}

static void
postmaster_and_abuse_are_never_refused(void **state)
{
	struct session *session = transaction("mode = enforce", "winxp", NULL_MX_SENDER);

	assert_true(name_recipient(session, "<postmaster>") <= ACTION_TAG);
	assert_true(name_recipient(session, "<PostMaster@example.org>") <= ACTION_TAG);
	assert_true(name_recipient(session, "<abuse@example.org>") <= ACTION_TAG);
	assert_int_equal(name_recipient(session, "<user@example.org>"), ACTION_REJECT);
	end_message(session);
	assert_contains(stage.edits_made, "action=tag would=reject");
	close_all(session);
}

static void
each_recipient_has_its_own_policy(void **state)
{
	struct session *session = transaction("mode = enforce\n"
					      "recipient \"@watch.example\" { mode = observe }\n"
					      "recipient \"bold@example.org\" { reject_at = 20 "
					      "defer_at = 20 }\n",
		"winxp", NULL_MX_SENDER);

	assert_int_equal(name_recipient(session, "<user@watch.example>"), ACTION_ACCEPT);
	assert_int_equal(name_recipient(session, "<user@example.org>"), ACTION_REJECT);
	assert_int_equal(name_recipient(session, "<bold@example.org>"), ACTION_TAG);
	end_message(session);
	assert_contains(stage.last_decision,
		"\"rcpts\":[{\"address\":\"watch.example\",\"action\":\"tag\",\"section\":"
		"\"@watch.example\",\"reply\":null,\"greylist\":null},"
		"{\"address\":\"example.org\",\"action\":\"reject\",\"section\":null,"
		"\"reply\":\"550 5.7.27 mail of nomail.example ");
	assert_contains(stage.last_decision,
		"{\"address\":\"example.org\",\"action\":\"tag\",\"section\":\"bold@example.org\","
		"\"reply\":null,\"greylist\":null}]");
	/* The strictest among the accepted: would=reject, of the one that is only watched. */
	assert_contains(stage.edits_made, " action=tag would=reject");
	close_all(session);
}

static void
one_recipient_may_enforce_while_the_others_observe(void **state)
{
	struct session *session = transaction(
		"recipient \"brave@example.org\" { mode = enforce }", "winxp", NULL_MX_SENDER);

	assert_int_equal(name_recipient(session, "<user@example.org>"), ACTION_ACCEPT);
	assert_int_equal(name_recipient(session, "<brave@example.org>"), ACTION_REJECT);
	end_message(session);
	assert_contains(stage.edits_made, "action=tag would=reject mode=observe");
	close_all(session);
}

/* A bounce to several is what backscatter looks like; the first of them is a plain bounce. */
static void
the_second_recipient_of_a_bounce_bears_what_it_adds(void **state)
{
	struct session *session = transaction(
		"mode = enforce tag_at = 3 defer_at = 3.5 reject_at = 3.5"
		" points { spf { permerror = 0 } }",
		NULL, "<>");

	assert_int_equal(name_recipient(session, "<a@example.org>"), ACTION_TAG);
	assert_int_equal(name_recipient(session, "<b@example.org>"), ACTION_REJECT);
	assert_int_equal(name_recipient(session, "<c@example.org>"), ACTION_REJECT);
	end_message(session);
	assert_contains(stage.last_decision, "\"recipients\":{\"outcome\":\"single\"");
	assert_contains(stage.last_decision,
		"\"evidence\":{\"own_name\":\"mx.example.com\",\"recipients\":1");
	close_all(session);
}

static void
the_message_shows_the_worst_of_the_accepted(void **state)
{
	struct session *session = transaction("mode = enforce", NULL, "<>");

	assert_int_equal(name_recipient(session, "<a@example.org>"), ACTION_TAG);
	assert_int_equal(name_recipient(session, "<b@example.org>"), ACTION_TAG);
	end_message(session);
	assert_contains(stage.last_decision, "\"recipients\":{\"outcome\":\"many\"");
	close_all(session);
}

static void
a_reply_that_the_mta_does_not_take_refuses_nobody(void **state)
{
	struct session *session = transaction("mode = enforce", "winxp", NULL_MX_SENDER);

	stage.replies_are_lost = true;
	assert_int_equal(name_recipient(session, "<user@example.org>"), ACTION_TAG);
	stage.replies_are_lost = false;
	assert_contains(stage.last_line, "is accepted that should have been refused");
	end_message(session);
	assert_contains(stage.edits_made, "action=tag would=reject");
	close_all(session);
}

static void
a_message_that_would_be_rejected_is_held_where_that_is_wanted(void **state)
{
	struct session *session = transaction(
		"mode = enforce on_reject = hold", "winxp", NULL_MX_SENDER);

	assert_int_equal(name_recipient(session, "<user@example.org>"), ACTION_HOLD);
	assert_string_equal(stage.last_reply, "");
	assert_int_equal(end_message(session), ACTION_HOLD);
	assert_contains(stage.last_hold, "score ");
	assert_contains(stage.last_hold, ", sender=nullmx: ");
	assert_contains(stage.edits_made, " action=hold mode=enforce");
	assert_contains(stage.edits_made, "X-MXVet-Flag: YES");
	assert_contains(stage.last_decision, "\"action\":\"hold\",\"would\":\"hold\"");
	close_all(session);
}

static void
a_hold_that_the_mta_does_not_take_is_a_tag(void **state)
{
	struct session *session = transaction(
		"mode = enforce on_reject = hold", "winxp", NULL_MX_SENDER);

	stage.holds_are_lost = true;
	name_recipient(session, "<user@example.org>");
	assert_int_equal(end_message(session), ACTION_TAG);
	stage.holds_are_lost = false;
	assert_contains(stage.edits_made, " action=tag would=hold");
	assert_contains(stage.last_decision, "\"address\":\"example.org\",\"action\":\"tag\"");
	close_all(session);
}

static void
one_recipient_that_holds_is_enough_and_the_protected_never_do(void **state)
{
	struct session *session = transaction(
		"recipient \"user@example.org\" { mode = enforce on_reject = hold }", "winxp",
		NULL_MX_SENDER);

	assert_int_equal(name_recipient(session, "<other@example.org>"), ACTION_ACCEPT);
	assert_int_equal(name_recipient(session, "<user@example.org>"), ACTION_HOLD);
	assert_int_equal(end_message(session), ACTION_HOLD);
	change_settings("mode = enforce on_reject = hold");
	close_all(session);
	session = transaction("mode = enforce on_reject = hold", "winxp", NULL_MX_SENDER);
	assert_int_equal(name_recipient(session, "<postmaster@example.org>"), ACTION_ACCEPT);
	assert_int_equal(end_message(session), ACTION_TAG);
	assert_string_equal(stage.last_hold, "");
	close_all(session);
}

static void
exempt_mail_is_not_refused(void **state)
{
	struct session *session = transaction(
		"mode = enforce trust { networks = {203.0.113.0/24} }", "winxp", NULL_MX_SENDER);

	assert_int_equal(name_recipient(session, "<user@example.org>"), ACTION_ACCEPT);
	session_abort(session);
	assert_contains(stage.last_decision, "\"exempt\":\"network\"");
	session_mail(session, NULL_MX_SENDER, AUTHENTICATED);
	assert_int_equal(name_recipient(session, "<user@example.org>"), ACTION_ACCEPT);
	close_all(session);
}

static void
a_refused_recipient_does_not_count_for_the_message(void **state)
{
	struct session *session = transaction(
		"recipient \"no@example.org\" { mode = enforce tag_at = 1"
		" defer_at = 1 reject_at = 1 }",
		NULL, "<>");

	assert_int_equal(name_recipient(session, "<no@example.org>"), ACTION_REJECT);
	assert_int_equal(name_recipient(session, "<user@example.org>"), ACTION_ACCEPT);
	end_message(session);
	assert_contains(stage.last_decision, "\"recipients\":{\"outcome\":\"single\"");
	close_all(session);
}

static void
arrival_is_that_of_the_worst_domain_whatever_the_order(void **state)
{
	const char *orders[][2] = {{"<a@first.example>", "<b@second.example>"},
		{"<b@second.example>", "<a@first.example>"}};

	for (int i = 0; i < 2; i++) {
		struct session *session = transaction(
			"own { mx_preference = 20 }", NULL, "<x@example.net>");

		name_recipient(session, orders[i][0]);
		name_recipient(session, orders[i][1]);
		end_message(session);
		assert_contains(stage.last_decision, "\"arrival\":{\"outcome\":\"backup\"");
		close_all(session);
	}
}

static void
arrival_counts_for_the_recipient_that_it_concerns(void **state)
{
	struct session *session = transaction(
		"mode = enforce own { mx_preference = 20 } points { arrival { backup = 9 } }", NULL,
		"<x@example.net>");

	assert_true(name_recipient(session, "<a@first.example>") <= ACTION_TAG);
	assert_int_equal(name_recipient(session, "<b@second.example>"), ACTION_REJECT);
	assert_true(name_recipient(session, "<c@first.example>") <= ACTION_TAG);
	end_message(session);
	assert_contains(stage.last_decision, "\"arrival\":{\"outcome\":\"primary\"");
	close_all(session);
}

/* The resolver of a slow network: what it is asked is answered when somebody waits, one round trip each time. */
static struct {
	struct resolver base;
	struct resolver *zone;
	unsigned round_trips, count;
	struct {
		struct asker *asker;
		unsigned slot;
		const struct dns_answer *answer;
	} on_its_way[80];
} slow;

static const struct dns_answer *
slow_ask(struct resolver *resolver, const struct dns_name *name, enum dns_type type,
	struct asker *asker, unsigned slot, bool *cached)
{
	assert_true(slow.count < sizeof(slow.on_its_way) / sizeof(slow.on_its_way[0]));
	slow.on_its_way[slow.count].answer = slow.zone->ops->ask(
		slow.zone, name, type, asker, slot, cached);
	asker->ops->share(asker);
	slow.on_its_way[slow.count].asker = asker;
	slow.on_its_way[slow.count++].slot = slot;
	*cached = false;
	return NULL;
}

static void
slow_close(struct resolver *resolver)
{
	resolver_release(slow.zone);
}

static bool
make_a_round_trip(void *state)
{
	struct asker_calls calls = {0};

	for (unsigned i = 0; i < slow.count; i++)
		asker_deliver(slow.on_its_way[i].asker, slow.on_its_way[i].slot,
			slow.on_its_way[i].answer, &calls);
	asker_call_all(&calls);
	slow.round_trips += slow.count > 0;
	slow.count = 0;
	return true;
}

static void
make_another(void *state)
{
	make_a_round_trip(state);
}

static const struct wait_hooks slow_hooks = {make_a_round_trip, make_another, NULL, NULL};

static struct session *
slow_transaction(const char *settings, const char *sender)
{
	static const struct resolver_ops ops = {.ask = slow_ask, .close = slow_close};
	struct session *session;

	open_service(settings);
	slow.zone = resolver_share(stage.service.resolver);
	slow.base.ops = &ops;
	slow.base.references = 1;
	slow.round_trips = slow.count = 0;
	service_set(&stage.service, stage.service.config, &slow.base);
	resolver_release(&slow.base);
	session = session_from(STRANGER);
	session_helo(session, "mail.example.net");
	session_mail(session, sender, NO_MACROS);
	return session;
}

static enum action
name_slow_recipient(struct session *session, const char *start, unsigned number)
{
	const struct refusal refusal = {note_reply, note_hold, NULL};
	char recipient[64];

	snprintf(recipient, sizeof(recipient), "<%s%u.example>", start, number);
	return session_rcpt(session, recipient, &slow_hooks, &refusal);
}

/* They are named before the first answer about the sender can be there. */
static void
recipients_of_many_domains_do_not_save_the_sender(void **state)
{
	struct session *session = slow_transaction(
		"mode = enforce own { mx_preference = 20 } points { spf { fail = 9 } }",
		"<x@forged.example>");

	for (unsigned i = 0; i < 60; i++)
		name_slow_recipient(session, "postmaster@d", i);
	assert_int_equal(name_slow_recipient(session, "user@victim", 0), ACTION_REJECT);
	assert_contains(stage.last_reply, "spf=fail");
	session_abort(session);
	assert_contains(stage.last_decision, "\"spf\":{\"outcome\":\"fail\"");
	make_a_round_trip(NULL);
	close_all(session);
}

static void
many_domains_cost_hardly_more_round_trips_than_one(void **state)
{
	struct session *session = slow_transaction("own { mx_preference = 20 }", "<x@example.net>");
	const struct header_edits edits = {note_removal, note_insertion, NULL};
	const struct refusal refusal = {note_reply, note_hold, NULL};

	for (unsigned i = 1; i <= 6; i++)
		name_slow_recipient(session, "user@far", i);
	session_end(session, MACROS("i", "4abc"), &slow_hooks, &edits, &refusal);
	assert_contains(stage.last_decision, "\"arrival\":{\"outcome\":\"backup\"");
	assert_in_range(slow.round_trips, 1, 3);
	close_all(session);
}

static void
our_own_backup_is_exempt_for_its_domain_only(void **state)
{
	struct session *session;

	open_service("mode = enforce own { domains = {second.example} } tag_at = 0.1 defer_at = 0.1"
		     " reject_at = 0.1");
	session = session_from("192.0.2.77");
	session_mail(session, "<x@nomail.example>", NO_MACROS);
	assert_int_equal(name_recipient(session, "<a@second.example>"), ACTION_ACCEPT);
	assert_int_equal(name_recipient(session, "<b@first.example>"), ACTION_REJECT);
	end_message(session);
	assert_contains(stage.last_decision, "\"exempt\":\"backup\"");
	close_all(session);
}

static void
a_transaction_ended_by_helo_is_logged_under_its_own(void **state)
{
	struct session *session = transaction("mode = enforce", "winxp", NULL_MX_SENDER);
	unsigned before = stage.decisions;

	name_recipient(session, "<user@example.org>");
	session_helo(session, "other.example.net");
	session_abort(session);
	assert_int_equal(stage.decisions, before + 1);
	assert_contains(stage.last_decision, "\"helo\":\"winxp\"");
	close_all(session);
}

/* An MTA that lets the transaction go on after HELO: nothing was given up for what follows. */
static void
a_transaction_that_outlives_helo_is_judged_under_the_new_one(void **state)
{
	struct session *session = slow_transaction(
		"mode = enforce points { spf { fail = 9 } }", "<x@forged.example>");

	session_helo(session, "mail.example.org");
	name_slow_recipient(session, "postmaster@d", 0);
	session_helo(session, "host.example.org");
	assert_int_equal(name_slow_recipient(session, "user@victim", 0), ACTION_REJECT);
	assert_contains(stage.last_reply, "spf=fail");
	session_abort(session);
	make_a_round_trip(NULL);
	close_all(session);
}

static void
a_transaction_ended_by_the_next_or_by_a_hang_up_is_logged(void **state)
{
	struct session *session = transaction("mode = enforce", "winxp", NULL_MX_SENDER);
	unsigned before = stage.decisions;

	name_recipient(session, "<user@example.org>");
	session_mail(session, NULL_MX_SENDER, NO_MACROS);
	assert_int_equal(stage.decisions, before + 1);
	name_recipient(session, "<user@example.org>");
	close_all(session);
	assert_int_equal(stage.decisions, before + 2);
}

static void
a_transaction_without_a_recipient_is_not_logged(void **state)
{
	struct session *session = transaction("mode = enforce", "winxp", NULL_MX_SENDER);
	unsigned before = stage.decisions;

	close_all(session);
	assert_int_equal(stage.decisions, before);
}

static void
a_session_keeps_the_settings_it_began_with(void **state)
{
	struct session *former = transaction("mode = enforce", "winxp", NULL_MX_SENDER);
	struct session *later;

	change_settings("");
	later = session_from(STRANGER);
	session_helo(later, "winxp");
	session_mail(later, NULL_MX_SENDER, NO_MACROS);
	assert_int_equal(name_recipient(former, "<user@example.org>"), ACTION_REJECT);
	assert_int_equal(name_recipient(later, "<user@example.org>"), ACTION_ACCEPT);
	session_close(later);
	close_all(former);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_sender_beyond_the_threshold_is_rejected_at_rcpt),
		cmocka_unit_test(the_reply_quotes_the_id_of_the_log),
		cmocka_unit_test(in_observe_mode_nobody_is_refused),
		cmocka_unit_test(who_is_deferred_and_comes_back_is_accepted_and_marked),
		cmocka_unit_test(without_a_store_who_would_be_deferred_is_marked),
		cmocka_unit_test(dns_trouble_is_deferred_however_often_it_comes),
		cmocka_unit_test(dns_trouble_alone_refuses_nobody_unless_asked_for),
		cmocka_unit_test(postmaster_and_abuse_are_never_refused),
		cmocka_unit_test(each_recipient_has_its_own_policy),
		cmocka_unit_test(one_recipient_may_enforce_while_the_others_observe),
		cmocka_unit_test(the_second_recipient_of_a_bounce_bears_what_it_adds),
		cmocka_unit_test(the_message_shows_the_worst_of_the_accepted),
		cmocka_unit_test(a_reply_that_the_mta_does_not_take_refuses_nobody),
		cmocka_unit_test(a_message_that_would_be_rejected_is_held_where_that_is_wanted),
		cmocka_unit_test(a_hold_that_the_mta_does_not_take_is_a_tag),
		cmocka_unit_test(one_recipient_that_holds_is_enough_and_the_protected_never_do),
		cmocka_unit_test(exempt_mail_is_not_refused),
		cmocka_unit_test(a_refused_recipient_does_not_count_for_the_message),
		cmocka_unit_test(arrival_is_that_of_the_worst_domain_whatever_the_order),
		cmocka_unit_test(arrival_counts_for_the_recipient_that_it_concerns),
		cmocka_unit_test(recipients_of_many_domains_do_not_save_the_sender),
		cmocka_unit_test(many_domains_cost_hardly_more_round_trips_than_one),
		cmocka_unit_test(our_own_backup_is_exempt_for_its_domain_only),
		cmocka_unit_test(a_transaction_ended_by_helo_is_logged_under_its_own),
		cmocka_unit_test(a_transaction_that_outlives_helo_is_judged_under_the_new_one),
		cmocka_unit_test(a_transaction_ended_by_the_next_or_by_a_hang_up_is_logged),
		cmocka_unit_test(a_transaction_without_a_recipient_is_not_logged),
		cmocka_unit_test(a_session_keeps_the_settings_it_began_with),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
