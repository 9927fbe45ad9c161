# SPDX-License-Identifier: BSD-2-Clause
"""Programs of other packages, unpacked below the build and not installed: what `make test-deps` fetches of them starts
no service, adds no user, and does not quarrel with the mail server that is there."""
import os

from process import BUILD, NotReady

# A build below another one, such as that of `make sanitize`, has no folder of its own.
UNPACKED = next(filter(os.path.isdir, (os.path.join(BUILD, "unpacked"), os.path.join(os.path.dirname(BUILD), "unpacked"))),
                os.path.join(BUILD, "unpacked"))


def unpacked(path):
    """Where that file of a package lies here."""
    here = os.path.join(UNPACKED, path)
    if not os.path.exists(here):
        raise NotReady("%s is not there; `make test-deps` fetches it" % here)
    return here
