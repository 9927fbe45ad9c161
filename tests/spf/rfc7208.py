#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Turns the RFC 7208 test suite (Debian's python3-spf) into lines that tests/unit/spf/rfc7208_test.c reads.

    rfc7208.py [SUITE.yml.gz]

    scenario TEXT
    record NAME TYPE VALUE       A, AAAA, PTR, CNAME, TXT (strings joined), MX (PREFERENCE blank NAME)
    timeout NAME                 no answer for types that have no record
    case NAME RESULTS CLIENT HELO SENDER

Fields are separated by tabs; TEXT, NAME of a record, VALUE, HELO and SENDER are hexadecimal octets, "-" for none.
"""
import gzip
import sys

import yaml

SUITE = "/usr/share/doc/python3-spf/rfc7208-tests.yml.gz"


def octets(text):
    """The suite writes octets as code points."""
    return str(text).encode("latin-1").hex() or "-"


def values(kind, value):
    if kind == "MX":
        return "%s %s" % (value[0], value[1])
    return "".join(value) if isinstance(value, list) else value


def records(name, entries):
    """TXT records are those of type SPF too, unless the name has TXT of its own (see the suite's head)."""
    has_text = any(isinstance(entry, dict) and "TXT" in entry for entry in entries)
    for entry in entries:
        if entry == "TIMEOUT":
            yield "timeout\t%s" % octets(name)
            continue
        (kind, value), = entry.items()
        if kind == "SPF":
            if has_text:
                continue
            kind = "TXT"
        if value != "NONE":
            yield "record\t%s\t%s\t%s" % (octets(name), kind, octets(values(kind, value)))


def lines(scenario):
    yield "scenario\t%s" % octets(scenario["description"])
    for name, entries in scenario["zonedata"].items():
        yield from records(name, entries)
    for name, case in scenario["tests"].items():
        results = case["result"] if isinstance(case["result"], list) else [case["result"]]
        yield "\t".join(["case", name, ",".join(results), case["host"],
                         octets(case["helo"]), octets(case["mailfrom"])])


def main():
    with gzip.open(sys.argv[1] if len(sys.argv) > 1 else SUITE, "rt", encoding="utf-8") as suite:
        for scenario in yaml.safe_load_all(suite):
            print("\n".join(lines(scenario)))


main()
