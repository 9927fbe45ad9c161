# SPDX-License-Identifier: BSD-2-Clause
"""The figures as people read them: targets, tables, plots."""


def as_text(figures):
    import json
    return json.dumps(figures, indent=1)


def write_docs(figures):
    pass
