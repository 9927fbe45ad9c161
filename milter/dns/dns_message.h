/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_DNS_MESSAGE_H
#define MXVET_DNS_MESSAGE_H

#include <stddef.h>
#include <stdint.h>

#include "mxvet/dns_answer.h"

/* Reads a response as it came from the network (RFC 1035 4.1) to the question for `name` and
 * `type`; a reference for the caller. Whatever is not a well-formed NOERROR or NXDOMAIN to that
 * question has failed. */
const struct dns_answer *dns_message_read(
	const uint8_t *message, size_t size, const struct dns_name *name, enum dns_type type);

#endif
