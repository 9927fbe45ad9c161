#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""rspamd reads our fields by conf/rspamd/regexp.conf, from a mailbox and as a milter behind mxvet."""
import os
import re
import socket
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from e2e import Postfix, Scene, Verdict, case, cast, expect, expect_equal, play, run, smtp, values  # noqa: E402
from process import start, stop, wait_until  # noqa: E402
from readers import CONF, changed, snippet  # noqa: E402
from servers import connects, free_port  # noqa: E402
from unpacked import unpacked  # noqa: E402

# The whole of rspamd without its own opinions. A list of top level domains as short as this one starts in no time.
RSPAMD_CONF = """\
options {{
  filters = "regexp";
  pidfile = "{home}/pid"; cache_file = "{home}/cache"; hs_cache_dir = "{home}"; tempdir = "{home}";
  control_socket = "{home}/control mode=0600";
  url_tld = "{home}/domains";
  lang_detection {{ languages = "{share}/languages"; }}
  dns {{ nameserver = ["{dns}"]; timeout = 1s; }}
}}
logging {{ type = "console"; level = "notice"; }}
actions {{ reject = 15; add_header = 1; }}
modules {{ path = "{share}/plugins/once_received.lua"; }}
regexp {{ .include(try=false,priority=1,duplicate=merge) "{rules}" }}
worker "controller" {{ bind_socket = "127.0.0.1:{controller}"; secure_ip = "127.0.0.1"; count = 1; }}
worker "rspamd_proxy" {{
  bind_socket = "127.0.0.1:{milter}"; milter = yes; timeout = 20s; count = 1;
  upstream "local" {{ default = yes; self_scan = yes; }}
}}
"""


class Rspamd:
    def __init__(self, home, dns):
        os.makedirs(home)
        self.controller, self.milter = free_port(), free_port()
        share = unpacked("usr/share/rspamd")
        with open(os.path.join(home, "domains"), "w", encoding="ascii") as file:
            file.write("com\norg\nnet\nexample\n")
        with open(os.path.join(home, "rspamd.conf"), "w", encoding="utf-8") as file:
            file.write(RSPAMD_CONF.format(home=home, share=share, dns=dns, controller=self.controller,
                                          milter=self.milter, rules=os.path.join(CONF, "rspamd/regexp.conf")))
        self.environment = dict(os.environ, LD_LIBRARY_PATH=unpacked("usr/lib/rspamd"))
        places = {"SHAREDIR": share, "RULESDIR": share + "/rules", "PLUGINSDIR": share + "/plugins",
                  "LUALIBDIR": share + "/lualib", "CONFDIR": home, "LOCAL_CONFDIR": home, "DBDIR": home,
                  "RUNDIR": home, "LOGDIR": home}
        with open(os.path.join(home, "log"), "wb") as log:
            self.process = start([unpacked("usr/bin/rspamd"), "--no-fork", "--insecure", "--config",
                                  os.path.join(home, "rspamd.conf"),
                                  *("--var=%s=%s" % pair for pair in places.items())],
                                 stdout=log, stderr=log, env=self.environment)
        for port in self.controller, self.milter:
            wait_until(lambda port=port: connects(socket.AF_INET, ("127.0.0.1", port)), 60, "rspamd", self.process)

    def symbols(self, text):
        """The symbols of ours that a message meets."""
        result = subprocess.run([unpacked("usr/bin/rspamc"), "-h", "127.0.0.1:%d" % self.controller],
                                input=text.encode("utf-8", "surrogateescape"), env=self.environment,
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60, check=True)
        output = result.stdout.decode()
        expect("Action:" in output, output)
        return set(re.findall(r"^Symbol: (MXVET_\w+)", output, re.M))

    def stop(self):
        stop(self.process)


class RspamdScene(Scene):
    rspamd = None

    def __enter__(self):
        super().__enter__()
        try:
            self.rspamd = Rspamd(self.path("rspamd"), self.dns.address)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, error=None, *rest):
        if self.rspamd is not None:
            self.rspamd.stop()
        super().__exit__(error, *rest)

    def postfix_with(self, main_cf):
        """Another Postfix, under these lines of main.cf."""
        return Postfix(self.path("postfix-%d" % free_port()), extra=main_cf)

    def ports(self):
        return ("8890", str(self.mxvet.address[1])), ("11332", str(self.rspamd.milter))


def arrival(postfix, character):
    reply = smtp.send(postfix.port, character.address, character.helo, character.sender, character.recipients,
                      character.name)
    expect_equal(reply.code, 250, "the reply to the message (%s)" % reply)
    return Verdict(postfix.delivered(1)[0])


@case
def the_mx_host_gets_credit(scene):
    expect_equal(scene.rspamd.symbols(play(scene, cast.MX_HOST)), {"MXVET_MX"}, "symbols")


@case
def a_dial_up_line_gets_points(scene):
    expect_equal(scene.rspamd.symbols(play(scene, cast.DIAL_UP)), {"MXVET_TAG", "MXVET_RDNS", "MXVET_SPF"}, "symbols")


@case
def a_domain_without_mail_gets_more(scene):
    expect_equal(scene.rspamd.symbols(play(scene, cast.NULL_MX)), {"MXVET_STRONG", "MXVET_IPREV"}, "symbols")


@case
def another_way_to_write_level_and_checks_is_not_understood(scene):
    text = changed(play(scene, cast.DIAL_UP), "X-MXVet-Level: +", "X-MXVet-Level: *")
    expect_equal(scene.rspamd.symbols(text), {"MXVET_RDNS", "MXVET_SPF"}, "symbols")
    text = changed(play(scene, cast.MX_HOST), " mx=exact(", " mx:exact(")
    expect_equal(scene.rspamd.symbols(text), set(), "symbols")


@case
def as_a_milter_behind_mxvet_it_sees_our_fields_and_leaves_them_alone(scene):
    postfix = scene.postfix_with(snippet("postfix/rspamd.cf", *scene.ports()))
    try:
        verdict = arrival(postfix, cast.DIAL_UP)
        expect_equal(values(verdict.fields, "X-Spam"), ["Yes"], "the field of rspamd on a dial-up line's message")
        verdict = arrival(postfix, cast.MX_HOST)
        expect_equal(values(verdict.fields, "X-Spam"), [], "the field of rspamd on the MX host's message")
        expect_equal(verdict.checks["mx"], "exact", "mx")
    finally:
        postfix.stop()


@case
def before_mxvet_it_would_not_see_them(scene):
    mxvet, rspamd = ("inet:127.0.0.1:%s" % port for _, port in scene.ports())
    postfix = scene.postfix_with("smtpd_milters = %s, %s\n" % (rspamd, mxvet))
    try:
        expect_equal(values(arrival(postfix, cast.DIAL_UP).fields, "X-Spam"), [], "the field of rspamd")
    finally:
        postfix.stop()


if __name__ == "__main__":
    run(lambda: RspamdScene(cast.ZONE))
