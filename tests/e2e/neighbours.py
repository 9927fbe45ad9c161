#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""mxvet among others: opendkim behind it, a content filter that gives mail back, a chrooted smtpd, and nobody there."""
import contextlib
import json
import os
import pwd
import socket
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from e2e import (OWN_NAME, Dns, Mxvet, Postfix, Verdict, case, cast, expect, expect_equal,  # noqa: E402
                 header_fields, run, smtp, unfold, values)
from process import read_text, start, stop, wait_until  # noqa: E402
from servers import connects, free_port, open_folder  # noqa: E402
from unpacked import unpacked  # noqa: E402

FORGED = "Authentication-Results: mx.example.com; dkim=pass header.d=example.org\nX-MXVet-Score: -9.00\n"
OPENDKIM_CONF = """\
Mode v
Socket inet:%(port)d@127.0.0.1
AuthservID %(name)s
AlwaysAddARHeader yes
Syslog no
Background no
"""


class Place:
    """A folder with a DNS server; each case puts up the rest as it needs it."""

    def __enter__(self):
        self.folder, self.number = open_folder(), 0
        self.dns = Dns(os.path.join(self.folder, "dns"), cast.ZONE)
        return self

    def __exit__(self, *_):
        self.dns.stop()
        import shutil
        shutil.rmtree(self.folder, ignore_errors=True)

    def path(self, name):
        self.number += 1
        return os.path.join(self.folder, "%s%d" % (name, self.number))

    @contextlib.contextmanager
    def mxvet(self, settings="", **options):
        server = Mxvet(self.path("mxvet"), self.dns.address, settings, **options)
        try:
            yield server
        finally:
            expect_equal(server.stop(), 0, "exit status of mxvet")

    @contextlib.contextmanager
    def postfix(self, milter, **options):
        server = Postfix(self.path("postfix"), milter, **options)
        try:
            yield server
        finally:
            server.stop()


def send(postfix, character, **options):
    return smtp.send(postfix.port, character.address, character.helo, character.sender, character.recipients,
                     character.name, **options)


@contextlib.contextmanager
def opendkim(place):
    port, config = free_port(), place.path("opendkim.conf")
    with open(config, "w", encoding="utf-8") as file:
        file.write(OPENDKIM_CONF % {"port": port, "name": OWN_NAME})
    process = start([unpacked("usr/sbin/opendkim"), "-f", "-x", config])
    try:
        wait_until(lambda: connects(socket.AF_INET, ("127.0.0.1", port)), 30, "opendkim", process)
        yield "inet:127.0.0.1:%d" % port
    finally:
        stop(process)


@case
def opendkim_behind_us_adds_its_own_results_and_both_stay(place):
    with opendkim(place) as dkim, place.mxvet() as mxvet, \
            place.postfix(mxvet.milter + ", " + dkim) as postfix:
        expect_equal(send(postfix, cast.MX_HOST, text=smtp.message(extra=FORGED)).code, 250, "message")
        fields = header_fields(postfix.delivered(1)[0])
    results = [unfold(value) for value in values(fields, "Authentication-Results")]
    expect(not any("dkim=pass" in value for value in results), "a forged field is there: %r" % results)
    expect(any(value.startswith(OWN_NAME) and "dkim=" in value for value in results), "opendkim's: %r" % results)
    expect(any("iprev=pass" in value and "spf=pass" in value for value in results), "ours: %r" % results)
    expect_equal(values(fields, "X-MXVet-Score"), ["-2.00"], "score")


@case
def opendkim_before_us_would_lose_what_it_found(place):
    with opendkim(place) as dkim, place.mxvet() as mxvet, \
            place.postfix(dkim + ", " + mxvet.milter) as postfix:
        expect_equal(send(postfix, cast.MX_HOST).code, 250, "message")
        results = values(header_fields(postfix.delivered(1)[0]), "Authentication-Results")
    expect(not any("dkim=" in value for value in results), "mxvet leaves foreign fields of our name: %r" % results)


