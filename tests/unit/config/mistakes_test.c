/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/unit/config/complaints.h"

#include <stdio.h>
#include <string.h>

/* What people write, and what they are told: the line, what is wrong, and the cure where one is likely. */
/* clang-format off */
static const struct {
	const char *text, *told;
} mistakes[] = {
	{"tag_at: 4",
		"t.conf:1: tag_at: the equal sign is missing; write tag_at = 4\n"},
	{"tag_at : 4",
		"t.conf:1: tag_at: the equal sign is missing; write tag_at = 4\n"},
	{"tag_at = 4,5",
		"t.conf:1: tag_at: \"4,5\" is not a number of points (like 3.0 or -0.25, at most two decimals); write 4.5\n"},
	{"tag_at = 4.5;",
		"t.conf:1: tag_at: \"4.5;\" is not a number of points (like 3.0 or -0.25, at most two decimals); write 4.5\n"},
	{"tag_at = \"4.5\"",
		""},
	{"dns { timeout = 2 sec }\ntag_at = x",
		"t.conf:1: dns.timeout: \"2 sec\" is not a duration (like 500ms, 8s, 5m, 1h, 36d); write 2s\n"
		"t.conf:2: tag_at: \"x\" is not a number of points (like 3.0 or -0.25, at most two decimals)\n"},
	{"greylist { delay = 5min }",
		"t.conf:1: greylist.delay: \"5min\" is not a duration (like 500ms, 8s, 5m, 1h, 36d); write 5m\n"},
	{"greylist { delay = 5 minutes keep = 36 days }",
		"t.conf:1: greylist.delay: \"5 minutes\" is not a duration (like 500ms, 8s, 5m, 1h, 36d); write 5m\n"
		"t.conf:1: greylist.keep: \"36 days\" is not a duration (like 500ms, 8s, 5m, 1h, 36d); write 36d\n"},
	{"greylist { delay = 1w }",
		"t.conf:1: greylist.delay: \"1w\" is not a duration (like 500ms, 8s, 5m, 1h, 36d)\n"},
	{"resolvers = {192.0.2.53#5353}\nmode = off",
		"t.conf:1: resolvers: \"192.0.2.53#5353\" is not the address of a DNS server (like 192.0.2.53, 192.0.2.53:5353 or [2001:db8::53]:5353); write 192.0.2.53:5353\n"
		"t.conf:2: mode: \"off\" is not one of: observe, enforce\n"},
	{"resolvers = 192.0.2.53#53",
		"t.conf:1: resolvers: \"192.0.2.53#53\" is not the address of a DNS server (like 192.0.2.53, 192.0.2.53:5353 or [2001:db8::53]:5353); write 192.0.2.53:53\n"},
	{"resolvers = {dns.example.org}",
		"t.conf:1: resolvers: \"dns.example.org\" is not the address of a DNS server (like 192.0.2.53, 192.0.2.53:5353 or [2001:db8::53]:5353)\n"},
	{"points { spf { temperror = 1 } }",
		"t.conf:1: unknown outcome points { spf { temperror } }; none and temperror are worth 0 in every check, so take the line out\n"},
	{"points.spf.fail = 3",
		""},
	{"points.fail = 3",
		"t.conf:1: unknown check points { fail }; did you mean points { iprev { fail } }?\n"},
	{"points { spf { fial = 3 } }",
		"t.conf:1: unknown outcome points { spf { fial } }; did you mean points { spf { fail } }?\n"},
	{"points { fail = 3 }",
		"t.conf:1: unknown check points { fail }; did you mean points { iprev { fail } }?\n"},
	{"points { rdns { nxptr = 3 } }",
		"t.conf:1: unknown outcome points { rdns { nxptr } }; did you mean points { iprev { nxptr } }?\n"},
	{"trust.networks = {10.0.0.0/8, 127.0.0.0/8, ::1}",
		""},
	{"trust { networks = {10.0.0.0/8} }",
		""},
	{"trust { networks = {10.0.0.1/8} }",
		"t.conf:1: trust.networks: \"10.0.0.1/8\" has bits set after its prefix\n"},
	{"trust { networks = 10.0.0.0/33 }",
		"t.conf:1: trust.networks: \"10.0.0.0/33\" has no prefix length that fits the address\n"},
	{"trust { names = {\"*.example.org\"} }",
		"t.conf:1: trust.names: \"*.example.org\" is not a host or domain name; write example.org, which stands for the names below it too\n"},
	{"trust { names = {*.example.org} }",
		"t.conf:1: trust.names: \"*.example.org\" is not a host or domain name; write example.org, which stands for the names below it too\n"},
	{"trust { names = example.org, example.net }",
		"t.conf:1: trust.names: a list stands in braces: {example.org, example.net}\n"},
	{"recipient \"a@x.example\" \"b@x.example\" { mode = observe }",
		"t.conf:1: recipient: several patterns stand in braces: recipient {\"a@x.example\", \"b@x.example\"} { ... }\n"},
	{"recipient {\"a@x.example\", \"@y.example\"} { mode = observe }",
		""},
	{"recipient {\"a@x.example\", \"a@X.example\"} { mode = observe }",
		"t.conf:1: recipient: \"a@X.example\" is there twice; the first is on line 1\n"},
	{"recipient { mode = observe }",
		"t.conf:1: recipient: the pattern is missing (like recipient \"@example.org\" {...})\n"},
	{"recipient @x.example mode = observe",
		"t.conf:1: recipient: the opening brace of the section is missing\n"},
	{"recipient",
		"t.conf:1: recipient: the pattern is missing (like recipient \"@example.org\" {...})\n"},
	{"recipient \"@example.org\" { mode = observe\ntag_at = 3\ndefer_at = 7",
		"t.conf:1: section recipient is never closed\n"},
	{"tag_at =\ndefer_at = x",
		"t.conf:1: tag_at: the value is missing\n"
		"t.conf:2: defer_at: \"x\" is not a number of points (like 3.0 or -0.25, at most two decimals)\n"},
	{"tag_at\ndefer_at = x",
		"t.conf:1: tag_at: the value is missing\n"
		"t.conf:2: defer_at: \"x\" is not a number of points (like 3.0 or -0.25, at most two decimals)\n"},
	{"tag_at 4",
		"t.conf:1: tag_at: the equal sign is missing; write tag_at = 4\n"},
	{"dns timeout = 2s",
		"t.conf:1: dns: the opening brace is missing\n"
		"t.conf:1: unknown key timeout; did you mean dns { timeout }?\n"},
	{"dns\n{\n timeout = 2z\n}",
		"t.conf:3: dns.timeout: \"2z\" is not a duration (like 500ms, 8s, 5m, 1h, 36d)\n"},
	{"dns {\n timeout = 2s\n\nlog {\n level = loud\n}",
		"t.conf:1: section dns is never closed\n"
		"t.conf:5: log.level: \"loud\" is not one of: error, warning, info, debug\n"},
	{"trust {\n names = {a.example,\n   b.example\n domains = {c.example}\n}\nmode = off",
		"t.conf:2: this list is never closed\n"
		"t.conf:6: mode: \"off\" is not one of: observe, enforce\n"},
	{"authserv_id = \"mx\nmode = off",
		"t.conf:1: this string is never closed\n"
		"t.conf:2: mode: \"off\" is not one of: observe, enforce\n"},
	{"dns { timeout = 2s }\n}\nmode = off",
		"t.conf:2: this } closes nothing\n"
		"t.conf:3: mode: \"off\" is not one of: observe, enforce\n"},
	{"mode = enforce\nmode = observe",
		"t.conf:2: mode is set twice; the first is on line 1\n"},
	{"dns { tries = 2 }\ndns { tries = 3 }",
		"t.conf:2: dns.tries is set twice; the first is on line 1\n"},
	{"mode enforce",
		"t.conf:1: mode: the equal sign is missing; write mode = enforce\n"},
	{"mode = Enforce",
		"t.conf:1: mode: \"Enforce\" is not one of: observe, enforce; write enforce\n"},
	{"mode = \"observe: headers and log only\"",
		"t.conf:1: mode: \"observe: headers and log only\" is not one of: observe, enforce\n"},
	{"tga_at = 3",
		"t.conf:1: unknown key tga_at; did you mean tag_at?\n"},
	{"own { nmes = {a.example} }",
		"t.conf:1: unknown key own { nmes }; did you mean own { names }?\n"},
	{"ab = 3",
		"t.conf:1: unknown key ab\n"},
	{"deadline = 3s",
		"t.conf:1: unknown key deadline; did you mean dns { deadline }?\n"},
	{"disable = spf, mx",
		"t.conf:1: disable: a list stands in braces: {spf, mx}\n"},
	{"disable = {sfp}",
		"t.conf:1: disable: \"sfp\" is no check\n"},
	{"trust { names += {a.example} }",
		"t.conf:1: += is not known here; give the whole list: trust.names = {...}\n"},
	{"tag_at = +3",
		"t.conf:1: tag_at: \"+3\" is not a number of points (like 3.0 or -0.25, at most two decimals); write 3\n"},
	{"tag_at = .5",
		"t.conf:1: tag_at: \".5\" is not a number of points (like 3.0 or -0.25, at most two decimals); write 0.5\n"},
	{"tag_at = 3.123",
		"t.conf:1: tag_at: \"3.123\" is not a number of points (like 3.0 or -0.25, at most two decimals)\n"},
	{"tag_at = 7",
		"t.conf:1: tag_at (7) is above defer_at (6.0)\n"},
	{"tag_at = {3}",
		""},
	{"tag_at = {3, 4}",
		"t.conf:1: tag_at takes one value, not a list\n"},
	{"listen = 127.0.0.1",
		"t.conf:1: listen: \"127.0.0.1\" is not an address to listen on (like inet:127.0.0.1:8890 or unix:/run/mxvet/mxvet.sock)\n"},
	{"listen = inet:8890",
		"t.conf:1: listen: \"inet:8890\" would listen on every address: name the one to listen on (like inet:127.0.0.1:8890)\n"},
	{"socket_mode = 660",
		"t.conf:1: socket_mode: \"660\" is not an octal number (like 0660); write 0660\n"},
	{"log { decisions = decisions.jsonl }",
		"t.conf:1: log.decisions: \"decisions.jsonl\" is neither a full path nor one of: syslog, off\n"},
	{"headers { score = maybe }",
		"t.conf:1: headers.score: \"maybe\" is not true or false\n"},
	{"on_temperror = reject",
		"t.conf:1: on_temperror: \"reject\" is not one of: accept, defer\n"},
	{"dns { queries_per_message = 0 }",
		"t.conf:1: dns.queries_per_message: 0 is out of range (1 to 250)\n"},
	{"dns { cache_size = 64MB }",
		"t.conf:1: dns.cache_size: \"64MB\" is not a size (like 4096, 64K, 64M, 1G); write 64M\n"},
	{"/* dns { tries = 2 }\nmode = x",
		"t.conf:1: this comment is never closed\n"},
	{"= 3",
		"t.conf:1: '=' has no place here\n"},
	{"[dns]\ntimeout = 2s",
		"t.conf:1: unknown key [dns]; did you mean dns?\n"
		"t.conf:2: unknown key timeout; did you mean dns { timeout }?\n"},
	{"set mode = enforce",
		"t.conf:1: unknown key set\n"},
	{"reply { reject = \"go away\" }",
		"t.conf:1: reply.reject: \"go away\" is no reply: {id} is missing; without it the decision cannot be found in the log\n"},
	{"include(\"/etc/passwd\")\nmode = x",
		"t.conf:1: unknown key include(\n"
		"t.conf:2: mode: \"x\" is not one of: observe, enforce\n"},
	{"\"tag_at\" = 3",
		"t.conf:1: unknown key \"tag_at\"; did you mean tag_at?\n"},
	{"mode = enforce # comment\ntag_at = 3 // another",
		""},
	{"trust { certificates = {\" issuer=Our CA\"} }",
		"t.conf:1: trust.certificates: \" issuer=Our CA\" names no subject; an issuer alone is not trusted\n"},
	{"trust { file = trusted }",
		"t.conf:1: trust.file: \"trusted\" is not a full path\n"},
	{"trust { file = /nowhere/trusted }",
		"t.conf:1: trust.file: /nowhere/trusted: No such file or directory\n"},
	{"on_reject = quarantine",
		"t.conf:1: on_reject: \"quarantine\" is not one of: reject, hold\n"},
	{"dns.timeout.x = 2s",
		"t.conf:1: unknown key dns { timeout { x } }\n"},
};
/* clang-format on */

static void
every_mistake_names_its_line_and_its_cure(void **state)
{
	for (size_t i = 0; i < sizeof(mistakes) / sizeof(mistakes[0]); i++)
		assert_string_equal(complaints_about(mistakes[i].text), mistakes[i].told);
}

/* A mistake hides none on the lines after it. */
static void
every_mistake_leaves_the_next_line_to_be_read(void **state)
{
	static const char next[] = "\nlog { level = loud }\n";
	char text[1024];

	for (size_t i = 0; i < sizeof(mistakes) / sizeof(mistakes[0]); i++) {
		const char *told;

		if (strstr(mistakes[i].text, "/*") != NULL ||
			strstr(mistakes[i].text, "log") != NULL)
			continue;
		snprintf(text, sizeof(text), "%s%s", mistakes[i].text, next);
		told = complaints_about(text);
		if (strstr(told, "log.level: \"loud\" is not one of: ") == NULL)
			fail_msg("\"%s\" hides the next line: %s", text, told);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_mistake_names_its_line_and_its_cure),
		cmocka_unit_test(every_mistake_leaves_the_next_line_to_be_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
