/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_CHECK_LIST_H
#define MXVET_CHECK_LIST_H

/*
 * The one list of checks. From it come the enums, the table in judge/, the `points` keys of the
 * configuration, the tokens in headers and logs, the sample configuration and
 * docs/checks.md. A new check NAME is one block here, one file, milter/judge/checks/NAME.c, and one test,
 * tests/unit/judge/checks/NAME_test.c; then `make docs`. Nothing else lists the checks. What a check needs beyond that it
 * says where that is at home: facts that are not gathered yet in evidence/, an enhanced code other than 5.7.1 in
 * format/smtp_reply.c, credit or cost that hangs on other checks in judge/verdict.c.
 *
 * CHECK(name, "the question it answers") opens a block; each OUTCOME(check, outcome, hundredths of a point,
 * "what was found, for people", "what its postmaster can do") follows in the order of the manual; what is good needs no
 * remedy. The order of the checks is the table's order wherever order matters.
 */
/* clang-format off */
#define CHECK_LIST(CHECK, OUTCOME) \
	CHECK(iprev, "does a reverse name of the client resolve back to it? (RFC 8601 3)") \
	OUTCOME(iprev, pass, -30, "a reverse name of the client leads back to it", "") \
	OUTCOME(iprev, fail, 150, "the client has reverse names, but none leads back to it", "give the client a reverse name whose A or AAAA record is its address") \
	OUTCOME(iprev, nxptr, 200, "the client has no reverse name", "give the client a PTR record and its name an address record") \
	CHECK(rdns, "what kind of host does the reverse name describe?") \
	OUTCOME(rdns, named, 0, "the host has a name of its own", "") \
	OUTCOME(rdns, generic, 80, "the name is made from the address, and nothing in it says mail host", "give the client a reverse name of its own, such as mail.yourdomain") \
	OUTCOME(rdns, dynamic, 180, "the name describes an access line", "send through the mail server of your provider") \
	CHECK(mx, "is the client one of the hosts that take mail for the sender's domain?") \
	OUTCOME(mx, exact, -150, "the client is an MX host of the domain", "") \
	OUTCOME(mx, implicit, -100, "no MX, and the client is the domain's own host (RFC 5321 5.1)", "") \
	OUTCOME(mx, host, -70, "the client belongs to the organisation of an MX host", "") \
	OUTCOME(mx, network, -30, "the client is a network neighbour of an MX host", "") \
	OUTCOME(mx, other, 0, "the client is not one of the domain's mail hosts", "send from a mail host of your domain") \
	CHECK(mxset, "is the set of mail hosts itself sound?") \
	OUTCOME(mxset, sound, 0, "every mail host has a public address", "") \
	OUTCOME(mxset, partial, 20, "some MX hosts have no address", "give every MX host an address record") \
	OUTCOME(mxset, alias, 50, "an MX host is an alias (RFC 2181 10.3)", "point the MX record at a host name that is not a CNAME") \
	OUTCOME(mxset, mixed, 50, "private addresses stand beside public ones", "remove the private addresses from your public DNS") \
	OUTCOME(mxset, badnull, 100, "a null MX stands beside other MX hosts (RFC 7505 3)", "remove the null MX record or the others") \
	OUTCOME(mxset, address, 100, "an MX record holds an address, not a host name (RFC 1035 3.3.9)", "point the MX record at a host name, not at an address") \
	OUTCOME(mxset, unresolved, 300, "no MX host has an address", "give the MX hosts address records") \
	OUTCOME(mxset, private, 350, "no mail host has a public address", "give the MX hosts public addresses") \
	CHECK(sender, "can the sender's domain take mail?") \
	OUTCOME(sender, ours, 400, "the domain is the receiver's own, and nothing ties the client to it", "send through the domain's own mail server, or list the client in the domain's SPF record") \
	OUTCOME(sender, mx, 0, "the domain has MX hosts", "") \
	OUTCOME(sender, implicit, 30, "no MX, but the domain has an address (RFC 5321 5.1)", "publish an MX record for your domain") \
	OUTCOME(sender, bounce, 0, "the null sender (RFC 5321 4.5.5)", "") \
	OUTCOME(sender, spfonly, 100, "neither MX nor address, but SPF passes", "publish an MX record for your domain") \
	OUTCOME(sender, invalid, 200, "not a full domain name", "send with a full domain name as sender") \
	OUTCOME(sender, nodata, 300, "the domain has neither MX nor address", "publish an MX record for your domain") \
	OUTCOME(sender, nxdomain, 400, "the domain does not exist", "correct the sender address or register its domain") \
	OUTCOME(sender, nullmx, 500, "the domain says that it accepts no mail (RFC 7505)", "send from a domain that accepts replies, or remove its null MX record") \
	CHECK(align, "does a confirmed reverse name share the sender's organisational domain?") \
	OUTCOME(align, aligned, -40, "the client's confirmed name is in the sender's organisation", "") \
	OUTCOME(align, other, 0, "no confirmed name of the client is in the sender's organisation", "give the client a reverse name in your domain") \
	CHECK(helo, "what does the client call itself? (RFC 5321 4.1.1.1)") \
	OUTCOME(helo, invalid, 100, "neither a host name nor an address literal", "configure the client to say its full host name in EHLO") \
	OUTCOME(helo, address, 200, "a bare address without brackets (RFC 5321 4.1.3)", "configure the client to say its full host name in EHLO") \
	OUTCOME(helo, literal, 0, "the right address literal", "configure the client to say its full host name in EHLO") \
	OUTCOME(helo, private, 50, "a private address, or a name that exists only in local networks", "configure the client to say its public host name in EHLO") \
	OUTCOME(helo, badliteral, 200, "the literal of another address", "configure the client to say its own name or address in EHLO") \
	OUTCOME(helo, ours, 500, "one of our own names, from a client that it does not resolve to", "configure the client to say its own name in EHLO, not ours") \
	OUTCOME(helo, unqualified, 200, "a name of one label", "configure the client to say its full host name in EHLO") \
	OUTCOME(helo, match, -50, "the name resolves to the client", "") \
	OUTCOME(helo, org, -20, "the name is in the organisation of a confirmed reverse name", "") \
	OUTCOME(helo, differs, 50, "the name resolves, but not to the client", "publish an address record that leads from the EHLO name to the client") \
	OUTCOME(helo, unresolvable, 70, "the name has no address", "give the EHLO name an address record") \
	CHECK(spf, "may the client send for the domain? (RFC 7208)") \
	OUTCOME(spf, pass, -30, "the domain names this client as a sender", "") \
	OUTCOME(spf, neutral, 0, "the domain's SPF record says nothing about this client", "list the client in the SPF record of your domain") \
	OUTCOME(spf, nospf, 0, "the domain has no SPF record", "publish an SPF record that lists your mail hosts") \
	OUTCOME(spf, softfail, 70, "the domain says that this client probably may not send for it", "list the client in the SPF record, or send from a host that is listed") \
	OUTCOME(spf, fail, 200, "the domain says that this client may not send for it", "list the client in the SPF record, or send from a host that is listed") \
	OUTCOME(spf, permerror, 30, "the domain's SPF record is broken", "repair the SPF record of your domain") \
	OUTCOME(spf, open, 150, "the domain's SPF record lets anybody send", "list only your own mail hosts in the SPF record") \
	CHECK(arrival, "did a stranger come to our backup MX?") \
	OUTCOME(arrival, primary, 0, "this host is the first choice for the recipient", "") \
	OUTCOME(arrival, backup, 50, "a better mail host exists for the recipient", "deliver to the MX host with the lowest preference first") \
	CHECK(recipients, "to how many recipients does a bounce go?") \
	OUTCOME(recipients, single, 0, "one recipient", "") \
	OUTCOME(recipients, many, 100, "a bounce should go to one recipient, the sender of the message it is about", "send a bounce to one recipient only") \
	CHECK(anchor, "does anything tie this client to this sender, or confirm the client?") \
	OUTCOME(anchor, anchored, 0, "something ties the client to the sender or confirms it", "") \
	OUTCOME(anchor, adrift, 100, "nothing ties the client to the sender, and nothing confirms it", "give the client a reverse name that leads back to it, or list it in SPF")
/* clang-format on */

#define CHECK_LIST_NOTHING(...)

/* CHECK_iprev, CHECK_rdns, ... in the table's order. */
#define CHECK_LIST_ENUM(name, question) CHECK_##name,
enum check { CHECK_LIST(CHECK_LIST_ENUM, CHECK_LIST_NOTHING) CHECK_COUNT };
#undef CHECK_LIST_ENUM

/* iprev_pass, mx_exact, ...; the first two may end any check and are always worth 0. */
#define CHECK_LIST_ENUM(check, outcome, points, text, remedy) check##_##outcome,
enum outcome {
	outcome_none,      /* does not apply, or a part was not given */
	outcome_temperror, /* DNS did not answer, and its answer could have changed the outcome */
	CHECK_LIST(CHECK_LIST_NOTHING, CHECK_LIST_ENUM) OUTCOME_COUNT
};
#undef CHECK_LIST_ENUM

#endif
