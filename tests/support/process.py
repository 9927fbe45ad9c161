# SPDX-License-Identifier: BSD-2-Clause
"""Child processes that never outlive the test that started them."""
import ctypes
import os
import signal
import subprocess
import time

PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None, use_errno=True)
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BUILD = os.path.abspath(os.environ.get("BUILD", os.path.join(ROOT, "build")))
MXVET = os.path.join(BUILD, "mxvet")


class NotReady(Exception):
    """Something that was started did not come up."""


def die_with_parent():
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def start(command, **options):
    options.setdefault("stdin", subprocess.DEVNULL)
    return subprocess.Popen(command, preexec_fn=die_with_parent, **options)


def stop(process, seconds=30, signal_number=signal.SIGTERM):
    """Asks a process to end; its exit status, or None when it had to be killed."""
    if process.poll() is None:
        process.send_signal(signal_number)
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        return None


def wait_until(true, seconds=30, what="it", process=None):
    """Asks again and again until `true()`; NotReady when the time is up or the process has ended."""
    deadline = time.monotonic() + seconds
    while not true():
        if process is not None and process.poll() is not None:
            raise NotReady("%s ended with status %s" % (what, process.returncode))
        if time.monotonic() > deadline:
            raise NotReady("%s: not within %g s" % (what, seconds))
        time.sleep(0.01)


def read_text(path):
    try:
        with open(path, encoding="utf-8", errors="backslashreplace") as file:
            return file.read()
    except FileNotFoundError:
        return ""
