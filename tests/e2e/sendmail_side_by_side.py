#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""What Postfix and Sendmail tell a milter about the same client, side by side: the tables of docs/mta.md.

    tests/e2e/sendmail_side_by_side.py           the page says what the two say
    tests/e2e/sendmail_side_by_side.py --write   makes it so
"""
import difflib
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import own_network  # noqa: E402
import smtp  # noqa: E402
from cases import case, expect, run  # noqa: E402
from cast import MX_HOST, ZONE  # noqa: E402
from fields import OWN_FIELDS, header_fields  # noqa: E402
from process import ROOT, wait_until  # noqa: E402
from sendmail import BothScene  # noqa: E402
from servers import OWN_NAME  # noqa: E402

PAGE = os.path.join(ROOT, "docs/mta.md")
BLOCK = re.compile(r"<!-- (\w+) -->\n(.*?)<!-- end -->\n", re.S)
CLIENTS = """\
66.113.0.203.in-addr.arpa PTR mail.example.org
67.113.0.203.in-addr.arpa PTR alias.example.net
67.113.0.203.in-addr.arpa PTR host.example.net
host.example.net A 203.0.113.67
68.113.0.203.in-addr.arpa PTR SERVFAIL
"""
MACROS_AT_CONNECT = "j _ v {daemon_name} {daemon_addr} {if_name} {if_addr} {client_addr} {client_ptr}".split()


def quoted(text):
    """As a cell of a table shows it."""
    shown = text.replace("\n", "\\n").replace("\t", "\\t").replace("|", "\\|")
    return "`%s`" % shown if shown else "(empty)"


def cell(events, name, macros=()):
    """What came with the first such command."""
    event = next((event for event in events if event.name == name), None)
    if event is None:
        return "nothing"
    words = [quoted(" ".join(filter(None, event.arguments)))] if event.arguments else []
    words += ["`%s` %s" % (macro, quoted(event.macros[macro]) if macro in event.macros else "not there")
              for macro in macros]
    return ", ".join(words)


def names(events, *ignored):
    return quoted(" ".join("-".join(event.name.split()) for event in events if event.name not in ignored))


def of_client(events, port):
    """The commands of the session whose client has that port, which is "0" for programs on this host."""
    sessions = [event.session for event in events
                if event.name == "connect" and (event.arguments[3:] or ["0"]) == [port]]
    return [event for event in events if event.session in sessions and event.name != "negotiate"]


class Client:
    """A connection to one MTA, and what that MTA says of it to the filter."""

    def __init__(self, scene, name):
        self.mta, self.door = scene.mtas[name], scene.doors[name]

    def talk(self, *lines, address=MX_HOST.address, helo=True):
        """Says these lines after EHLO and QUIT behind them; the MTA's commands, without the negotiation."""
        self.door.take()
        with smtp.Session(self.mta.port, source=address) as session:
            for line in (["EHLO mail.example.org"] if helo else []) + list(lines):
                session.command(line)
            session.command("QUIT")
            port = session.socket.getsockname()[1]
        return self.heard(str(port))

    def message(self, extra="", body="Hello."):
        """Sends a message of few fields; what was heard, and the message that arrived."""
        events = self.talk("MAIL FROM:<anna@example.org>", "RCPT TO:<you@example.com>", "DATA",
                           "Subject: test\r\n%s\r\n%s\r\n." % (extra, body))
        return events, self.mta.delivered(1)[0]

    def submit(self):
        self.door.take()
        self.mta.submit("To: you@example.com\nSubject: test\n\nHello.\n", "-t", "-f", "anna@example.org")
        return self.arrived()

    def submit_by_dialogue(self):
        self.door.take()
        with self.mta.dialogue() as session:
            session.command("EHLO localhost")
            session.mail("anna@example.org", ["you@example.com"], smtp.message())
            session.command("QUIT")
        return self.arrived()

    def arrived(self):
        self.mta.delivered(1)
        return of_client(self.door.take(), "0")

    def heard(self, port):
        """The session of the client with that port, once it is over."""
        events = []

        def over():
            events.extend(self.door.take())
            return any(event.name in ("quit", "new session") for event in of_client(events, port))
        wait_until(over, 30, "the end of the session")
        return of_client(events, port)


def connect_rows(client):
    def of(address):
        events = client.talk(address=address)
        return re.sub(r" \d+`$", " PORT`", cell(events, "connect"))

    yield "reverse name that leads back", of("192.0.2.10")
    yield "no reverse name", of("203.0.113.99")
    yield "reverse name that leads elsewhere", of("203.0.113.66")
    yield "two reverse names, one leads back", of("203.0.113.67")
    yield "DNS fails", of("203.0.113.68")
    yield "IPv6", of("2001:db8::10")
    yield "`sendmail -t` on this host", cell(client.submit(), "connect")
    yield "`sendmail -bs` on this host", cell(client.submit_by_dialogue(), "connect")
    event = next(event for event in client.talk() if event.name == "connect")
    yield "macros", quoted(" ".join(macro for macro in MACROS_AT_CONNECT if event.macros.get(macro)))
    yield "`{daemon_name}`, `{if_addr}`", "%s, %s" % tuple(
        quoted(event.macros[macro]) if macro in event.macros else "not there" for macro in ("{daemon_name}", "{if_addr}"))


