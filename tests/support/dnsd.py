#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""A scripted DNS server for tests: looks recursive, answers from a file, misbehaves on demand.

    dnsd.py [--listen ADDRESS:PORT] [--ready-file FILE] [--log FILE] [--delay MS] [--ttl S] ZONE...

Zone files hold one record a line, as `mxvet check --zone` reads them:

    NAME TYPE VALUE           example.org MX 10 mx1.example.org      (A AAAA MX PTR TXT CNAME NS SOA)
    NAME TTL IN TYPE VALUE    as dig writes them, TXT in quoted strings too

A name that is not listed is NXDOMAIN, a listed name without the type is NODATA, both with a SOA. CNAMEs are
followed. Instead of a value a fault may stand; `*` as name or type means any:

    SERVFAIL REFUSED FORMERR NXDOMAIN    that answer
    TIMEOUT                              no answer at all
    TRUNCATE                             over UDP truncated and empty, over TCP the real records
    WRONGID WRONGQUESTION                a good answer to something else
    GARBAGE EMPTY                        octets that are no message; no octets
    LOOP                                 a CNAME that leads back to itself
    FLAP N                               N times SERVFAIL, N times the real records, and so on
    MANY N                               N made-up records behind the real ones
    DELAY MS                             the real answer, later

SIGHUP reads the files again. The log gets `TIME udp|tcp NAME TYPE` for each question.
"""
import argparse
import heapq
import ipaddress
import itertools
import os
import re
import selectors
import signal
import socket
import struct
import time

TYPES = {"A": 1, "NS": 2, "CNAME": 5, "SOA": 6, "PTR": 12, "MX": 15, "TXT": 16, "AAAA": 28}
TYPE_NAMES = {number: name for name, number in TYPES.items()}
OPT = 41
NOERROR, FORMERR, SERVFAIL, NXDOMAIN, REFUSED = 0, 1, 2, 3, 5
RCODES = {"SERVFAIL": SERVFAIL, "REFUSED": REFUSED, "FORMERR": FORMERR, "NXDOMAIN": NXDOMAIN}
PLAIN_FAULTS = set(RCODES) | {"TIMEOUT", "TRUNCATE", "WRONGID", "WRONGQUESTION", "GARBAGE", "EMPTY", "LOOP"}
COUNTED_FAULTS = {"FLAP", "MANY", "DELAY"}
CHAIN_MAX = 16
EDNS_SIZE = 4096


def wire_name(name):
    labels = [label.encode("utf-8", "surrogateescape") for label in name.strip(".").split(".") if label]
    return b"".join(bytes([len(label)]) + label for label in labels) + b"\0"


def wire_text(text):
    octets = text.encode("utf-8", "surrogateescape")
    pieces = [octets[i:i + 255] for i in range(0, len(octets), 255)] or [b""]
    return b"".join(bytes([len(piece)]) + piece for piece in pieces)


def wire_value(kind, value):
    """The RDATA of one record, from the text of the zone file."""
    if kind == "A":
        return ipaddress.IPv4Address(value).packed
    if kind == "AAAA":
        return ipaddress.IPv6Address(value).packed
    if kind == "MX":
        preference, host = value.split()
        return struct.pack("!H", int(preference)) + wire_name(host)
    if kind == "TXT":
        return wire_strings(value) if value.lstrip().startswith('"') else wire_text(value)
    if kind == "SOA":
        server, mailbox, *numbers = value.split()
        return wire_name(server) + wire_name(mailbox) + struct.pack("!5I", *map(int, numbers))
    return wire_name(value)


def made_up(kind, name, index):
    """Record number `index` of a MANY."""
    if kind == "A":
        return "%s.%d" % (("192.0.2", "198.51.100", "203.0.113")[index // 250 % 3], index % 250 + 1)
    return {"AAAA": "2001:db8:ffff::%x" % (index + 1), "MX": "%d mx%d.%s" % (100 + index, index, name),
            "TXT": "text %d" % index}.get(kind, "host%d.many.example" % index)


def unescaped(text):
    r"""What `\c` and `\DDD` stand for (RFC 1035 5.1)."""
    return re.sub(r"\\(\d{3}|.)", lambda found: chr(int(found[1])) if len(found[1]) == 3 else found[1], text)


def wire_strings(value):
    """The RDATA of a TXT record in quoted strings."""
    strings = [unescaped(text).encode("latin-1") for text in re.findall(r'"((?:[^"\\]|\\.)*)"', value)]
    return b"".join(bytes([len(piece)]) + piece for text in strings
                    for piece in [text[i:i + 255] for i in range(0, len(text), 255)] or [b""])


def split_line(line):
    """(name, type, value): the value of a TXT record begins after one blank, so that it may begin with blanks."""
    fields = re.match(r"\s*(\S+)(?:\s+(?:\d[\dsmhdwSMHDW]*|IN))*\s+(\S+)(?:[ \t](.*))?$", line.rstrip(), re.S)
    if not fields:
        raise SystemExit("what is %r?" % line)
    name, kind, value = unescaped(fields[1]), fields[2].upper(), fields[3] or ""
    return name, kind, value if kind == "TXT" else re.sub(r"\s;.*", "", value).strip()


class Zone:
    """Records and faults, by (name, type)."""

    def __init__(self, paths):
        self.paths = paths
        self.load()

    def load(self):
        self.records, self.faults, self.names, self.flaps = {}, {}, set(), {}
        for path in self.paths:
            with open(path, encoding="utf-8", errors="surrogateescape") as lines:
                for number, line in enumerate(lines, 1):
                    if line.strip() and not line.lstrip().startswith(("#", ";")):
                        self.add(line, "%s:%d" % (path, number))

    def add(self, line, where):
        name, kind, value = split_line(line)
        name = name.lower().rstrip(".") or "."
        word, *numbers = value.split() or [""]
        if kind != "*" and kind not in TYPES:
            raise SystemExit("%s: no such record type: %s" % (where, kind))
        if name != "*":
            self.names.add(name)
        if word in COUNTED_FAULTS and len(numbers) == 1 and numbers[0].isdigit():
            self.faults.setdefault((name, kind), {})[word] = int(numbers[0])
        elif word in PLAIN_FAULTS and not numbers:
            self.faults.setdefault((name, kind), {})[word] = True
        else:
            try:
                wire = wire_value(kind, value)
            except (ValueError, struct.error) as error:
                raise SystemExit("%s: %s" % (where, error))
            records = self.records.setdefault((name, kind), [])
            if (wire, value) not in records:  # an RRset holds no record twice (RFC 2181 5)
                records.append((wire, value))

    def faults_of(self, name, kind):
        for key in (name, kind), (name, "*"), ("*", kind), ("*", "*"):
            if key in self.faults:
                return self.faults[key]
        return {}

    def values(self, name, kind):
        """The RDATA of all records, made-up ones included."""
        many = self.faults_of(name, kind).get("MANY", 0)
        return ([wire for wire, _ in self.records.get((self.source(name), kind), [])]
                + [wire_value(kind, made_up(kind, name, i)) for i in range(many)])

    def source(self, name):
        """The name whose records answer: itself, or the wildcard nearest above a name that is not there (RFC 4592)."""
        labels = name.split(".")
        for i in range(len(labels)):
            if ".".join(labels[i:]) in self.names:
                return name if i == 0 else "*." + ".".join(labels[i:])
            if "*." + ".".join(labels[i + 1:]) in self.names and i + 1 < len(labels):
                return "*." + ".".join(labels[i + 1:])
        return name

    def flapping(self, name, kind, length):
        count = self.flaps.get((name, kind), 0)
        self.flaps[name, kind] = count + 1
        return count // length % 2 == 0

    def authority(self, name):
        """The SOA that speaks for a name: a listed one above it, else one of its top level."""
        labels = name.split(".")
        for i in range(len(labels)):
            owner = ".".join(labels[i:])
            if (owner, "SOA") in self.records:
                return owner, self.records[owner, "SOA"][0][0]
        return labels[-1], wire_value("SOA", "ns.example hostmaster.example 1 3600 600 86400 300")


class Question:
    def __init__(self, message):
        self.id, flags, questions, _, _, additional = struct.unpack_from("!6H", message)
        if flags & 0x8000 or questions != 1:
            raise ValueError("not a question")
        labels, at = [], 12
        while message[at]:
            if message[at] > 63:
                raise ValueError("a compressed question")
            labels.append(message[at + 1:at + 1 + message[at]].decode("utf-8", "surrogateescape"))
            at += 1 + message[at]
        self.type, _ = struct.unpack_from("!2H", message, at + 1)
        self.name = ".".join(labels).lower() or "."
        self.kind = TYPE_NAMES.get(self.type, "TYPE%d" % self.type)
        self.wire = message[12:at + 5]
        self.edns, self.size = False, 512
        if additional and message[at + 5:at + 8] == struct.pack("!BH", 0, OPT):
            self.edns, self.size = True, max(512, struct.unpack_from("!H", message, at + 8)[0])


class Answer:
    """What is to be said to one question; bytes None is silence."""

    def __init__(self, zone, question, udp, ttl):
        self.zone, self.question, self.udp, self.ttl = zone, question, udp, ttl
        self.delay = 0
        self.octets = self.make()

    def make(self):
        question, answers = self.question, []
        name = question.name
        for _ in range(CHAIN_MAX):
            faults = self.zone.faults_of(name, question.kind)
            self.delay += faults.get("DELAY", 0)
            spoken = self.misbehave(name, faults)
            if spoken is not NotImplemented:
                return spoken
            values = self.zone.values(name, question.kind)
            if values:
                answers += [self.record(name, question.type, value) for value in values]
                return self.message(NOERROR, answers)
            alias = self.zone.records.get((self.zone.source(name), "CNAME"))
            if not alias:
                break
            answers.append(self.record(name, TYPES["CNAME"], alias[0][0]))
            name = alias[0][1].lower().strip().rstrip(".")
        else:
            return self.message(NOERROR, answers)
        rcode = NOERROR if self.zone.source(name) in self.zone.names else NXDOMAIN
        owner, soa = self.zone.authority(name)
        return self.message(rcode, answers, [self.record(owner, TYPES["SOA"], soa)])

    def misbehave(self, name, faults):
        """A faulty answer, None for silence, or NotImplemented when the truth is to be told."""
        question = self.question
        for word, rcode in RCODES.items():
            if word in faults:
                return self.message(rcode)
        if "TIMEOUT" in faults:
            return None
        if "TRUNCATE" in faults and self.udp:
            return self.message(NOERROR, truncated=True)
        if "FLAP" in faults and self.zone.flapping(name, question.kind, faults["FLAP"]):
            return self.message(SERVFAIL)
        if "EMPTY" in faults:
            return b""
        if "GARBAGE" in faults:
            return struct.pack("!6H", question.id, 0x8180, 1, 65535, 0, 0) + bytes(range(255, 191, -1))
        if "LOOP" in faults:
            other = "loop." + name
            return self.message(NOERROR, [self.record(name, TYPES["CNAME"], wire_name(other)),
                                          self.record(other, TYPES["CNAME"], wire_name(name))])
        values = self.zone.values(name, question.kind)
        if "WRONGID" in faults:
            records = [self.record(name, question.type, value) for value in values]
            return self.message(NOERROR, records, id=question.id ^ 0x5555)
        if "WRONGQUESTION" in faults:
            records = [self.record("wrong.example", question.type, value) for value in values]
            wire = wire_name("wrong.example") + question.wire[-4:]
            return self.message(NOERROR, records, wire=wire)
        return NotImplemented

    def record(self, owner, type, value):
        return wire_name(owner) + struct.pack("!HHIH", type, 1, self.ttl, len(value)) + value

    def message(self, rcode, answers=(), authority=(), truncated=False, id=None, wire=None):
        question = self.question
        opt = struct.pack("!BHHIH", 0, OPT, EDNS_SIZE, 0, 0) if question.edns else b""
        body = b"".join(answers) + b"".join(authority)
        if self.udp and 12 + len(question.wire) + len(body) + len(opt) > min(question.size, EDNS_SIZE):
            truncated = True
        if truncated:
            answers, authority, body = (), (), b""
        flags = 0x8180 | (0x0200 if truncated else 0) | rcode  # QR, RD, RA
        return struct.pack("!6H", question.id if id is None else id, flags, 1, len(answers),
                           len(authority), 1 if opt else 0) + (wire or question.wire) + body + opt


class Stream:
    """One TCP connection: two octets of length before each message (RFC 1035 4.2.2)."""

    def __init__(self, connection):
        self.socket, self.incoming, self.outgoing = connection, b"", b""


def refuse_edns(message, how):
    """An answer of a server that knows no EDNS: to the question, or with its header alone."""
    header = struct.pack("!2sHHHHH", message[:2], 0x8180 | (4 if how == "notimp" else 1), how != "formerr-bare", 0, 0, 0)
    return header + (b"" if how == "formerr-bare" else message[12:message.index(b"\0", 12) + 5])


class Server:
    def __init__(self, options):
        self.no_edns = getattr(options, "no_edns", None)
        self.zone, self.delay, self.ttl = Zone(options.zone), options.delay, options.ttl
        self.log = open(options.log, "ab", 0) if options.log else None
        self.selector, self.later, self.order = selectors.DefaultSelector(), [], itertools.count()
        host, _, port = options.listen.rpartition(":")
        self.udp, self.tcp = self.bind(host.strip("[]"), int(port))
        self.selector.register(self.udp, selectors.EVENT_READ, self.read_datagrams)
        self.selector.register(self.tcp, selectors.EVENT_READ, self.accept)

    @staticmethod
    def bind(host, port):
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        while True:
            udp, tcp = socket.socket(family, socket.SOCK_DGRAM), socket.socket(family, socket.SOCK_STREAM)
            udp.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
            tcp.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            udp.bind((host, port))
            try:
                tcp.bind(udp.getsockname())
            except OSError:
                udp.close(), tcp.close()
                if port:
                    raise
                continue  # the free UDP port is taken for TCP: try another
            tcp.listen(256)
            udp.setblocking(False), tcp.setblocking(False)
            return udp, tcp

    def respond(self, message, udp, send):
        """Answers one message by `send`, now or later."""
        try:
            question = Question(message)
        except (ValueError, IndexError, struct.error):
            return
        if self.log:
            line = "%.6f %s %s %s\n" % (time.time(), "udp" if udp else "tcp", question.name, question.kind)
            self.log.write(line.encode("utf-8", "surrogateescape"))
        if self.no_edns and question.edns:
            if self.no_edns != "silent":
                send(refuse_edns(message, self.no_edns))
            return
        answer = Answer(self.zone, question, udp, self.ttl)
        delay = self.delay + answer.delay
        if answer.octets is None:
            return
        if delay:
            heapq.heappush(self.later, (time.monotonic() + delay / 1000, next(self.order), send, answer.octets))
        else:
            send(answer.octets)

    def read_datagrams(self, _mask):
        for _ in range(64):
            try:
                message, peer = self.udp.recvfrom(65535)
            except BlockingIOError:
                return
            self.respond(message, True, lambda octets, peer=peer: self.send_datagram(octets, peer))

    def send_datagram(self, octets, peer):
        try:
            self.udp.sendto(octets, peer)
        except OSError:
            pass  # whoever asked is gone, or the buffer is full: a lost datagram, as in real life

    def accept(self, _mask):
        try:
            connection, _ = self.tcp.accept()
        except OSError:
            return
        connection.setblocking(False)
        stream = Stream(connection)
        self.selector.register(connection, selectors.EVENT_READ, lambda mask: self.serve(stream, mask))

    def serve(self, stream, mask):
        if mask & selectors.EVENT_WRITE:
            self.flush(stream)
        if not mask & selectors.EVENT_READ:
            return
        try:
            octets = stream.socket.recv(65535)
        except BlockingIOError:
            return
        except OSError:
            octets = b""
        if not octets:
            return self.drop(stream)
        stream.incoming += octets
        while len(stream.incoming) >= 2:
            length = struct.unpack_from("!H", stream.incoming)[0]
            if len(stream.incoming) < 2 + length:
                return
            message, stream.incoming = stream.incoming[2:2 + length], stream.incoming[2 + length:]
            self.respond(message, False, lambda octets: self.send_stream(stream, octets))

    def send_stream(self, stream, octets):
        stream.outgoing += struct.pack("!H", len(octets)) + octets
        self.flush(stream)

    def flush(self, stream):
        try:
            stream.outgoing = stream.outgoing[stream.socket.send(stream.outgoing):]
            events = selectors.EVENT_READ | (selectors.EVENT_WRITE if stream.outgoing else 0)
            self.selector.modify(stream.socket, events, lambda mask: self.serve(stream, mask))
        except BlockingIOError:
            pass
        except (OSError, KeyError, ValueError):
            self.drop(stream)

    def drop(self, stream):
        if stream.socket.fileno() >= 0:
            self.selector.unregister(stream.socket)
            stream.socket.close()

    def run(self):
        while True:
            wait = max(0, self.later[0][0] - time.monotonic()) if self.later else None
            for key, mask in self.selector.select(wait):
                key.data(mask)
            now = time.monotonic()
            while self.later and self.later[0][0] <= now:
                _, _, send, octets = heapq.heappop(self.later)
                send(octets)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("zone", nargs="+")
    parser.add_argument("--listen", default="127.0.0.1:0", metavar="ADDRESS:PORT", help="port 0: any free one")
    parser.add_argument("--ready-file", metavar="FILE", help="gets ADDRESS:PORT once questions are answered")
    parser.add_argument("--log", metavar="FILE", help="one line for each question")
    parser.add_argument("--no-edns", choices=("notimp", "formerr", "formerr-bare", "silent"),
                        help="what a question with EDNS gets")
    parser.add_argument("--delay", type=int, default=0, metavar="MS", help="before every answer")
    parser.add_argument("--ttl", type=int, default=300, metavar="S", help="of every record")
    options = parser.parse_args()
    server = Server(options)
    signal.signal(signal.SIGHUP, lambda *_: server.zone.load())
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    address = server.udp.getsockname()
    name = "%s:%d" % ("[%s]" % address[0] if ":" in address[0] else address[0], address[1])
    if options.ready_file:
        with open(options.ready_file + ".new", "w") as file:
            file.write(name + "\n")
        os.rename(options.ready_file + ".new", options.ready_file)
    else:
        print(name, flush=True)
    server.run()


if __name__ == "__main__":
    main()
