/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_CONFIG_LIST_H
#define MXVET_CONFIG_LIST_H

/*
 * The one list of settings, apart from `points` and `disable`, which follow from check_list.h. From it come the members of
 * struct config, the parser, the fingerprint, what a reload keeps and tells, the sample files, and mxvet.conf(5). A new
 * setting is one line here, in a new section too; then `make docs`.
 *
 *   TOP(key, TYPE, EFFECT, "default", low, high, "one line of text")            config->key
 *   IN(section, key, TYPE, EFFECT, "default", low, high, "one line of text")    config->section_key
 *
 * The lines of a section stand together; `low` and `high` bound numbers, equal is unbounded. The effect says what a
 * change of it means at a reload:
 *
 *   VERDICT   it decides verdicts from the same facts, or which facts there are: in the record's fingerprint
 *   SESSION   it holds for sessions that begin from then on
 *   RESOLVER  a new resolver is made, with an empty cache
 *   RESTART   it is told, and holds after a restart
 *
 * RECIPIENT_LIST holds the keys of the sections `recipient "PATTERN" { ... }`: members of struct recipient_rule. What a
 * section does not say is as at top level.
 */

/* TYPE(name, C type, "what the manual calls a value"): what a text means is in milter/config/setting_type.c. */
#define CONFIG_TYPE_LIST(TYPE) \
	TYPE(LISTEN, struct listen_setting, "address") \
	TYPE(ACCOUNT, char *, "name") \
	TYPE(AUTHSERV, char *, "name") \
	TYPE(DECISIONS, char *, "path") \
	TYPE(TEMPLATE, char *, "template") \
	TYPE(FLAG, bool, "flag") \
	TYPE(POINTS, int, "points") \
	TYPE(DURATION, int64_t, "duration") \
	TYPE(SIZE, int64_t, "size") \
	TYPE(COUNT, int64_t, "number") \
	TYPE(OCTAL, int64_t, "octal") \
	TYPE(PREFERENCE, int64_t, "number") \
	TYPE(MODE, enum mode, "word") \
	TYPE(TEMPERROR, enum on_temperror, "word") \
	TYPE(REJECTION, enum on_reject, "word") \
	TYPE(ADDRESSES, enum log_addresses, "word") \
	TYPE(LEVEL, enum log_level, "word") \
	TYPE(SERVERS, struct server_list, "address , ...") \
	TYPE(NAMES, struct name_list, "name , ...") \
	TYPE(NETWORKS, struct network_list, "network , ...") \
	TYPE(CERTIFICATES, struct certificate_list, "text , ...") \
	TYPE(TRUSTFILE, struct trust_file, "path")

/* For a test that adds a line. */
#ifndef CONFIG_LIST_EXTRA
#define CONFIG_LIST_EXTRA(TOP, IN)
#endif

