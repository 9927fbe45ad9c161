/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_CONFIG_LIST_H
#define MXVET_CONFIG_LIST_H

/*
 * The one list of settings (`points` and `disable` follow from check_list.h). From it come struct config, the
 * parser, conf/mxvet.conf and the key part of mxvet.conf(5).
 *
 * SETTING(section, key, TYPE, default, low, high, "one line of text"), section `top` for keys outside
 * sections. The default is text as it would stand in the file; the limits are numbers in the type's
 * unit, 0, 0 where the type has none.
 *
 * Types and what struct config holds (named section_key, or key alone at top level):
 *   TEXT      const char *, never NULL
 *   FLAG      bool                       true, false
 *   POINTS    int                        hundredths; written 3.0
 *   DURATION  int64_t                    milliseconds; written 500ms, 8s, 5m, 36d; a bare number is seconds
 *   SIZE      int64_t                    bytes; written 4096, 64K, 64M, 1G
 *   COUNT     int64_t
 *   OCTAL     int64_t                    written 0660
 *   MODE, TEMPERROR, ADDRESSES, LEVEL    enums of config.h
 *   PREFERENCE int64_t                   of an MX record; -1 for auto
 *   TEMPLATE  char *, never NULL         text with placeholders (reply_template.h)
 *   TEXTS     struct text_list           { a, b }
 *   NAMES     struct name_list           host names or domains
 *   NETWORKS  struct network_list        ADDRESS or ADDRESS/PREFIX
 *
 * RESTART marks settings that a reload cannot change.
 *
 * RECIPIENT_LIST holds the keys of the sections `recipient "PATTERN" { ... }`: members of struct recipient_rule. What a
 * section does not say is as at top level.
 */
