#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""A decision log that cannot be written costs lines, never mail, and never time."""
import os
import shutil
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from e2e import Scene, case, cast, expect, expect_equal, run, verdict_of, wait_until  # noqa: E402


def replace_filter(scene, decisions):
    """The same Postfix, with a filter that writes its decisions elsewhere, on the same port."""
    scene.mxvet.stop()
    with open(scene.mxvet.config_file, encoding="utf-8") as file:
        lines = [line for line in file if not line.startswith("log {")]
    with open(scene.mxvet.config_file, "w", encoding="utf-8") as file:
        file.write("".join(lines) + 'log { decisions = "%s" }\n' % decisions)
    scene.mxvet.decision_log = decisions
    scene.mxvet.start()


def expect_mail_passes_quickly(scene, count=20):
    for _ in range(count):
        started = time.monotonic()
        verdict_of(scene, cast.MX_HOST)
        seconds = time.monotonic() - started
        expect(seconds < 5, "a message took %.1f s" % seconds)


def expect_ends_soon(scene):
    started = time.monotonic()
    expect_equal(scene.mxvet.stop(), 0, "exit status")
    expect(time.monotonic() - started < 20, "it took %.0f s to end" % (time.monotonic() - started))
    scene.mxvet.start()


@case
def a_good_log_has_one_line_a_message(scene):
    expect_mail_passes_quickly(scene, 3)
    expect_equal(len(scene.mxvet.decisions(3)), 3, "lines")


@case
def a_full_disk_costs_no_mail(scene):
    replace_filter(scene, "/dev/full")
    expect_mail_passes_quickly(scene)
    expect_ends_soon(scene)


@case
def a_folder_that_was_never_there_costs_no_mail(scene):
    replace_filter(scene, scene.path("nowhere", "decisions.jsonl"))
    expect_mail_passes_quickly(scene)


@case
def a_folder_that_comes_later_is_found(scene):
    os.mkdir(scene.path("nowhere"))
    wait_until(lambda: verdict_of(scene, cast.MX_HOST) and os.path.exists(scene.path("nowhere", "decisions.jsonl")),
               30, "the decision log in its new folder")


@case
def a_folder_that_vanishes_costs_no_mail(scene):
    os.mkdir(scene.path("vanishing"))
    replace_filter(scene, scene.path("vanishing", "decisions.jsonl"))
    expect_mail_passes_quickly(scene, 2)
    shutil.rmtree(scene.path("vanishing"))
    expect_mail_passes_quickly(scene)


@case
def a_disk_that_hangs_delays_no_mail(scene):
    hanging = scene.path("hanging")
    os.mkfifo(hanging)
    reader = os.open(hanging, os.O_RDONLY | os.O_NONBLOCK)  # opens well, takes a little, and then no more
    try:
        replace_filter(scene, hanging)
        expect_mail_passes_quickly(scene, 60)
        expect_ends_soon(scene)
    finally:
        os.close(reader)


@case
def a_pipe_that_nobody_reads_delays_no_mail(scene):
    nobody = scene.path("nobody")
    os.mkfifo(nobody)
    replace_filter(scene, nobody)
    expect_mail_passes_quickly(scene, 20)
    expect_ends_soon(scene)


if __name__ == "__main__":
    run(lambda: Scene(cast.ZONE))
