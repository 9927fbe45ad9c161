#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Clients with TLS certificates, as a real Postfix tells of them: only a certificate that it has verified has a name."""
import os
import ssl
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from e2e import Postfix, Scene, case, cast, expect, expect_equal, run, smtp  # noqa: E402

SETTINGS = 'trust { certificates = {"relay.example.net issuer=Test CA"} }\n'
TLS_CF = """\
smtpd_tls_security_level = may
smtpd_tls_chain_files = {folder}/server.key, {folder}/server.pem
smtpd_tls_CAfile = {folder}/ca.pem
smtpd_tls_ask_ccert = yes
smtpd_tls_session_cache_database =
"""
TLSMGR = "tlsmgr    unix - - n 1000? 1 tlsmgr\n"


def openssl(*arguments):
    done = subprocess.run(["openssl", *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, check=False)
    expect_equal(done.returncode, 0, done.stdout.decode())


def make_authority(folder):
    openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-keyout", os.path.join(folder, "ca.key"),
            "-out", os.path.join(folder, "ca.pem"), "-subj", "/CN=Test CA",
            "-addext", "keyUsage=critical,keyCertSign")


def make_certificate(folder, name, subject, signed=True):
    """NAME.key and NAME.pem, signed by ca.pem or by itself."""
    key, request, certificate = (os.path.join(folder, name + end) for end in (".key", ".csr", ".pem"))
    openssl("req", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", request, "-subj", "/CN=" + subject)
    signer = ["-signkey", key] if not signed else [
        "-CA", os.path.join(folder, "ca.pem"), "-CAkey", os.path.join(folder, "ca.key"), "-CAcreateserial"]
    openssl("x509", "-req", "-in", request, "-days", "2", "-out", certificate, *signer)


class TlsScene(Scene):
    """A second Postfix, which asks clients for certificates."""

    def __enter__(self):
        super().__enter__()
        self.certificates = self.path("certificates")
        os.makedirs(self.certificates)
        make_authority(self.certificates)
        make_certificate(self.certificates, "server", "mx.example.com")
        make_certificate(self.certificates, "relay", "relay.example.net")
        make_certificate(self.certificates, "forged", "relay.example.net", signed=False)
        self.postfix.stop()
        self.postfix = Postfix(self.path("tls"), self.mxvet.milter, extra=TLS_CF.format(folder=self.certificates),
                               services=TLSMGR)
        return self

    def send(self, certificate):
        """What is delivered of a message that a dial-up line sends, over TLS with that certificate."""
        character = cast.DIAL_UP
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        if certificate:
            context.load_cert_chain(*(os.path.join(self.certificates, certificate + end) for end in (".pem", ".key")))
        with smtp.Session(self.postfix.port) as session:
            session.play(character.address, character.name)
            session.command("EHLO " + character.helo)
            expect_equal(session.command("STARTTLS").code, 220, "STARTTLS")
            session.socket = context.wrap_socket(session.socket)
            session.file = session.socket.makefile("rb")
            session.command("EHLO " + character.helo)
            expect_equal(session.mail(character.sender, ["you@example.com"], smtp.message()).code, 250, "message")
        return self.postfix.delivered(1)[0]


@case
def a_verified_certificate_with_a_trusted_name_is_exempt(scene):
    text = scene.send("relay")
    expect("X-MXVet: exempt=certificate id=" in text, text)
    decision = scene.mxvet.decisions(1)[-1]
    expect('"certificate_subject":"relay.example.net","certificate_issuer":"Test CA"' in decision, decision)


@case
def a_certificate_of_the_same_name_that_is_not_verified_is_worth_nothing(scene):
    text = scene.send("forged")
    expect("exempt=" not in text and "X-MXVet: score=" in text, text)


@case
def a_client_without_a_certificate_is_judged(scene):
    expect("X-MXVet: score=" in scene.send(None), "it is exempt")


if __name__ == "__main__":
    run(lambda: TlsScene(cast.ZONE, SETTINGS))
