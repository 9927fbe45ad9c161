# SPDX-License-Identifier: BSD-2-Clause
"""Stands between an MTA and a milter and writes down what they say to one another."""
import socket
import struct
import threading

COMMANDS = {b"O": "negotiate", b"C": "connect", b"H": "helo", b"M": "mail", b"R": "rcpt", b"T": "data", b"L": "header",
            b"N": "end of header", b"B": "body", b"E": "end of message", b"A": "abort", b"Q": "quit",
            b"K": "new session", b"U": "unknown"}
FAMILIES = {b"4": "inet", b"6": "inet6", b"L": "unix", b"U": "unknown"}


def texts(data):
    return [text.decode("utf-8", "backslashreplace") for text in data.split(b"\0")[:-1]]


class Event:
    """A command of the MTA with its arguments, the macros that came with it, and the session that it belongs to."""

    def __init__(self, name, arguments, macros, session):
        self.name, self.arguments, self.macros, self.session = name, arguments, macros, session


def connect_arguments(data):
    name, _, rest = data.partition(b"\0")
    family = FAMILIES[rest[:1]]
    port = struct.unpack("!H", rest[1:3]) if rest[1:3] else ()
    return [name.decode(), family, rest[3:].rstrip(b"\0").decode(), *map(str, port)]


class Overheard:
    """Listens at `port`, and passes everything on to the milter at an inet address."""

    def __init__(self, address):
        self.address, self.lock, self.heard = address, threading.Lock(), []
        self.server = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self.server.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                mta, _ = self.server.accept()
            except OSError:
                return
            try:
                milter = socket.create_connection(self.address)
            except OSError:
                mta.close()  # the milter is not there, and the MTA shall notice
                continue
            for end in mta, milter:
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self.pass_on, args=(mta, milter, True), daemon=True).start()
            threading.Thread(target=self.pass_on, args=(milter, mta, False), daemon=True).start()

    def pass_on(self, source, target, listen):
        waiting, macros, session = b"", {}, object()
        try:
            while octets := source.recv(65536):
                if listen:
                    waiting = self.note(waiting + octets, macros, session)
                target.sendall(octets)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # one of them hung up, and the other will hear of it

    def note(self, waiting, macros, session):
        """Notes the whole packets; what is left over."""
        while len(waiting) >= 4 and len(waiting) >= 4 + struct.unpack("!I", waiting[:4])[0]:
            length = struct.unpack("!I", waiting[:4])[0]
            command, data, waiting = waiting[4:5], waiting[5:4 + length], waiting[4 + length:]
            if command == b"D":
                words = texts(data[1:])
                macros.update(zip(words[::2], words[1::2]))
                continue
            arguments = connect_arguments(data) if command == b"C" else [] if command in b"OB" else texts(data)
            with self.lock:
                self.heard.append(Event(COMMANDS[command], arguments, dict(macros), session))
            macros.clear()
        return waiting

    def take(self):
        """What the MTA said since the last call."""
        with self.lock:
            taken, self.heard = self.heard, []
        return taken

    def stop(self):
        self.server.close()
