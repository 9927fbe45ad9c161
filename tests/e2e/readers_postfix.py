#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Postfix itself reads our fields by conf/postfix/mxvet_header_checks, attached as conf/postfix/mxvet.cf says."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from e2e import Postfix, Scene, case, cast, expect, expect_equal, play, run, smtp, wait_until  # noqa: E402
from readers import CONF, snippet  # noqa: E402

NULL_MX_COSTS_NINE = "points { sender { nullmx = 9 } }\n"


class ChecksScene(Scene):
    def __enter__(self):
        super().__enter__()
        self.postfix.stop()
        port = str(self.mxvet.address[1])
        checks = os.path.join(CONF, "postfix/mxvet_header_checks")
        self.postfix = Postfix(self.path("postfix-checks"), extra="%s\nmilter_header_checks = regexp:%s\n" % (
            snippet("postfix/mxvet.cf", ("8890", port)), checks))
        return self


def held(scene):
    return os.listdir(os.path.join(scene.postfix.home, "queue/hold"))


def send(scene, character):
    reply = smtp.send(scene.postfix.port, character.address, character.helo, character.sender,
                      character.recipients, character.name)
    expect_equal(reply.code, 250, "the reply to the message (%s)" % reply)


@case
def nine_points_wait_in_the_hold_queue(scene):
    before = len(held(scene))
    send(scene, cast.NULL_MX)
    wait_until(lambda: len(held(scene)) == before + 1, 30, "a message on hold")


@case
def less_is_delivered(scene):
    before = len(held(scene))
    expect("X-MXVet-Level: +++" in play(scene, cast.DIAL_UP), "no level")
    expect_equal(len(held(scene)), before, "messages on hold")


@case
def a_level_that_a_client_brings_holds_nothing(scene):
    before = len(held(scene))
    play(scene, cast.MX_HOST, smtp.message(extra="X-MXVet-Level: ++++++++++++\n"))
    expect_equal(len(held(scene)), before, "messages on hold")


@case
def without_our_level_nothing_is_held(scene):
    before = len(held(scene))
    scene.mxvet.stop()
    with open(scene.mxvet.config_file, "a", encoding="utf-8") as config:
        config.write("headers { level = false }\n")
    scene.mxvet.start()
    expect("X-MXVet-Level" not in play(scene, cast.NULL_MX), "there is a level")
    expect_equal(len(held(scene)), before, "messages on hold")


@case
def mail_passes_while_mxvet_is_stopped(scene):
    expect_equal(scene.mxvet.stop(), 0, "exit status")
    expect("X-MXVet" not in play(scene, cast.MX_HOST), "there are fields")
    scene.mxvet.start()
    expect("X-MXVet-Score: -2.00" in play(scene, cast.MX_HOST), "there are no fields")


if __name__ == "__main__":
    run(lambda: ChecksScene(cast.ZONE, NULL_MX_COSTS_NINE))
