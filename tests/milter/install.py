#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""What `make install` puts where, whether systemd takes it as it is, and what `make demo` does not do to a machine."""
import os
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../support"))
from cases import Skip, case, expect, expect_equal, run
from process import BUILD, ROOT, read_text

SYSTEMD = "lib/systemd/system/mxvet.service", "lib/sysusers.d/mxvet.conf", "lib/tmpfiles.d/mxvet.conf"
DOCUMENTS = ["share/doc/mxvet/%s.md" % name for name in ("checks", "decision-log", "replies", "tuning")]


class Installed:
    """A DESTDIR with mxvet in it, a new one after begin()."""

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="mxvet-")
        return self

    def begin(self):
        self.path = tempfile.mkdtemp(dir=self.folder.name)
        os.chmod(self.path, 0o755)

    def __exit__(self, *_):
        self.folder.cleanup()

    def install(self, *settings):
        # -o: the program is installed as it is, whatever it was made with.
        program = os.path.join(BUILD, "mxvet")
        done = subprocess.run(["make", "-s", "-o", program, "install", "BUILD=" + BUILD, "DESTDIR=" + self.path, *settings],
                              cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        expect_equal(done.returncode, 0, done.stdout)

    def text(self, *path):
        return read_text(os.path.join(self.path, *path))

    def has(self, *path):
        return os.path.isfile(os.path.join(self.path, *path))


def needs(program):
    if shutil.which(program) is None:
        raise Skip("needs " + program)


def answer(*command):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    expect_equal(done.returncode, 0, done.stdout)
    return done.stdout


@case
def everything_goes_below_prefix_and_etc(place):
    place.begin()
    place.install()
    for name in ("sbin/mxvet", "share/man/man8/mxvet.8", "share/doc/mxvet/postfix/mxvet.cf",
                 "share/bash-completion/completions/mxvet", *SYSTEMD, *DOCUMENTS):
        expect(place.has("usr/local", name), name)
    for name in "etc/mxvet/mxvet.conf", "etc/logrotate.d/mxvet":
        expect(place.has(name), name)


@case
def another_prefix_is_respected_and_the_unit_names_the_program_there(place):
    place.begin()
    place.install("PREFIX=/usr", "SYSCONFDIR=/srv/etc")
    for name in (*SYSTEMD, *DOCUMENTS):
        expect(place.has("usr", name), name)
    expect("ExecStart=/usr/sbin/mxvet run\n" in place.text("usr", SYSTEMD[0]), "the program in the unit")
    pages = place.text("usr/share/man/man8/mxvet.8") + place.text("usr/share/man/man7/mxvet-headers.7")
    expect("/srv/etc/mxvet/mxvet.conf" in pages and "/usr/share/doc/mxvet" in pages, "the manual's paths")
    expect(" /etc/mxvet" not in pages and "/usr/local" not in pages, "the manual's paths are the source's")
    expect(place.has("srv/etc/logrotate.d/mxvet") and place.has("srv/etc/mxvet/mxvet.conf"), "SYSCONFDIR")
    expect(not os.path.exists(os.path.join(place.path, "usr/local")), "something is below /usr/local")


@case
def uninstall_leaves_the_configuration_and_nothing_else(place):
    place.begin()
    place.install()
    done = subprocess.run(["make", "-s", "uninstall", "DESTDIR=" + place.path], cwd=ROOT, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, check=False)
    expect_equal(done.returncode, 0, done.stdout)
    left = [os.path.relpath(os.path.join(folder, name), place.path)
            for folder, _, names in os.walk(place.path) for name in names]
    expect_equal(sorted(left), ["etc/logrotate.d/mxvet", "etc/mxvet/mxvet.conf"], "what is left")


@case
def what_was_changed_in_etc_stays(place):
    place.begin()
    place.install()
    for name in "etc/mxvet/mxvet.conf", "etc/logrotate.d/mxvet":
        with open(os.path.join(place.path, name), "w", encoding="utf-8") as file:
            file.write("# ours\n")
    place.install()
    expect_equal(place.text("etc/mxvet/mxvet.conf") + place.text("etc/logrotate.d/mxvet"), "# ours\n# ours\n", "files")


@case
def systemd_takes_the_unit(place):
    needs("systemd-analyze")
    place.begin()
    place.install()
    unit = os.path.join(place.path, "usr/local", SYSTEMD[0])
    program = os.path.join(place.path, "usr/local/sbin/mxvet")
    with open(unit, encoding="utf-8") as file:
        text = file.read().replace("/usr/local/sbin/mxvet", program)
    with open(unit, "w", encoding="utf-8") as file:
        file.write(text)
    expect_equal(answer("systemd-analyze", "verify", "--man=no", unit), "", "complaints")


@case
def the_user_and_the_folder_of_the_log_are_made(place):
    if os.geteuid() != 0:
        raise Skip("needs root")
    needs("systemd-sysusers")
    needs("systemd-tmpfiles")
    place.begin()
    place.install("PREFIX=/usr")
    answer("systemd-sysusers", "--root=" + place.path)
    answer("systemd-tmpfiles", "--root=" + place.path, "--create")
    user = [line for line in place.text("etc/passwd").splitlines() if line.startswith("mxvet:")]
    found = os.stat(os.path.join(place.path, "var/log/mxvet"))
    expect_equal((str(found.st_uid), found.st_mode & 0o7777), (user[0].split(":")[2], 0o750), "/var/log/mxvet")


def make_demo_deps(place, packages, *settings):
    """`make demo-deps` on a machine with these packages, where nothing is installed: (status, output, apt's arguments)."""
    place.begin()
    fakes = {"dpkg-query": FAKE_DPKG_QUERY % "\n".join(packages), "apt-get": 'echo "$@" >>%s/apt' % place.path,
             "debconf-set-selections": "cat >/dev/null", "sudo": '"$@"'}
    for name, text in fakes.items():
        path = os.path.join(place.path, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write("#!/bin/sh\n" + text + "\n")
        os.chmod(path, 0o755)
    done = subprocess.run(["make", "-s", "demo-deps", "BUILD=" + BUILD, *settings], cwd=ROOT, text=True, check=False,
                          env=dict(os.environ, PATH=place.path + ":" + os.environ["PATH"]),
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return done.returncode, done.stdout, place.text("apt") if place.has("apt") else ""


# Asked for one package's state, or for what all of them provide.
FAKE_DPKG_QUERY = """case "$3" in
*Provides*) cat <<END
%s
END
;;
*) echo 'unknown ok not-installed';;
esac"""


@case
def another_mail_server_is_not_removed_without_a_word(place):
    machine = "installed bash ", "installed exim4-daemon-light mail-transport-agent", "config-files nullmailer mail-transport-agent"
    status, output, apt = make_demo_deps(place, machine)
    expect_equal((status != 0, apt), (True, ""), output)
    expect("removes the mail server of this machine: exim4-daemon-light\n" in output, output)
    expect("make demo-deps MTA=replace" in output, output)
    status, output, apt = make_demo_deps(place, machine, "MTA=replace")
    expect_equal((status, " postfix " in apt), (0, True), output)


@case
def without_another_mail_server_postfix_is_installed(place):
    status, output, apt = make_demo_deps(place, ("installed bash ",))
    expect_equal((status, " postfix " in apt), (0, True), output)


run(Installed)