/* clang-format off */
#define CONFIG_LIST(SETTING, RESTART) \
	RESTART(top, listen, TEXT, "inet:127.0.0.1:8890", 0, 0, "where the MTA reaches us: inet:HOST:PORT, inet6:[HOST]:PORT, unix:PATH, Postfix's and libmilter's spellings") \
	RESTART(top, user, TEXT, "", 0, 0, "user to become after binding, when started as root; empty: stay who we are") \
	RESTART(top, socket_mode, OCTAL, "0660", 0, 0777, "rights of a unix socket") \
	RESTART(top, socket_group, TEXT, "", 0, 0, "group of a unix socket; empty: that of the process") \
	SETTING(top, mode, MODE, "observe", 0, 0, "observe: headers and log only; enforce: defer and reject as well") \
	SETTING(top, authserv_id, TEXT, "", 0, 0, "name in Authentication-Results (RFC 8601 2.5); empty: the MTA's own name, macro {j}") \
	SETTING(top, resolvers, TEXTS, "{}", 0, 0, "DNS servers as HOST or HOST:PORT; the next is asked when one does not answer, but not when it answers with an error; empty: those of /etc/resolv.conf") \
	SETTING(top, tag_at, POINTS, "3.0", -10000, 10000, "from this score a message is marked") \
	SETTING(top, defer_at, POINTS, "6.0", -10000, 10000, "from this score it is deferred: the first try is refused, a later one accepted (greylisting)") \
	SETTING(top, reject_at, POINTS, "9.0", -10000, 10000, "from this score it is rejected") \
	SETTING(top, credit_limit, POINTS, "2.0", 0, 10000, "how many negative points count, at most, for one message") \
	SETTING(top, on_temperror, TEMPERROR, "accept", 0, 0, "defer: also refuse for now when DNS did not answer about the sender's domain or its SPF, and the worst answer would have deferred the message") \
	SETTING(dns, deadline, DURATION, "8s", 100, 25000, "longest time one message waits for DNS, all waits together") \
	SETTING(dns, timeout, DURATION, "2s", 50, 20000, "time for the first try of a question; each further try takes twice as long") \
	SETTING(dns, tries, COUNT, "2", 1, 5, "tries for each question and server") \
	SETTING(dns, queries_per_message, COUNT, "60", 1, 60, "questions one message may ask, answers from the cache included; at most a quarter of them about its recipients' domains") \
	SETTING(dns, ptr_names, COUNT, "10", 1, 10, "reverse names of a client that are looked at") \
	SETTING(dns, mx_hosts, COUNT, "20", 1, 20, "MX hosts of a domain that are looked at") \
	SETTING(dns, addresses_per_name, COUNT, "16", 1, 16, "addresses of a name, of each family, that are looked at") \
	SETTING(dns, waiting, COUNT, "500", 1, 10000, "callbacks that may wait for DNS at once; beyond, a message goes on with temperror") \
	RESTART(dns, cache_size, SIZE, "64M", 65536, 68719476736, "memory for the answer cache") \
	SETTING(dns, cache_min, DURATION, "60s", 0, 86400000, "shortest time an answer is kept, whatever its TTL says") \
	SETTING(dns, cache_max, DURATION, "1h", 0, 604800000, "longest time an answer is kept") \
	SETTING(dns, cache_negative_max, DURATION, "15m", 0, 86400000, "longest time it is kept that a name or record does not exist") \
	SETTING(dns, cache_failure, DURATION, "30s", 0, 3600000, "time that SERVFAIL and the like are kept") \
	SETTING(dns, cache_timeout, DURATION, "5s", 0, 3600000, "time that an unanswered question is kept") \
	SETTING(trust, networks, NETWORKS, "{127.0.0.0/8, ::1}", 0, 0, "clients that are not judged") \
	SETTING(trust, names, NAMES, "{}", 0, 0, "clients whose confirmed reverse name is one of these, or under one, are not judged") \
	SETTING(trust, domains, NAMES, "{}", 0, 0, "sender domains that are not judged when SPF passes") \
	SETTING(trust, mta_authenticated, FLAG, "true", 0, 0, "clients that logged in (SMTP AUTH) are not judged") \
	SETTING(own, names, NAMES, "{}", 0, 0, "names of this mail service, for helo=ours; the MTA's {j} is always one") \
	SETTING(own, networks, NETWORKS, "{}", 0, 0, "addresses of this mail service") \
	SETTING(own, domains, NAMES, "{}", 0, 0, "domains whose DNS may look different from inside: their sender and mxset are not judged") \
	SETTING(own, mx_preference, PREFERENCE, "auto", 0, 65535, "preference of this host among the MX hosts of its domains; auto: found by its addresses") \
	SETTING(greylist, delay, DURATION, "5m", 1000, 86400000, "a deferred message is accepted when it is tried again after this time") \
	SETTING(greylist, keep, DURATION, "36d", 3600000, 31622400000, "how long it is remembered who came back") \
	RESTART(greylist, entries, COUNT, "100000", 100, 100000000, "most that are remembered, half of them those who came back; beyond, the oldest are forgotten") \
	SETTING(reply, reject, TEMPLATE, "mail of {domain} from {client} is not accepted, {finding}; {remedy} (id {id})", 0, 0, "what a sender is told that is rejected: text with {finding}, {remedy}, {id}, {client}, {domain}, {score}") \
	SETTING(reply, defer, TEMPLATE, "mail of {domain} from {client} is deferred, {finding}; {remedy} (id {id})", 0, 0, "the same when it is deferred for its score") \
	SETTING(reply, trouble, TEMPLATE, "mail of {domain} from {client} is deferred, {finding}; {remedy} (id {id})", 0, 0, "the same when it is deferred because DNS did not answer") \
	SETTING(headers, authentication_results, FLAG, "true", 0, 0, "add Authentication-Results") \
	SETTING(headers, verdict, FLAG, "true", 0, 0, "add X-MXVet: every check with its points") \
	SETTING(headers, score, FLAG, "true", 0, 0, "add X-MXVet-Score") \
	SETTING(headers, level, FLAG, "true", 0, 0, "add X-MXVet-Level") \
	SETTING(headers, risk, FLAG, "true", 0, 0, "add X-MXVet-Risk") \
	SETTING(headers, strip, FLAG, "true", 0, 0, "delete such fields when they come in from outside") \
	SETTING(log, decisions, TEXT, "/var/log/mxvet/decisions.jsonl", 0, 0, "decision log: a file, syslog or off") \
	SETTING(log, addresses, ADDRESSES, "domain", 0, 0, "what the decision log holds of addresses: domain, or full") \
	SETTING(log, level, LEVEL, "info", 0, 0, "error, warning, info or debug") \
	RESTART(log, queue, COUNT, "10000", 10, 1000000, "decisions waiting to be written; beyond, they are dropped and counted")

/* KEY(key, TYPE, low, high, "one line of text") */
#define RECIPIENT_LIST(KEY) \
	KEY(mode, MODE, 0, 0, "observe or enforce") \
	KEY(tag_at, POINTS, -10000, 10000, "from this score a message is marked") \
	KEY(defer_at, POINTS, -10000, 10000, "from this score it is deferred") \
	KEY(reject_at, POINTS, -10000, 10000, "from this score it is rejected")
/* clang-format on */

#endif
