#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""`mxvet run` and an MTA of any manners: every order of commands, every kind of client, forged headers."""
import itertools
import json
import os
import re
import signal
import socket
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../support"))
import milter_client
from cases import Skip, case, expect, expect_equal, run
from milter_client import MilterClient, apply
from process import BUILD, read_text, wait_until
from servers import Dns, Mxvet

ZONE = """\
example.net MX 10 mx1.example.net
mx1.example.net A 192.0.2.1
mx1.example.net AAAA 2001:db8::1
mail.example.net A 192.0.2.1
1.2.0.192.in-addr.arpa PTR mail.example.net
trusted.example.org A 203.0.113.9
9.113.0.203.in-addr.arpa PTR trusted.example.org
slow.example MX 10 mx.slow.example
slow.example MX DELAY 1000
mx.slow.example A 203.0.113.1
"""
PATIENCE = 30  # seconds; a limit for what happens at once unless the machine is busy
QUEUE_IDS = itertools.count(1)
SETTINGS = "trust { networks = {127.0.0.0/8, ::1, 198.51.100.0/24} names = {trusted.example.org} }\n"
OURS = ["Authentication-Results", "X-MXVet", "X-MXVet-Score", "X-MXVet-Risk"]
FORGED = [("X-MXVet", "score=-99.00"), ("x-mxvet-score", "-99.00"), ("X-MXVET-LEVEL", "forged"),
          ("X-MXVet-Risk", "0"), ("Authentication-Results", "mx.example.com; spf=pass smtp.mailfrom=forged"),
          ("AUTHENTICATION-results", " (hi) MX.Example.COM 1; iprev=pass"), ("X-MXVet-Anything", "forged")]
INNOCENT = [("Received", "from somewhere"), ("Authentication-Results", "mx.other.example; spf=pass"),
            ("Subject", "X-MXVet: not a field"), ("X-MX", "Vet")]


class Stage:
    """mxvet with its DNS; tests that stop or kill it start one of their own."""

    def __init__(self, settings=SETTINGS, listen="inet"):
        self.settings, self.listen = settings, listen

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="mxvet-")
        self.dns = Dns(os.path.join(self.folder.name, "dns"), ZONE)
        self.mxvet = Mxvet(os.path.join(self.folder.name, "mxvet"), self.dns.address, self.settings, self.listen)
        return self

    def __exit__(self, *_):
        status = self.mxvet.stop()
        self.dns.stop()
        self.folder.cleanup()
        expect_equal(status, 0, "exit status of mxvet")

    def client(self, **options):
        return MilterClient(self.mxvet.family, self.mxvet.address).negotiate(**options)

    def session(self, **client):
        """A session that has said HELO."""
        mta = self.client()
        expect_equal(mta.connect(**client) + mta.helo(), "cc", "answers to CONNECT and HELO")
        return mta

    def decided(self, mta, *arguments, queue_id=None, logged_as=None, **options):
        """The decision on one message, known by its queue id: lines of former messages may still be on their way."""
        queue_id = queue_id or "Q%d" % next(QUEUE_IDS)
        mta.message(*arguments, queue_id=queue_id, **options)
        found = lambda: [decision for decision in map(json.loads, self.mxvet.decisions())
                         if decision["queue_id"] == (logged_as or queue_id)]
        wait_until(found, PATIENCE, "the decision on %s" % queue_id)
        return found()[0]

    def serves(self):
        """Whether somebody who comes now is served."""
        try:
            self.client().quit()
        except (OSError, milter_client.Closed):
            return False
        return True

    def memory(self):
        """Resident memory of mxvet in bytes."""
        for line in read_text("/proc/%d/status" % self.mxvet.process.pid).splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024
        raise AssertionError("no VmRSS")


def names(edits):
    return [name for name, _ in apply([], edits)]


