# SPDX-License-Identifier: BSD-2-Clause
"""What every end-to-end test needs, in one import."""
import json

import cast
import smtp
from cases import Skip, case, expect, expect_equal, run
from fields import Verdict, header_fields, unfold, values
from process import NotReady, read_text, wait_until
from servers import OWN_NAME, Dns, Mxvet, Postfix, Scene

__all__ = ["Skip", "case", "expect", "expect_equal", "run", "Verdict", "header_fields", "unfold", "values",
           "NotReady", "read_text", "wait_until", "OWN_NAME", "Dns", "Mxvet", "Postfix", "Scene", "cast", "smtp",
           "play", "verdict_of", "last_decision"]


def play(scene, character, text=None):
    """Sends one message as a character; the stored message."""
    reply = smtp.send(scene.postfix.port, character.address, character.helo, character.sender,
                      character.recipients, character.name, text=text)
    expect_equal(reply.code, 250, "the reply to the message (%s)" % reply)
    return scene.postfix.delivered(1)[0]


def verdict_of(scene, character, text=None):
    return Verdict(play(scene, character, text))


def last_decision(scene, decision_id):
    """The object in the decision log with that id."""
    wait_until(lambda: decision_id in read_text(scene.mxvet.decision_log), 30, "decision %s in the log" % decision_id)
    for line in scene.mxvet.decisions():
        decision = json.loads(line)
        if decision["id"] == decision_id:
            return decision
    raise AssertionError("no decision %s" % decision_id)
