# SPDX-License-Identifier: BSD-2-Clause
"""Mail through a real Postfix, sent by its own smtp-source."""
import os
import subprocess
import time

from parts import median
from servers import Postfix

MESSAGES, SESSIONS, ROUNDS = 400, 8, 3
SENDER = "someone@s1-m1.example"
EXTRA = "virtual_transport = discard:measured\nin_flow_delay = 0\n"


def send(postfix):
    """Messages a second that this Postfix accepts."""
    began = time.monotonic()
    subprocess.run(["smtp-source", "-s", str(SESSIONS), "-m", str(MESSAGES), "-l", "2000", "-f", SENDER, "-t",
                    "user@example.com", "-M", "mail.s1-m1.example", "127.0.0.1:%d" % postfix.port],
                   check=True, timeout=60, stdout=subprocess.DEVNULL,
                   env=dict(os.environ, PATH=os.environ["PATH"] + ":/usr/sbin"))
    return MESSAGES / (time.monotonic() - began)


def through_postfix(stage, milters):
    """Messages a second by filter, measured in turns."""
    instances = {}
    for name, milter in milters.items():
        folder = os.path.join(stage.folder, "postfix_" + name.replace(" ", "_"))
        instances[name] = stage.add(Postfix(folder, milter, extra=EXTRA))
    for instance in instances.values():
        send(instance)
    rates = {name: [] for name in instances}
    for _ in range(ROUNDS):
        for name, instance in instances.items():
            rates[name].append(send(instance))
    result = {name: median(values) for name, values in rates.items()}
    result["mxvet to no filter"] = median([a / b for a, b in zip(rates["mxvet"], rates["no filter"])])
    result["mxvet to nothing"] = median([a / b for a, b in zip(rates["mxvet"], rates["nothing"])])
    return result