@case
def asks_for_what_it_needs_and_no_more(stage):
    mta = stage.client()
    expect_equal(mta.actions & ~milter_client.SETSYMLIST, milter_client.ADDHDRS | milter_client.CHGHDRS | milter_client.QUARANTINE,
                 "actions")
    expect(mta.declined & milter_client.NOBODY, "the body is sent to nobody")
    expect(mta.declined & milter_client.NOUNKNOWN, "unknown commands are sent to nobody")
    expect(not mta.declined & milter_client.NODATA, "DATA is declined, which costs 41 ms a message")
    expect(not mta.declined & milter_client.NOEOH, "the end of header is declined: empty messages hang")
    expect_equal(mta.macros["connect"][:5], ["j", "_", "v", "{daemon_name}", "{daemon_addr}"], "connect macros")
    expect("{auth_authen}" in mta.macros["mail"] and "i" in mta.macros["end"], "auth and queue id are asked for")
    mta.quit()


@case
def stages_that_decide_nothing_are_not_answered(stage):
    mta = stage.client()
    for command in "CHLN":
        expect(mta.declined & milter_client.UNANSWERED[command], "%s is answered" % command)
    for command in "MRT":
        expect(not mta.declined & milter_client.UNANSWERED[command], "%s is not answered" % command)
    mta.quit()


@case
def an_mta_that_waits_at_every_stage_gets_its_answers(stage):
    mta = stage.client(steps=0x7F)
    expect_equal(mta.declined & sum(milter_client.UNANSWERED.values()), 0, "unanswered stages")
    expect_equal(mta.connect() + mta.helo(), "cc", "answers to CONNECT and HELO")
    expect_equal(names(mta.message(fields=[("Subject", "x")])), OURS, "fields")
    mta.quit()


@case
def offered_little_it_asks_for_less(stage):
    mta = stage.client(actions=milter_client.ADDHDRS | milter_client.CHGHDRS, steps=0x7F)
    expect_equal(mta.actions, milter_client.ADDHDRS | milter_client.CHGHDRS, "actions")
    expect_equal(mta.macros, {}, "macros")
    mta.quit()


@case
def a_plain_message_gets_our_headers_on_top(stage):
    mta = stage.session()
    decision = stage.decided(mta, fields=INNOCENT, queue_id="4ZxYq1")
    header = apply(INNOCENT, mta.edits)
    expect_equal([name for name, _ in header[:4]], OURS, "names on top")
    expect_equal(header[4:], INNOCENT, "the rest")
    expect(header[0][1].startswith("mx.example.com; iprev=pass"), "Authentication-Results: " + header[0][1])
    expect("mx=exact(-1.50)" in header[1][1], "X-MXVet: " + header[1][1])
    expect("id=" + decision["id"] in header[1][1], "the id of the log stands in the header")
    wait_until(lambda: "4ZxYq1: id=" + decision["id"] in read_text(stage.mxvet.mail_log), PATIENCE, "the mail log")
    mta.quit()


@case
def a_message_without_any_header_passes(stage):
    mta = stage.session()
    expect_equal(names(mta.message()), OURS, "fields")
    mta.quit()


@case
def messages_of_a_session_are_told_apart(stage):
    mta = stage.session()
    bounce = stage.decided(mta, "<>", ["<a@example.org>", "<b@example.org>"])
    expect_equal(bounce["checks"]["recipients"]["outcome"], "many", "recipients")
    second = stage.decided(mta, "<>", ["<a@example.org>"])
    expect_equal(second["checks"]["recipients"]["outcome"], "single", "recipients")
    third = stage.decided(mta)
    expect_equal((third["from"], third["checks"]["mx"]["outcome"]), ("example.net", "exact"), "third message")
    mta.quit()


@case
def helo_in_mid_transaction_comes_before_the_abort(stage):
    before = len(stage.mxvet.decisions())
    mta = stage.client()
    mta.connect()
    mta.helo("first.example.net")
    mta.mail()
    mta.rcpt()
    expect_equal(mta.helo("mail.example.net"), "c", "answer to EHLO")
    mta.abort()
    expect_equal(json.loads(stage.mxvet.decisions(before + 1)[-1])["helo"], "first.example.net", "HELO of the first")
    decision = stage.decided(mta)
    expect_equal(decision["helo"], "mail.example.net", "HELO")
    expect_equal(decision["checks"]["helo"]["outcome"], "match", "helo")
    mta.quit()


