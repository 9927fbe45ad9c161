#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Nothing that came from outside reaches a header, a log line or a reply unescaped; nothing forged stays."""
import json
import os
import re
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../support"))
from cases import case, expect, expect_equal, run
from milter_client import MilterClient, apply
from process import read_text
from servers import Dns, Mxvet

# A reverse name and an MX host with octets that no host name has, as DNS can hold them.
ZONE = """\
nomail.example MX 0 .
evil.example MX 10 %s.evil.example
8.113.0.203.in-addr.arpa PTR %s.evil.example
""" % ("a\x00\x01\x08b<\">%\x7fc\xff", "d\x00\x1b[31m<!--\xfe\\")
SETTINGS = "mode = enforce\ntag_at = 1 defer_at = 1 reject_at = 1\nlog { addresses = full decisions = \"%s\" }\n"
PLAIN = re.compile(r"[ -~]*")
FOLDED = re.compile(r"[ -~]+(\n[ \t][ -~]+)*")


class Stage:
    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="mxvet-")
        self.dns = Dns(os.path.join(self.folder.name, "dns"), ZONE)
        decisions = os.path.join(self.folder.name, "decisions.jsonl")
        self.mxvet = Mxvet(os.path.join(self.folder.name, "mxvet"), self.dns.address, SETTINGS % decisions,
                           decisions=decisions)
        return self

    def __exit__(self, *_):
        status = self.mxvet.stop()
        self.dns.stop()
        self.folder.cleanup()
        expect_equal(status, 0, "exit status of mxvet")

    def client(self):
        return MilterClient(self.mxvet.family, self.mxvet.address).negotiate()

    def check_logs(self, at_least):
        """Every line of both logs is printable ASCII, and the decisions are JSON."""
        for line in self.mxvet.decisions(at_least):
            expect(PLAIN.fullmatch(line), "octets in the decision log: %r" % line)
            json.loads(line)
        for line in read_text(self.mxvet.mail_log).splitlines():
            expect(PLAIN.fullmatch(line), "octets in the mail log: %r" % line)


def check_reply(mta):
    expect(PLAIN.fullmatch(mta.reply), "octets in a reply: %r" % mta.reply)
    expect(re.match(r"(5\d\d 5|4\d\d 4)\.\d+\.\d+ ", mta.reply), "codes: %r" % mta.reply)
    expect(len(mta.reply) < 990, "%d octets: %r" % (len(mta.reply), mta.reply))
    expect("%" not in mta.reply.replace("%%", ""), "a single percent sign: %r" % mta.reply)


def check_edits(edits):
    for edit in edits:
        expect(FOLDED.fullmatch(edit.value), "octets in %s: %r" % (edit.name, edit.value))


@case
def no_octet_of_helo_or_sender_comes_through(stage):
    before = len(stage.mxvet.decisions())
    for octet in range(1, 256):
        mta = stage.client()
        mta.connect(client="203.0.113.9", name="[203.0.113.9]")
        mta.helo("a%cb" % octet)
        for sender in "<x@a%cb.example>" % octet, "<x%cy@nomail.example>" % octet, "a%cb" % octet:
            expect_equal(mta.mail(sender), "c", "answer to MAIL")
            expect_equal(mta.rcpt("<us%cer@exa%cmple.org>" % (octet, octet)), "y", "octet %d: RCPT" % octet)
            check_reply(mta)
            expect_equal(mta.rcpt("<postmaster@example.org>"), "c", "answer to postmaster")
            mta.end_of_header()
            check_edits(mta.end("q%cid" % octet))
            mta.abort()
        mta.quit()
    stage.check_logs(before + 3 * 255)


@case
def no_octet_of_a_reverse_name_or_mx_host_comes_through(stage):
    before = len(stage.mxvet.decisions())
    mta = stage.client()
    mta.connect(client="203.0.113.8", name="[203.0.113.8]")
    mta.helo("winxp")
    mta.mail("<x@evil.example>")
    expect_equal(mta.rcpt(), "y", "answer to RCPT")
    check_reply(mta)
    expect_equal(mta.rcpt("<postmaster>"), "c", "answer to postmaster")
    mta.end_of_header()
    check_edits(mta.end("4abc"))
    mta.quit()
    stage.check_logs(before + 1)
    decision = json.loads(stage.mxvet.decisions()[-1])
    expect("?" in json.dumps(decision["evidence"]["ptr"]), "the reverse name: %r" % decision["evidence"]["ptr"])


@case
def texts_as_long_as_can_be_are_cut(stage):
    before = len(stage.mxvet.decisions())
    mta = stage.client()
    mta.connect(client="203.0.113.9", name="[203.0.113.9]")
    for octet in "a", "%", "\xff", "\\", '"', ".":
        mta.helo(octet * 60000)
        mta.mail("<x@" + octet * 60000 + ">")
        expect_equal(mta.rcpt("<" + octet * 60000 + "@example.org>"), "y", "answer to RCPT")
        check_reply(mta)
        mta.abort()
    mta.quit()
    stage.check_logs(before + 6)


def forged(number):
    """A field in our name, each in another spelling."""
    spellings = ("mx.example.com; spf=pass", "MX.Example.COM; spf=pass", " mx.example.com 1; spf=pass",
                 "(hi) mx.example.com (a (nested) comment); spf=pass", "\n\tmx.example.com;\n\tspf=pass",
                 '"mx.example.com"; spf=pass')
    names = "Authentication-Results", "authentication-results", "AUTHENTICATION-RESULTS"
    return names[number % len(names)], spellings[number % len(spellings)]


@case
def one_to_sixty_forged_fields_are_all_gone_and_foreign_ones_stay(stage):
    mta = stage.client()
    mta.connect(client="203.0.113.9", name="[203.0.113.9]")
    mta.helo("winxp")
    for count in range(1, 61):
        fields, foreign = [], []
        for number in range(count):
            fields.append(forged(number))
            foreign.append(("Authentication-Results", "mx%d.other.example; spf=pass" % number))
            fields += foreign[-1:] if number % 2 else []
            fields.append(("X-MXVet-Score" if number % 3 else "x-mxvet", "-9"))
        kept = [field for field in fields if "other.example" in field[1]]
        mta.mail("<x@nomail.example>")
        mta.rcpt("<postmaster@example.org>")
        for name, value in fields:
            mta.header(name, value)
        mta.end_of_header()
        header = apply(fields, mta.end("4abc"))
        results = [field for field in header if field[0].lower() == "authentication-results"]
        expect_equal(results[1:], kept, "%d forged fields: what stays" % count)
        expect(results[0][1].startswith("mx.example.com; iprev="), "ours: %r" % results[0][1])
        scores = [value for name, value in header if name.lower().startswith("x-mxvet") and value == "-9"]
        expect_equal(scores, [], "%d forged fields: X-MXVet" % count)
        mta.abort()
    mta.quit()


run(Stage)
