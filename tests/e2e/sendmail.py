#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""The same filter behind a real Sendmail: what it says there is what it says behind Postfix."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import own_network  # noqa: E402
from e2e import OWN_NAME, Verdict, case, cast, expect, expect_equal, last_decision, run, smtp, values  # noqa: E402
from sendmail import BothScene, send  # noqa: E402

SETTINGS = "trust { networks = {127.0.0.0/8, ::1, 192.0.2.55} }\n"


def delivered(mta, character, text=None):
    """The message as it arrives, at each of the recipients."""
    reply = send(mta, character, text)
    expect_equal(reply.code, 250, "the reply to the message (%s)" % reply)
    return mta.delivered(len(character.recipients))


def our_fields(verdict):
    """The fields of mxvet, without the one thing that differs from message to message."""
    return [(name, value.replace(verdict.id, "ID")) for name, value in verdict.ours]


def both_say_the_same(scene, character):
    """The verdict behind Sendmail, which is that behind Postfix to the letter."""
    verdicts = [Verdict(delivered(mta, character)[0]) for mta in (scene.postfix, scene.sendmail)]
    expect_equal(our_fields(verdicts[1]), our_fields(verdicts[0]), "the fields behind Sendmail and Postfix")
    return verdicts[1]


def expect_checks(verdict, **wanted):
    for check, outcome in wanted.items():
        expect_equal(verdict.checks[check], outcome, check)


@case
def the_mx_host_of_the_sender_has_credit(scene):
    verdict = both_say_the_same(scene, cast.MX_HOST)
    expect_checks(verdict, iprev="pass", mx="exact", sender="mx", align="aligned", helo="match", spf="pass")
    expect_equal((verdict.score, verdict.action), ("-2.00", "accept"), "score and action")


@case
def an_ipv6_client_is_treated_alike(scene):
    verdict = both_say_the_same(scene, cast.MX_HOST_IPV6)
    expect_checks(verdict, iprev="pass", mx="exact")
    expect_equal(verdict.results["iprev"]["address"], '"2001:db8::10"', "policy.iprev")


@case
def a_bulk_sender_that_is_no_mx_pays_nothing(scene):
    verdict = both_say_the_same(scene, cast.BULK_SENDER)
    expect_checks(verdict, mx="other", helo="match", anchor="anchored")
    expect_equal(verdict.action, "accept", "action")


@case
def a_dial_up_line_is_marked(scene):
    verdict = both_say_the_same(scene, cast.DIAL_UP)
    expect_checks(verdict, rdns="dynamic", helo="unqualified")
    expect_equal(verdict.action, "tag", "action")


@case
def a_sender_that_takes_no_mail_would_be_refused(scene):
    verdict = both_say_the_same(scene, cast.NULL_MX)
    expect_checks(verdict, sender="nullmx", iprev="nxptr", anchor="adrift")
    expect(verdict.would in ("defer", "reject"), "would %s" % verdict.would)


@case
def a_bounce_to_several_is_noticed(scene):
    verdict = both_say_the_same(scene, cast.FORGED_BOUNCE)
    expect_checks(verdict, sender="bounce", recipients="many")


@case
def a_bounce_to_one_is_not(scene):
    character = cast.Character("An honest bounce.", "192.0.2.10", "mail.example.org", "mail.example.org", "")
    expect_checks(both_say_the_same(scene, character), sender="bounce", recipients="single", iprev="pass")


@case
def a_trusted_network_is_exempt(scene):
    verdict = both_say_the_same(scene, cast.TRUSTED)
    expect_equal(verdict.exempt, "network", "exempt")


@case
def hostile_octets_in_the_sender_stay_outside(scene):
    character = cast.Character("", "203.0.113.5", None, "mail.nowhere.example", '"a;b (c)"@[192.0.2.1]')
    expect_checks(both_say_the_same(scene, character), sender="invalid")


