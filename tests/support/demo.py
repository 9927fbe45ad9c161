#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""mxvet at work: a DNS server with a small set of domains, a Postfix of its own, and a few messages. With MODE=enforce
senders are refused."""
import os
import shutil
import sys
import textwrap
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import cast  # noqa: E402
import smtp  # noqa: E402
from fields import OWN_FIELDS, header_fields, unfold  # noqa: E402
from process import BUILD, MXVET, NotReady, ROOT  # noqa: E402
from servers import Scene  # noqa: E402

ENFORCE = os.environ.get("MODE") == "enforce"
GREYLIST_DELAY = 2
SETTINGS = "trust { networks = {127.0.0.0/8, ::1, 192.0.2.55} }\n"
PLAY = (
    ("The MX host", cast.MX_HOST),
    ("The bulk sender", cast.BULK_SENDER),
    ("The dial-up line", cast.DIAL_UP),
    ("The domain without mail", cast.NULL_MX),
    ("The forged bounce", cast.FORGED_BOUNCE),
    ("The exempt client", cast.TRUSTED),
)

if ENFORCE:
    SETTINGS += "mode = enforce\ngreylist { delay = %ds }\n" % GREYLIST_DELAY
    PLAY = PLAY[:4] + (("The same domain from a bot", cast.SPAMMER),) + PLAY[4:]

COLOUR = sys.stdout.isatty() and os.environ.get("TERM") != "dumb" and "NO_COLOR" not in os.environ
WIDTH = min(100, shutil.get_terminal_size((80, 24)).columns)


def paint(code, text):
    return "\033[%sm%s\033[0m" % (code, text) if COLOUR else text


def bold(text):
    return paint("1", text)


def faint(text):
    return paint("2", text)


def paragraph(text, indent=""):
    print(textwrap.fill(text, WIDTH - 1, initial_indent=indent, subsequent_indent=indent))


def heading(text):
    print("\n" + bold(text))


def field_text(name, value):
    """A field as it stands in the message, its name in colour."""
    first, *rest = value.split("\n")
    return "\n".join(["   %s %s" % (paint("36", name + ":"), first)] + ["   " + line for line in rest])


def refusal(reply):
    """What is done to mail that was not accepted, for the right margin."""
    return paint("31", "rejected" if reply.code >= 500 else "deferred")


def mark(fields):
    """Score and action for the right margin, coloured by what they mean."""
    summary = dict(word.split("=", 1) for word in unfold(dict(fields).get("X-MXVet", "")).split(";")[0].split())
    if "exempt" in summary:
        return paint("34", "exempt")
    word = "%s %s" % (summary.get("score", "?"), summary.get("action", "?"))
    if "would" in summary:
        word += ", would %s" % summary["would"]
    return paint({"accept": "32", "tag": "33"}.get(summary.get("action"), "31"), word)


def print_reply(reply):
    text = textwrap.fill(reply.text, WIDTH - 1, initial_indent="   ", subsequent_indent="       ",
                         break_on_hyphens=False)
    print("   %s %s" % (paint("32" if reply.code < 300 else "31", str(reply.code)), text.strip()))


def print_fields(fields):
    if fields:
        print()
    for name, value in fields:
        print(field_text(name, value))


def show(number, title, character, reply, fields):
    right = mark(fields) if reply.code < 400 else refusal(reply)
    visible = len(right) - (9 if COLOUR else 0)
    left = "%d  %s" % (number, title)
    print("\n" + bold(left) + " " * max(2, WIDTH - 1 - len(left) - visible) + right)
    paragraph(character.story, "   ")
    client = "%s (%s)" % (character.address, character.name or "no reverse name")
    print(faint("   client %s, HELO %s\n   MAIL FROM:<%s>  RCPT TO:%s" % (
        client, character.helo, character.sender, ",".join("<%s>" % rcpt for rcpt in character.recipients))))
    print_reply(reply)
    print_fields(fields)


def check_command(zone_file, config_file, character):
    return "%s check --zone %s -c %s \\\n       --client %s --helo %s --from %s" % (
        os.path.relpath(MXVET), zone_file, config_file, character.address, character.helo, character.sender)


def keep(scene):
    """What is worth a look afterwards, in build/demo; the paths as one would type them here."""
    folder = os.path.join(BUILD, "demo")
    os.makedirs(folder, exist_ok=True)
    kept = {"zone": scene.dns.zone_file, "mxvet.conf": scene.mxvet.config_file, "mxvet.log": scene.mxvet.mail_log,
            "decisions.jsonl": scene.mxvet.decision_log, "maillog": scene.postfix.mail_log}
    for name, path in kept.items():
        shutil.copyfile(path, os.path.join(folder, name))
    return {name: os.path.relpath(os.path.join(folder, name)) for name in kept}


def send(scene, title, character, recipients=None):
    """One message; its reply, and our fields when it was delivered."""
    extra = "X-MXVet-Score: -9.00\n" if character is cast.DIAL_UP else ""
    recipients = recipients or character.recipients
    reply = smtp.send(scene.postfix.port, character.address, character.helo, character.sender, recipients,
                      character.name, text=smtp.message(title, extra=extra))
    texts = scene.postfix.delivered(len(recipients) if reply.code == 250 else 0)
    return reply, [field for field in header_fields(texts[0]) if field[0] in OWN_FIELDS] if texts else []


def try_again(scene, title, character):
    """What a mail server does that was deferred, in a hurry."""
    print()
    paragraph("Its queue tries again after greylist.delay, here %d seconds:" % GREYLIST_DELAY, "   ")
    time.sleep(GREYLIST_DELAY + 0.2)
    reply, fields = send(scene, title, character)
    print_reply(reply)
    print_fields(fields)


def write_to_postmaster(scene, title, character):
    print()
    paragraph("Its postmaster can always write to yours:", "   ")
    reply, _ = send(scene, title, character, ("postmaster@example.com",))
    print(faint("   RCPT TO:<postmaster@example.com>"))
    print_reply(reply)


def perform(scene):
    for number, (title, character) in enumerate(PLAY, 1):
        reply, fields = send(scene, title, character)
        show(number, title, character, reply, fields)
        if reply.code in range(400, 500):
            try_again(scene, title, character)
        elif reply.code >= 500:
            write_to_postmaster(scene, title, character)
    scene.mxvet.decisions(len(PLAY))
    return keep(scene)


def how_to_go_on(files):
    heading("Look closer")
    paragraph("The dial-up line tried to bring a score of its own, X-MXVet-Score: -9.00; it was removed."
              " Ask for the reasons behind its verdict, without sending anything:", "   ")
    command = check_command(files["zone"], files["mxvet.conf"], cast.DIAL_UP)
    print("\n   %s %s\n" % (faint("$"), bold(command)))
    sys.stdout.flush()
    os.system(command)
    print()
    paragraph("Leave --zone away and the answers come from real DNS:", "   ")
    print("\n   %s %s\n" % (faint("$"), bold("%s check --client ADDRESS --helo NAME --from SENDER"
                                            % os.path.relpath(MXVET))))
    paragraph("Every message left one JSON object a line in %s and one line for people in %s." %
              (files["decisions.jsonl"], files["mxvet.log"]), "   ")
    heading("Attach it to your Postfix")
    paragraph("Start %s run, add one line to main.cf, and reload Postfix. mxvet is the first milter in the list,"
              " before opendkim and opendmarc. It adds headers and writes its log; nothing is refused until you write"
              " mode = enforce into its configuration (see it with: make demo MODE=enforce)."
              % os.path.relpath(MXVET), "   ")
    print("\n   smtpd_milters = inet:127.0.0.1:8890, ...\n   milter_default_action = accept\n")


def main():
    os.chdir(ROOT)
    if os.geteuid() != 0:
        sys.exit("demo: a Postfix of one's own is started by root only: sudo make demo")
    print(bold("mxvet at work"))
    paragraph("A Postfix of its own with mxvet attached, and a DNS server with a few domains. %s clients send a"
              " message each%s. Nothing leaves this machine, and the Postfix that may run here is not touched."
              % (("Seven", ", and bad ones are refused") if ENFORCE else ("Six", "")))
    try:
        with Scene(cast.ZONE, SETTINGS) as scene:
            files = perform(scene)
    except (NotReady, OSError) as error:
        sys.exit("demo: %s" % error)
    how_to_go_on(files)


if __name__ == "__main__":
    main()
