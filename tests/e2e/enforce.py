#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""What a sender sees when mode = enforce: codes, texts, and who is refused and who is not."""
import json
import os
import re
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from e2e import (Scene, Verdict, case, cast, expect, expect_equal, read_text, run, smtp,  # noqa: E402
                 wait_until)

ZONE = cast.ZONE + """\
trouble.example MX SERVFAIL
trouble.example A SERVFAIL
"""
DELAY = 3  # seconds; long enough for a second try within it on a busy machine
SETTINGS = """\
mode = enforce
on_temperror = defer
greylist { delay = %ds }
trust { networks = {127.0.0.0/8, ::1, 192.0.2.55} }
recipient "watched@example.com" { mode = observe }
recipient "held@example.com" { on_reject = hold }
recipient "@.lenient.example" { defer_at = 20 reject_at = 20 }
""" % DELAY


def session_of(scene, character):
    session = smtp.Session(scene.postfix.port)
    session.play(character.address, character.name)
    session.command("EHLO " + character.helo)
    return session


def try_one(scene, character, recipient="you@example.com", sender=None):
    """The reply to one recipient; the transaction is given up then."""
    with session_of(scene, character) as session:
        session.command("MAIL FROM:<%s>" % (character.sender if sender is None else sender))
        reply = session.command("RCPT TO:<%s>" % recipient)
        session.command("RSET")
        session.command("QUIT")
        return reply


def logged(scene, act):
    """What `act` returns, and the decisions that it leads to."""
    before = len(scene.mxvet.decisions())
    result = act()
    wait_until(lambda: len(scene.mxvet.decisions()) > before, 30, "a decision")
    return result, [json.loads(line) for line in scene.mxvet.decisions()[before:]]


@case
def a_good_sender_notices_nothing(scene):
    with session_of(scene, cast.MX_HOST) as session:
        expect_equal(session.mail("anna@example.org", ["you@example.com"], smtp.message()).code, 250, "message")
    verdict = Verdict(scene.postfix.delivered(1)[0])
    expect_equal((verdict.action, verdict.mode), ("accept", "enforce"), "action and mode")


@case
def a_bad_one_is_rejected_with_reason_remedy_and_id(scene):
    reply, decisions = logged(scene, lambda: try_one(scene, cast.SPAMMER))
    expect_equal(reply.code, 550, str(reply))
    expect(reply.text.startswith("5.7.27 "), str(reply))
    expect("nomail.example" in reply.text and "203.0.113.99" in reply.text, str(reply))
    expect("null MX" in reply.text, "the remedy: %s" % reply)
    expect_equal(len(decisions), 1, "decisions")
    expect(decisions[0]["id"] in reply.text, "the id %s: %s" % (decisions[0]["id"], reply))
    expect_equal((decisions[0]["action"], decisions[0]["queue_id"]), ("reject", None), "action and queue id")
    expect_equal(decisions[0]["rcpts"], [{"address": "example.com", "action": "reject", "section": None,
                                          "reply": "550 " + reply.text, "greylist": None}], "rcpts")
    wait_until(lambda: "NOQUEUE: id=" + decisions[0]["id"] in read_text(scene.mxvet.mail_log), 30, "the mail log")


@case
def who_comes_back_later_is_let_in(scene):
    character = cast.NULL_MX
    reply = try_one(scene, character)
    expect_equal((reply.code, reply.text.split()[0]), (450, "4.7.27"), str(reply))
    expect_equal(try_one(scene, character).code, 450, "at once")
    time.sleep(DELAY + 0.1)
    expect_equal(try_one(scene, character, "me@example.com").code, 450, "another recipient")
    with session_of(scene, character) as session:
        expect_equal(session.mail(character.sender, ["you@example.com"], smtp.message()).code, 250, "message")
    verdict = Verdict(scene.postfix.delivered(1)[0])
    expect_equal((verdict.action, verdict.would), ("tag", "defer"), "action and would")