@case
def without_helo_a_message_is_judged(stage):
    mta = stage.client()
    mta.connect()
    decision = stage.decided(mta)
    expect_equal(decision["checks"]["helo"]["outcome"], "none", "helo")
    mta.quit()


@case
def an_aborted_message_leaves_one_line_if_it_had_a_recipient(stage):
    before = len(stage.mxvet.decisions())
    mta = stage.session()
    mta.mail()
    mta.rcpt()
    mta.abort()
    mta.abort()
    mta.mail()
    mta.rcpt()
    mta.header("X-MXVet", "forged")
    mta.abort()
    edits = mta.message()
    expect(all(edit.kind == "insert" for edit in edits), "an aborted message's forged field is removed from the next")
    mta.mail()
    mta.close()
    mta = stage.session()
    mta.mail()
    mta.rcpt()
    mta.close()
    time.sleep(0.2)
    lines = [json.loads(line) for line in stage.mxvet.decisions(before + 4)[before:]]
    expect_equal(len(lines), 4, "decisions")
    expect_equal([line["queue_id"] for line in lines], [None] * 4, "queue ids")
    expect_equal(len({line["id"] for line in lines}), 4, "ids")


@case
def the_mta_tells_where_the_client_reached_it(stage):
    for macros, address in (({"daemon_addr": "203.0.113.25"}, "203.0.113.25"),
                            ({"daemon_addr": "0.0.0.0", "if_addr": "203.0.113.26"}, "203.0.113.26"),
                            ({"daemon_addr": "IPv6:2001:db8::25"}, "2001:db8::25")):
        mta = stage.client()
        mta.macro("C", j="mx.example.com", **macros)
        mta.connect(own_name=None)
        mta.helo()
        expect_equal(stage.decided(mta)["evidence"]["own_address"], address, "own address of %r" % macros)
        mta.quit()


@case
def probes_do_no_harm(stage):
    for octets in b"", b"\0\0\0\1Q", b"\0\0\0", b"\xff\xff\xff\xff", b"GET / HTTP/1.0\r\n\r\n", b"\0\0\0\1E", b"\0\0\0\0":
        with socket.socket(stage.mxvet.family) as probe:
            probe.connect(stage.mxvet.address)
            probe.sendall(octets)
    mta = stage.session()
    expect_equal(names(mta.message()), OURS, "fields")
    mta.quit()


@case
def commands_without_a_connect_do_no_harm(stage):
    mta = stage.client()
    mta.helo()
    mta.mail()
    mta.rcpt()
    mta.abort()
    mta.close()
    mta = stage.session()
    expect_equal(names(mta.message()), OURS, "fields")
    mta.quit()


@case
def all_forged_fields_go_however_many(stage):
    mta = stage.session()
    for count in 1, 2, 8, 60:
        header = [field for _ in range(count) for field in FORGED + INNOCENT]
        left = apply(header, mta.message(fields=header))
        expect_equal([name for name, _ in left[:4]], OURS, "names on top, %d times" % count)
        expect_equal(left[4:], INNOCENT * count, "the rest, %d times" % count)
    mta.quit()


@case
def clients_of_every_family_are_served(stage):
    for client, family, expected in (("192.0.2.1", "4", "192.0.2.1"), ("::ffff:192.0.2.1", "6", "192.0.2.1"),
                                     ("IPv6:2001:db8::1", "6", "2001:db8::1"), ("2001:db8::1", "6", "2001:db8::1"),
                                     ("unknown", "U", None)):
        mta = stage.session(client=client, family=family, name="unknown")
        decision = stage.decided(mta)
        expect_equal((decision["client"] or None, decision["exempt"]), (expected, None), client)
        mta.quit()


@case
def sendmail_and_unix_sockets_are_local(stage):
    for client, family, port in ("127.0.0.1", "4", 0), ("::1", "6", 0), ("/run/x.sock", "L", 0), ("", "U", 0):
        mta = stage.session(client=client, family=family, name="localhost", port=port)
        decision = stage.decided(mta, "someone", fields=FORGED)
        expect_equal(decision["exempt"], "local", client)
        expect_equal(apply(FORGED, mta.edits), [], "header")
        mta.quit()


