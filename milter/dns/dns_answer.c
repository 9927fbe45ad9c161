/* SPDX-License-Identifier: BSD-2-Clause */
#include "mxvet/dns_answer.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "dns_answer_build.h"

/* Answers that failed carry nothing, so one constant a reason is enough, and failing needs no
 * memory. */
#define FAILED(reason) [reason] = {.lookup = LOOKUP_FAILED, .failure = reason}
static const struct dns_answer failed[] = {
	FAILED(DNS_FAILURE_NONE),
	FAILED(DNS_FAILURE_TIMEOUT),
	FAILED(DNS_FAILURE_SERVFAIL),
	FAILED(DNS_FAILURE_REFUSED),
	FAILED(DNS_FAILURE_MALFORMED),
	FAILED(DNS_FAILURE_FILTERED),
	FAILED(DNS_FAILURE_BUDGET),
	FAILED(DNS_FAILURE_UNAVAILABLE),
};

static uint16_t
read_16(const uint8_t *from)
{
	return (uint16_t)(from[0] << 8 | from[1]);
}

const char *
dns_failure_text(enum dns_failure failure)
{
	switch (failure) {
	case DNS_FAILURE_NONE:
		return "none";
	case DNS_FAILURE_TIMEOUT:
		return "timeout";
	case DNS_FAILURE_SERVFAIL:
		return "servfail";
	case DNS_FAILURE_REFUSED:
		return "refused";
	case DNS_FAILURE_MALFORMED:
		return "malformed";
	case DNS_FAILURE_FILTERED:
		return "filtered";
	case DNS_FAILURE_BUDGET:
		return "budget";
	case DNS_FAILURE_UNAVAILABLE:
		return "unavailable";
	}
	return "";
}

const char *
dns_type_text(enum dns_type type)
{
	switch (type) {
	case DNS_A:
		return "A";
	case DNS_PTR:
		return "PTR";
	case DNS_MX:
		return "MX";
	case DNS_TXT:
		return "TXT";
	case DNS_AAAA:
		return "AAAA";
	}
	return "";
}

const char *
lookup_text(enum lookup lookup)
{
	switch (lookup) {
	case LOOKUP_NOT_ASKED:
		return "not_asked";
	case LOOKUP_FOUND:
		return "found";
	case LOOKUP_NO_DATA:
		return "no_data";
	case LOOKUP_NO_NAME:
		return "no_name";
	case LOOKUP_FAILED:
		return "failed";
	}
	return "";
}

enum lookup
dns_answer_lookup(const struct dns_answer *answer)
{
	return (enum lookup)answer->lookup;
}

enum dns_failure
dns_answer_failure(const struct dns_answer *answer)
{
	return (enum dns_failure)answer->failure;
}

bool
dns_answer_is_alias(const struct dns_answer *answer)
{
	return answer->alias;
}

bool
dns_answer_is_truncated(const struct dns_answer *answer)
{
	return answer->truncated;
}

unsigned
dns_answer_count(const struct dns_answer *answer)
{
	return answer->count;
}

uint32_t
dns_answer_ttl(const struct dns_answer *answer)
{
	return answer->ttl;
}

static bool
is_constant(const struct dns_answer *answer)
{
	return answer->lookup == LOOKUP_FAILED;
}

size_t
dns_answer_size(const struct dns_answer *answer)
{
	return is_constant(answer) ? 0 : sizeof(*answer) + answer->size;
}

static struct dns_name
read_name(const uint8_t *text, size_t length)
{
	struct dns_name name = {.length = (uint8_t)length};

	memcpy(name.text, text, length);
	return name;
}

void
dns_answer_record(const struct dns_answer *answer, unsigned index, struct dns_record *record)
{
	const uint8_t *at = answer->packed;
	size_t length;

	for (unsigned i = 0; i < index; i++)
		at += ANSWER_LENGTH_SIZE + read_16(at);
	length = read_16(at);
	at += ANSWER_LENGTH_SIZE;
	memset(record, 0, sizeof(*record));
	switch ((enum dns_type)answer->type) {
	case DNS_A:
	case DNS_AAAA:
		record->address = length == 4 ? ip_addr_of_v4(at) : ip_addr_of_v6(at);
		break;
	case DNS_PTR:
		record->name = read_name(at, length);
		break;
	case DNS_MX:
		record->preference = read_16(at);
		record->name = read_name(
			at + ANSWER_PREFERENCE_SIZE, length - ANSWER_PREFERENCE_SIZE);
		break;
	case DNS_TXT:
		record->text = (const char *)at;
		record->text_length = length;
		break;
	}
}

const struct dns_answer *
dns_answer_share(const struct dns_answer *answer)
{
	if (answer != NULL && !is_constant(answer))
		atomic_fetch_add_explicit(
			&((struct dns_answer *)answer)->references, 1, memory_order_relaxed);
	return answer;
}

void
dns_answer_release(const struct dns_answer *answer)
{
	struct dns_answer *ours;

	if (answer == NULL || is_constant(answer))
		return;
	ours = (struct dns_answer *)answer;
	if (atomic_fetch_sub_explicit(&ours->references, 1, memory_order_acq_rel) == 1)
		free(ours);
}

const struct dns_answer *
dns_answer_of_failure(enum dns_failure failure)
{
	return &failed[failure];
}