@case
def each_recipient_is_answered_under_its_own_rules(scene):
    character = cast.SPAMMER

    def transaction():
        with session_of(scene, character) as session:
            session.command("MAIL FROM:<%s>" % character.sender)
            codes = [session.command("RCPT TO:<%s>" % address).code for address in (
                "watched@example.com", "you@example.com", "any@very.lenient.example", "postmaster@example.com",
                "Abuse@example.com")]
            expect_equal(session.data(smtp.message()).code, 250, "message")
            return codes
    codes, decisions = logged(scene, transaction)
    expect_equal(codes, [250, 550, 250, 250, 250], "replies")
    verdicts = [Verdict(text) for text in scene.postfix.delivered(4)]
    expect_equal({(v.action, v.would, v.id) for v in verdicts}, {("tag", "reject", decisions[0]["id"])}, "headers")
    expect_equal([(rcpt["action"], rcpt["section"]) for rcpt in decisions[0]["rcpts"]],
                 [("tag", "watched@example.com"), ("reject", None), ("tag", "@.lenient.example"), ("tag", None),
                  ("tag", None)], "recipients in the log")
    expect_equal(len(decisions), 1, "decisions")


@case
def postmaster_alone_gets_through(scene):
    expect_equal(try_one(scene, cast.SPAMMER, "postmaster").code, 250, "postmaster without a domain")
    expect_equal(try_one(scene, cast.SPAMMER, "postmaster@example.com").code, 250, "postmaster")


@case
def dns_trouble_is_451_as_long_as_it_lasts(scene):
    for wait in 0, DELAY + 0.1:
        time.sleep(wait)
        reply = try_one(scene, cast.SPAMMER, sender="x@trouble.example")
        expect_equal((reply.code, reply.text.split()[0]), (451, "4.4.3"), str(reply))


@case
def trusted_authenticated_and_local_mail_is_never_refused(scene):
    character = cast.TRUSTED
    expect_equal(try_one(scene, character, sender="billing@nomail.example").code, 250, "trusted")
    reply = smtp.send(scene.postfix.port, "203.0.113.99", "winxp", "billing@nomail.example", login="you")
    expect_equal(reply.code, 250, "authenticated: %s" % reply)
    scene.postfix.submit(smtp.message(), "-t", "-f", "billing@nomail.example")
    for text in scene.postfix.delivered(2):
        expect("x-mxvet" not in text.lower(), text)


@case
def an_ipv6_client_is_refused_alike(scene):
    with smtp.Session(scene.postfix.port) as session:
        session.play("2001:db8::9")
        session.command("EHLO winxp")
        session.command("MAIL FROM:<billing@nomail.example>")
        reply = session.command("RCPT TO:<you@example.com>")
    expect_equal(reply.code, 550, str(reply))
    expect("2001:db8::9" in reply.text, str(reply))


def queue_of(postfix):
    listed = postfix.run("postqueue", "-c", postfix.config, "-j").stdout.decode()
    return [json.loads(line) for line in listed.splitlines() if line.startswith("{")]


@case
def a_message_is_held_and_a_person_releases_it(scene):
    def held():
        return [decision for decision in map(json.loads, scene.mxvet.decisions())
                if decision["rcpts"][0]["section"] == "held@example.com"]
    with session_of(scene, cast.SPAMMER) as session:
        reply = session.mail(cast.SPAMMER.sender, ["held@example.com"], smtp.message())
    expect_equal(reply.code, 250, str(reply))
    wait_until(held, 30, "the decision")
    decisions = held()
    expect_equal((decisions[0]["action"], decisions[0]["would"]), ("hold", "hold"), "the decision")
    wait_until(lambda: [mail["queue_name"] for mail in queue_of(scene.postfix)] == ["hold"], 30, "the hold queue")
    queue_id = decisions[0]["queue_id"]
    expect_equal(queue_of(scene.postfix)[0]["queue_id"], queue_id, "queue id")
    scene.postfix.run("postsuper", "-c", scene.postfix.config, "-H", queue_id)
    scene.postfix.run("postqueue", "-c", scene.postfix.config, "-f")
    text = scene.postfix.delivered(1)[0]
    expect_equal(Verdict(text).action, "hold", "action")
    expect("X-MXVet-Flag: YES" in text, text)


