#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""SpamAssassin reads our fields by conf/spamassassin/mxvet.cf."""
import os
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from e2e import Scene, case, cast, expect_equal, play, run  # noqa: E402
from readers import CONF, changed  # noqa: E402
from unpacked import unpacked  # noqa: E402


def site(scene):
    """/etc/spamassassin as Debian has it, and our file in it."""
    folder = scene.path("spamassassin")
    if not os.path.isdir(folder):
        shutil.copytree(unpacked("etc/spamassassin"), folder)
        shutil.copy(os.path.join(CONF, "spamassassin/mxvet.cf"), folder)
    return folder


# What spamassassin(1) does, but for its state: run by root it would leave that in root's home, whatever HOME says.
CHECK = """\
use Mail::SpamAssassin;
my ($rules, $site_rules, $state) = @ARGV;
my $tester = Mail::SpamAssassin->new({
	rules_filename => $rules, site_rules_filename => $site_rules, require_rules => 1,
	home_dir_for_helpers => $state, userstate_dir => $state, userprefs_filename => "$state/none",
	LOCAL_STATE_DIR => $state, local_tests_only => 1, dont_copy_prefs => 1});
print $tester->check_message_text(join "", <STDIN>)->get_names_of_tests_hit();
"""


def rules_hit(scene, text):
    """The rules of ours that a message meets."""
    state = scene.path("state")
    os.makedirs(state, exist_ok=True)
    result = subprocess.run(
        ["perl", "-I", unpacked("usr/share/perl5"), "-e", CHECK, unpacked("usr/share/spamassassin"), site(scene),
         state], input=text.encode("utf-8", "surrogateescape"), env=dict(os.environ, HOME=state),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60, check=False)
    expect_equal((result.returncode, result.stderr.decode()), (0, ""), "status and complaints of SpamAssassin")
    return {name for name in result.stdout.decode().split(",") if name.startswith("MXVET_")}


@case
def the_mx_host_is_known_by_mx_and_spf(scene):
    text = play(scene, cast.MX_HOST)
    expect_equal(rules_hit(scene, text), {"MXVET_MX", "MXVET_SPF_PASS"}, "rules")


@case
def a_dial_up_line_gets_points(scene):
    text = play(scene, cast.DIAL_UP)
    expect_equal(rules_hit(scene, text), {"MXVET_TAG", "MXVET_SPF_FAIL"}, "rules")


@case
def a_host_without_name_gets_more(scene):
    text = play(scene, cast.NULL_MX)
    expect_equal(rules_hit(scene, text), {"MXVET_STRONG", "MXVET_NO_NAME"}, "rules")


@case
def an_unknown_method_would_silence_the_whole_field(scene):
    text = changed(play(scene, cast.MX_HOST), "; spf=pass", "; x-mxvet=pass; spf=pass")
    expect_equal(rules_hit(scene, text), {"MXVET_MX"}, "rules")


@case
def another_authserv_id_is_not_believed(scene):
    text = changed(play(scene, cast.MX_HOST), "Results: mx.example.com", "Results: mx.example.net")
    expect_equal(rules_hit(scene, text), {"MXVET_MX"}, "rules")


@case
def another_way_to_write_the_level_is_not_understood(scene):
    text = changed(play(scene, cast.DIAL_UP), "Level: +", "Level: *")
    expect_equal(rules_hit(scene, text), {"MXVET_SPF_FAIL"}, "rules")


if __name__ == "__main__":
    run(lambda: Scene(cast.ZONE))
