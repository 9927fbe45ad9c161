#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Dovecot's Sieve sorts by our fields, by the scripts in conf/sieve/."""
import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from e2e import Scene, Skip, case, cast, expect, expect_equal, play, run  # noqa: E402
from readers import changed, snippet  # noqa: E402
from unpacked import unpacked  # noqa: E402

DOVECOT_CONF = """\
ssl = no
base_dir = {home}/run
mail_home = {home}/home
mail_location = maildir:{home}/home/Maildir
mail_uid = nobody
mail_gid = nogroup
"""
SCRIPTS = "mxvet.sieve", "spamtest.sieve"


def folder(scene, script, text):
    """Where a script puts a message. sieve-test would start doveconf from where Debian installs it; so doveconf starts
    sieve-test. That runs as nobody, whom the folders above conf/ may be closed to: it gets a copy of the script."""
    version = subprocess.run([unpacked("usr/sbin/dovecot"), "--version"], stdout=subprocess.PIPE, check=False,
                             env=dict(os.environ, LD_LIBRARY_PATH=unpacked("usr/lib/dovecot"))).stdout.decode()
    if not version.startswith("2.3"):
        raise Skip("sieve-test of Dovecot %s reads its settings from where it is installed" % version.split(" ")[0])
    home = scene.path("dovecot")
    os.makedirs(os.path.join(home, "home"), exist_ok=True)
    files = {"dovecot.conf": DOVECOT_CONF.format(home=home) + snippet("sieve/spamtest-2.3.conf"),
             script: snippet("sieve/" + script), "message": text}
    for name, content in files.items():
        with open(os.path.join(home, name), "w", encoding="utf-8", errors="surrogateescape") as file:
            file.write(content)
    libraries = unpacked("usr/lib/dovecot")
    result = subprocess.run(
        [unpacked("usr/bin/doveconf"), "-f", "service=sieve-test", "-c", os.path.join(home, "dovecot.conf"), "-m",
         "mail", "-e", unpacked("usr/bin/sieve-test"), os.path.join(home, script),
         os.path.join(home, "message")],
        env=dict(os.environ, LD_LIBRARY_PATH="%s:%s/modules" % (libraries, libraries)), stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, timeout=60, check=False)
    output = result.stdout.decode()
    expect_equal(result.returncode, 0, "status of sieve-test (%s)" % result.stderr.decode())
    found = re.findall(r"store message in folder: (\S+)", output)
    expect(len(found) == 1, "sieve-test: %s" % output)
    return found[0]


def expect_folder(scene, text, wanted):
    for script in SCRIPTS:
        expect_equal(folder(scene, script, text), wanted, "folder by %s" % script)


@case
def a_dial_up_line_goes_to_junk(scene):
    expect_folder(scene, play(scene, cast.DIAL_UP), "Junk")


@case
def a_score_below_zero_stays_in_the_inbox(scene):
    expect_folder(scene, play(scene, cast.MX_HOST), "INBOX")


@case
def exempt_mail_has_no_risk_and_stays_in_the_inbox(scene):
    text = play(scene, cast.TRUSTED)
    expect("X-MXVet-Risk" not in text, text)
    expect_folder(scene, text, "INBOX")


@case
def a_risk_with_a_minus_sign_would_be_misread(scene):
    text = changed(play(scene, cast.MX_HOST), "X-MXVet-Risk: 0", "X-MXVet-Risk: -20")
    expect_equal(folder(scene, "mxvet.sieve", text), "Junk", "folder by mxvet.sieve")
    expect_equal(folder(scene, "spamtest.sieve", text), "INBOX", "folder by spamtest.sieve")


@case
def a_risk_out_of_words_or_under_another_name_is_none(scene):
    text = play(scene, cast.DIAL_UP)
    risk = re.search(r"X-MXVet-Risk: \d+", text)[0]
    expect_folder(scene, changed(text, risk, "X-MXVet-Danger: 90"), "INBOX")
    expect_equal(folder(scene, "spamtest.sieve", changed(text, risk, "X-MXVet-Risk: high")), "INBOX", "folder")


@case
def one_point_less_than_the_limit_stays_in_the_inbox(scene):
    text = play(scene, cast.DIAL_UP)
    risk = re.search(r"X-MXVet-Risk: \d+", text)[0]
    expect_folder(scene, changed(text, risk, "X-MXVet-Risk: 30"), "Junk")
    expect_folder(scene, changed(text, risk, "X-MXVet-Risk: 29"), "INBOX")


if __name__ == "__main__":
    run(lambda: Scene(cast.ZONE, "trust { networks = {127.0.0.0/8, ::1, 192.0.2.55} }\n"))
