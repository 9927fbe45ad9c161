#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""opendmarc takes our SPF result for DMARC, by conf/opendmarc/opendmarc.conf."""
import os
import signal
import socket
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import own_network  # noqa: E402
from e2e import (OWN_NAME, Dns, Mxvet, Postfix, Scene, case, cast, expect, expect_equal, header_fields, run,  # noqa: E402
                 smtp, unfold, values)
from process import start, stop, wait_until  # noqa: E402
from readers import snippet  # noqa: E402
from servers import connects, free_port  # noqa: E402
from unpacked import unpacked  # noqa: E402

ZONE = cast.ZONE + """\
_dmarc.example.org TXT v=DMARC1; p=none; aspf=r
_dmarc.shop.example TXT v=DMARC1; p=none
"""
OPENDMARC_CONF = """\
Socket inet:{port}@127.0.0.1
PublicSuffixList /usr/share/publicsuffix/public_suffix_list.dat
Syslog false
SoftwareHeader false
"""


class DmarcScene(Scene):
    """mxvet and opendmarc behind one Postfix, in a network of their own: opendmarc asks the resolver of the system."""

    def __init__(self, *changes):
        super().__init__(ZONE)
        self.changes, self.opendmarc = changes, None

    def __enter__(self):
        try:
            own_network.resolve_here(self.folder)
            self.dns = Dns(self.path("dns"), ZONE, "--listen", own_network.DNS_ADDRESS)
            self.mxvet = Mxvet(self.path("mxvet"), self.dns.address)
            self.start_opendmarc()
            self.postfix = Postfix(self.path("postfix"), "inet:127.0.0.1:%d, inet:127.0.0.1:%d" % (
                self.mxvet.address[1], self.port))
        except BaseException:
            self.__exit__()
            raise
        return self

    def start_opendmarc(self, *changes):
        self.port = getattr(self, "port", None) or free_port()
        config = self.path("opendmarc.conf")
        with open(config, "w", encoding="utf-8") as file:
            file.write(snippet("opendmarc/opendmarc.conf", *changes) + OPENDMARC_CONF.format(port=self.port))
        self.opendmarc = start([unpacked("usr/sbin/opendmarc"), "-f", "-c", config])
        wait_until(lambda: connects(socket.AF_INET, ("127.0.0.1", self.port)), 30, "opendmarc", self.opendmarc)

    def restart_opendmarc(self, *changes):
        stop(self.opendmarc, signal_number=signal.SIGKILL)  # libmilter takes five seconds to end
        self.start_opendmarc(*changes)

    def __exit__(self, error=None, *rest):
        if self.opendmarc is not None:
            stop(self.opendmarc, signal_number=signal.SIGKILL)
        super().__exit__(error, *rest)


def dmarc(scene, character, author="someone@example.org"):
    """What opendmarc says of a message from that author."""
    text = smtp.message().replace("someone@example.org", author)
    reply = smtp.send(scene.postfix.port, character.address, character.helo, character.sender, character.recipients,
                      character.name, text=text)
    expect_equal(reply.code, 250, "the reply to the message (%s)" % reply)
    fields = header_fields(scene.postfix.delivered(1)[0])
    results = [unfold(value) for value in values(fields, "Authentication-Results")]
    expect(any("iprev=" in value for value in results), "our own field is gone: %r" % results)
    found = [value.split("dmarc=")[1].split()[0] for value in results if "dmarc=" in value]
    expect_equal(len(found), 1, "results of opendmarc in %r" % results)
    return found[0]


@case
def our_spf_pass_is_a_dmarc_pass(scene):
    expect_equal(dmarc(scene, cast.MX_HOST), "pass", "dmarc")


@case
def with_an_ipv6_client_too(scene):
    expect_equal(dmarc(scene, cast.MX_HOST_IPV6), "pass", "dmarc")


@case
def our_spf_fail_is_a_dmarc_fail(scene):
    expect_equal(dmarc(scene, cast.DIAL_UP, "news@shop.example"), "fail", "dmarc")


@case
def a_pass_for_another_domain_than_the_authors_is_none(scene):
    expect_equal(dmarc(scene, cast.MX_HOST, "news@shop.example"), "fail", "dmarc")


@case
def under_another_authserv_id_our_pass_is_not_believed(scene):
    scene.restart_opendmarc(("TrustedAuthservIDs mx.example.com", "TrustedAuthservIDs mx.example.net"),
                            ("AuthservID mx.example.com", "AuthservID mx.example.net"))
    expect_equal(dmarc(scene, cast.MX_HOST), "fail", "dmarc")
    scene.restart_opendmarc()
    expect_equal(dmarc(scene, cast.MX_HOST), "pass", "dmarc")


if __name__ == "__main__":
    own_network.enter(OWN_NAME)
    run(DmarcScene)
