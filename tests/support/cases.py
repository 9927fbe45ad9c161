# SPDX-License-Identifier: BSD-2-Clause
"""Test cases in a script: functions under @case, run in their order, one line each.

    ok NAME                what the function's name says is so
    FAIL NAME: why         it is not
    skip NAME: why         it cannot be tested here
"""
import sys
import traceback

CASES = []


class Skip(Exception):
    """This cannot be tested here."""


def case(function):
    CASES.append(function)
    return function


def expect(true, why):
    if not true:
        raise AssertionError(why)


def expect_equal(found, wanted, what):
    if found != wanted:
        raise AssertionError("%s: expected %r, got %r" % (what, wanted, found))


def report(name, function, *arguments):
    """Runs one case and tells how it went; True unless it failed."""
    try:
        function(*arguments)
    except Skip as why:
        print("skip %s: %s" % (name, why), flush=True)
    except Exception as error:
        where = traceback.extract_tb(error.__traceback__)[-1]
        text = str(error) or type(error).__name__
        if not isinstance(error, AssertionError):
            text = "%s (%s, line %d)" % (text, where.name, where.lineno)
        print("FAIL %s: %s" % (name, text.replace("\n", "\n     ")), flush=True)
        return False
    else:
        print("ok %s" % name, flush=True)
    return True


def chosen():
    """The cases named on the command line, or all."""
    wanted = sys.argv[1:]
    return [function for function in CASES if not wanted or any(text in function.__name__ for text in wanted)]


def skip_all(why):
    """Tells of each case that it cannot be tested here; exits 0."""
    for function in chosen():
        print("skip %s: %s" % (function.__name__, why), flush=True)
    sys.exit(0)


def run(make_scene=None):
    """Runs the chosen cases with one scene for them; exits 0 or 1."""
    cases = chosen()
    good = bool(cases)

    def play(*scene):
        results = [report(function.__name__, function, *scene) for function in cases]
        return all(results)

    if make_scene is None:
        sys.exit(0 if play() and good else 1)

    def stage():
        nonlocal good
        with make_scene() as scene:
            good = play(scene) and good

    # Whatever goes wrong in setting up or tearing down is a failure of its own.
    sys.exit(0 if report("servers_start_and_end_well", stage) and good else 1)
