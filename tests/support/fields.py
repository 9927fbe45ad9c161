# SPDX-License-Identifier: BSD-2-Clause
"""Reads the header fields of mxvet in a delivered message, as strictly as the manual describes them."""
import re

import authres

from check_list import CHECKS

OWN_FIELDS = ("Authentication-Results", "X-MXVet", "X-MXVet-Score", "X-MXVet-Level", "X-MXVet-Flag", "X-MXVet-Risk")
POINTS = r"-?\d+\.\d\d"
SUMMARY = re.compile(r"score=(?P<score>%s) action=(?P<action>accept|tag|hold)(?: would=(?P<would>tag|hold|defer|reject))?"
                     r" mode=(?P<mode>observe|enforce) id=(?P<id>[0-9a-z]{8}); (?P<checks>.+)" % POINTS)
EXEMPT = re.compile(r"exempt=(?P<exempt>network) id=(?P<id>[0-9a-z]{8})")
CHECK = re.compile(r"(?P<check>[a-z]+)=(?P<outcome>[a-z]+)\((?P<points>%s)\)" % POINTS)
IPREV = re.compile(r'iprev=(?P<result>pass|fail|permerror|temperror) policy\.iprev=(?P<address>"[0-9a-f:]+"|[0-9.]+)'
                   r"(?: \((?P<name>[a-z0-9._-]+)\))?")
SPF = re.compile(r"spf=(?P<result>pass|fail|softfail|neutral|none|temperror|permerror)"
                 r" smtp\.(?P<property>mailfrom|helo)=(?P<value>\S+)")


def header_fields(text):
    """The fields of a message in their order: (name, raw value with its folds)."""
    fields = []
    for line in text.replace("\r\n", "\n").split("\n"):
        if not line:
            break
        if line[0] in " \t" and fields:
            fields[-1] = (fields[-1][0], fields[-1][1] + "\n" + line)
        else:
            name, _, value = line.partition(":")
            fields.append((name, value[1:] if value[:1] == " " else value))
    return fields


def values(fields, name):
    return [value for field, value in fields if field.lower() == name.lower()]


def unfold(value):
    return value.replace("\n", "")


class Verdict:
    """What the fields of one message say; making one is checking all of it."""

    def __init__(self, text, authserv_id="mx.example.com"):
        self.fields = header_fields(text)
        self.authserv_id = authserv_id
        self.check_order()
        self.check_bytes()
        self.read_summary()
        if self.exempt is None:
            self.check_numbers()
        self.results = self.read_results()

    def check_order(self):
        """Ours stand together right above the MTA's Received, top down in the manual's order."""
        names = [name for name, _ in self.fields]
        received = names.index("Received")
        first = received
        while first and names[first - 1] in OWN_FIELDS:
            first -= 1
        self.ours = self.fields[first:received]
        found = [name for name, _ in self.ours]
        assert found == [name for name in OWN_FIELDS if name in found], "order of the fields: %s" % found
        rest = names[:first] + names[received:]
        strays = [name for name in rest if name.lower().startswith("x-mxvet")]
        assert not strays, "fields of ours elsewhere: %s" % strays

    def check_bytes(self):
        for name, value in self.ours:
            lines = ("%s: %s" % (name, value)).split("\n")
            assert all(len(line) < 78 or " " not in line.strip() for line in lines), "a long line: %r" % lines
            assert all(" " <= c <= "~" for line in lines for c in line.replace("\t", " ")), "octets: %r" % value
            assert all(line[0] in " \t" and line.strip() for line in lines[1:]), "folds: %r" % lines

    def value(self, name):
        found = values(self.ours, name)
        return unfold(found[0]) if found else None

    def read_summary(self):
        summary = self.value("X-MXVet")
        assert summary is not None, "no X-MXVet in %r" % self.fields
        found, exempt = SUMMARY.fullmatch(summary), EXEMPT.fullmatch(summary)
        assert found or exempt, "X-MXVet: %r" % summary
        self.exempt = exempt["exempt"] if exempt else None
        self.id = (found or exempt)["id"]
        if exempt:
            return
        self.score, self.action, self.mode = found["score"], found["action"], found["mode"]
        self.would = found["would"] or self.action
        tokens = found["checks"].split(" ")
        matches = [CHECK.fullmatch(token) for token in tokens]
        assert all(matches), "X-MXVet: %r" % summary
        self.checks = {m["check"]: m["outcome"] for m in matches}
        self.points = {m["check"]: m["points"] for m in matches}
        assert sorted(self.checks) == sorted(CHECKS) and len(tokens) == len(CHECKS), "checks: %r" % tokens
        order = sorted(CHECKS, key=lambda check: -abs(float(self.points[check])))
        assert list(self.checks) == order, "order of the checks: %r" % tokens
        assert "-0.00" not in tokens, "a negative nothing: %r" % tokens

    def check_numbers(self):
        hundredths = round(100 * float(self.score))
        total = sum(round(100 * float(points)) for points in self.points.values())
        assert total == hundredths, "the points add up to %d hundredths, the score is %s" % (total, self.score)
        assert self.value("X-MXVet-Score") == self.score, "X-MXVet-Score: %r" % self.value("X-MXVet-Score")
        level = min(20, max(0, hundredths // 100))
        assert self.value("X-MXVet-Flag") == (None if self.action == "accept" else "YES"), "Flag: %r" % self.value(
            "X-MXVet-Flag")
        assert self.value("X-MXVet-Level") == ("+" * level or None), "Level: %r" % self.value("X-MXVet-Level")
        risk = min(100, max(0, (hundredths + 5) // 10))
        assert self.value("X-MXVet-Risk") == str(risk), "X-MXVet-Risk: %r" % self.value("X-MXVet-Risk")
        would = next((word for points, word in ((900, "reject"), (600, "defer"), (300, "tag"))
                      if hundredths >= points), "accept")
        if self.action == "hold":  # of a recipient section that holds what it would reject
            would = would.replace("reject", "hold")
        assert self.would == would, "score %s would %s" % (self.score, self.would)
        assert self.action in (("accept",) if would == "accept" else ("tag", "hold")), "action %s" % self.action

    def read_results(self):
        """The methods of Authentication-Results: {"iprev": match, "spf": match}."""
        field = self.value("Authentication-Results")
        if field is None:
            assert self.exempt or self.checks["iprev"] == "none", "no Authentication-Results"
            return {}
        first, *methods = field.split("; ")
        assert first == self.authserv_id, "authserv-id %r" % first
        results = {}
        for method in methods:
            found = IPREV.fullmatch(method) or SPF.fullmatch(method)
            assert found and method.split("=")[0] not in results, "Authentication-Results: %r" % field
            results[method.split("=")[0]] = found
        assert results, "an empty Authentication-Results"
        parsed = authres.AuthenticationResultsHeader.parse("Authentication-Results: " + field)
        assert parsed.authserv_id == self.authserv_id, "python3-authres reads %r" % parsed.authserv_id
        assert [r.method for r in parsed.results] == list(results), "python3-authres reads %s" % parsed
        wanted = {"pass": "pass", "fail": "fail", "nxptr": "permerror", "temperror": "temperror"}
        if self.exempt is None and "iprev" in results:
            assert results["iprev"]["result"] == wanted[self.checks["iprev"]], "iprev: %r" % field
        return results