@case
def a_second_connect_replaces_everything(stage):
    mta = stage.session(client="127.0.0.1", name="localhost")
    mta.message(aborted=False)
    mta.send("K")  # the client has gone, the connection stays for the next one; libmilter takes it here only
    expect_equal(mta.connect(client="192.0.2.1"), "c", "answer to the second CONNECT")
    decision = stage.decided(mta)
    expect_equal((decision["client"], decision["exempt"]), ("192.0.2.1", None), "client and exemption")
    expect_equal(decision["checks"]["helo"]["outcome"], "none", "helo")
    mta.quit()


@case
def exempt_mail_is_stripped_and_passed(stage):
    for kind, client, macros, wanted in (
            ("network", "198.51.100.7", {}, ["X-MXVet"]), ("name", "203.0.113.9", {}, ["X-MXVet"]),
            ("authenticated", "192.0.2.1", {"auth_type": "PLAIN", "auth_authen": "user"}, [])):
        mta = stage.session(client=client)
        decision = stage.decided(mta, fields=FORGED, **macros)
        expect_equal(decision["exempt"], kind, client)
        left = apply(FORGED, mta.edits)
        expect_equal([name for name, _ in left], wanted, kind)
        if left:
            expect(left[0][1].startswith("exempt=%s id=" % kind), left[0][1])
        mta.quit()


@case
def senders_of_every_spelling_are_read(stage):
    mta = stage.session()
    for sender, expected in (("<@relay.example.org:a@example.net>", "example.net"), ('<"a b"@Example.NET>', "example.net"),
                             ("a@example.net", "example.net"), ("<>", "")):
        decision = stage.decided(mta, sender)
        expect_equal(decision["from"] or "", expected, sender)
    mta.quit()


@case
def hostile_octets_reach_no_log_and_no_header(stage):
    mta = stage.client()
    mta.connect(name="\x1b[31m")
    mta.helo("\x07helo\r\nX-Injected: 1")
    decision = stage.decided(mta, "<\xff\r\n@exa\r\nmple>", ["<r\x1b@\x7f.example>"], queue_id="4\x1b\n5",
                             logged_as=r"4\033\0125")
    text = json.dumps(decision, ensure_ascii=False) + "".join(edit.value.replace("\n ", " ") for edit in mta.edits)
    expect(text.isprintable() and text.isascii(), "octets came through: %r" % text)
    wait_until(lambda: "helo=" in read_text(stage.mxvet.mail_log), PATIENCE, "the mail log")
    expect(not set(read_text(stage.mxvet.mail_log)) & set("\x07\x1b\r\x7f"), "octets came through to the mail log")
    mta.quit()


@case
def recipients_beyond_the_list_are_counted(stage):
    mta = stage.session()
    decision = stage.decided(mta, "<>", ["<user@example.org>"] * 1200)
    expect_equal(len(decision["rcpts"]), 1000, "recipients in the log")
    expect_equal(decision["checks"]["recipients"]["outcome"], "many", "recipients")
    mta.quit()


@case
def a_thousand_messages_in_a_row_pass(stage):
    before = len(stage.mxvet.decisions())
    mta = stage.session()
    started = time.monotonic()
    for number in range(1000):
        if names(mta.message(fields=INNOCENT)) != OURS:
            raise AssertionError("message %d is not marked" % number)
    seconds = time.monotonic() - started
    expect(seconds < 30, "1,000 messages took %.1f s: does something stall?" % seconds)
    expect_equal(len(stage.mxvet.decisions(before + 1000)), before + 1000, "decisions")
    mta.quit()


