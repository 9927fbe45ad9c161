#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Who sends what: real mail through a real Postfix, judged by its headers."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from e2e import (Scene, Verdict, case, cast, expect, expect_equal, last_decision, run, smtp,  # noqa: E402
                 verdict_of)

SETTINGS = 'trust { networks = {127.0.0.0/8, ::1, 192.0.2.55} }\n'


def expect_checks(verdict, **wanted):
    for check, outcome in wanted.items():
        expect_equal(verdict.checks[check], outcome, check)


@case
def a_sender_never_seen_before_costs_at_most_seven_questions(scene):
    verdict_of(scene, cast.MX_HOST)
    asked = scene.dns.questions()
    expect(len(asked) <= 7, "%d questions: %s" % (len(asked), asked))
    expect_equal(len(set(asked)), len(asked), "different questions among %s" % asked)


@case
def the_mx_host_of_the_sender_has_credit(scene):
    verdict = verdict_of(scene, cast.MX_HOST)
    expect_checks(verdict, iprev="pass", rdns="named", mx="exact", mxset="sound", sender="mx", align="aligned",
                  helo="match", recipients="none", anchor="anchored")
    expect_equal((verdict.score, verdict.action), ("-2.00", "accept"), "score and action")
    expect_equal(verdict.results["iprev"]["address"], "192.0.2.10", "policy.iprev")
    expect_equal(verdict.results["iprev"]["name"], "mail.example.org", "the confirmed name")


@case
def an_ipv6_client_is_treated_alike(scene):
    verdict = verdict_of(scene, cast.MX_HOST_IPV6)
    expect_checks(verdict, iprev="pass", mx="exact", align="aligned", helo="match")
    expect_equal(verdict.score, "-2.00", "score")
    expect_equal(verdict.results["iprev"]["address"], '"2001:db8::10"', "policy.iprev")


@case
def a_bulk_sender_that_is_no_mx_pays_nothing(scene):
    verdict = verdict_of(scene, cast.BULK_SENDER)
    expect_checks(verdict, iprev="pass", mx="other", sender="mx", align="other", helo="match", anchor="anchored")
    expect_equal(verdict.action, "accept", "action")
    expect(float(verdict.score) <= 0, "score %s" % verdict.score)


@case
def a_dial_up_line_is_marked(scene):
    verdict = verdict_of(scene, cast.DIAL_UP)
    expect_checks(verdict, iprev="pass", rdns="dynamic", mx="other", helo="unqualified")
    expect_equal(verdict.points["rdns"], "1.80", "points of rdns")
    expect_equal(verdict.action, "tag", "action")


@case
def a_sender_that_takes_no_mail_would_be_refused(scene):
    verdict = verdict_of(scene, cast.NULL_MX)
    expect_checks(verdict, sender="nullmx", mx="none", mxset="none", iprev="nxptr", anchor="adrift")
    expect_equal(verdict.action, "tag", "action")
    expect(verdict.would in ("defer", "reject"), "would %s" % verdict.would)
    expect_equal(verdict.results["iprev"]["result"], "permerror", "iprev in Authentication-Results")


@case
def a_bounce_to_several_is_noticed(scene):
    character = cast.FORGED_BOUNCE
    smtp.send(scene.postfix.port, character.address, character.helo, "", character.recipients)
    verdict = Verdict(scene.postfix.delivered(2)[0])
    expect_checks(verdict, sender="bounce", recipients="many", align="none", anchor="adrift")


@case
def a_bounce_to_one_is_not(scene):
    smtp.send(scene.postfix.port, "192.0.2.10", "mail.example.org", "", name="mail.example.org")
    verdict = Verdict(scene.postfix.delivered(1)[0])
    expect_checks(verdict, sender="bounce", recipients="single", iprev="pass", helo="match")


@case
def a_trusted_network_is_exempt(scene):
    verdict = verdict_of(scene, cast.TRUSTED)
    expect_equal(verdict.exempt, "network", "exempt")
    expect_equal([name for name, _ in verdict.ours], ["X-MXVet"], "fields")
    decision = last_decision(scene, verdict.id)
    expect_equal((decision["exempt"], decision["action"]), ("network", "accept"), "decision")


@case
def an_authenticated_client_gets_no_headers(scene):
    smtp.send(scene.postfix.port, "203.0.113.77", "laptop", "you@example.com", login="you")
    text = scene.postfix.delivered(1)[0]
    expect("x-mxvet" not in text.lower() and "authentication-results" not in text.lower(), text)


@case
def the_log_says_the_same_as_the_headers(scene):
    verdict = verdict_of(scene, cast.DIAL_UP)
    decision = last_decision(scene, verdict.id)
    expect_equal({name: check["outcome"] for name, check in decision["checks"].items()},
                 {name: verdict.checks[name] for name in decision["checks"]}, "outcomes")
    expect_equal("%.2f" % decision["score"], verdict.score, "score")
    expect_equal((decision["action"], decision["would"]), (verdict.action, verdict.would), "action and would")
    expect_equal((decision["client"], decision["helo"], decision["from"]),
                 ("203.0.113.77", "winxp", "shop.example"), "who")
    expect_equal([rcpt["address"] for rcpt in decision["rcpts"]], ["example.com"], "recipients")
    received = [value for name, value in verdict.fields if name == "Received"][0]
    expect(decision["queue_id"] in received, "queue id %r not in %r" % (decision["queue_id"], received))


@case
def every_decision_is_one_line_in_the_mail_log(scene):
    verdict = verdict_of(scene, cast.MX_HOST)
    last_decision(scene, verdict.id)
    with open(scene.mxvet.mail_log, encoding="utf-8") as log:
        lines = [line for line in log if "id=%s " % verdict.id in line]
    expect_equal(len(lines), 1, "lines with the id")
    expect("192.0.2.10" in lines[0] and "score=-2.00" in lines[0] and "action=accept" in lines[0], lines[0])


@case
def hostile_octets_in_helo_and_sender_stay_outside(scene):
    with smtp.Session(scene.postfix.port) as session:
        session.play("203.0.113.5")
        session.command("EHLO evil\x7f\tname;(x)")
        reply = session.mail('"a;b (c)"@[192.0.2.1]', ["you@example.com"], smtp.message())
        expect_equal(reply.code, 250, str(reply))
    verdict = Verdict(scene.postfix.delivered(1)[0])
    expect_checks(verdict, helo="invalid", sender="invalid")


if __name__ == "__main__":
    run(lambda: Scene(cast.ZONE, SETTINGS))