/* clang-format off */
#define CONFIG_LIST(TOP, IN) \
	TOP(listen, LISTEN, RESTART, "inet:127.0.0.1:8890", 0, 0, "where the MTA reaches us: inet:HOST:PORT, inet6:[HOST]:PORT, unix:PATH, Postfix's and libmilter's spellings") \
	TOP(user, ACCOUNT, RESTART, "", 0, 0, "user that mxvet changes to after binding, when it is started as root; empty: no change") \
	TOP(socket_mode, OCTAL, RESTART, "0660", 0, 0777, "rights of a unix socket") \
	TOP(socket_group, ACCOUNT, RESTART, "", 0, 0, "group of a unix socket; empty: the group of the process") \
	TOP(mode, MODE, VERDICT, "observe", 0, 0, "observe: mxvet adds headers and writes logs, and refuses nothing; enforce: it defers and rejects as well") \
	TOP(authserv_id, AUTHSERV, SESSION, "", 0, 0, "name in Authentication-Results (RFC 8601 2.5); empty: the MTA's own name, macro {j}") \
	TOP(resolvers, SERVERS, RESOLVER, "{}", 0, 0, "DNS servers as HOST or HOST:PORT; the next is asked when one does not answer, but not when it answers with an error; empty: those of /etc/resolv.conf") \
	TOP(tag_at, POINTS, VERDICT, "3.0", -10000, 10000, "a message with this score or more is marked") \
	TOP(defer_at, POINTS, VERDICT, "6.0", -10000, 10000, "with this score or more it is deferred: the first try is refused, a later one is accepted (greylisting)") \
	TOP(reject_at, POINTS, VERDICT, "9.0", -10000, 10000, "with this score or more it is rejected") \
	TOP(credit_limit, POINTS, VERDICT, "2.0", 0, 10000, "the most negative points that count for one message") \
	TOP(on_temperror, TEMPERROR, VERDICT, "accept", 0, 0, "defer: also defer a message when DNS did not answer about the sender's domain or its SPF and the worst answer would have deferred it") \
	TOP(on_reject, REJECTION, VERDICT, "reject", 0, 0, "hold: a message that would be rejected is accepted and held in the MTA's queue until a person releases it (postsuper -H)") \
	IN(dns, deadline, DURATION, VERDICT, "8s", 100, 25000, "longest time that one message waits for DNS, all waits together") \
	IN(dns, timeout, DURATION, RESOLVER, "2s", 50, 20000, "time for the first try of a question; each further try takes twice as long") \
	IN(dns, tries, COUNT, RESOLVER, "2", 1, 5, "tries for each question and server") \
	IN(dns, queries_per_message, COUNT, VERDICT, "60", 1, 250, "questions that one message may ask, answers from the cache included; at most a quarter of them concern its recipients' domains") \
	IN(dns, ptr_names, COUNT, VERDICT, "10", 1, 10, "reverse names of a client that are looked at") \
	IN(dns, mx_hosts, COUNT, VERDICT, "20", 1, 20, "MX hosts of a domain that are looked at") \
	IN(dns, addresses_per_name, COUNT, VERDICT, "16", 1, 16, "addresses of a name, of each family, that are looked at") \
	IN(dns, waiting, COUNT, VERDICT, "500", 1, 10000, "callbacks that may wait for DNS at once; a message above that number goes on with temperror") \
	IN(dns, cache_size, SIZE, RESTART, "64M", 65536, 68719476736, "memory for the answer cache") \
	IN(dns, cache_min, DURATION, RESOLVER, "60s", 0, 86400000, "shortest time that an answer is kept, whatever its TTL says") \
	IN(dns, cache_max, DURATION, RESOLVER, "1h", 0, 604800000, "longest time that an answer is kept") \
	IN(dns, cache_negative_max, DURATION, RESOLVER, "15m", 0, 86400000, "longest time that a negative answer is kept (there is no such name or record)") \
	IN(dns, cache_failure, DURATION, RESOLVER, "30s", 0, 3600000, "time that a failure such as SERVFAIL is kept") \
	IN(dns, cache_timeout, DURATION, RESOLVER, "5s", 0, 3600000, "time that an unanswered question is kept") \
	IN(trust, networks, NETWORKS, VERDICT, "{127.0.0.0/8, ::1}", 0, 0, "clients that are not judged") \
	IN(trust, names, NAMES, VERDICT, "{}", 0, 0, "clients whose confirmed reverse name is one of these, or below one, are not judged") \
	IN(trust, domains, NAMES, VERDICT, "{}", 0, 0, "sender domains that are not judged when SPF passes") \
	IN(trust, certificates, CERTIFICATES, VERDICT, "{}", 0, 0, "clients whose verified TLS certificate has one of these common names are not judged; \"NAME issuer=NAME\" wants the issuer's common name too") \
	IN(trust, file, TRUSTFILE, VERDICT, "", 0, 0, "a file with more networks, names and domains, one a line, with a day on which the line ends") \
	IN(trust, mta_authenticated, FLAG, VERDICT, "true", 0, 0, "clients that logged in (SMTP AUTH) are not judged") \
	IN(own, names, NAMES, VERDICT, "{}", 0, 0, "names of this mail service, for helo=ours; the MTA's {j} is always one") \
	IN(own, networks, NETWORKS, VERDICT, "{}", 0, 0, "addresses of this mail service") \
	IN(own, domains, NAMES, VERDICT, "{}", 0, 0, "our own domains: a stranger that sends as one of them, or as a name below one, gets sender=ours; their MX set is not judged") \
	IN(own, mx_preference, PREFERENCE, VERDICT, "auto", 0, 65535, "preference of this host among the MX hosts of its domains; auto: that of the MX host with its address") \
	IN(greylist, delay, DURATION, SESSION, "5m", 1000, 86400000, "a deferred message is accepted when mxvet tries again after this time") \
	IN(greylist, keep, DURATION, SESSION, "36d", 3600000, 31622400000, "how long a sender that came back is remembered") \
	IN(greylist, entries, COUNT, RESTART, "100000", 100, 100000000, "size of the greylist, half of it for senders that came back; when it is full, the oldest entry goes") \
	IN(reply, reject, TEMPLATE, SESSION, "mail of {domain} from {client} is not accepted, {finding}; {remedy} (id {id})", 0, 0, "reply to a sender that is rejected: text with {finding}, {remedy}, {id}, {client}, {domain}, {score}") \
	IN(reply, defer, TEMPLATE, SESSION, "mail of {domain} from {client} is deferred, {finding}; {remedy} (id {id})", 0, 0, "reply to a sender that is deferred for its score") \
	IN(reply, trouble, TEMPLATE, SESSION, "mail of {domain} from {client} is deferred, {finding}; {remedy} (id {id})", 0, 0, "reply to a sender that is deferred because DNS did not answer") \
	IN(headers, authentication_results, FLAG, SESSION, "true", 0, 0, "add Authentication-Results") \
	IN(headers, verdict, FLAG, SESSION, "true", 0, 0, "add X-MXVet: every check with its points") \
	IN(headers, score, FLAG, SESSION, "true", 0, 0, "add X-MXVet-Score") \
	IN(headers, level, FLAG, SESSION, "true", 0, 0, "add X-MXVet-Level") \
	IN(headers, flag, FLAG, SESSION, "true", 0, 0, "add X-MXVet-Flag: YES to messages that are tagged or held") \
	IN(headers, risk, FLAG, SESSION, "true", 0, 0, "add X-MXVet-Risk") \
	IN(headers, comment, FLAG, SESSION, "true", 0, 0, "name the client in a comment of Authentication-Results; some readers parse comments badly") \
	IN(headers, strip, FLAG, SESSION, "true", 0, 0, "delete fields of these names that arrive from outside") \
	IN(log, decisions, DECISIONS, SESSION, "/var/log/mxvet/decisions.jsonl", 0, 0, "decision log: a file, syslog or off") \
	IN(log, addresses, ADDRESSES, SESSION, "domain", 0, 0, "what the decision log holds of each address: its domain, or full") \
	IN(log, level, LEVEL, SESSION, "info", 0, 0, "error, warning, info or debug") \
	IN(log, queue, COUNT, RESTART, "10000", 10, 1000000, "decisions that may wait to be written; more are dropped and counted") \
	CONFIG_LIST_EXTRA(TOP, IN)

/* KEY(key, TYPE, low, high, "one line of text") */
#define RECIPIENT_LIST(KEY) \
	KEY(mode, MODE, 0, 0, "observe or enforce") \
	KEY(tag_at, POINTS, -10000, 10000, "a message with this score or more is marked") \
	KEY(defer_at, POINTS, -10000, 10000, "with this score or more it is deferred") \
	KEY(reject_at, POINTS, -10000, 10000, "with this score or more it is rejected") \
	KEY(on_reject, REJECTION, 0, 0, "reject or hold")
/* clang-format on */

#endif
