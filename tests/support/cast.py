# SPDX-License-Identifier: BSD-2-Clause
"""The characters of the tests and the demo: their DNS, and how each of them introduces itself."""

ZONE = """\
# a small firm that sends from the host that takes its mail
example.org MX 10 mail.example.org
mail.example.org A 192.0.2.10
mail.example.org AAAA 2001:db8::10
10.2.0.192.in-addr.arpa PTR mail.example.org
0.1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa PTR mail.example.org
example.org TXT v=spf1 mx -all

# a shop that lets a bulk sender write to its customers, and takes its own mail elsewhere
shop.example MX 10 in.mailhost.example
shop.example TXT v=spf1 include:spf.bulk.example -all
spf.bulk.example TXT v=spf1 ip4:198.51.100.0/26 -all
in.mailhost.example A 192.0.2.130
out17.bulk.example A 198.51.100.17
17.100.51.198.in-addr.arpa PTR out17.bulk.example

# a home line with something bad on its computer
77.113.0.203.in-addr.arpa PTR dyn-203-0-113-77.dial.isp.example
dyn-203-0-113-77.dial.isp.example A 203.0.113.77

# a domain that says that it takes no mail, and a host without a name that uses it
nomail.example MX 0 .

# our own partner, whose hosts we trust
55.2.0.192.in-addr.arpa PTR relay.partner.example
relay.partner.example A 192.0.2.55

# ourselves
example.com MX 10 mx.example.com
mx.example.com A 192.0.2.25
"""


class Character:
    def __init__(self, story, address, name, helo, sender, recipients=("you@example.com",)):
        self.story, self.address, self.name, self.helo = story, address, name, helo
        self.sender, self.recipients = sender, recipients


MX_HOST = Character(
    "A small firm sends from the very host that takes its mail.",
    "192.0.2.10", "mail.example.org", "mail.example.org", "anna@example.org")
MX_HOST_IPV6 = Character(
    "The same host over IPv6.",
    "2001:db8::10", "mail.example.org", "mail.example.org", "anna@example.org")
BULK_SENDER = Character(
    "A shop writes through a bulk sender; its own mail comes in elsewhere.",
    "198.51.100.17", "out17.bulk.example", "out17.bulk.example", "news@shop.example")
DIAL_UP = Character(
    "A bot on a home line writes in the name of that shop.",
    "203.0.113.77", "dyn-203-0-113-77.dial.isp.example", "winxp", "news@shop.example")
NULL_MX = Character(
    "A host without a name writes as a domain that says it takes no mail.",
    "203.0.113.99", None, "nomail.example", "billing@nomail.example")
FORGED_BOUNCE = Character(
    "A bounce for mail that nobody sent, to two people at once.",
    "203.0.113.98", None, "mail.nowhere.example", "", ("you@example.com", "me@example.com"))
SPAMMER = Character(
    "The same, and the host does not even know its own name.",
    "203.0.113.99", None, "winxp", "billing@nomail.example")
TRUSTED = Character(
    "A partner's relay, whose network is in trust.networks.",
    "192.0.2.55", "relay.partner.example", "relay.partner.example", "someone@nowhere.example")
