#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""What a sender writes in our name is gone, and what we write stands where it belongs."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from e2e import Scene, Verdict, case, cast, expect, expect_equal, play, run, smtp, unfold, values  # noqa: E402

FORGED = """\
Authentication-Results: mx.example.com; iprev=pass policy.iprev=203.0.113.1
X-MXVet: score=-9.00 action=accept mode=observe id=00000000; forged
X-MXVet-Score: -9.00
X-MXVet-Score: -8.00
x-mxvet-score: -7.00
X-MXVET-LEVEL:
X-MXVet-Risk: 0
X-MXVet-Anything: forged
Authentication-Results: MX.Example.COM; spf=pass smtp.mailfrom=example.org
Authentication-Results: (a comment) mx.example.com (forged) 1; dkim=pass header.d=example.org
Authentication-Results: "mx.example.com"; dkim=pass header.d=example.org
Authentication-Results:
\tmx.example.com;
\tdkim=pass header.d=example.org
"""
HONEST = """\
Authentication-Results: mx.example.net; dkim=pass header.d=example.net
Authentication-Results: notmx.example.com; dkim=pass header.d=example.net
X-MX: kept
X-Spam-Score: 1
"""


@case
def every_forged_field_is_gone_and_nothing_else(scene):
    text = play(scene, cast.DIAL_UP, smtp.message(extra=FORGED + HONEST))
    verdict = Verdict(text)
    results = [unfold(value) for value in values(verdict.fields, "Authentication-Results")]
    expect_equal(len(results), 3, "Authentication-Results: %r" % results)
    expect_equal(results[1:], ["mx.example.net; dkim=pass header.d=example.net",
                               "notmx.example.com; dkim=pass header.d=example.net"], "those of others")
    expect("forged" not in text and "-9.00" not in text and "-7.00" not in text, text)
    expect_equal(values(verdict.fields, "X-MX"), ["kept"], "X-MX")
    expect_equal(values(verdict.fields, "X-Spam-Score"), ["1"], "X-Spam-Score")


@case
def a_hundred_forged_fields_are_gone(scene):
    extra = "X-MXVet-Score: -9.00\n" * 100 + "Authentication-Results: mx.example.com; spf=pass\n" * 100
    verdict = Verdict(play(scene, cast.DIAL_UP, smtp.message(extra=extra)))
    expect_equal(len(values(verdict.fields, "X-MXVet-Score")), 1, "X-MXVet-Score")
    expect_equal(len(values(verdict.fields, "Authentication-Results")), 1, "Authentication-Results")


@case
def a_message_of_nothing_but_forged_fields_is_refused_before_it_breaks_the_mta(scene):
    for extra in ("X-MXVet-Score: -9.00\n" * 20000, "Authentication-Results: mx.example.com; spf=pass\n" * 20000,
                  "".join("X-MXVet-%d: x\n" % i for i in range(20000))):
        reply = smtp.send(scene.postfix.port, cast.DIAL_UP.address, cast.DIAL_UP.helo, cast.DIAL_UP.sender,
                          cast.DIAL_UP.recipients, cast.DIAL_UP.name, text=smtp.message(extra=extra))
        expect_equal(reply.code, 550, "the reply (%s)" % reply)
        expect("5.7.1 more than 1000 header fields" in str(reply), str(reply))
    play(scene, cast.MX_HOST)


@case
def a_thousand_forged_fields_are_gone(scene):
    verdict = Verdict(play(scene, cast.DIAL_UP, smtp.message(extra="X-MXVet-Score: -9.00\n" * 1000)))
    expect_equal(len(values(verdict.fields, "X-MXVet-Score")), 1, "X-MXVet-Score")


@case
def exempt_mail_is_stripped_as_well(scene):
    verdict = Verdict(play(scene, cast.TRUSTED, smtp.message(extra=FORGED)))
    expect_equal(verdict.exempt, "network", "exempt")
    expect_equal(len(values(verdict.fields, "Authentication-Results")), 0, "Authentication-Results")


@case
def mail_of_an_authenticated_client_is_stripped_as_well(scene):
    smtp.send(scene.postfix.port, "203.0.113.77", "laptop", "you@example.com", login="you",
              text=smtp.message(extra=FORGED))
    text = scene.postfix.delivered(1)[0]
    expect("x-mxvet" not in text.lower() and "authentication-results" not in text.lower(), text)


@case
def a_program_on_this_machine_submits_mail(scene):
    scene.postfix.submit(smtp.message(extra=FORGED), "-t", "-f", "root@example.com")
    text = scene.postfix.delivered(1)[0]
    expect("x-mxvet" not in text.lower() and "authentication-results" not in text.lower(), text)


if __name__ == "__main__":
    run(lambda: Scene(cast.ZONE, "trust { networks = {127.0.0.0/8, ::1, 192.0.2.55} }\n"))
