# SPDX-License-Identifier: BSD-2-Clause
"""The checks in the order of include/mxvet/check_list.h."""
import os
import re

from process import ROOT, read_text

CHECKS = tuple(re.findall(r"^\tCHECK\((\w+),", read_text(os.path.join(ROOT, "include/mxvet/check_list.h")), re.M))
