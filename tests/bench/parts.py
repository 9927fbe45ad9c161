# SPDX-License-Identifier: BSD-2-Clause
"""What the benchmark is put together from: filters, loads, the DNS server, and what they cost."""
import json
import os
import resource
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../support"))
from process import BUILD, MXVET, ROOT, NotReady, die_with_parent, read_text, start, stop, wait_until  # noqa: E402
from servers import connects, free_port, open_folder  # noqa: E402
import socket  # noqa: E402

TICK = os.sysconf("SC_CLK_TCK")
DESCRIPTORS = 32768
FILTER_CPU, LOAD_CPU = {1}, {0}


def tool(name):
    return os.path.join(BUILD, "tests/bench", name)


def prepare(cpus):
    """For children: their processors, and room for many descriptors."""
    def in_child():
        die_with_parent()
        if cpus and os.cpu_count() > 1:
            os.sched_setaffinity(0, cpus)
        hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, DESCRIPTORS), hard))
    return in_child


def spawn(command, cpus, **options):
    return subprocess.Popen(command, preexec_fn=prepare(cpus), **options)


class ZoneServer:
    """The DNS server, each answer so many milliseconds late."""

    def __init__(self, delay_ms=0):
        self.process = spawn([tool("zone_server"), str(delay_ms)], LOAD_CPU, stdin=subprocess.PIPE,
                             stdout=subprocess.PIPE, text=True)
        self.address = self.process.stdout.readline().strip()

    def questions(self):
        """How many came since this was last asked."""
        self.process.stdin.write("?\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())

    def stop(self):
        stop(self.process)
        self.process.stdin.close()
        self.process.stdout.close()


class Filter:
    """A filter that runs, on a socket of its own."""

    def __init__(self, folder, name, command, inet=False, cpus=None):
        self.name = name
        if inet:
            port = free_port()
            self.address, probe = "inet:127.0.0.1:%d" % port, (socket.AF_INET, ("127.0.0.1", port))
        else:
            path = os.path.join(folder, name + ".sock")
            self.address, probe = "unix:" + path, (socket.AF_UNIX, path)
        self.log = os.path.join(folder, name + ".log")
        with open(self.log, "ab") as log:
            self.process = spawn(command(self.address), cpus or FILTER_CPU, stdin=subprocess.DEVNULL,
                                 stdout=log, stderr=log)
        wait_until(lambda: connects(*probe), 10, name, self.process)

    def status(self, key):
        """A figure of /proc/PID/status: kilobytes, or threads."""
        for line in read_text("/proc/%d/status" % self.process.pid).splitlines():
            if line.startswith(key + ":"):
                return int(line.split()[1])
        raise NotReady("%s has ended: %s" % (self.name, read_text(self.log)[-500:]))

    def cpu_seconds(self):
        fields = read_text("/proc/%d/stat" % self.process.pid).rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICK

    def stop(self):
        stop(self.process)


def plain(folder, *mode, **options):
    return Filter(folder, "_".join(mode), lambda address: [tool("plain_filter"), address, *mode], **options)


def mxvet(folder, dns, settings="", name="mxvet", **options):
    if "log {" not in settings:
        settings += 'log { decisions = "%s" }\n' % os.path.join(folder, name + ".jsonl")

    def command(address):
        path = os.path.join(folder, name + ".conf")
        with open(path, "w", encoding="utf-8") as file:
            file.write('listen = "%s"\nsocket_mode = 0666\nresolvers = {"%s"}\n%s' % (address, dns.address, settings))
        return [MXVET, "run", "-c", path]
    return Filter(folder, name, command, **options)


def load(target, cpus=None, **options):
    """Plays mail; the load's own figures, and the CPU seconds a thousand messages cost the filter."""
    arguments = ["%s=%s" % option for option in options.items()]
    before = target.cpu_seconds()
    result = subprocess.run([tool("load"), *arguments, target.address], stdin=subprocess.DEVNULL, check=True,
                            stdout=subprocess.PIPE, timeout=120, preexec_fn=prepare(cpus or LOAD_CPU))
    figures = json.loads(result.stdout)
    used = target.cpu_seconds() - before
    figures["cpu_per_1000"] = 1000 * used / max(1, figures["transactions"])
    return figures


class Idle:
    """Sessions that have said HELO and keep silent."""

    def __init__(self, target, count):
        self.process = spawn([tool("load"), "idle=%d" % count, "senders=%d" % count, target.address], LOAD_CPU,
                             stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.figures = json.loads(self.process.stdout.readline() or "{}")

    def stop(self):
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()


def median(values):
    ordered = sorted(values)
    return ordered[len(ordered) // 2] if len(ordered) % 2 else sum(ordered[len(ordered) // 2 - 1:][:2]) / 2
