# SPDX-License-Identifier: BSD-2-Clause
"""The servers of a test: DNS, mxvet and Postfix, each in a folder of its own, on loopback ports."""
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

import smtp
from process import BUILD, MXVET, NotReady, read_text, start, stop, wait_until

HERE = os.path.dirname(os.path.abspath(__file__))
OWN_NAME = "mx.example.com"
NOBODY = pwd.getpwnam("nobody").pw_uid
POSTFIX_PATH = os.environ["PATH"] + ":/usr/sbin:/sbin"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def connects(family, address):
    with socket.socket(family) as probe:
        try:
            probe.connect(address)
        except OSError:
            return False
        return True


class Dns:
    """A scripted DNS server (dnsd.py) over zone lines."""

    def __init__(self, folder, zone, *options):
        os.makedirs(folder, exist_ok=True)
        self.zone_file, self.log_file = os.path.join(folder, "zone"), os.path.join(folder, "queries.log")
        ready = os.path.join(folder, "ready")
        with open(self.zone_file, "w", encoding="utf-8") as file:
            file.write(zone)
        self.process = start([sys.executable, os.path.join(HERE, "dnsd.py"), "--ready-file", ready,
                              "--log", self.log_file, *options, self.zone_file])
        wait_until(lambda: os.path.exists(ready), 30, "the DNS server", self.process)
        self.address = read_text(ready).strip()

    def questions(self):
        """What was asked, as ("name", "type")."""
        return [tuple(line.split()[2:4]) for line in read_text(self.log_file).splitlines()]

    def stop(self):
        stop(self.process)


class Mxvet:
    """`mxvet run` under a configuration; `listen` is inet, unix, or the path of a socket."""

    def __init__(self, folder, resolver, settings="", listen="inet", decisions=None):
        os.makedirs(folder, exist_ok=True)
        self.config_file = os.path.join(folder, "mxvet.conf")
        self.mail_log = os.path.join(folder, "mxvet.log")
        self.decision_log = decisions or os.path.join(folder, "decisions.jsonl")
        if listen == "inet":
            port = free_port()
            self.family, self.address = socket.AF_INET, ("127.0.0.1", port)
            self.listen = self.milter = "inet:127.0.0.1:%d" % port
        else:
            path = os.path.join(folder, "mxvet.sock") if listen == "unix" else listen
            self.family, self.address = socket.AF_UNIX, path
            self.listen = self.milter = "unix:" + self.address
        self.configure(resolver, settings)
        self.start()

    def configure(self, resolver, settings):
        """Writes the file; a filter that runs reads it when it is told to."""
        with open(self.config_file + ".new", "w", encoding="utf-8") as file:
            file.write('listen = "%s"\nresolvers = {"%s"}\n' % (self.listen, resolver))
            if "socket_mode" not in settings:
                file.write("socket_mode = 0666\n")
            if "log {" not in settings:
                file.write('log { decisions = "%s" }\n' % self.decision_log)
            file.write(settings)
        os.replace(self.config_file + ".new", self.config_file)

    def reload(self):
        """Tells it to read its file again; the lines of the mail log from there on, once it has."""
        before = read_text(self.mail_log)
        self.process.send_signal(signal.SIGHUP)
        new = lambda: read_text(self.mail_log)[len(before):]
        wait_until(lambda: "logs reopened" in new(), 30, "the reload", self.process)
        return new()

    def start(self):
        with open(self.mail_log, "ab") as log:
            self.process = start([MXVET, "run", "-c", self.config_file], stdout=log, stderr=log)
        try:
            wait_until(lambda: connects(self.family, self.address), 30, "mxvet", self.process)
        except NotReady as error:
            raise NotReady("%s\n%s" % (error, read_text(self.mail_log)))

    def stop(self):
        """Its exit status; None when it had to be killed."""
        return stop(self.process)

    def decisions(self, at_least=0, seconds=30):
        """The lines of the decision log, once there are so many."""
        lines = lambda: [line for line in read_text(self.decision_log).split("\n")[:-1]]
        wait_until(lambda: len(lines()) >= at_least, seconds, "line %d of the decision log" % at_least)
        return lines()


