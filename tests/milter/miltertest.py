#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""The scripts in lua/, each played by miltertest against one running mxvet: somebody else's view of the protocol."""
import glob
import os
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "../support"))
from cases import Skip, case, expect, run
from servers import Dns, Mxvet

ZONE = """\
example.net MX 10 mx1.example.net
mx1.example.net A 192.0.2.1
mail.example.net A 192.0.2.1
1.2.0.192.in-addr.arpa PTR mail.example.net
"""


class Stage:
    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="mxvet-")
        self.dns = Dns(os.path.join(self.folder.name, "dns"), ZONE)
        self.mxvet = Mxvet(os.path.join(self.folder.name, "mxvet"), self.dns.address)
        self.socket = "inet:%d@127.0.0.1" % self.mxvet.address[1]
        return self

    def __exit__(self, *_):
        self.mxvet.stop()
        self.dns.stop()
        self.folder.cleanup()


def play(script):
    def plays(stage):
        if shutil.which("miltertest") is None:
            raise Skip("miltertest is not installed")
        done = subprocess.run(["miltertest", "-w", "-D", "socket=" + stage.socket, "-s", script], timeout=60,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        expect(done.returncode == 0, done.stdout.strip())

    plays.__name__ = os.path.splitext(os.path.basename(script))[0]
    return case(plays)


for path in sorted(glob.glob(os.path.join(HERE, "lua/*.lua"))):
    play(path)
run(Stage)