def helo_rows(client):
    yield "`EHLO mail.example.org`", cell(client.talk(), "helo")
    yield "`HELO [192.0.2.10]`", cell(client.talk("HELO [192.0.2.10]", helo=False), "helo")
    yield "`EHLO evil;(x)`", cell(client.talk("EHLO evil;(x)", helo=False), "helo")
    yield "`EHLO winxp`", cell(client.talk("EHLO winxp", helo=False), "helo")
    yield "no HELO before MAIL", names(client.talk("MAIL FROM:<anna@example.org>", helo=False))
    yield "EHLO in mid-transaction", names(client.talk("MAIL FROM:<anna@example.org>", "EHLO other.example.net"))
    yield "`sendmail -t` on this host", cell(client.submit(), "helo")
    yield "`sendmail -bs` on this host", cell(client.submit_by_dialogue(), "helo")


def mail_rows(client):
    for address in ("<anna@example.org>", "<>", "<Anna@EXAMPLE.org>", "<@relay.example.net:anna@example.org>",
                    "<postmaster>", "<you@example.com>", "<anna@example.org> SIZE=100", "<anna@>"):
        yield "`MAIL FROM:%s`" % address, cell(client.talk("MAIL FROM:" + address), "mail", ["{mail_addr}"])
    yield "`sendmail -t -f anna@example.org`", cell(client.submit(), "mail", ["{mail_addr}"])
    event = next(event for event in client.talk("MAIL FROM:<anna@example.org>") if event.name == "mail")
    yield "macro `i` (the queue id)", "there" if event.macros.get("i") else "not there"


def rcpt_rows(client):
    for address in "<you@example.com>", "<YOU@Example.COM>", "<you@example.com> NOTIFY=NEVER", "<@@>":
        yield "`RCPT TO:%s`" % address, cell(client.talk("MAIL FROM:<anna@example.org>", "RCPT TO:" + address),
                                             "rcpt", ["{rcpt_addr}"])
    events = client.talk("MAIL FROM:<anna@example.org>", "RCPT TO:<you@example.com>", "RCPT TO:<me@example.com>")
    yield "macro `i` with the first, the second", ", ".join(
        "there" if event.macros.get("i") else "not there" for event in events if event.name == "rcpt")


def header_rows(client):
    def value(line):
        events, _ = client.message(line + "\r\n")
        name = line.split(":")[0]
        found = [event.arguments[1] for event in events if event.name == "header" and event.arguments[0] == name]
        return quoted(found[0]) if found else "nothing"

    yield "`X-A: value`", value("X-A: value")
    yield "`X-A:value`", value("X-A:value")
    yield "`X-A:`", value("X-A:")
    yield "`X-A: one\\r\\n\\ttwo`", value("X-A: one\r\n\ttwo")
    events, text = client.message()
    yield "a message without From and Date", quoted(" ".join(
        event.arguments[0] for event in events if event.name == "header"))
    fields = [name for name, _ in header_fields(text)]
    fields = fields[fields.index(OWN_FIELDS[0]):]
    yield "what stands in it on arrival", quoted(" ".join(fields))
    yield "a message and QUIT", names(events, "connect", "helo", "header", "body")
    yield "RSET after RCPT", names(client.talk("MAIL FROM:<anna@example.org>", "RCPT TO:<you@example.com>", "RSET"),
                                   "connect", "helo")
    yield "QUIT after RCPT", names(client.talk("MAIL FROM:<anna@example.org>", "RCPT TO:<you@example.com>"),
                                   "connect", "helo")


TABLES = {"connect": connect_rows, "helo": helo_rows, "mail": mail_rows, "rcpt": rcpt_rows, "headers": header_rows}


def table(scene, name):
    """The table as it is in truth."""
    postfix, sendmail = (list(TABLES[name](Client(scene, mta))) for mta in ("Postfix", "Sendmail"))
    lines = ["| the client | Postfix 3.7 | Sendmail 8.17 |", "|---|---|---|"]
    lines += ["| %s | %s | %s |" % (title, left, right) for (title, left), (_, right) in zip(postfix, sendmail)]
    return "\n".join(lines) + "\n"


def page():
    with open(PAGE, encoding="utf-8") as file:
        return file.read()


def write(scene, name):
    text = BLOCK.sub(lambda found: "<!-- %s -->\n%s<!-- end -->\n" % (
        found[1], table(scene, name) if found[1] == name else found[2]), page())
    with open(PAGE, "w", encoding="utf-8") as file:
        file.write(text)


def define(name):
    def says(scene):
        if WRITE:
            write(scene, name)
        told = dict(BLOCK.findall(page()))
        expect(name in told, "no table of %s in docs/mta.md" % name)
        difference = "\n".join(difflib.unified_diff(told[name].splitlines(), table(scene, name).splitlines(),
                                                    "docs/mta.md", "as heard", lineterm="", n=0))
        expect(not difference, difference)
    says.__name__ = "the_page_tells_what_is_said_at_" + name
    case(says)


WRITE = "--write" in sys.argv
for each in TABLES:
    define(each)

if __name__ == "__main__":
    own_network.enter(OWN_NAME)
    sys.argv[1:] = [word for word in sys.argv[1:] if word != "--write"]
    run(lambda: BothScene(ZONE + CLIENTS))
