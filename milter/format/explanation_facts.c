/* SPDX-License-Identifier: BSD-2-Clause */
#include "explanation_facts.h"

#include <inttypes.h>
#include <string.h>

enum {
	NAME_COLUMN_MAX = 40
}; /* longer names push their own line's rest to the right, not everybody's */

static const char *
failure_phrase(enum dns_failure failure)
{
	switch (failure) {
	case DNS_FAILURE_NONE:
		return "no answer";
	case DNS_FAILURE_TIMEOUT:
		return "no answer in time";
	case DNS_FAILURE_SERVFAIL:
		return "the server failed (SERVFAIL)";
	case DNS_FAILURE_REFUSED:
		return "the server refused to answer";
	case DNS_FAILURE_MALFORMED:
		return "a malformed answer";
	case DNS_FAILURE_FILTERED:
		return "the resolver filters this name (0.0.0.0 or ::)";
	case DNS_FAILURE_BUDGET:
		return "not asked, too many questions for one message";
	case DNS_FAILURE_UNAVAILABLE:
		return "no DNS server could be reached";
	}
	return "no answer";
}

/* Why there is no list. */
static void
write_absence(struct page *page, const char *what, enum lookup lookup, enum dns_failure failure)
{
	switch (lookup) {
	case LOOKUP_NOT_ASKED:
	case LOOKUP_FOUND:
		return;
	case LOOKUP_NO_DATA:
		page_format(page, "no %s", what);
		return;
	case LOOKUP_NO_NAME:
		page_text(page, "no such name");
		return;
	case LOOKUP_FAILED:
		page_ink(page, INK_YELLOW);
		page_format(page, "%s: %s", what, failure_phrase(failure));
		page_ink(page, INK_PLAIN);
		return;
	}
}

static void
write_list(struct page *page, const struct address_set *set)
{
	char text[IP_ADDR_TEXT_SIZE];

	for (unsigned i = 0; i < set->count; i++)
		page_format(page, "%s%s", i > 0 ? ", " : "", ip_addr_format(&set->address[i], text));
	if (set->truncated)
		page_text(page, ", and more");
}

static bool
is_asked(const struct host *host)
{
	return host->v4.lookup != LOOKUP_NOT_ASKED || host->v6.lookup != LOOKUP_NOT_ASKED;
}

/* One word says all when both families say the same nothing. */
static bool
write_common_absence(struct page *page, const struct host *host)
{
	enum lookup v4 = host->v4.lookup, v6 = host->v6.lookup;
	bool no_data = v4 == LOOKUP_NO_DATA && v6 == LOOKUP_NO_DATA;
	bool no_name = (v4 == LOOKUP_NO_NAME || v6 == LOOKUP_NO_NAME) &&
		(v4 == v6 || v4 == LOOKUP_NOT_ASKED || v6 == LOOKUP_NOT_ASKED);

	if (!dns_name_is_empty(&host->name) && !dns_name_is_host(&host->name))
		page_text(page, "not a host name");
	else if (no_name)
		page_text(page, "no such name");
	else if (no_data)
		page_text(page, "no address");
	else
		return false;
	return true;
}

/* The addresses of a host, or why there are none. */
static void
write_addresses(struct page *page, const struct host *host)
{
	const struct address_set *v4 = &host->v4, *v6 = &host->v6;
	bool both = v4->lookup != LOOKUP_NOT_ASKED && v6->lookup != LOOKUP_NOT_ASKED;

	if (write_common_absence(page, host))
		return;
	write_list(page, v4);
	write_absence(page, "A", v4->lookup, v4->failure);
	if (both)
		page_text(page,
			v6->lookup == LOOKUP_FOUND && v4->lookup == LOOKUP_FOUND ? ", " : "; ");
	write_list(page, v6);
	write_absence(page, "AAAA", v6->lookup, v6->failure);
	if (host->alias)
		page_text(page, " (alias)");
}

static void
write_title(struct page *page, const char *title, const char *of)
{
	page_gap(page);
	page_ink(page, INK_BOLD);
	page_format(page, "%s%s", title, of);
	page_ink(page, INK_PLAIN);
}

static size_t
wider(size_t width, const struct dns_name *name)
{
	return name->length > width && name->length <= NAME_COLUMN_MAX ? name->length : width;
}

static void
write_more(struct page *page, bool truncated)
{
	page_line(page, 2);
	if (truncated)
		page_text(page, "... and more that were not looked at");
}

static void
write_confirmation(struct page *page, enum truth confirmed)
{
	switch (confirmed) {
	case TRUTH_YES:
		page_ink(page, INK_GREEN);
		page_text(page, "confirmed");
		break;
	case TRUTH_MAYBE:
		page_ink(page, INK_YELLOW);
		page_text(page, "in doubt");
		break;
	case TRUTH_NO:
		page_ink(page, INK_RED);
		page_text(page, "unconfirmed");
		break;
	}
	page_ink(page, INK_PLAIN);
}

