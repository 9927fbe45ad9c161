#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""DNS servers that know no EDNS (RFC 6891 7): after a few questions they are asked without it, and the log says so once."""
import json
import os
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../support"))
from cases import case, expect, expect_equal, run
from milter_client import MilterClient
from process import read_text, wait_until
from servers import Dns, Mxvet

ZONE = "".join("d%d.example MX 10 mx.d%d.example\nmx.d%d.example A 192.0.2.1\n" % (n, n, n) for n in range(10))
SETTINGS = "dns { timeout = 200ms  tries = 1  deadline = 4s }\n"
MESSAGES = 6


def outcomes(how, log=True):
    """What `sender` is for one message after the other, and what the log says of EDNS."""
    with tempfile.TemporaryDirectory(prefix="mxvet-") as folder:
        dns = Dns(os.path.join(folder, "dns"), ZONE, *(["--no-edns", how] if how else []))
        mxvet = Mxvet(os.path.join(folder, "mxvet"), dns.address, SETTINGS)
        try:
            found = []
            for number in range(MESSAGES):
                mta = MilterClient(mxvet.family, mxvet.address).negotiate()
                mta.connect()
                mta.helo()
                mta.message("<someone@d%d.example>" % number)
                mta.quit()
                found.append(json.loads(mxvet.decisions(number + 1)[number])["checks"]["sender"]["outcome"])
            if how and log:
                wait_until(lambda: "EDNS" in read_text(mxvet.mail_log), 30, "the log")
            return found, read_text(mxvet.mail_log).count("does not understand EDNS")
        finally:
            expect_equal(mxvet.stop(), 0, "exit status")
            dns.stop()


@case
def one_that_says_notimp_costs_no_message(_):
    expect_equal(outcomes("notimp"), (["mx"] * MESSAGES, 1), "notimp")


@case
def one_that_says_formerr_is_asked_without_soon(_):
    found, told = outcomes("silent")
    expect(found[-2:] == ["mx", "mx"], "silent: %s" % found)
    expect_equal(told, 1, "silent")
    found, told = outcomes("formerr-bare", log=False)  # newer c-ares cure it themselves, question by question
    expect(found[-2:] == ["mx", "mx"], "formerr-bare: %s" % found)
    expect(told <= 1, "told %d times" % told)


@case
def one_that_knows_edns_keeps_it(_):
    expect_equal(outcomes(None), (["mx"] * MESSAGES, 0), "edns")


@case
def one_that_says_formerr_with_the_question_costs_no_message(_):
    expect_equal(outcomes("formerr", log=False)[0], ["mx"] * MESSAGES, "formerr")


class Nothing:
    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass


run(Nothing)
