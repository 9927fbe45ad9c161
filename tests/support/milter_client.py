# SPDX-License-Identifier: BSD-2-Clause
"""The MTA's side of the milter protocol (version 6), for dialogues that no MTA would hold."""
import socket
import struct

ADDHDRS, CHGHDRS, QUARANTINE, SETSYMLIST = 0x01, 0x10, 0x20, 0x100
ACTIONS = 0x1FF                       # all that an MTA of today offers
NOBODY, NOEOH, NOUNKNOWN, NODATA, NOHDRS = 0x10, 0x40, 0x100, 0x200, 0x20
OFFERED_BY_POSTFIX = 0x1FFFFF & ~0x80000  # everything but NR_BODY, near enough
UNANSWERED = {"C": 0x1000, "H": 0x2000, "M": 0x4000, "R": 0x8000, "T": 0x10000, "L": 0x80, "N": 0x40000}
STAGES = {0: "connect", 1: "helo", 2: "mail", 3: "rcpt", 4: "data", 5: "end", 6: "eoh"}


class Closed(Exception):
    """The filter hung up."""


def zero_ended(*texts):
    return b"".join(text.encode("latin-1") + b"\0" for text in texts)


class Edit:
    """One change of the header that the filter asked for."""

    def __init__(self, kind, index, name, value):
        self.kind, self.index, self.name, self.value = kind, index, name, value

    def __repr__(self):
        return "%s(%d, %s: %s)" % (self.kind, self.index, self.name, self.value)


class MilterClient:
    """One connection of an MTA. Commands return the filter's answer, a letter such as "c" for continue."""

    def __init__(self, family, address, timeout=60):
        self.socket = socket.socket(family)
        self.socket.settimeout(timeout)
        self.socket.connect(address)
        if family != socket.AF_UNIX:
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.edits, self.declined = [], 0
        self.held = None  # why the message is held
        self.reply = ""  # the text behind the last answer, "550 5.7.1 ..." behind a "y"

    def send(self, command, data=b""):
        self.socket.sendall(struct.pack("!Ic", len(data) + 1, command.encode()) + data)

    def read(self, count):
        data = b""
        while len(data) < count:
            piece = self.socket.recv(count - len(data))
            if not piece:
                raise Closed()
            data += piece
        return data

    def packet(self):
        length = struct.unpack("!I", self.read(4))[0]
        data = self.read(length)
        return chr(data[0]), data[1:]

    def answer(self):
        """The next answer that ends a command; edits on the way are kept."""
        while True:
            kind, data = self.packet()
            if kind in "im":
                index = struct.unpack("!I", data[:4])[0]
                name, value = data[4:].split(b"\0")[:2]
                self.edits.append(Edit({"i": "insert", "m": "change"}[kind], index,
                                       name.decode("latin-1"), value.decode("latin-1")))
            elif kind == "q":
                self.held = data.rstrip(b"\0").decode("latin-1")
            elif kind != "p":
                self.reply = data.rstrip(b"\0").decode("latin-1")
                return kind

    def ask(self, command, data=b""):
        """The answer; "c" at once where the filter said that it gives none."""
        self.send(command, data)
        return "c" if self.declined & UNANSWERED.get(command, 0) else self.answer()

    def negotiate(self, actions=ACTIONS, steps=OFFERED_BY_POSTFIX):
        """What the filter wants: actions, steps it declines, macros by stage."""
        self.send("O", struct.pack("!III", 6, actions, steps))
        kind, data = self.packet()
        assert kind == "O", kind
        _, self.actions, self.declined = struct.unpack("!III", data[:12])
        self.macros, rest = {}, data[12:]
        while rest:
            stage = STAGES[struct.unpack("!I", rest[:4])[0]]
            names, rest = rest[4:].split(b"\0", 1)
            self.macros[stage] = names.decode().split()
        return self

    def macro(self, command, **values):
        """Macros of a stage, by its command; names longer than a letter get their braces."""
        pairs = [text for name, value in values.items()
                 for text in (name if len(name) == 1 else "{%s}" % name, value)]
        self.send("D", command.encode() + zero_ended(*pairs))

    def connect(self, client="192.0.2.1", name="mail.example.net", family=None, port=2525, own_name="mx.example.com"):
        if own_name:
            self.macro("C", j=own_name)
        family = family or ("6" if ":" in client else "4")
        if family == "U":
            return self.ask("C", zero_ended(name) + b"U")
        return self.ask("C", zero_ended(name) + family.encode() + struct.pack("!H", port) + zero_ended(client))

    def helo(self, name="mail.example.net"):
        return self.ask("H", zero_ended(name))

    def mail(self, sender="<someone@example.net>", **macros):
        if macros:
            self.macro("M", **macros)
        return self.ask("M", zero_ended(sender))

    def rcpt(self, recipient="<user@example.org>"):
        return self.ask("R", zero_ended(recipient))

    def data(self):
        return self.ask("T")

    def header(self, name, value):
        return self.ask("L", zero_ended(name, value))

    def end_of_header(self):
        return self.ask("N")

    def end(self, queue_id=None):
        """The header edits of this message."""
        self.edits = []
        if queue_id:
            self.macro("E", i=queue_id)
        answer = self.ask("E")
        assert answer == "c", answer
        return self.edits

    def abort(self):
        self.send("A")

    def quit(self):
        self.send("Q")
        self.close()

    def close(self):
        self.socket.close()

    def message(self, sender="<someone@example.net>", recipients=("<user@example.org>",), fields=(), queue_id=None,
                aborted=True, **macros):
        """A message as Postfix passes it: the ABORT behind it included."""
        answers = self.mail(sender, **macros)
        for recipient in recipients:
            answers += self.rcpt(recipient)
        answers += self.data()
        for name, value in fields:
            answers += self.header(name, value)
        answers += self.end_of_header()
        assert set(answers) == {"c"}, answers
        edits = self.end(queue_id)
        if aborted:
            self.abort()
        return edits


def apply(fields, edits):
    """The header after the edits, as Postfix makes them: numbers count per name, among what is still there."""
    fields = list(fields)
    for edit in edits:
        if edit.kind == "insert":
            fields.insert(edit.index, (edit.name, edit.value))
            continue
        places = [place for place, (name, _) in enumerate(fields) if name.lower() == edit.name.lower()]
        place = places[edit.index - 1]
        if edit.value:
            fields[place] = (fields[place][0], edit.value)
        else:
            del fields[place]
    return fields
