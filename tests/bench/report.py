# SPDX-License-Identifier: BSD-2-Clause
"""The figures as people read them: the targets and whether they are reached, tables, plots."""
import os
import re

from parts import ROOT
from plot import Plot

DOCS = os.path.join(ROOT, "docs")

KINDS = {"m1": "1 mail host", "m2": "2 mail hosts", "m5": "5 mail hosts", "m10": "10 mail hosts", "m15": "15 mail hosts",
         "m20": "20 mail hosts", "w": "the worst: 20 hosts with 32 addresses each, 10 reverse names",
         "i1": "1 include", "i2": "2 includes, one in the other", "i3": "3 includes", "i5": "5 includes"}


class Target:
    """What is wanted of one figure, and what it is."""

    def __init__(self, part, text, wanted, unit, figure):
        self.part, self.text, self.unit, self.figure = part, text, unit, figure
        self.at_least = wanted.startswith(">=")
        self.limit = float(wanted[2:])

    def row(self, figures):
        value = self.figure(figures[self.part])
        reached = value >= self.limit if self.at_least else value <= self.limit
        return [self.text, "%s %g%s" % ("at least" if self.at_least else "at most", self.limit, self.unit),
                "%.3g%s" % (value, self.unit), "yes" if reached else "**no**"]


TARGETS = [
    Target("warm", "warm, 16 sessions: messages a second, to the quiet filter that does nothing", ">=0.70", "",
           lambda part: part["throughput_to_quiet"]),
    Target("warm", "the same, to one that does nothing and answers every stage", ">=0.70", "",
           lambda part: part["throughput_to_nothing"]),
    Target("warm", "CPU a message, to the quiet filter", "<=1.5", "", lambda part: part["cpu_to_quiet"]),
    Target("warm", "the same, to the one that answers every stage", "<=1.5", "", lambda part: part["cpu_to_nothing"]),
    Target("warm", "DNS questions of all warm messages", "<=0", "", lambda part: part["questions"]),
    Target("warm", "peak memory, a cache of 6,000 answers included", "<=11.5", " MB", lambda part: part["peak_kb"] / 1024),
    Target("cold_latency", "cold sender, DNS 20 ms away, one session, SPF on: p50", "<=44", " ms",
           lambda part: part["m1"]["p50_ms"]),
    Target("cold_latency", "its questions, `v=spf1 mx -all`", "<=7", "", lambda part: part["m1"]["questions"]),
    Target("cold_many", "256 cold sessions: messages a second, to a filter that sleeps 40 ms", ">=0.6", "",
           lambda part: part["ratio"]),
    Target("burst", "200 sessions at once, DNS 300 ms away: the slowest", "<=1.1", " s",
           lambda part: part["slowest_ms"] / 1000),
    Target("burst", "of them lost", "<=0", "", lambda part: part["lost"]),
    Target("idle", "1,000 idle sessions: memory", "<=8", " MB", lambda part: part["mxvet 1000"]["kb"] / 1024),
    Target("idle", "1,000 idle sessions: threads more", "<=16", "", lambda part: part["mxvet 1000"]["threads"]),
    Target("inet", "inet socket: p50 of a message on an open connection", "<=5", " ms",
           lambda part: part["inet"]["p50"] / 1000),
]


def rows_of_targets(figures):
    return [target.row(figures) for target in TARGETS if target.part in figures]


def rows_of_warm(part):
    names = {"nothing": "does nothing, answers every stage", "quiet": "does nothing, answers the stages that mxvet answers",
             "headers": "the same, and inserts five fields", "mxvet": "mxvet"}
    return [[names[name], "%.0f" % row["per_second"], "%.3f" % row["cpu_per_1000"], "%.1f" % (row["p50_us"] / 1000),
             "%.1f" % (row["p99_us"] / 1000)] for name, row in part["filters"].items()]


def rows_of_cold(part):
    return [[KINDS[kind], "%.0f" % row["questions"], "%.0f" % row["p50_ms"], "%.0f" % row["max_ms"]]
            for kind, row in part.items()]


def rows_of_idle(part):
    return [[name.replace("nothing", "a filter that does nothing,").replace("mxvet", "mxvet,") + " sessions",
             "%.1f" % (row["kb"] / 1024), row["threads"], "%.0f" % row["per_second"]] for name, row in part.items()]