@case
def a_thousand_idle_sessions_cost_little_memory(stage):
    if os.path.basename(BUILD) in ("asan", "tsan"):
        raise Skip("a sanitizer's memory is not ours")
    with Stage() as own:
        first = own.session()
        first.message()
        before = own.memory()
        idle = [own.session() for _ in range(1000)]
        cost = own.memory() - before
        expect(cost <= 8 * 1024 * 1024, "1,000 sessions that said HELO cost %.1f MB" % (cost / 1048576))
        for mta in idle[:200]:
            mta.message()
        cost = own.memory() - before
        expect(cost <= 8 * 1024 * 1024, "1,000 sessions, 200 after a message, cost %.1f MB" % (cost / 1048576))
        for mta in idle + [first]:
            mta.close()


@case
def a_message_is_held_where_the_mta_can_do_that(_):
    settings = "mode = enforce on_reject = hold tag_at = -100 defer_at = -100 reject_at = -100\n"
    with Stage(settings) as own:
        for actions, held in (milter_client.ACTIONS, True), (milter_client.ACTIONS & ~milter_client.QUARANTINE, False):
            mta = own.client(actions=actions)
            mta.connect("203.0.113.99")
            mta.helo()
            edits = mta.message("<x@nomail.example>")
            expect_equal(mta.held is not None, held, "held")
            action = re.search(r" action=(\w+)", dict(apply([], edits))["X-MXVet"]).group(1)
            expect_equal(action, "hold" if held else "tag", "action")
            mta.close()
        wait_until(lambda: "should have been held" in read_text(own.mxvet.mail_log), PATIENCE, "the warning")


@case
def sigterm_lets_a_message_under_way_finish(_):
    with Stage() as own:
        mta, idle = own.session(), own.session()
        mta.mail()
        mta.rcpt()
        own.mxvet.process.send_signal(signal.SIGTERM)
        wait_until(lambda: not own.serves(), PATIENCE, "the end of new connections after SIGTERM")
        expect_equal(mta.data() + mta.header("Subject", "x") + mta.end_of_header(), "ccc", "answers after SIGTERM")
        expect_equal(names(mta.end()), OURS, "fields")
        expect_equal(own.mxvet.process.wait(PATIENCE), 0, "exit status")
        idle.close()
        expect("stopped" in read_text(own.mxvet.mail_log), "the mail log tells that it stopped")


@case
def sigterm_waits_for_a_callback_that_waits_for_dns(_):
    with Stage() as own:
        mta = own.session()
        mta.mail("<someone@slow.example>")
        mta.rcpt()
        mta.data()
        mta.end_of_header()
        mta.send("E")
        time.sleep(0.2)
        own.mxvet.process.send_signal(signal.SIGTERM)
        expect_equal(mta.answer(), "c", "answer to the end of the message")
        expect_equal(names(mta.edits), OURS, "fields")
        expect_equal(own.mxvet.process.wait(PATIENCE), 0, "exit status")
        expect_equal(json.loads(own.mxvet.decisions(1)[-1])["checks"]["sender"]["outcome"], "mx", "sender")


@case
def sighup_reopens_the_logs_and_ends_nothing(_):
    with Stage() as own:
        mta = own.session()
        mta.message()
        own.mxvet.decisions(1)
        os.rename(own.mxvet.decision_log, own.mxvet.decision_log + ".1")
        for _ in range(20):
            own.mxvet.process.send_signal(signal.SIGHUP)
        wait_until(lambda: "logs reopened" in read_text(own.mxvet.mail_log), PATIENCE, "the mail log")
        expect_equal(names(mta.message()), OURS, "fields")
        own.mxvet.decisions(1)
        mta.quit()


@case
def a_unix_socket_is_replaced_and_removed(_):
    with Stage(listen="unix") as own:
        path = own.mxvet.address
        expect_equal(os.stat(path).st_mode & 0o777, 0o666, "rights")
        own.mxvet.process.kill()
        own.mxvet.process.wait()
        expect(os.path.exists(path), "a killed filter leaves its socket")
        own.mxvet.start()
        mta = own.session()
        expect_equal(names(mta.message()), OURS, "fields")
        mta.quit()
        own.mxvet.process.send_signal(signal.SIGTERM)
        expect_equal(own.mxvet.process.wait(PATIENCE), 0, "exit status")
        expect(not os.path.exists(path), "the socket is still there")


run(Stage)