MAIN_CF = """\
compatibility_level = 3.6
queue_directory = {home}/queue
data_directory = {home}/data
maillog_file = {home}/mail.log
maillog_file_prefixes = {home}
myhostname = {name}
mydestination =
inet_interfaces = loopback-only
inet_protocols = all
mynetworks = 127.0.0.0/8
import_environment = MAIL_CONFIG TZ LANG
smtp_dns_support_level = disabled
smtp_host_lookup = native
smtpd_peername_lookup = {peername_lookup}
smtpd_authorized_xclient_hosts = 127.0.0.1
smtpd_relay_restrictions = permit_auth_destination, reject
smtpd_recipient_restrictions =
smtpd_client_connection_count_limit = 0
smtpd_client_connection_rate_limit = 0
smtpd_recipient_limit = 2000
default_process_limit = 300
alias_maps =
alias_database =
local_recipient_maps =
default_transport = discard:nothing leaves this machine
relay_transport = discard:nothing leaves this machine
virtual_mailbox_domains = static:all
virtual_mailbox_base = {home}/mail
virtual_mailbox_maps = static:all/
virtual_uid_maps = static:{nobody}
virtual_gid_maps = static:{nobody}
virtual_minimum_uid = 1
virtual_mailbox_limit = 0
{milter}
"""

MILTER_CF = """\
smtpd_milters = {milter}
non_smtpd_milters = {milter}
milter_default_action = {default_action}
"""

MASTER_CF = """\
127.0.0.1:{port} inet n - {chroot} - - smtpd
pickup    unix n - n 1   1 pickup
cleanup   unix n - n -   0 cleanup
qmgr      unix n - n 300 1 qmgr
rewrite   unix - - n -   - trivial-rewrite
bounce    unix - - n -   0 bounce
defer     unix - - n -   0 bounce
trace     unix - - n -   0 bounce
proxymap  unix - - n -   - proxymap
anvil     unix - - n -   1 anvil
error     unix - - n -   - error
retry     unix - - n -   - error
discard   unix - - n -   - discard
virtual   unix - n n -   - virtual
postlog   unix-dgram n - n - 1 postlogd
"""

IPV6_CF = "[::1]:{port} inet n - n - - smtpd\n"


class Mailbox:
    """The folder in which an MTA's mail arrives."""

    def __init__(self, new_mail):
        self.new_mail, self.taken = new_mail, set()

    def delivered(self, count=1, seconds=30):
        """Waits for so many new messages and returns their text, each only once."""
        deadline = time.monotonic() + seconds
        while True:
            there = set(os.listdir(self.new_mail)) if os.path.isdir(self.new_mail) else set()
            new = sorted(there - self.taken)
            if len(new) >= count:
                break
            if time.monotonic() > deadline:
                raise NotReady("%d of %d messages delivered within %g s" % (len(new), count, seconds))
            time.sleep(0.02)
        self.taken.update(new)
        texts = []
        for name in new:
            with open(os.path.join(self.new_mail, name), encoding="utf-8", errors="surrogateescape",
                      newline="") as file:
                texts.append(file.read())
        return texts


