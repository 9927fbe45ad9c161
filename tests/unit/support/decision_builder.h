/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_DECISION_BUILDER_H
#define MXVET_DECISION_BUILDER_H

/* A decision with everything that it borrows, for tests of how it is told. */

#include "mxvet/format.h"

struct decision_builder {
	struct config config;
	struct evidence evidence;
	struct verdict verdict;
	struct recipient_list recipients;
	struct decision decision;
};

/*
 * mail.example.net [192.0.2.1] says HELO with its confirmed name and sends as example.net, whose MX
 * it is. The configuration is the default one, our name mx.example.org, every finding none.
 */
void build_decision(struct decision_builder *builder);

/* Sets a finding with the configured points, and adds them to the score. */
void build_finding(struct decision_builder *builder, enum check check, enum outcome outcome,
	const char *because);

struct dns_name build_name(const char *text);
struct ip_addr build_address(const char *text);
struct address_set build_found(const char *address);

/* Every list is full and every name as long as a name can be; every text is full of `filler`. */
void build_worst_evidence(struct evidence *evidence, char filler);

#endif
