#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""A setting is one line of the list, in a new section too: with a line more, the parser knows it, the fingerprint and the
samples hold it, the manual explains it, and a reload tells what it means."""
import json
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from cases import case, expect, expect_equal, run  # noqa: E402
from process import BUILD, ROOT  # noqa: E402


EXTRA = os.path.join(BUILD, "extra")
MXVET = os.path.join(EXTRA, "mxvet")


def build():
    """The program and the writer of the manual, with the setting that tests/support/extra_setting.h adds."""
    writer = os.path.join(EXTRA, "tests/support/generate_docs")
    subprocess.run(["make", "-s", "-j2", "BUILD=" + EXTRA, "CPPFLAGS=-include tests/support/extra_setting.h", MXVET,
                    writer], cwd=ROOT, check=True, stdin=subprocess.DEVNULL)
    return writer


def mxvet(*arguments):
    return subprocess.run([MXVET, *arguments], capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False)


def written(text):
    path = os.path.join(FOLDER.name, "mxvet.conf")
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return path


def fingerprint(text):
    result = mxvet("check", "--json", "--client", "192.0.2.1", "--zone", os.devnull, "-c", written(text))
    return json.loads(result.stdout)["config"]


FOLDER = tempfile.TemporaryDirectory(prefix="mxvet-extra-")
WRITER = build()


@case
def the_parser_knows_it_with_its_range():
    expect_equal(mxvet("config", "--check", "-c", written("garden { gate = 5m }\ngarden.wall = 3\n")).returncode, 0,
                 "status")
    expect("garden.gate: 2h is out of range (1s to 1h)" in
           mxvet("config", "--check", "-c", written("garden { gate = 2h }\n")).stderr, "the range")
    expect("did you mean garden { gate }?" in mxvet("config", "--check", "-c", written("gate = 5m\n")).stderr, "the guess")


@case
def it_reaches_the_fingerprint_when_it_decides_verdicts():
    expect_equal(fingerprint("garden { gate = 180s }\n"), fingerprint(""), "the default, written out")
    expect(fingerprint("garden { gate = 181s }\n") != fingerprint(""), "another value")
    expect_equal(fingerprint("garden { wall = 9 }\n"), fingerprint(""), "a setting that decides no verdict")


@case
def the_sample_and_what_is_in_force_hold_it():
    expect("garden {\n\t# how long the gate stays open (1s to 1h)\n\t#gate = 3m\n" in mxvet("config", "--defaults").stdout,
           mxvet("config", "--defaults").stdout)
    expect("\tgate = 5m\n" in mxvet("config", "--effective", "-c", written("garden.gate = 300s\n")).stdout, "effective")


@case
def the_manual_explains_it():
    manual = subprocess.run([WRITER, "fill", os.path.join(ROOT, "docs/man/mxvet.conf.5.in")], capture_output=True,
                            text=True, check=True).stdout
    expect(".Ss Section garden\n" in manual, "the section")
    expect(".It Ic gate No = Ar duration\nHow long the gate stays open.\nFrom 1s to 1h.\nThe default is\n.Li 3m .\n"
           in manual, "the key")
    expect("How high the wall is, in metres.\nFrom 1 to 9.\nThe default is\n.Li 2 .\nA change needs a restart.\n"
           in manual, "the restart")


sys.exit(run())