def rows_of_sessions(part):
    return [[row["sessions"], "%.0f" % row["nothing"], "%.0f" % row["quiet"], "%.0f" % row["mxvet"], "%.2f" % row["ratio"],
             "%.1f" % (row["p99_us"] / 1000)] for row in part]


def rows_of_senders(part):
    return [[KINDS[row["kind"]], "%.0f" % row["questions"], "%.2f" % row["cpu_per_1000"], "%.0f" % row["log_bytes"]]
            for row in part]


def rows_of_cache(part):
    return [["{:,}".format(row["names"]), "%.0f" % row["bytes"], "%.0f" % row["resident"], "%.0f" % row["find_ns"],
             "%.0f" % row["keep_ns"], "%.0f" % row["evict_ns"]] for row in part]


def rows_of_open_loop(part):
    return [[row["rate"]] + ["%.2f" % (row[name][key] / 1000) for name in ("nothing", "mxvet") for key in ("p50", "p99", "max")]
            for row in part]


def rows_of_postfix(part):
    return [[name, "%.0f" % part[name]] for name in ("no filter", "nothing", "mxvet")]


TABLES = [
    ("targets", None, ["what", "wanted", "measured", "reached"], rows_of_targets),
    ("warm", "warm", ["filter", "messages/s", "CPU s per 1000", "p50 ms", "p99 ms"], rows_of_warm),
    ("cold", "cold_latency", ["sender", "questions", "p50 ms", "slowest ms"], rows_of_cold),
    ("idle", "idle", ["filter", "MB", "threads", "messages/s beside them"], rows_of_idle),
    ("sessions", "sessions", ["sessions", "nothing/s", "quiet/s", "mxvet/s", "mxvet to nothing", "p99 ms"], rows_of_sessions),
    ("senders", "senders", ["sender", "questions, cold", "CPU s per 1000, warm", "log line, octets"], rows_of_senders),
    ("cache", "cache", ["answers", "octets each, counted", "resident", "find ns", "keep ns", "keep when full ns"],
     rows_of_cache),
    ("open_loop", "open_loop", ["messages/s", "nothing p50 ms", "p99", "slowest", "mxvet p50 ms", "p99", "slowest"],
     rows_of_open_loop),
    ("postfix", "postfix", ["Postfix with", "messages/s"], rows_of_postfix),
]


def tables(figures):
    """(name, head, rows) of everything that was measured."""
    for name, part, head, rows in TABLES:
        if part is None or part in figures:
            yield name, head, rows(figures if part is None else figures[part])


def as_text(figures):
    text = []
    for name, head, rows in tables(figures):
        cells = [[str(cell).replace("*", "").replace("`", "") for cell in row] for row in [head] + rows]
        widths = [max(len(row[i]) for row in cells) for i in range(len(head))]
        text += ["", name] + ["  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip()
                              for row in cells]
    return "\n".join(text)


def as_markdown(head, rows):
    return "\n".join("| %s |" % " | ".join(str(cell) for cell in row) for row in [head, ["---"] * len(head)] + rows)


def draw(figures):
    if "sessions" in figures:
        plot = Plot("Warm messages a second, by sessions at once", "sessions", "messages/s")
        for name, label in ("quiet", "nothing, quiet"), ("nothing", "nothing"), ("mxvet", "mxvet"):
            plot.line(label, [(row["sessions"], row[name]) for row in figures["sessions"]])
        yield "performance-sessions.svg", plot.svg()
    if "cache" in figures:
        plot = Plot("The answer cache by its size", "answers", "ns")
        for key, label in ("find_ns", "find"), ("keep_ns", "keep"), ("evict_ns", "keep when full"):
            plot.line(label, [(row["names"], row[key]) for row in figures["cache"]])
        yield "performance-cache.svg", plot.svg()


def write_docs(figures):
    """Fills the tables of docs/performance.md, between <!-- NAME --> and <!-- end -->, and draws the plots."""
    path = os.path.join(DOCS, "performance.md")
    with open(path, encoding="utf-8") as file:
        text = file.read()
    for name, head, rows in tables(figures):
        text = re.sub(r"(<!-- %s -->\n).*?(<!-- end -->)" % name,
                      lambda found: found[1] + as_markdown(head, rows) + "\n" + found[2], text, flags=re.S)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    for name, svg in draw(figures):
        with open(os.path.join(DOCS, name), "w", encoding="utf-8") as file:
            file.write(svg)