@case
def a_helo_that_sendmail_itself_refuses_is_none_to_us(scene):
    with smtp.Session(scene.sendmail.port, source=cast.MX_HOST.address) as session:
        expect_equal(session.command("EHLO evil\x7f;(x)").code, 501, "EHLO")
        expect_equal(session.mail("anna@example.org", ["you@example.com"], smtp.message()).code, 250, "message")
    expect_checks(Verdict(scene.sendmail.delivered(1)[0]), helo="none", mx="exact")


@case
def the_sender_is_what_the_client_said_not_what_the_mta_made_of_it(scene):
    scene.doors["Sendmail"].take()
    character = cast.Character("Our own domain, in foreign hands.", "203.0.113.77",
                               "dyn-203-0-113-77.dial.isp.example", "winxp", "you@example.com")
    verdict = both_say_the_same(scene, character)
    mail = next(event for event in scene.doors["Sendmail"].take() if event.name == "mail")
    expect_equal((mail.arguments[0], mail.macros["{mail_addr}"]), ("<you@example.com>", "you"),
                 "what Sendmail says of a sender whose mail it delivers itself")
    expect_equal(last_decision(scene, verdict.id)["from"], "example.com", "sender in the decision")
    expect_equal(verdict.checks["sender"], "mx", "sender")


@case
def a_sender_without_domain_stays_without_one(scene):
    character = cast.Character("", "192.0.2.10", "mail.example.org", "mail.example.org", "postmaster")
    both_say_the_same(scene, character)


@case
def every_recipient_finds_the_same_verdict(scene):
    recipients = ["user%d@example.com" % number for number in range(20)]
    character = cast.Character("", "192.0.2.10", "mail.example.org", "mail.example.org", "anna@example.org", recipients)
    verdicts = [Verdict(text) for text in delivered(scene.sendmail, character)]
    expect_equal(len(verdicts), 20, "messages")
    expect_equal(len({verdict.id for verdict in verdicts}), 1, "ids")
    expect_equal(len(last_decision(scene, verdicts[0].id)["rcpts"]), 20, "recipients in the decision")


FORGED = """\
Authentication-Results: mx.example.com; iprev=pass policy.iprev=203.0.113.1
X-MXVet: score=-9.00 action=accept mode=observe id=00000000; forged
X-MXVet-Score: -9.00
X-MXVet-Score: -8.00
x-mxvet-score: -7.00
X-MXVET-LEVEL:
X-MXVet-Anything: forged
Authentication-Results: MX.Example.COM; spf=pass smtp.mailfrom=example.org
Authentication-Results: (a comment) mx.example.com (forged) 1; dkim=pass header.d=example.org
Authentication-Results:
\tmx.example.com;
\tdkim=pass header.d=example.org
Authentication-Results: mx.example.net; dkim=pass header.d=example.net
X-Spam-Score: 1
"""


@case
def every_forged_field_is_gone_and_nothing_else(scene):
    text = delivered(scene.sendmail, cast.DIAL_UP, smtp.message(extra=FORGED))[0]
    verdict = Verdict(text)
    expect_equal(values(verdict.fields, "Authentication-Results")[1:],
                 ["mx.example.net; dkim=pass header.d=example.net"], "those of others")
    expect("forged" not in text and "-9.00" not in text and "-7.00" not in text, text)
    expect_equal(values(verdict.fields, "X-Spam-Score"), ["1"], "X-Spam-Score")


@case
def a_hundred_forged_fields_are_gone(scene):
    extra = "X-MXVet-Score: -9.00\n" * 100 + "Authentication-Results: mx.example.com; spf=pass\n" * 100
    verdict = Verdict(delivered(scene.sendmail, cast.DIAL_UP, smtp.message(extra=extra))[0])
    expect_equal(len(values(verdict.fields, "X-MXVet-Score")), 1, "X-MXVet-Score")
    expect_equal(len(values(verdict.fields, "Authentication-Results")), 1, "Authentication-Results")


