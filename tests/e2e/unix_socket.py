#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""The milter behind a unix socket, and the filter stopped and started while Postfix runs."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from e2e import Scene, case, cast, expect_equal, run, smtp, verdict_of  # noqa: E402


def send(scene):
    character = cast.MX_HOST
    try:
        return smtp.send(scene.postfix.port, character.address, character.helo, character.sender,
                         character.recipients, character.name).code
    except ConnectionError:
        return 451  # refused at the greeting


@case
def a_message_passes_through_a_unix_socket(scene):
    expect_equal(verdict_of(scene, cast.MX_HOST).checks["mx"], "exact", "mx")


@case
def mail_waits_while_the_filter_is_stopped_and_goes_on_when_it_is_back(scene):
    expect_equal(scene.mxvet.stop(), 0, "exit status")
    expect_equal(send(scene) // 100, 4, "class of the reply while it is stopped")
    scene.mxvet.start()
    expect_equal(verdict_of(scene, cast.MX_HOST).checks["mx"], "exact", "mx")


@case
def a_socket_left_behind_by_a_killed_filter_is_taken_over(scene):
    scene.mxvet.process.kill()
    scene.mxvet.process.wait()
    scene.mxvet.start()
    expect_equal(verdict_of(scene, cast.MX_HOST).checks["mx"], "exact", "mx")


@case
def a_message_under_way_is_finished_before_the_filter_ends(scene):
    with smtp.Session(scene.postfix.port) as session:
        session.play(cast.MX_HOST.address, cast.MX_HOST.name)
        session.command("EHLO " + cast.MX_HOST.helo)
        session.command("MAIL FROM:<slow@slow.example>")
        session.command("RCPT TO:<you@example.com>")
        session.command("DATA")
        session.send("Subject: under way\r\n\r\nHello.\r\n.\r\n")
        scene.mxvet.process.terminate()
        expect_equal(session.reply().code, 250, "reply to the message under way")
    expect_equal(scene.mxvet.stop(), 0, "exit status")
    scene.postfix.delivered(1)
    scene.mxvet.start()


SLOW = "slow.example MX 10 mx.slow.example\nslow.example MX DELAY 800\nmx.slow.example A 203.0.113.9\n"

if __name__ == "__main__":
    run(lambda: Scene(cast.ZONE + SLOW, listen="unix"))
