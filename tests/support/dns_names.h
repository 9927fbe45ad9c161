/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_TESTS_DNS_NAMES_H
#define MXVET_TESTS_DNS_NAMES_H

/* For cmocka tests: include after cmocka.h. */

#include "mxvet/dns_name.h"

static inline struct dns_name
name_of(const char *text)
{
	struct dns_name name;
	assert_true(dns_name_parse(&name, text));
	return name;
}

#endif
