#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Any set of records gives the same verdict, whether `mxvet check` reads it from a zone file or a DNS server answers
from it: names with the characters that SPF's macros make, text in strings, mapped addresses, saved answers of dig."""
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import types

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import dnsd  # noqa: E402
from process import MXVET  # noqa: E402

ROUNDS = 120
# All that an SMTP client may write in a local part (RFC 5321 4.1.2), but the dot and what c-ares takes for an escape.
LOCAL = "abcxyz019+=!#$%&'*^{|}~`/-_"
TERMS = ("ip4:192.0.2.0/24", "ip4:198.51.100.50", "ip6:2001:db8::/32", "a", "mx", "a:h1.s.example", "mx:other.example",
         "exists:%{l}._u.s.example", "exists:%{l}._u.s.example", "exists:%{l}._u.s.example", "exists:%{l1r-}.%{i}._u.s.example", "include:inc.s.example", "ptr:s.example",
         "redirect=inc.s.example", "include:%{i}._spf.s.example")


def quoted(text, chance):
    """The text as dig writes it: one or several strings."""
    cut = chance.randrange(len(text) + 1) if chance.random() < 0.5 else len(text)
    def string(part):
        return '"%s"' % "".join("\\" + c if c in '"\\' else c if " " <= c <= "~" else "\\%03d" % ord(c) for c in part)
    return " ".join(string(part) for part in (text[:cut], text[cut:]) if part) or '""'


def spf(chance):
    terms = [chance.choice(TERMS) for _ in range(chance.randrange(4))]
    text = " ".join(["v=spf1"] + [chance.choice(("", "", "+", "?", "~")) + term if "=" not in term else term
                                  for term in terms] + [chance.choice(("-all", "~all", "?all", "+all", ""))])
    return chance.choice(("", "") * 5 + (" ", "x")) + text + chance.choice(("", "") * 5 + (" ", "\xfc"))


def records(chance, local):
    """Random records around one sender, as (name, type, value) in the form of a zone file."""
    host = lambda: chance.choice(("h1.s.example", "h2.s.example", "s.example", "out.s.example"))
    rows = [(host(), "A", chance.choice(("198.51.100.50", "198.51.100.51", "10.0.0.1", "0.0.0.0")))
            for _ in range(chance.randrange(1, 6))]
    rows += [(host(), "AAAA", chance.choice(("2001:db8::1", "::ffff:198.51.100.50", "fd00::1")))
             for _ in range(chance.randrange(4))]
    rows += [("s.example", "MX", "%d %s" % (chance.choice((0, 10, 10, 20)), chance.choice((host(), ".", "192.0.2.9"))))
             for _ in range(chance.randrange(4))]
    rows += [("50.100.51.198.in-addr.arpa", "PTR", chance.choice((host(), "odd name!.s.example", "gone.example")))
             for _ in range(chance.randrange(4))]
    rows += [(name, "TXT", spf(chance)) for name in ("s.example", "inc.s.example", "198.51.100.50._spf.s.example")
             for _ in range(chance.choice((0, 1, 1, 1, 1, 1, 2)))]
    if chance.random() < 0.6:
        rows.append((local.lower() + "._u.s.example", "A", "127.0.0.2"))
    if chance.random() < 0.2:
        rows.append(("h3.s.example", "CNAME", "h1.s.example"))
    if chance.random() < 0.3:
        rows.append((chance.choice(("s.example", "h2.s.example")), chance.choice(("MX", "TXT", "A", "AAAA")),
                     chance.choice(("SERVFAIL", "NXDOMAIN", "REFUSED"))))
    return rows


def without_clashes(rows):
    """A question that fails has no other answer."""
    faulty = {(name, kind) for name, kind, value in rows if value in dnsd.PLAIN_FAULTS}
    seen = set()
    for name, kind, value in rows:
        if (name, kind) not in faulty or value in dnsd.PLAIN_FAULTS and (name, kind) not in seen:
            seen.add((name, kind))
            yield name, kind, value


def line_of(row, chance):
    name, kind, value = row
    if value in dnsd.PLAIN_FAULTS or chance.random() < 0.3:
        return "%s %s %s" % (name, kind, value)
    if kind == "TXT":
        value = quoted(value, chance)
    return "%s.\t\t%d\tIN\t%s\t%s" % ("".join("\\" + c if c in '"();@$' else c for c in name), 60, kind, value)


def verdict(*options):
    result = subprocess.run([MXVET, "check", "--json", *options], stdin=subprocess.DEVNULL, capture_output=True,
                            timeout=30, check=False)
    if result.returncode:
        return "status %d: %s" % (result.returncode, result.stderr.decode())
    told = json.loads(result.stdout)
    return {part: told[part] for part in ("client_name", "from", "score", "would", "checks", "evidence")}


def main():
    failed = 0
    with tempfile.TemporaryDirectory(prefix="mxvet-zone-") as folder:
        path, config = os.path.join(folder, "zone"), os.path.join(folder, "conf")
        open(path, "w").close()
        with open(config, "w", encoding="utf-8") as file:
            file.write("dns { timeout = 1s  tries = 2 }\n")
        server = dnsd.Server(types.SimpleNamespace(zone=[path], delay=0, ttl=300, log=None, listen="127.0.0.1:0"))
        threading.Thread(target=server.run, daemon=True).start()
        for seed in range(ROUNDS):
            chance = random.Random(seed)
            local = "a" + "".join(chance.choice(LOCAL) for _ in range(chance.randrange(1, 9)))
            lines = [line_of(row, chance) for row in without_clashes(records(chance, local))]
            with open(path, "w", encoding="latin-1") as file:
                file.write("; saved answers\n" + "".join(line + "\n" for line in lines))
            server.zone = dnsd.Zone([path])
            sender = ["-c", config, "--client", "198.51.100.50", "--helo", "out.s.example", "--from", local + "@s.example"]
            by_file, by_network = verdict(*sender, "--zone", path), verdict(
                *sender, "--resolver", "127.0.0.1:%d" % server.udp.getsockname()[1])
            if by_file != by_network or isinstance(by_file, str):
                failed += 1
                print("FAIL records %d of %s@s.example" % (seed, local))
                print("\n".join(lines), by_file, by_network, sep="\n")
            else:
                print("ok records %d" % seed)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