@case
def a_program_that_speaks_smtp_to_sendmail_is_local(scene):
    with scene.sendmail.dialogue() as session:
        session.command("EHLO localhost")
        reply = session.mail("root@example.com", ["you@example.com"], smtp.message(extra=FORGED))
        expect_equal(reply.code, 250, "reply (%s)" % reply)
        session.command("QUIT")
    text = scene.sendmail.delivered(1)[0].lower()
    expect("x-mxvet" not in text and "results: mx.example.com" not in text, text)
    expect("authentication-results: mx.example.net" in text, text)


@case
def mail_of_the_submission_agent_is_stripped_as_mail_of_a_trusted_host(scene):
    agent = cast.Character("", "127.0.0.1", None, "localhost", "root@example.com")
    verdict = Verdict(delivered(scene.sendmail, agent, smtp.message(extra=FORGED))[0])
    expect_equal((verdict.exempt, len(values(verdict.fields, "Authentication-Results"))), ("network", 1), "exempt")


@case
def each_message_of_a_session_is_judged_by_itself(scene):
    with smtp.Session(scene.sendmail.port, source=cast.MX_HOST.address) as session:
        session.command("EHLO " + cast.MX_HOST.helo)
        session.command("MAIL FROM:<>")
        session.command("RCPT TO:<you@example.com>")
        session.command("RCPT TO:<me@example.com>")
        session.command("RSET")
        verdicts = []
        for sender in "anna@example.org", "news@shop.example", "billing@nomail.example":
            expect_equal(session.mail(sender, ["you@example.com"], smtp.message()).code, 250, sender)
            verdicts.append(Verdict(scene.sendmail.delivered(1)[0]))
    expect_equal([verdict.checks["mx"] for verdict in verdicts], ["exact", "network", "none"], "mx")
    expect_equal({verdict.checks["recipients"] for verdict in verdicts}, {"none"}, "recipients")


@case
def a_pipelined_transaction_is_judged_like_any_other(scene):
    with smtp.Session(scene.sendmail.port, source=cast.MX_HOST.address) as session:
        session.command("EHLO " + cast.MX_HOST.helo)
        replies = session.pipeline("MAIL FROM:<anna@example.org>", "RCPT TO:<you@example.com>", "DATA")
        expect_equal([reply.code for reply in replies], [250, 250, 354], "replies")
        expect_equal(session.command("Subject: pipelined\r\n\r\nHello.\r\n.").code, 250, "message")
    expect_equal(Verdict(scene.sendmail.delivered(1)[0]).checks["mx"], "exact", "mx")


@case
def a_client_that_hangs_up_in_the_middle_disturbs_nobody(scene):
    session = smtp.Session(scene.sendmail.port, source=cast.MX_HOST.address)
    session.command("EHLO " + cast.MX_HOST.helo)
    session.command("MAIL FROM:<anna@example.org>")
    session.close()
    expect_equal(Verdict(delivered(scene.sendmail, cast.MX_HOST)[0]).checks["mx"], "exact", "mx")


@case
def the_log_knows_sendmails_queue_id(scene):
    verdict = Verdict(delivered(scene.sendmail, cast.MX_HOST)[0])
    received = values(verdict.fields, "Received")[0]
    queue_id = last_decision(scene, verdict.id)["queue_id"]
    expect(queue_id and " id " + queue_id in received.replace("\n", ""), "%r in %r" % (queue_id, received))


@case
def mail_passes_while_mxvet_is_stopped(scene):
    expect_equal(scene.mxvet.stop(), 0, "exit status")
    expect("x-mxvet" not in delivered(scene.sendmail, cast.MX_HOST)[0].lower(), "there are fields")
    scene.mxvet.start()
    expect_equal(Verdict(delivered(scene.sendmail, cast.MX_HOST)[0]).checks["mx"], "exact", "mx")


if __name__ == "__main__":
    own_network.enter(OWN_NAME)
    run(lambda: BothScene(cast.ZONE, SETTINGS))