static void
write_reverse_name(struct page *page, const struct evidence *evidence, unsigned index, size_t column)
{
	const struct host *host = &evidence->ptr.name[index];

	page_line(page, 2);
	page_text(page, host->name.text);
	page_column(page, column);
	write_confirmation(page, facts_name_confirmed(evidence, index));
	page_column(page, column + strlen("unconfirmed  "));
	write_addresses(page, host);
}

static void
write_ptr(struct page *page, const struct evidence *evidence)
{
	const struct ptr_evidence *ptr = &evidence->ptr;
	char client[IP_ADDR_TEXT_SIZE];
	size_t width = 0;

	if (ptr->lookup == LOOKUP_NOT_ASKED)
		return;
	write_title(page, "Reverse names of ", ip_addr_format(&evidence->envelope.client, client));
	page_line(page, 2);
	write_absence(page, "PTR", ptr->lookup, ptr->failure);
	for (unsigned i = 0; i < ptr->count; i++)
		width = wider(width, &ptr->name[i].name);
	for (unsigned i = 0; i < ptr->count; i++)
		write_reverse_name(page, evidence, i, 2 + width + 2);
	write_more(page, ptr->truncated);
}

/* A host that stands alone: HELO's, or the sender's domain. */
static void
write_host(struct page *page, const char *title, const struct host *host)
{
	if (!is_asked(host))
		return;
	write_title(page, title, host->name.text);
	page_line(page, 2);
	write_addresses(page, host);
}

static size_t
digits(unsigned number)
{
	return number < 10 ? 1 : 1 + digits(number / 10);
}

static void
write_mx_host(struct page *page, const struct mx_host *mx, size_t name_column, size_t column)
{
	page_line(page, 2);
	page_format(page, "%u", mx->preference);
	page_column(page, name_column);
	page_text(page, mx->host.name.text);
	page_column(page, column);
	if (dns_name_is_root(&mx->host.name))
		page_text(page, "the null MX: the domain accepts no mail");
	else if (mx->literal)
		page_text(page, "an address, not a host name");
	else
		write_addresses(page, &mx->host);
}

static void
write_mx(struct page *page, const struct mx_evidence *mx)
{
	size_t width = 0, name_column;

	if (mx->lookup == LOOKUP_NOT_ASKED)
		return;
	write_title(page, "MX hosts of ", mx->domain.text);
	page_line(page, 2);
	write_absence(page, "MX", mx->lookup, mx->failure);
	for (unsigned i = 0; i < mx->count; i++)
		width = wider(width, &mx->host[i].host.name);
	name_column = 2 + (mx->count > 0 ? digits(mx->host[mx->count - 1].preference) : 0) + 2;
	for (unsigned i = 0; i < mx->count; i++)
		write_mx_host(page, &mx->host[i], name_column, name_column + width + 2);
	write_more(page, mx->truncated);
}

static void
write_spf(struct page *page, const struct spf_evidence *spf)
{
	char storage[SPF_TERM_SIZE * 4];
	struct text_buffer term;

	if (spf->result == SPF_RESULT_NOT_ASKED || dns_name_is_empty(&spf->domain))
		return;
	write_title(page, "SPF of ", spf->domain.text);
	text_init(&term, storage, sizeof(storage));
	text_append_escaped(&term, spf->term, strlen(spf->term));
	page_line(page, 2);
	page_format(page, "%s identity%s%s", spf->helo_identity ? "HELO" : "MAIL FROM",
		term.length > 0 ? ": " : "", term.text);
}

static void
write_totals(struct page *page, const struct inquiry_totals *dns)
{
	int64_t tenths = (dns->waited_us + 50) / 100;

	if (dns->queries + dns->cached + dns->failed == 0)
		return;
	page_gap(page);
	page_ink(page, INK_DIM);
	page_format(page, "DNS: %u asked, %u from the cache, %u failed, %" PRId64 ".%" PRId64 " ms",
		dns->queries, dns->cached, dns->failed, tenths / 10, tenths % 10);
	page_ink(page, INK_PLAIN);
}

void
explanation_facts_write(struct page *page, const struct decision *decision)
{
	const struct evidence *evidence = decision->evidence;

	write_ptr(page, evidence);
	write_host(page, "Addresses of HELO ", &evidence->helo);
	write_mx(page, &evidence->mx);
	write_host(page, "Addresses of the sender's domain ", &evidence->sender);
	write_spf(page, &evidence->spf);
	write_totals(page, &decision->dns);
	page_line(page, 0);
}
