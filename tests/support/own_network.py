# SPDX-License-Identifier: BSD-2-Clause
"""A network of the test's own, in which clients have the addresses of documentation (RFC 5737, 3849), DNS is ours, and
so is the host's name. Sendmail has no XCLIENT and reads all three from the system, so the system is made to agree."""
import os
import subprocess
import sys

OURS = "MXVET_OWN_NETWORK"
NETWORKS = "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32"
DNS_ADDRESS = "127.0.0.1:53"
FILES = {
    "resolv.conf": "nameserver 127.0.0.1\noptions attempts:1 timeout:2\n",
    "hosts": "127.0.0.1 localhost\n::1 localhost\n",
    "nsswitch.conf": "passwd: files\ngroup: files\nhosts: files dns\n",
}


def enter(host_name):
    """Starts this program anew in namespaces of its own, which end with it; root only."""
    if OURS not in os.environ:
        os.environ[OURS] = host_name
        os.execvp("unshare", ["unshare", "--net", "--uts", "--mount", "--pid", "--mount-proc", "--fork",
                              "--kill-child", sys.executable, *sys.argv])
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
