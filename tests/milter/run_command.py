#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""`mxvet run` as the system sees it: options, exit status, sockets, user, systemd."""
import grp
import os
import pwd
import shlex
import signal
import socket
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../support"))
from cases import Skip, case, expect, expect_equal, run
from milter_client import MilterClient
from process import MXVET, ROOT, read_text, start, stop, wait_until
from servers import connects, free_port


class Folder:
    """A place for a configuration, open to the user nobody."""

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="mxvet-")
        self.path = self.folder.name
        os.chmod(self.path, 0o755)
        return self

    def __exit__(self, *_):
        self.folder.cleanup()

    def config(self, text):
        path = os.path.join(self.path, "mxvet.conf")
        with open(path, "w", encoding="utf-8") as file:
            file.write('resolvers = {"127.0.0.1:9"}\nlog { decisions = "off" }\n' + text)
        return path

    def run(self, *arguments):
        """What a run that ends by itself says: (status, stdout, stderr)."""
        done = subprocess.run([MXVET, "run", *arguments], timeout=60, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        return done.returncode, done.stdout, done.stderr

    def start(self, text, **options):
        """A run that stays; its log in `log`."""
        self.log = os.path.join(self.path, "log")
        with open(self.log, "wb") as log:
            return start([MXVET, "run", "-c", self.config(text)], stdout=log, stderr=log, **options)

    def wait_for(self, text, process):
        wait_until(lambda: text in read_text(self.log), 30, "%r in the log" % text, process)

    def start_inet(self):
        """A run that stays and takes connections by now."""
        port = free_port()
        process = self.start('listen = "inet:127.0.0.1:%d"\n' % port)
        wait_until(lambda: connects(socket.AF_INET, ("127.0.0.1", port)), 30, "mxvet", process)
        return process


STARTS = 20  # what goes wrong now and then does so within as many
HUPS = 20000


def ask(*arguments):
    """What a command says: (status, stdout, stderr)."""
    done = subprocess.run([MXVET, *arguments], timeout=60, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          check=False)
    return done.returncode, done.stdout, done.stderr


def serves(family, address):
    mta = MilterClient(family, address).negotiate()
    answers = mta.connect() + mta.helo()
    mta.quit()
    return answers == "cc"


@case
def help_is_given_and_wrong_options_are_64(folder):
    status, out, err = folder.run("--help")
    expect_equal((status, out.startswith("usage: mxvet run"), err), (0, True, ""), "help")
    for wrong, what in (("-x", "no such option: -x"), ("--nonsense", "no such option: --nonsense"),
                        ("--config", "option --config needs an argument"), ("surplus", "not an option: surplus")):
        for command in "run", "config", "check":
            status, out, err = ask(command, wrong)
            expect_equal((status, out, err),
                         (64, "", "mxvet %s: %s (`mxvet %s --help` tells more)\n" % (command, what, command)), wrong)


@case
def help_lists_every_command_without_trailing_blanks(_folder):
    status, out, _ = ask("help")
    expect_equal((status, [line for line in out.splitlines() if line != line.rstrip()]), (0, []), out)
    for part in "mxvet run ", "mxvet check ", "mxvet help ", "mxvet --version ":
        expect(part in out, part)
    for command in "run", "config", "check":
        status, out, _ = ask(command, "--help")
        expect_equal((status, "-c, --config FILE" in out, " 69" in out), (0, True, True), out)
        expect_equal(ask("help", command), (0, out, ""), "mxvet help " + command)
        expect_equal([line for line in out.splitlines() if line != line.rstrip() or len(line) > 80], [], command)


@case
def a_mistyped_command_gets_the_one_that_is_meant(_folder):
    expect_equal(ask("chekc"), (64, "", "mxvet: no such command: chekc; did you mean check?\n"), "chekc")
    expect_equal(ask("judge"), (64, "", "mxvet: no such command: judge (`mxvet help` lists them)\n"), "judge")
    expect_equal(ask("help", "judge"),
                 (64, "", "mxvet help: no such command: judge (`mxvet help --help` tells more)\n"), "help judge")


@case
def the_headline_of_check_tells_each_group_of_recipients(folder):
    path, zone = folder.config("mode = enforce\n"), os.path.join(folder.path, "zone")
    with open(zone, "w", encoding="utf-8") as file:
        file.write("nomail.example MX 0 .\n")
    status, out, err = ask("check", "-c", path, "--zone", zone, "--client", "203.0.113.9", "--helo", "winxp", "--from",
                           "x@nomail.example", *(word for name in ("a", "b", "postmaster")
                                                 for word in ("--rcpt", name + "@x.example")))
    expect_equal((status, err), (0, ""), err)
    headline = " ".join(out.split("\n\n")[0].split())
    expect(headline.startswith("reject: 2 recipients; tag, would reject: postmaster@x.example: score 10.00"), headline)


@case
def bash_completes_commands_options_and_files(folder):
    def complete(*words):
        script = ". conf/bash-completion/mxvet; COMP_WORDS=(%s); COMP_CWORD=%d; _mxvet; printf '%%s\\n' \"${COMPREPLY[@]}\"" % (
            " ".join(map(shlex.quote, words)), len(words) - 1)
        return subprocess.run(["bash", "-c", script], cwd=ROOT, stdout=subprocess.PIPE, text=True,
                              check=True).stdout.split()
    expect_equal(complete("mxvet", "c"), ["check", "config"], "commands")
    expect_equal(complete("mxvet", "config", "--de"), ["--defaults"], "options")
    expect_equal(complete("mxvet", "help", "ru"), ["run"], "commands after help")
    expect_equal(complete("mxvet", "check", "--client", ""), [], "an address")
    path = folder.config("")
    expect_equal(complete("mxvet", "run", "-c", path[:-1]), [path], "files")


@case
def a_dns_server_that_is_not_there_is_told_at_start_and_at_reload(folder):
    process = folder.start_inet()  # its resolver is a port where nothing listens
    try:
        folder.wait_for("does not answer: unavailable", process)
        before = read_text(folder.log).count("does not answer")
        process.send_signal(signal.SIGHUP)
        wait_until(lambda: read_text(folder.log).count("does not answer") > before, 30, "the warning after a reload", process)
    finally:
        stop(process)


@case
def a_configuration_is_checked_also_where_there_is_none(folder):
    usual = [line.split("default: ")[1].rstrip(")") for line in ask("config", "--help")[1].splitlines()
             if "default: " in line][0]
    if not os.path.exists(usual):
        expect_equal(ask("config", "--check"), (0, "no %s: the built-in defaults are in force\n" % usual, ""), "none")
    missing = os.path.join(folder.path, "missing.conf")
    expect_equal(ask("config", "--check", "--config", missing), (78, "", missing + ": No such file or directory\n"),
                 "named")


@case
def a_user_or_group_that_is_not_there_is_told_with_its_line(folder):
    path = folder.config('listen = "inet:127.0.0.1:%d"\n' % free_port())
    process = folder.start('listen = "inet:127.0.0.1:%d"\n' % free_port())
    complaint = '%s:3: user: there is no user "no-such-user"\n' % path
    try:
        folder.wait_for("serves on", process)
        folder.config('user = "no-such-user"\n')
        expect_equal(ask("config", "-c", path), (78, "", complaint), "config --check")
        expect_equal(folder.run("-c", path), (78, "", complaint), "run")
        process.send_signal(signal.SIGHUP)
        folder.wait_for("NOT RELOADED", process)
        expect(complaint in read_text(folder.log), "no such line at reload: " + read_text(folder.log))
    finally:
        stop(process)


@case
def a_wrong_configuration_is_78(folder):
    status, _, err = folder.run("-c", folder.config('timeot = 3\n'))
    expect_equal((status, "mxvet.conf:3:" in err), (78, True), err)
    status, _, err = folder.run("-c", folder.config('listen = "inet:127.0.0.1:%d"\nsocket_group = "no-such-group"\n'
                                                    % free_port()))
    expect_equal((status, "mxvet.conf:4: socket_group: there is no group" in err), (78, True), err)
    status, _, err = folder.run("-c", folder.config('listen = "unix:%s/no/such/folder/sock"\n' % folder.path))
    expect_equal((status, "mxvet.conf:3: listen: there is no folder" in err), (78, True), err)


@case
def a_socket_that_cannot_be_opened_is_69(folder):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        status, _, err = folder.run("-c", folder.config('listen = "inet:127.0.0.1:%d"\n' % taken.getsockname()[1]))
        expect_equal((status, "cannot listen on" in err), (69, True), err)


@case
def the_socket_of_a_living_filter_is_left_to_it(folder):
    path = os.path.join(folder.path, "alive.sock")
    with socket.socket(socket.AF_UNIX) as alive:
        alive.bind(path)
        alive.listen()
        status, _, err = folder.run("-c", folder.config('listen = "unix:%s"\n' % path))
        expect_equal((status, "another program serves" in err), (69, True), err)
        expect(connects(socket.AF_UNIX, path), "the living filter's socket is gone")


@case
def the_socket_of_a_filter_without_time_is_left_to_it(folder):
    path = os.path.join(folder.path, "busy.sock")
    with socket.socket(socket.AF_UNIX) as busy, socket.socket(socket.AF_UNIX) as first:
        busy.bind(path)
        busy.listen(0)
        first.connect(path)
        status, _, err = folder.run("-c", folder.config('listen = "unix:%s"\n' % path))
        expect_equal((status, "another program serves" in err), (69, True), err)
        expect(os.path.exists(path), "the busy filter's socket is gone")


@case
def the_socket_of_a_successor_is_left_to_it(folder):
    path = os.path.join(folder.path, "mxvet.sock")
    settings = 'listen = "unix:%s"\n' % path
    former = folder.start(settings)
    folder.wait_for("serves on", former)
    os.unlink(path)
    later = folder.start(settings)
    try:
        folder.wait_for("serves on", later)
        expect_equal(stop(former), 0, "exit status")
        expect(serves(socket.AF_UNIX, path), "the successor does not serve")
    finally:
        expect_equal(stop(later), 0, "exit status of the successor")
    expect(not os.path.exists(path), "the socket is still there")


@case
def the_log_tells_the_line_for_postfix(folder):
    port = free_port()
    process = folder.start('listen = "127.0.0.1:%d"\n' % port)
    try:
        folder.wait_for("smtpd_milters = inet:127.0.0.1:%d" % port, process)
    finally:
        expect_equal(stop(process), 0, "exit status")


@case
def a_unix_socket_has_the_owner_group_and_rights_asked_for(folder):
    if os.geteuid() != 0:
        raise Skip("needs root")
    nobody, group = pwd.getpwnam("nobody"), grp.getgrnam("daemon")
    home = os.path.join(folder.path, "run")
    os.mkdir(home)
    os.chown(home, nobody.pw_uid, nobody.pw_gid)
    path = os.path.join(home, "mxvet.sock")
    process = folder.start('listen = "unix:%s"\nuser = "nobody"\nsocket_group = "daemon"\nsocket_mode = 0620\n' % path)
    try:
        folder.wait_for("serves on", process)
        found = os.stat(path)
        expect_equal((found.st_uid, found.st_gid, found.st_mode & 0o777), (nobody.pw_uid, group.gr_gid, 0o620), "socket")
        status = dict(line.split(":\t", 1) for line in read_text("/proc/%d/status" % process.pid).splitlines()
                      if ":\t" in line)
        expect_equal(set(status["Uid"].split()), {str(nobody.pw_uid)}, "user")
        expect_equal(set(status["Gid"].split()), {str(nobody.pw_gid)}, "group")
        expect("0" not in status["Groups"].split(), "root's groups are kept: " + status["Groups"])
        expect("running as root" not in read_text(folder.log), "a warning that is wrong")
        expect("CANNOT CONNECT" not in read_text(folder.log), "it cannot reach its own socket")
        expect(serves(socket.AF_UNIX, path), "it does not serve")
    finally:
        expect_equal(stop(process), 0, "exit status")
    expect(not os.path.exists(path), "the socket is still there")


@case
def root_without_a_user_is_warned(folder):
    if os.geteuid() != 0:
        raise Skip("needs root")
    process = folder.start('listen = "inet:127.0.0.1:%d"\n' % free_port())
    try:
        folder.wait_for("running as root", process)
    finally:
        stop(process)


@case
def systemd_is_told_when_it_is_ready_and_when_it_stops(folder):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        path = os.path.join(folder.path, "notify")
        manager.bind(path)
        manager.settimeout(30)
        port = free_port()
        process = folder.start('listen = "inet:127.0.0.1:%d"\n' % port, env=dict(os.environ, NOTIFY_SOCKET=path))
        expect_equal(manager.recv(100), b"READY=1", "first message")
        expect(serves(socket.AF_INET, ("127.0.0.1", port)), "it does not serve")
        process.terminate()
        expect_equal(manager.recv(100), b"STOPPING=1", "second message")
        expect_equal(process.wait(30), 0, "exit status")


@case
def a_socket_that_systemd_opened_is_used(folder):
    with socket.socket() as ready:
        ready.bind(("127.0.0.1", 0))
        ready.listen()
        address = ready.getsockname()
        number = ready.fileno()
        process = folder.start('listen = "fd:%d"\n' % number, pass_fds=(number,))
    try:
        folder.wait_for("serves on fd:%d" % number, process)
        expect(serves(socket.AF_INET, address), "it does not serve")
        expect("CANNOT CONNECT" not in read_text(folder.log), "it cannot reach its own socket")
    finally:
        expect_equal(stop(process), 0, "exit status")


@case
def it_stops_at_once_when_nothing_is_under_way(folder):
    process = folder.start('listen = "inet:127.0.0.1:%d"\n' % free_port())
    folder.wait_for("serves on", process)
    started = time.monotonic()
    expect_equal(stop(process), 0, "exit status")
    expect(time.monotonic() - started < 4, "it took %.1f s" % (time.monotonic() - started))


@case
def libmilter_gets_no_signal(folder):
    process = folder.start_inet()
    folder.wait_for("serves on", process)
    expect("SIGNALS" not in read_text(folder.log), read_text(folder.log))
    expect_equal(stop(process), 0, "exit status")


@case
def a_stop_as_soon_as_it_listens_is_orderly(folder):
    for _ in range(STARTS):
        process = folder.start_inet()
        expect_equal(stop(process), 0, "exit status\n" + read_text(folder.log))


@case
def a_stop_right_behind_a_reload_is_orderly(folder):
    for _ in range(STARTS):
        process = folder.start_inet()
        folder.wait_for("serves on", process)
        process.send_signal(signal.SIGHUP)
        expect_equal(stop(process), 0, "exit status\n" + read_text(folder.log))


@case
def a_storm_of_reloads_is_survived(folder):
    process = folder.start_inet()
    folder.wait_for("serves on", process)
    for _ in range(HUPS):
        process.send_signal(signal.SIGHUP)
    expect_equal(stop(process), 0, "exit status\n" + read_text(folder.log)[-1000:])


run(Folder)
