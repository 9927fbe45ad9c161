# SPDX-License-Identifier: BSD-2-Clause
"""What the tests of programs that read our fields share."""
import os

from cases import expect
from process import ROOT, read_text

CONF = os.path.join(ROOT, "conf")


def changed(text, old, new):
    """A text with something else in one place, which must be there."""
    expect(old in text, "no %r in %r" % (old, text))
    return text.replace(old, new, 1)


def snippet(path, *changes):
    """A file of conf/, as it stands there but for what differs from host to host: pairs of old and new."""
    text = read_text(os.path.join(CONF, path))
    for old, new in changes:
        text = changed(text, old, new)
    return text
