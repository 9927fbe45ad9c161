# SPDX-License-Identifier: BSD-2-Clause
"""A Sendmail of its own, for the network of own_network.py."""
import os
import socket
import subprocess

import own_network
import process
import servers
import smtp
from overheard import Overheard
from readers import snippet
from unpacked import unpacked

SENDMAIL_MC = """\
divert(0)dnl
OSTYPE(`linux')
define(`confDOMAIN_NAME', `{name}')
define(`QUEUE_DIR', `{home}/queue')
define(`ALIAS_FILE', `{home}/aliases')
define(`confPID_FILE', `{home}/pid')
define(`STATUS_FILE', `')
define(`confTO_IDENT', `0')
define(`confDELIVERY_MODE', `interactive')
define(`confREFUSE_LA', `0')
define(`confQUEUE_LA', `1000')
define(`confDELAY_LA', `0')
FEATURE(`nocanonify')
FEATURE(`accept_unresolvable_domains')
FEATURE(`accept_unqualified_senders')
RELAY_DOMAIN(`example.com')
DAEMON_OPTIONS(`Name=v4, Family=inet, Address=127.0.0.1, Port={port}')
DAEMON_OPTIONS(`Name=v6, Family=inet6, Address=::1, Port={port}')
{milter}
MAILER(`local')
MAILER(`smtp')
MAILER_DEFINITIONS
Mfolder, P={home}/deliver, F=lsDFMPnmu, S=0, R=0, U=nobody, T=X-Unix, A=deliver $u
LOCAL_RULE_0
R$+ < @ example.com . >\t$#folder $@ example.com $: $1
"""

# One file for each recipient, which only appears when it is whole.
DELIVER = """\
#!/bin/sh
text={mail}/tmp/$$
cat >$text || exit 75
for recipient; do cp $text {mail}/tmp/$$.$recipient && mv {mail}/tmp/$$.$recipient {mail}/all/new/ || exit 75; done
rm -f $text
"""


class Sendmail(servers.Mailbox):
    """All mail for example.com ends in one maildir, and nothing else goes anywhere: the network has no way out.
    `milter` holds lines of sendmail.mc."""

    def __init__(self, folder, milter=""):
        self.home, self.port = os.path.abspath(folder), servers.free_port()
        mail = os.path.join(self.home, "mail")
        super().__init__(os.path.join(mail, "all/new"))
        for name in "queue", "mail/tmp", "mail/all/new":
            os.makedirs(os.path.join(self.home, name))
        os.chmod(os.path.join(self.home, "queue"), 0o700)
        for path in os.path.join(mail, "tmp"), self.new_mail:
            os.chown(path, servers.NOBODY, -1)
        self.write("aliases", "")
        self.write("deliver", DELIVER.format(mail=mail), 0o755)
        self.write("sendmail.mc", SENDMAIL_MC.format(home=self.home, name=servers.OWN_NAME, port=self.port,
                                                     milter=milter))
        self.config = os.path.join(self.home, "sendmail.cf")
        self.write("sendmail.cf", self.expand_macros())
        self.traffic = os.path.join(self.home, "traffic")
        self.start()

    def write(self, name, text, mode=0o644):
        path = os.path.join(self.home, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(path, mode)

    def expand_macros(self):
        folder = unpacked("usr/share/sendmail/cf")
        result = subprocess.run(["m4", "-I.", "-D_CF_DIR_=%s/" % folder, "m4/cf.m4",
                                 os.path.join(self.home, "sendmail.mc")], cwd=folder, stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
        if result.returncode or result.stderr:
            raise process.NotReady("m4: " + result.stderr.decode())
        return result.stdout.decode()

    def command(self, *arguments):
        return [unpacked("usr/libexec/sendmail/sendmail"), "-C", self.config, *arguments]

    def start(self):
        with open(os.path.join(self.home, "start.log"), "wb") as log:
            self.process = process.start(self.command("-bD", "-X", self.traffic), stdout=log, stderr=log)
        try:
            process.wait_until(lambda: servers.connects(socket.AF_INET, ("127.0.0.1", self.port)), 30, "Sendmail",
                               self.process)
        except process.NotReady as error:
            raise process.NotReady("%s\n%s" % (error, process.read_text(os.path.join(self.home, "start.log"))))

    def stop(self):
        process.stop(self.process)

    def submit(self, message, *arguments):
        """Local submission, straight into the queue."""
        result = subprocess.run(self.command("-Am", *arguments), input=message.encode(), stdout=subprocess.PIPE,
                                stderr=subprocess.STDOUT, timeout=60, check=False)
        if result.returncode:
            raise process.NotReady("sendmail: " + result.stdout.decode())

    def dialogue(self):
        """The session of a program on this machine that talks to `sendmail -bs`."""
        return smtp.PipedSession(self.command("-Am", "-bs"))

    def log(self):
        return process.read_text(self.traffic)


class BothScene(servers.Scene):
    """One mxvet behind a Postfix and a Sendmail, overheard at both doors; clients have any documentation address."""

    def __init__(self, zone, settings="trust { networks = {} }\n"):
        super().__init__(zone, settings)
        self.sendmail = None
        self.doors = {}

    def __enter__(self):
        zone, settings = self.arguments[:2]
        try:
            own_network.resolve_here(self.folder)
            self.dns = servers.Dns(self.path("dns"), zone, "--listen", own_network.DNS_ADDRESS)
            self.mxvet = servers.Mxvet(self.path("mxvet"), self.dns.address, settings)
            self.doors = {name: Overheard(self.mxvet.address) for name in ("Postfix", "Sendmail")}
            self.postfix = servers.Postfix(self.path("postfix"), "inet:127.0.0.1:%d" % self.doors["Postfix"].port,
                                           real_clients=True)
            self.sendmail = Sendmail(self.path("sendmail"), snippet(
                "sendmail/mxvet.mc", ("8890", str(self.doors["Sendmail"].port))))
        except BaseException:
            self.__exit__()
            raise
        self.mtas = {"Postfix": self.postfix, "Sendmail": self.sendmail}
        return self

    def __exit__(self, error=None, *rest):
        for server in (self.sendmail, *self.doors.values()):
            if server is not None:
                server.stop()
        super().__exit__(error, *rest)


def send(mta, character, text=None):
    """One message from a character's own address; the last reply."""
    with smtp.Session(mta.port, source=character.address) as session:
        session.command("EHLO " + character.helo)
        reply = session.mail(character.sender, character.recipients, text or smtp.message())
        session.command("QUIT")
        return reply