@case
def mail_that_a_content_filter_gives_back_keeps_its_verdict(place):
    port = free_port()
    again = "127.0.0.1:%d inet n - n - - smtpd -o receive_override_options=no_milters\n" % port
    with place.mxvet() as mxvet, place.postfix(mxvet.milter, services=again) as postfix:
        expect_equal(send(postfix, cast.DIAL_UP).code, 250, "message")
        text = postfix.delivered(1)[0]
        before = Verdict(text)
        judged = text[text.index("Authentication-Results:"):].replace("\r\n", "\n")
        with smtp.Session(port) as session:
            session.command("EHLO filter.example.com")
            expect_equal(session.mail("news@shop.example", ["you@example.com"], judged).code, 250, "given back")
        fields = header_fields(postfix.delivered(1)[0])
        expect_equal(values(fields, "X-MXVet-Score"), [before.score], "the score of the first time")
        with smtp.Session(postfix.port) as session:
            session.command("EHLO filter.example.com")
            expect_equal(session.mail("news@shop.example", ["you@example.com"], judged).code, 250, "given back")
        fields = header_fields(postfix.delivered(1)[0])
        expect_equal(values(fields, "X-MXVet-Score"), [], "the score, had it come through mxvet once more")


@case
def a_filter_that_gives_mail_back_through_us_is_served_with_strip_off(place):
    with place.mxvet("headers { strip = false }\n") as mxvet, place.postfix(mxvet.milter) as postfix:
        with smtp.Session(postfix.port) as session:
            session.command("EHLO filter.example.com")
            expect_equal(session.mail("news@shop.example", ["you@example.com"],
                                      smtp.message(extra="X-MXVet-Score: 3.00\n")).code, 250, "message")
        expect_equal(values(header_fields(postfix.delivered(1)[0]), "X-MXVet-Score"), ["3.00"], "score")


def reaches_a_socket_in_the_queue_directory(place, chroot):
    user = pwd.getpwnam("postfix")
    postfix = Postfix(place.path("postfix"), "unix:mxvet/mxvet.sock", "tempfail", chroot=chroot)
    try:
        home = os.path.join(postfix.home, "queue/mxvet")
        os.mkdir(home)
        os.chown(home, pwd.getpwnam("nobody").pw_uid, user.pw_gid)
        os.chmod(home, 0o750)
        settings = 'user = "nobody"\nsocket_mode = 0666\n'
        with place.mxvet(settings, listen=os.path.join(home, "mxvet.sock")):
            expect_equal(send(postfix, cast.MX_HOST).code, 250, "message")
            expect_equal(Verdict(postfix.delivered(1)[0]).checks["mx"], "exact", "mx")
    finally:
        postfix.stop()


@case
def a_chrooted_smtpd_reaches_a_socket_inside_its_chroot(place):
    reaches_a_socket_in_the_queue_directory(place, True)


@case
def an_smtpd_without_chroot_reaches_it_by_the_same_line(place):
    reaches_a_socket_in_the_queue_directory(place, False)


@case
def without_the_filter_mail_waits_or_passes_as_postfix_is_told(place):
    nobody = "inet:127.0.0.1:%d" % free_port()
    with place.postfix(nobody, default_action="tempfail") as postfix:
        reply = send(postfix, cast.SPAMMER)
        expect_equal(reply.code, 451, str(reply))
    with place.postfix(nobody, default_action="accept") as postfix:
        expect_equal(send(postfix, cast.SPAMMER).code, 250, "message")
        expect("x-mxvet" not in postfix.delivered(1)[0].lower(), "a verdict of nobody")


@case
def a_proxy_filter_hides_the_message_and_the_log_says_so(place):
    inner = free_port()
    services = ("127.0.0.1:%d inet n - n - - smtpd -o smtpd_proxy_filter= -o smtpd_milters="
                " -o smtpd_authorized_xforward_hosts=127.0.0.0/8\n" % inner)
    with place.mxvet() as mxvet, place.postfix(mxvet.milter, services=services,
                                               extra="smtpd_proxy_filter = 127.0.0.1:%d\n" % inner) as postfix:
        for _ in range(10):
            expect_equal(send(postfix, cast.DIAL_UP).code, 250, "message")
        wait_until(lambda: "smtpd_proxy_filter" in read_text(mxvet.mail_log), 30, "the warning")
        decisions = [json.loads(line) for line in mxvet.decisions(10)]
        expect_equal({(d["action"], d["would"]) for d in decisions}, {("accept", "tag")}, "actions")
        expect("X-MXVet" not in postfix.delivered(10)[0], "there is a field")


if __name__ == "__main__":
    run(Place)
