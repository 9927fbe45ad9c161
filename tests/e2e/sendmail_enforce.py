#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""What mxvet refuses, Sendmail refuses as Postfix does: at the same recipient, with the same codes and words."""
import os
import re
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import own_network  # noqa: E402
from e2e import OWN_NAME, case, cast, expect, expect_equal, run, smtp, wait_until  # noqa: E402
from sendmail import BothScene  # noqa: E402

SETTINGS = """\
mode = enforce
trust { networks = {127.0.0.0/8, ::1} }
greylist { delay = 1s }
recipient "watched@example.com" { mode = observe }
recipient "held@example.com" { on_reject = hold }
"""


def dialogue(mta, character, *recipients):
    """The replies to each recipient, and to the message when one was accepted."""
    with smtp.Session(mta.port, source=character.address) as session:
        session.command("EHLO " + character.helo)
        session.command("MAIL FROM:<%s>" % character.sender)
        replies = [session.command("RCPT TO:<%s>" % address) for address in recipients]
        if any(reply.code == 250 for reply in replies):
            replies.append(session.data(smtp.message()))
        session.command("QUIT")
        return replies


def told(reply):
    """A refusal without what differs: the id, and the recipient that Sendmail puts in front."""
    text = reply.text.replace("<you@example.com>... ", "")
    return reply.code, re.sub(r"\b[0-9a-z]{8}\b(?=\W*$)", "ID", text)


def both(scene, character, *recipients):
    replies = {name: dialogue(mta, character, *recipients) for name, mta in scene.mtas.items()}
    return replies["Postfix"], replies["Sendmail"]


@case
def a_sender_that_takes_no_mail_is_refused_in_the_same_words(scene):
    (postfix,), (sendmail,) = both(scene, cast.SPAMMER, "you@example.com")
    expect_equal(sendmail.code, 550, "Sendmail: %s" % sendmail)
    expect(sendmail.text.startswith("5.7.27 "), "Sendmail: %s" % sendmail)
    expect_equal(told(sendmail), told(postfix), "the reply")


@case
def greylisting_defers_the_first_try_and_takes_the_second(scene):
    character = cast.NULL_MX
    # One filter has one memory, so each MTA gets a recipient of its own.
    recipients = {"Postfix": "first@example.com", "Sendmail": "second@example.com"}
    first = {name: dialogue(mta, character, recipients[name])[0] for name, mta in scene.mtas.items()}
    for name, reply in first.items():
        expect_equal((reply.code, reply.text[:4]), (450, "4.7."), "the first try with %s: %s" % (name, reply))
    time.sleep(1.1)
    for name, mta in scene.mtas.items():
        replies = dialogue(mta, character, recipients[name])
        expect_equal([reply.code for reply in replies], [250, 250], "the second try with %s" % name)
        expect("action=tag" in mta.delivered(1)[0], "not marked")


@case
def a_recipient_that_only_watches_gets_the_message(scene):
    for mta, replies in zip(scene.mtas.values(), both(scene, cast.SPAMMER, "you@example.com", "watched@example.com")):
        expect_equal([reply.code for reply in replies], [550, 250, 250], "replies")
        expect_equal(len(mta.delivered(1)), 1, "messages")


@case
def postmaster_is_never_refused(scene):
    for mta, replies in zip(scene.mtas.values(), both(scene, cast.SPAMMER, "postmaster@example.com")):
        expect_equal([reply.code for reply in replies], [250, 250], "replies")
        mta.delivered(1)


@case
def sendmail_quarantines_with_the_reason_and_a_person_releases_it(scene):
    mta = scene.mtas["Sendmail"]
    replies = dialogue(mta, cast.SPAMMER, "held@example.com")
    expect_equal([reply.code for reply in replies], [250, 250], "replies")
    queue = os.path.join(mta.home, "queue")
    wait_until(lambda: any(name.startswith("hf") for name in os.listdir(queue)), 30, "a quarantined message")
    held = [name for name in os.listdir(queue) if name.startswith("hf")]
    with open(os.path.join(queue, held[0]), encoding="latin-1") as file:
        reason = [line for line in file if line.startswith("q")]
    expect(reason and "sender=nullmx" in reason[0] and "(id " in reason[0], "the reason: %s" % reason)
    for arguments in ("-qQ", "-Q"), ("-q",):
        subprocess.run(mta.command(*arguments), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=60,
                       check=False)
    expect("X-MXVet-Flag: YES" in mta.delivered(1)[0], "not marked")


@case
def good_mail_passes(scene):
    for mta, replies in zip(scene.mtas.values(), both(scene, cast.MX_HOST, "you@example.com")):
        expect_equal([reply.code for reply in replies], [250, 250], "replies")
        expect("mode=enforce" in mta.delivered(1)[0], "no mode")


if __name__ == "__main__":
    own_network.enter(OWN_NAME)
    run(lambda: BothScene(cast.ZONE, SETTINGS))
