#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""What real sessions look like: several messages, RSET, pipelining, many recipients, EHLO in the middle."""
import os
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from e2e import Scene, Verdict, case, cast, expect, expect_equal, run, smtp  # noqa: E402

MESSAGES_IN_A_ROW = 1000


def session_of(scene, character):
    session = smtp.Session(scene.postfix.port)
    session.play(character.address, character.name)
    session.command("EHLO " + character.helo)
    return session


@case
def each_message_of_a_session_is_judged_by_itself(scene):
    with session_of(scene, cast.MX_HOST) as session:
        senders = "anna@example.org", "news@shop.example", "billing@nomail.example", "anna@example.org"
        verdicts = []
        for sender in senders:
            expect_equal(session.mail(sender, ["you@example.com"], smtp.message()).code, 250, sender)
            verdicts.append(Verdict(scene.postfix.delivered(1)[0]))
    expect_equal([v.checks["mx"] for v in verdicts], ["exact", "network", "none", "exact"], "mx")
    expect_equal([v.checks["sender"] for v in verdicts], ["mx", "mx", "nullmx", "mx"], "sender")
    expect_equal(len({v.id for v in verdicts}), 4, "different ids")
    expect_equal(verdicts[0].score, verdicts[3].score, "score of the first and the last")


@case
def rset_forgets_the_sender_and_its_recipients(scene):
    with session_of(scene, cast.MX_HOST) as session:
        session.command("MAIL FROM:<>")
        session.command("RCPT TO:<you@example.com>")
        session.command("RCPT TO:<me@example.com>")
        expect_equal(session.command("RSET").code, 250, "RSET")
        expect_equal(session.mail("anna@example.org", ["you@example.com"], smtp.message()).code, 250, "message")
    verdict = Verdict(scene.postfix.delivered(1)[0])
    expect_equal((verdict.checks["sender"], verdict.checks["recipients"]), ("mx", "none"), "sender, recipients")


@case
def ehlo_in_mid_transaction_starts_anew(scene):
    with session_of(scene, cast.MX_HOST) as session:
        session.command("MAIL FROM:<billing@nomail.example>")
        session.command("RCPT TO:<you@example.com>")
        session.command("EHLO other.example.net")
        expect_equal(session.mail("anna@example.org", ["you@example.com"], smtp.message()).code, 250, "message")
    verdict = Verdict(scene.postfix.delivered(1)[0])
    expect_equal((verdict.checks["sender"], verdict.checks["helo"]), ("mx", "unresolvable"), "sender, helo")


@case
def a_pipelined_transaction_is_judged_like_any_other(scene):
    with session_of(scene, cast.MX_HOST) as session:
        replies = session.pipeline("MAIL FROM:<anna@example.org>", "RCPT TO:<you@example.com>",
                                   "RCPT TO:<me@example.com>", "DATA")
        expect_equal([reply.code for reply in replies], [250, 250, 250, 354], "replies")
        expect_equal(session.command("Subject: pipelined\r\n\r\nHello.\r\n.").code, 250, "message")
    for text in scene.postfix.delivered(2):
        expect_equal(Verdict(text).checks["mx"], "exact", "mx")


@case
def a_refused_recipient_does_not_count(scene):
    with session_of(scene, cast.MX_HOST) as session:
        session.command("MAIL FROM:<>")
        expect_equal(session.command("RCPT TO:<you@example.com>").code, 250, "first recipient")
        expect(session.command("RCPT TO:<@@>").code >= 500, "a broken recipient was accepted")
        expect_equal(session.data(smtp.message()).code, 250, "message")
    expect_equal(Verdict(scene.postfix.delivered(1)[0]).checks["recipients"], "single", "recipients")


@case
def fifty_recipients_get_one_verdict(scene):
    with session_of(scene, cast.MX_HOST) as session:
        recipients = ["user%d@example.com" % i for i in range(50)]
        expect_equal(session.mail("anna@example.org", recipients, smtp.message()).code, 250, "message")
    ids = {Verdict(text).id for text in scene.postfix.delivered(50, 20)}
    expect_equal(len(ids), 1, "ids")


@case
def a_client_that_hangs_up_in_the_middle_disturbs_nobody(scene):
    for lines in [], ["MAIL FROM:<anna@example.org>"], ["MAIL FROM:<anna@example.org>", "RCPT TO:<you@example.com>",
                                                        "DATA"]:
        session = session_of(scene, cast.MX_HOST)
        for line in lines:
            session.command(line)
        session.close()
    with session_of(scene, cast.MX_HOST) as session:
        expect_equal(session.mail("anna@example.org", ["you@example.com"], smtp.message()).code, 250, "message")
    Verdict(scene.postfix.delivered(1)[0])


@case
def helo_instead_of_ehlo_and_no_helo_at_all(scene):
    with smtp.Session(scene.postfix.port) as session:
        session.play("192.0.2.10", "mail.example.org")
        session.command("HELO mail.example.org")
        expect_equal(session.mail("anna@example.org", ["you@example.com"], smtp.message()).code, 250, "message")
        expect_equal(Verdict(scene.postfix.delivered(1)[0]).checks["helo"], "match", "helo")
    with smtp.Session(scene.postfix.port) as session:
        session.play("192.0.2.10", "mail.example.org")
        expect_equal(session.mail("anna@example.org", ["you@example.com"], smtp.message()).code, 250, "message")
        expect_equal(Verdict(scene.postfix.delivered(1)[0]).checks["helo"], "none", "helo")


@case
def a_thousand_messages_in_a_row_pass(scene):
    characters = cast.MX_HOST, cast.BULK_SENDER, cast.DIAL_UP, cast.NULL_MX
    started, before = time.monotonic(), len(scene.mxvet.decisions())
    for number in range(MESSAGES_IN_A_ROW):
        character = characters[number % len(characters)]
        reply = smtp.send(scene.postfix.port, character.address, character.helo, character.sender,
                          character.recipients, character.name)
        expect_equal(reply.code, 250, "reply to message %d (%s)" % (number, reply))
    texts = scene.postfix.delivered(MESSAGES_IN_A_ROW, 120)
    expect_equal(len(texts), MESSAGES_IN_A_ROW, "messages delivered")
    expect_equal(len({Verdict(text).id for text in texts}), MESSAGES_IN_A_ROW, "ids")
    expect_equal(len(scene.mxvet.decisions(before + MESSAGES_IN_A_ROW)), before + MESSAGES_IN_A_ROW, "decisions")
    expect(time.monotonic() - started < 120, "it took %.0f s" % (time.monotonic() - started))


if __name__ == "__main__":
    run(lambda: Scene(cast.ZONE))
