#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""DNS that lies, stalls or breaks: the mail passes in time, and trouble never costs a point."""
import os
import re
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from e2e import Scene, Verdict, case, expect, expect_equal, read_text, run, smtp, wait_until  # noqa: E402

SETTINGS = "dns { deadline = 3s  timeout = 600ms  tries = 2 }\n"
FAULTS = "SERVFAIL", "REFUSED", "FORMERR", "TIMEOUT", "WRONGID", "WRONGQUESTION", "GARBAGE", "EMPTY", "LOOP"
LIMIT = 5.5

# One domain, HELO and client address for each fault, so that no answer is remembered from another case.
ZONE = "".join("%s.example * %s\nmail.%s.example * %s\n%d.2.0.192.in-addr.arpa PTR %s\n"
               % (fault.lower(), fault, fault.lower(), fault, number, fault)
               for number, fault in enumerate(FAULTS, 1))
ZONE += """
101.2.0.192.in-addr.arpa PTR mail.good.example
mail.good.example A 192.0.2.101
mail.good.example A TRUNCATE
good.example MX 10 mail.good.example
good.example MX TRUNCATE
flap.example MX FLAP 1
flap.example MX 10 mail.good.example
many.example MX MANY 200
mx3.many.example A 192.0.2.101
slow.example MX 10 mail.good.example
slow.example MX DELAY 200
late.example MX 10 mail.good.example
late.example MX DELAY 6000
"""


def judged(scene, address, helo, sender):
    started = time.monotonic()
    reply = smtp.send(scene.postfix.port, address, helo, sender)
    seconds = time.monotonic() - started
    expect_equal(reply.code, 250, str(reply))
    expect(seconds < LIMIT, "the message took %.1f s" % seconds)
    return Verdict(scene.postfix.delivered(1)[0])


def trouble(number, fault):
    def check(scene):
        domain = fault.lower() + ".example"
        verdict = judged(scene, "192.0.2.%d" % number, "mail." + domain, "someone@" + domain)
        for name in "iprev", "mx", "mxset", "sender", "align", "helo", "anchor":
            expect_equal(verdict.checks[name], "temperror", name)
        expect_equal(verdict.score, "0.00", "score")
        expect_equal(verdict.results["iprev"]["result"], "temperror", "iprev in Authentication-Results")
    check.__name__ = "mail_passes_unpunished_when_dns_answers_" + fault.lower()
    return check


for number, fault in enumerate(FAULTS, 1):
    case(trouble(number, fault))


def line_of(scene, verdict):
    """The message's line in the mail log, which is written a moment after the message."""
    def found():
        return [line for line in read_text(scene.mxvet.mail_log).splitlines() if "id=" + verdict.id in line]
    wait_until(found, 30, "the line of " + verdict.id)
    return found()[0]


@case
def the_mail_log_says_that_look_ups_failed(scene):
    line = line_of(scene, judged(scene, "192.0.2.1", "mail.servfail.example", "someone@servfail.example"))
    expect(re.search(r" dns=failed:\d+/\d+$", line), line)
    line = line_of(scene, judged(scene, "192.0.2.101", "mail.good.example", "someone@good.example"))
    expect(" dns=" not in line, line)


@case
def a_truncated_answer_is_asked_for_again_over_tcp(scene):
    verdict = judged(scene, "192.0.2.101", "mail.good.example", "someone@good.example")
    expect_equal((verdict.checks["iprev"], verdict.checks["mx"]), ("pass", "exact"), "iprev, mx")


@case
def a_server_that_fails_once_is_asked_again_or_is_trouble(scene):
    verdict = judged(scene, "192.0.2.101", "mail.good.example", "someone@flap.example")
    expect(verdict.checks["mx"] in ("exact", "temperror"), "mx=%s" % verdict.checks["mx"])


@case
def two_hundred_mx_hosts_are_bounded_and_a_match_among_the_first_counts(scene):
    before = len(scene.dns.questions())
    verdict = judged(scene, "192.0.2.101", "mail.good.example", "someone@many.example")
    expect_equal(verdict.checks["mx"], "exact", "mx")
    asked = len(scene.dns.questions()) - before
    expect(asked <= 61, "%d questions for one message" % asked)  # the one over UDP that was truncated


@case
def a_slow_answer_is_waited_for(scene):
    verdict = judged(scene, "192.0.2.101", "mail.good.example", "someone@slow.example")
    expect_equal(verdict.checks["mx"], "exact", "mx")


@case
def an_answer_after_the_deadline_is_not_waited_for(scene):
    verdict = judged(scene, "192.0.2.101", "mail.good.example", "someone@late.example")
    expect_equal(verdict.checks["sender"], "temperror", "sender")


@case
def a_known_sender_is_asked_for_no_second_time(scene):
    judged(scene, "192.0.2.101", "mail.good.example", "someone@good.example")
    before = len(scene.dns.questions())
    judged(scene, "192.0.2.101", "mail.good.example", "someone@good.example")
    expect_equal(len(scene.dns.questions()) - before, 0, "questions for a known sender")


@case
def mail_passes_when_there_is_no_dns_server_at_all(scene):
    scene.dns.stop()
    verdict = judged(scene, "203.0.113.200", "mail.fresh.example", "someone@fresh.example")
    for name in "iprev", "mx", "sender", "helo", "anchor":
        expect_equal(verdict.checks[name], "temperror", name)
    expect_equal(verdict.score, "0.00", "score")


if __name__ == "__main__":
    run(lambda: Scene(ZONE, SETTINGS))