class Postfix(Mailbox):
    """A Postfix of its own. All mail for everybody ends in one maildir; nothing leaves the machine, nothing of
    /etc/postfix is read or written, and any client on loopback may play another one (XCLIENT). With `real_clients`
    they come over IPv6 as well, and their names from DNS (own_network.py). `services` are further lines of
    master.cf."""

    def __init__(self, folder, milter=None, default_action="tempfail", extra="", real_clients=False, services="",
                 chroot=False):
        self.home, self.port = os.path.abspath(folder), free_port()
        self.config = os.path.join(self.home, "etc")
        self.mail_log = os.path.join(self.home, "mail.log")
        super().__init__(os.path.join(self.home, "mail/all/new"))
        for name in "etc", "queue", "data", "mail":
            os.makedirs(os.path.join(self.home, name))
        postfix = pwd.getpwnam("postfix")
        os.chown(os.path.join(self.home, "data"), postfix.pw_uid, -1)
        os.chmod(os.path.join(self.home, "data"), 0o700)
        os.chown(os.path.join(self.home, "mail"), NOBODY, -1)
        milter_part = MILTER_CF.format(milter=milter, default_action=default_action) if milter else ""
        self.write("main.cf", MAIN_CF.format(home=self.home, name=OWN_NAME, nobody=NOBODY,
                                             peername_lookup="yes" if real_clients else "no",
                                             milter=milter_part + extra))
        master = MASTER_CF + (IPV6_CF if real_clients else "")
        self.write("master.cf", master.format(port=self.port, chroot="y" if chroot else "n") + services)
        self.process = None
        self.start()

    def write(self, name, text):
        with open(os.path.join(self.config, name), "w", encoding="utf-8") as file:
            file.write(text)

    def run(self, *command, **options):
        options.setdefault("stdin", subprocess.DEVNULL)
        return subprocess.run(command, env=dict(os.environ, PATH=POSTFIX_PATH), stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=60, check=False, **options)

    def start(self):
        # master itself, not "postfix start": so it is our child and ends with us.
        folder = self.run("postconf", "-c", self.config, "-h", "daemon_directory").stdout.decode().strip()
        with open(os.path.join(self.home, "start.log"), "wb") as log:
            log.write(self.run("postfix", "-c", self.config, "check").stdout)
            self.process = start([os.path.join(folder, "master"), "-c", self.config, "-s"],
                                 stdout=log, stderr=log, env=dict(os.environ, PATH=POSTFIX_PATH))
        # master changes its user now and then, and with that forgets the signal of die_with_parent().
        self.guard = subprocess.Popen(["sh", "-c", "read _; kill %d 2>/dev/null; rm -rf '%s'" % (self.process.pid, self.home)],
                                      stdin=subprocess.PIPE, start_new_session=True)
        try:
            wait_until(lambda: connects(socket.AF_INET, ("127.0.0.1", self.port)), 30, "Postfix", self.process)
        except NotReady as error:
            raise NotReady("%s\n%s%s" % (error, read_text(os.path.join(self.home, "start.log")), self.log()))

    def stop(self):
        stop(self.process)

    def submit(self, message, *arguments):
        """Local submission, as a program on this machine does it."""
        result = self.run("sendmail", "-C", self.config, *arguments, stdin=None, input=message.encode())
        if result.returncode:
            raise NotReady("sendmail: " + result.stdout.decode())

    def dialogue(self):
        """The session of a program on this machine that talks to `sendmail -bs`."""
        return smtp.PipedSession(["/usr/sbin/sendmail", "-C", self.config, "-bs"],
                                 env=dict(os.environ, PATH=POSTFIX_PATH, MAIL_CONFIG=self.config))

    def log(self):
        return read_text(self.mail_log)


def open_folder():
    """A new folder that everybody may enter: below the build, unless a folder above is closed to the user postfix,
    as /root is, or its name is too long for a socket's."""
    base, above = BUILD, BUILD
    while above != "/":
        if not os.stat(above).st_mode & 0o001 or len(BUILD) > 60:
            base = "/var/tmp"
        above = os.path.dirname(above)
    folder = tempfile.mkdtemp(prefix="mxvet-", dir=base)
    os.chmod(folder, 0o755)
    return folder


class Scene:
    """Everything one test file needs, torn down at the end: with Scene(zone) as scene: ..."""

    def __init__(self, zone, settings="", listen="inet", dns_options=(), default_action="tempfail", milter=True):
        self.folder = open_folder()
        self.arguments = zone, settings, listen, dns_options, default_action, milter
        self.dns = self.mxvet = self.postfix = None

    def path(self, *parts):
        return os.path.join(self.folder, *parts)

    def __enter__(self):
        zone, settings, listen, dns_options, default_action, milter = self.arguments
        try:
            self.dns = Dns(self.path("dns"), zone, *dns_options)
            if milter:
                self.mxvet = Mxvet(self.path("mxvet"), self.dns.address, settings, listen)
            self.postfix = Postfix(self.path("postfix"), self.mxvet and self.mxvet.milter, default_action)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, error=None, *_):
        status, complaint = 0, ""
        for server in self.postfix, self.mxvet, self.dns:
            if server is not None:
                ended = server.stop()
                status = ended if server is self.mxvet else status
        if self.mxvet is not None:
            complaint = "\n".join(line for line in read_text(self.mxvet.mail_log).splitlines()
                                  if "Sanitizer" in line or "runtime error:" in line)
        shutil.rmtree(self.folder, ignore_errors=True)
        if error is None and (status != 0 or complaint):
            raise NotReady("mxvet ended with status %s\n%s" % (status, complaint))
