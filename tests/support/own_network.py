# SPDX-License-Identifier: BSD-2-Clause
"""A network of the test's own, in which clients have the addresses of documentation (RFC 5737, 3849), DNS is ours, and
so is the host's name. Sendmail has no XCLIENT and reads all three from the system, so the system is made to agree."""
import os
import subprocess
import sys
import tempfile

from cases import skip_all

OURS = "MXVET_OWN_NETWORK"
NETWORKS = "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32"
DNS_ADDRESS = "127.0.0.1:53"
FILES = {
    "resolv.conf": "nameserver 127.0.0.1\noptions attempts:1 timeout:2\n",
    "hosts": "127.0.0.1 localhost\n::1 localhost\n",
    "nsswitch.conf": "passwd: files\ngroup: files\nhosts: files dns\n",
}


UNSHARE = ["unshare", "--net", "--uts", "--mount", "--pid", "--mount-proc", "--fork", "--kill-child", sys.executable]


def enter(host_name):
    """Starts this program anew in namespaces of its own, which end with it. Where they cannot be had (not root, a container
    without the rights, a chroot), its cases are skipped."""
    if OURS not in os.environ:
        obstacle = what_is_in_the_way()
        if obstacle:
            skip_all("no network of its own: " + obstacle)
        os.environ[OURS] = host_name
        os.execvp(UNSHARE[0], UNSHARE + sys.argv)
    set_up(host_name)


def what_is_in_the_way():
    """Why there can be no such network here; None when there can."""
    try:
        trial = subprocess.run(UNSHARE + [os.path.abspath(__file__)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                               timeout=60, check=False)
    except OSError as error:
        return str(error)
    if trial.returncode == 0:
        return None
    lines = trial.stdout.decode("utf-8", "backslashreplace").splitlines()
    return next((line for line in lines if line.strip()), "status %d" % trial.returncode)


def set_up(host_name):
    run("hostname", host_name)
    run("ip", "link", "set", "lo", "up")
    for family in "ipv4", "ipv6":
        with open("/proc/sys/net/%s/ip_nonlocal_bind" % family, "w", encoding="ascii") as setting:
            setting.write("1")
    for network in NETWORKS:
        run("ip", "route", "add", "local", network, "dev", "lo")


def resolve_here(folder):
    """Name service of this network: the DNS server at DNS_ADDRESS and nothing else."""
    for name, text in FILES.items():
        path = os.path.join(folder, name)
        with open(path, "w", encoding="ascii") as file:
            file.write(text)
        run("mount", "--bind", path, os.path.realpath("/etc/" + name))


def run(*command):
    subprocess.run(command, check=True)


if __name__ == "__main__":  # the trial
    try:
        with tempfile.TemporaryDirectory(prefix="mxvet-") as place:
            set_up("trial.example.com")
            resolve_here(place)
    except (OSError, subprocess.CalledProcessError) as failure:
        sys.exit(str(failure))
