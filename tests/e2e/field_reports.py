#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""What postmasters reported of filters like this one, through a real Postfix."""
import json
import os
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from e2e import Scene, Verdict, case, expect, expect_equal, read_text, run, smtp, wait_until  # noqa: E402

POOL = ["198.51.100.%d" % n for n in (10, 20)] + ["203.0.113.10", "192.0.2.10"]
ZONE = """\
gslb.example MX NXDOMAIN
gslb.example AAAA NXDOMAIN
gslb.example A 198.51.100.20
20.100.51.198.in-addr.arpa PTR out.gslb.example
out.gslb.example A 198.51.100.20
mailer.example MX 10 in.mailer.example
in.mailer.example A 192.0.2.9
mailer.example TXT v=spf1 ip4:192.0.2.9 -all
pool.example MX 10 in.pool.example
in.pool.example A 192.0.2.9
pool.example TXT v=spf1 ip4:198.51.100.0/24 ip4:203.0.113.0/24 ip4:192.0.2.0/24 -all
"""
SETTINGS = """\
greylist { delay = 1s }
recipient "*@strict.example" { mode = enforce  tag_at = -100 defer_at = -100 }
points { sender { mx = 3 } }
"""


def send(scene, address, helo, sender, recipient="you@example.com"):
    return smtp.send(scene.postfix.port, address, helo, sender, [recipient])


@case
def a_load_balancer_that_says_nxdomain_for_mx_sends_good_mail(scene):
    expect_equal(send(scene, "198.51.100.20", "out.gslb.example", "x@gslb.example").code, 250, "message")
    verdict = Verdict(scene.postfix.delivered(1)[0])
    expect_equal((verdict.checks["sender"], verdict.checks["mx"]), ("implicit", "implicit"), "sender and mx")


@case
def mail_through_the_nat_of_a_container_costs_its_sender_nothing(scene):
    expect_equal(send(scene, "172.18.0.1", "out1.mailer.example", "a@mailer.example").code, 250, "message")
    verdict = Verdict(scene.postfix.delivered(1)[0])
    for check in "iprev", "rdns", "mx", "align", "spf", "anchor", "helo":
        expect_equal(verdict.checks[check], "none", check)
    wait_until(lambda: "tells private client addresses" in read_text(scene.mxvet.mail_log), 30, "the warning")


@case
def a_pool_that_comes_back_from_another_network_has_come_back(scene):
    codes = []
    for address in POOL:
        codes.append(send(scene, address, "out.pool.example", "a@pool.example", "you@strict.example").code)
        time.sleep(1.1)
    expect_equal(codes, [450, 250, 250, 250], "replies")
    scene.postfix.delivered(3)
    answers = [json.loads(line)["rcpts"][0]["greylist"] for line in scene.mxvet.decisions()[-4:]]
    expect_equal([answer["answer"] for answer in answers][:2], ["first", "passed"], "greylist")


if __name__ == "__main__":
    run(lambda: Scene(ZONE, SETTINGS))
