#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""libmilter's pool of workers stalls when callbacks block, and the nudge cures it. A libmilter that does not stall is no
fault of ours: then it is said that the cure has become needless.

A hundred sessions say HELO at the same moment to a milter that blocks in it; the last answer tells. A busy machine can only make
that later, so the best of several measurements counts.
"""
import os
import selectors
import socket
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../support"))
from cases import Skip, case, expect, run
from milter_client import MilterClient
from process import BUILD, start, wait_until
from servers import connects, free_port

PROBE = os.path.join(BUILD, "tests/milter/pool_probe")
ATTEMPTS = 5
ROUNDS = 5


class Probe:
    def __init__(self, block, manner):
        self.address = "127.0.0.1", free_port()
        self.process = start([PROBE, "inet:%s:%d" % self.address, str(block), manner])

    def __enter__(self):
        wait_until(lambda: connects(socket.AF_INET, self.address), 30, "the probe", self.process)
        return self

    def __exit__(self, *_):
        self.process.kill()  # its sleeping callbacks are not worth waiting for
        self.process.wait()

    def sessions(self, count):
        sessions = [MilterClient(socket.AF_INET, self.address).negotiate() for _ in range(count)]
        for session in sessions:
            session.connect(own_name=None)
        return sessions


def last_answer(sessions, limit):
    """Seconds until all have answered to a HELO that all say at once; `limit` when one has not by then."""
    with selectors.DefaultSelector() as selector:
        started = time.monotonic()
        for session in sessions:
            session.send("H", b"mail.example.net\0")
            selector.register(session.socket, selectors.EVENT_READ, session)
        while selector.get_map():
            ready = selector.select(max(0, started + limit - time.monotonic()))
            if not ready:
                return limit
            for key, _ in ready:
                key.data.answer()
                selector.unregister(key.fileobj)
        return time.monotonic() - started


def worst_of_rounds(block, manner, count, rounds, limit):
    """The last answer of the slowest round, in seconds."""
    with Probe(block, manner) as probe:
        sessions = probe.sessions(count)
        worst = max(last_answer(sessions, limit) for _ in range(rounds))
        for session in sessions:
            session.close()
        return worst


@case
def with_nudges_nobody_waits_for_others():
    if os.path.basename(BUILD) in ("asan", "tsan"):
        raise Skip("a sanitizer slows the threads down")
    measured = []
    for _ in range(ATTEMPTS):
        measured.append(worst_of_rounds(200, "nudge", 100, ROUNDS, 10))
        if measured[-1] <= 0.290:
            return
    expect(False, "100 sessions x 200 ms, the last answer of %d rounds came after %s s" % (
        ROUNDS, ", ".join("%.3f" % worst for worst in measured)))


@case
def without_nudges_the_pool_still_stalls():
    measured = []
    for _ in range(ATTEMPTS):
        measured.append(worst_of_rounds(1000, "plain", 20, 1, 4))
        if measured[-1] >= 1.5:
            return
    raise Skip("20 sessions x 1 s, the last answer came after %s s: this libmilter needs no nudges" % (
        ", ".join("%.3f" % worst for worst in measured)))


run()
