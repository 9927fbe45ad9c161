#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""The RFC 7208 test suite (Debian's python3-spf) through `mxvet check`, with a DNS server that serves each
scenario's zone. Explanation texts are left out: explanations of a stranger's making are refused.
mxvet does not judge clients with private addresses, so the suite's private network is a public one here."""
import argparse
import gzip
import json
import os
import subprocess
import sys
import tempfile
import threading

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import dnsd  # noqa: E402
from check_list import CHECKS  # noqa: E402
from cases import CASES, Skip, expect, run  # noqa: E402
from process import MXVET  # noqa: E402

SUITE = "/usr/share/doc/python3-spf/rfc7208-tests.yml.gz"
SETTINGS = "dns { timeout = 1s tries = 1 }\ndisable = {%s}\n" % ", ".join(
    check for check in CHECKS if check != "spf")
OUTCOMES = {"nospf": "none", "open": "pass"}
PUBLIC = {"192.168.218.": "192.169.218.", "218.168.192": "218.169.192", "192.168.90.": "192.169.90."}


class SuiteZone(dnsd.Zone):
    """A scenario's records: names and texts of any octets, and names that are silent but for the records they have."""

    def __init__(self, zonedata):
        self.records, self.faults, self.names, self.flaps, self.silent = {}, {}, set(), {}, set()
        for name, entries in zonedata.items():
            name = name.lower().rstrip(".")
            self.names.add(name)
            has_text = any(isinstance(entry, dict) and "TXT" in entry for entry in entries)
            for entry in entries:
                self.add_entry(name, entry, has_text)

    def add_entry(self, name, entry, has_text):
        if entry == "TIMEOUT":
            self.silent.add(name)
            return
        (kind, value), = entry.items()
        if value == "NONE" or kind == "SPF" and has_text:
            return
        if kind in ("SPF", "TXT"):  # SPF stands for TXT where a name has no TXT (see the suite's head)
            kind, text = "TXT", "".join(value) if isinstance(value, list) else value
            wire = dnsd.wire_text(text.encode("latin-1").decode("utf-8", "surrogateescape"))
        elif kind == "MX":
            wire = int(value[0]).to_bytes(2, "big") + dnsd.wire_name(value[1])
        else:
            wire = dnsd.wire_value(kind, value)
        self.records.setdefault((name, kind), []).append((wire, value))

    def faults_of(self, name, kind):
        return {"TIMEOUT": True} if name in self.silent and (name, kind) not in self.records else {}


class Bench:
    """A DNS server in a thread, and a configuration for those who ask it."""

    def __init__(self):
        options = argparse.Namespace(zone=[], delay=0, ttl=300, log=None, listen="127.0.0.1:0")
        self.server = dnsd.Server(options)
        threading.Thread(target=self.server.run, daemon=True).start()
        self.config = tempfile.NamedTemporaryFile("w", suffix=".conf")
        self.config.write(SETTINGS)
        self.config.flush()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.config.close()

    def result(self, zonedata, case):
        self.server.zone = SuiteZone(zonedata)
        command = [MXVET, "check", "--json", "-c", self.config.name, "--client", case["host"],
                   "--resolver", "%s:%d" % self.server.udp.getsockname(),
                   "--helo", str(case["helo"]), "--from", "<%s>" % case["mailfrom"]]
        output = subprocess.run(command, stdout=subprocess.PIPE, check=True, timeout=20).stdout
        outcome = json.loads(output)["checks"]["spf"]["outcome"]
        return OUTCOMES.get(outcome, outcome)


def function_of(name, zonedata, case):
    wanted = case["result"] if isinstance(case["result"], list) else [case["result"]]

    def check(bench):
        found = bench.result(zonedata, case)
        expect(found in wanted, "%s, not %s" % (found, " or ".join(wanted)))

    check.__name__ = name
    return check


def with_public_clients(text):
    for private, public in PUBLIC.items():
        text = text.replace(private, public)
    return text


def missing():
    def rfc_7208_suite():
        raise Skip("python3-spf or python3-yaml is missing")

    return rfc_7208_suite


def main():
    try:
        import yaml
        with gzip.open(SUITE, "rt", encoding="utf-8") as suite:
            scenarios = list(yaml.safe_load_all(with_public_clients(suite.read())))
    except (ImportError, FileNotFoundError):
        CASES.append(missing())
        return run()
    for scenario in scenarios:
        for name, case in scenario["tests"].items():
            CASES.append(function_of(name, scenario["zonedata"], case))
    return run(Bench)


main()
