# SPDX-License-Identifier: BSD-2-Clause
"""An SMTP client that can play any other one, by Postfix's XCLIENT or from an address of its own network."""
import socket
import subprocess

UNAVAILABLE = "[UNAVAILABLE]"


class Reply:
    def __init__(self, lines):
        self.lines, self.code = lines, int(lines[-1][:3])
        self.text = " ".join(line[4:] for line in lines)

    def __str__(self):
        return "%d %s" % (self.code, self.text)


class Session:
    """One connection. Commands return a Reply, whatever its code."""

    def __init__(self, port, timeout=60, source=None):
        """`source` is an address of this machine to come from (own_network.py)."""
        server = "::1" if source and ":" in source else "127.0.0.1"
        self.socket = socket.create_connection((server, port), timeout, (source, 0) if source else None)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.file = self.socket.makefile("rb")
        self.greeting = self.reply()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.file.close()
        self.socket.close()

    def reply(self):
        lines = []
        while True:
            line = self.file.readline().decode("utf-8", "backslashreplace").rstrip("\r\n")
            if not line:
                raise ConnectionError("the server closed the connection after %r" % lines)
            lines.append(line)
            if line[3:4] != "-":
                return Reply(lines)

    def send(self, text):
        self.socket.sendall(text.encode("utf-8", "surrogateescape"))

    def command(self, line):
        self.send(line + "\r\n")
        return self.reply()

    def pipeline(self, *lines):
        """Sends all commands at once (RFC 2920) and returns the replies."""
        self.send("".join(line + "\r\n" for line in lines))
        return [self.reply() for _ in lines]

    def play(self, address, name=None, login=None):
        """Becomes the client with that address and reverse name."""
        self.command("EHLO client.example")
        shown = "IPV6:" + address if ":" in address else address
        line = "XCLIENT ADDR=%s NAME=%s REVERSE_NAME=%s" % (shown, name or UNAVAILABLE, name or UNAVAILABLE)
        reply = self.command(line + (" LOGIN=" + login if login else ""))
        if reply.code != 220:
            raise ConnectionError("XCLIENT: %s" % reply)
        return reply

    def data(self, message):
        """DATA and the message; the reply to the final dot, or the one that refused DATA."""
        reply = self.command("DATA")
        if reply.code != 354:
            return reply
        body = message.replace("\r\n", "\n").replace("\n.", "\n..").rstrip("\n").replace("\n", "\r\n")
        return self.command(body + "\r\n.")

    def mail(self, sender, recipients, message):
        """One whole transaction; the reply to the final dot, or the first refusal."""
        for line in ["MAIL FROM:<%s>" % sender] + ["RCPT TO:<%s>" % address for address in recipients]:
            reply = self.command(line)
            if reply.code != 250:
                return reply
        return self.data(message)


class PipedSession(Session):
    """A session with a program that speaks SMTP on its standard input and output, such as `sendmail -bs`."""

    def __init__(self, command, **options):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, **options)
        self.file = self.process.stdout
        self.greeting = self.reply()

    def send(self, text):
        self.process.stdin.write(text.encode("utf-8", "surrogateescape"))
        self.process.stdin.flush()

    def close(self):
        self.process.stdin.close()
        self.file.close()
        self.process.wait(10)


def message(subject="test", extra=""):
    return ("%sFrom: Somebody <someone@example.org>\nTo: you@example.com\nSubject: %s\n"
            "Date: Sat, 21 Nov 2026 16:00:00 +0000\nMessage-ID: <%s@example.org>\n\nHello.\n"
            % (extra, subject, subject.replace(" ", "-")))


def send(port, address, helo, sender, recipients=("you@example.com",), name=None, login=None, text=None):
    """One message in a session of its own; the last reply."""
    with Session(port) as session:
        session.play(address, name, login)
        session.command("EHLO " + helo)
        reply = session.mail(sender, recipients, text or message())
        session.command("QUIT")
        return reply