@case
def a_pipelined_transaction_gets_one_answer_for_each(scene):
    with session_of(scene, cast.SPAMMER) as session:
        replies = session.pipeline("MAIL FROM:<billing@nomail.example>", "RCPT TO:<you@example.com>",
                                   "RCPT TO:<watched@example.com>", "RCPT TO:<me@example.com>", "DATA")
        expect_equal([reply.code for reply in replies], [250, 550, 250, 550, 354], "replies")
        expect_equal(session.command("Subject: x\r\n\r\nHello.\r\n.").code, 250, "message")
    Verdict(scene.postfix.delivered(1)[0])
    with session_of(scene, cast.SPAMMER) as session:
        replies = session.pipeline("MAIL FROM:<billing@nomail.example>", "RCPT TO:<you@example.com>", "DATA")
        expect_equal([reply.code for reply in replies[:2]], [250, 550], "replies")
        expect(replies[2].code >= 500, "DATA without a recipient: %s" % replies[2])


@case
def smtputf8_senders_are_told_in_ascii(scene):
    with session_of(scene, cast.SPAMMER) as session:
        expect_equal(session.command("MAIL FROM:<анна@пример.example> SMTPUTF8").code, 250, "MAIL")
        reply = session.command("RCPT TO:<you@example.com>")
    expect(reply.code in (450, 550), str(reply))
    expect("xn--e1afmkfd.example" in reply.text and reply.text.isascii(), str(reply))


@case
def a_text_of_ones_own_arrives_as_written(scene):
    scene.mxvet.configure(scene.dns.address, SETTINGS + 'reply { reject = "100% sure (%s %n %%): {finding} {id}" }\n')
    scene.mxvet.reload()
    reply = try_one(scene, cast.SPAMMER)
    scene.mxvet.configure(scene.dns.address, SETTINGS)
    scene.mxvet.reload()
    expect_equal(reply.code, 550, str(reply))
    expect("5.7.27 100% sure (%s %n %%): " in reply.text and "nomail.example" in reply.text, str(reply))


@case
def the_second_recipient_of_a_bounce_pays_for_both(scene):
    def transaction():
        with session_of(scene, cast.FORGED_BOUNCE) as session:
            session.command("MAIL FROM:<>")
            codes = [session.command("RCPT TO:<%s>" % address).code for address in cast.FORGED_BOUNCE.recipients]
            expect_equal(session.data(smtp.message()).code, 250, "message")
            return codes
    codes, decisions = logged(scene, transaction)
    expect_equal(codes, [250, 250], "replies: 3.70, then 4.70")
    verdict = Verdict(scene.postfix.delivered(2)[0])
    expect_equal(verdict.checks["recipients"], "many", "recipients")
    expect_equal(decisions[0]["evidence"]["recipients"], 2, "recipients in the evidence")


@case
def a_transaction_given_up_leaves_its_line(scene):
    def transaction():
        with session_of(scene, cast.MX_HOST) as session:
            session.command("MAIL FROM:<anna@example.org>")
            session.command("RCPT TO:<you@example.com>")
            session.command("RSET")
    _, decisions = logged(scene, transaction)
    expect_equal([(d["queue_id"], d["action"], d["rcpts"][0]["action"]) for d in decisions],
                 [(None, "accept", "accept")], "decisions")


@case
def reloads_under_load_lose_no_mail_and_no_refusal(scene):
    wrong, stop = [], threading.Event()

    def senders():
        while not stop.is_set():
            codes = try_one(scene, cast.SPAMMER).code, try_one(scene, cast.MX_HOST).code
            if codes != (550, 250):
                wrong.append(codes)

    threads = [threading.Thread(target=senders) for _ in range(4)]
    for thread in threads:
        thread.start()
    for _ in range(30):
        scene.mxvet.configure(scene.dns.address, SETTINGS)
        scene.mxvet.reload()
        time.sleep(0.02)
    scene.mxvet.configure(scene.dns.address, SETTINGS + "wrong\n")
    expect("NOT RELOADED" in scene.mxvet.reload(), "a wrong file is taken over")
    stop.set()
    for thread in threads:
        thread.join()
    expect_equal(wrong, [], "replies to the bad and the good sender")
    scene.mxvet.configure(scene.dns.address, SETTINGS)
    scene.mxvet.reload()


@case
def no_line_of_the_log_is_broken(scene):
    for line in scene.mxvet.decisions():
        json.loads(line)
    for line in read_text(scene.mxvet.mail_log).splitlines():
        expect(re.fullmatch(r"[ -~]*", line) is not None, "octets in the mail log: %r" % line)


if __name__ == "__main__":
    run(lambda: Scene(ZONE, SETTINGS))
