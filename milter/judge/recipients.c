/* SPDX-License-Identifier: BSD-2-Clause */
#include "mxvet/recipients.h"

#include <stdlib.h>
#include <string.h>

#include "mxvet/mail_address.h"
#include "mxvet/text_buffer.h"

enum {
	DOMAIN_SHOWN = 256, /* octets of a domain that is shown, escaped */
	ADDRESS_SHOWN = 512,
};

/* The domain as DNS knows it; one that is no name as it was given; "" for a bare local part such as
 * postmaster. */
static void
append_domain(struct text_buffer *buffer, const struct mail_address *address)
{
	if (address->kind == MAIL_ADDRESS_DOMAIN)
		text_append(buffer, address->domain.text);
	else
		text_append_escaped(buffer, address->domain_text, address->domain_text_length);
}

static char *
domain_copy(const struct mail_address *address)
{
	char storage[DOMAIN_SHOWN];
	struct text_buffer text;

	text_init(&text, storage, sizeof(storage));
	append_domain(&text, address);
	return strdup(storage);
}

static char *
address_copy(const struct mail_address *address)
{
	char storage[ADDRESS_SHOWN];
	struct text_buffer text;

	text_init(&text, storage, sizeof(storage));
	text_append_escaped(&text, address->local, address->local_length);
	if (address->domain_text_length > 0)
		text_append_char(&text, '@');
	append_domain(&text, address);
	return strdup(storage);
}

/* Room for one more, by doubling; -1 when the list is full or memory is. */
static int
make_room(struct recipient_list *list)
{
	struct recipient *item;

	if (list->count >= RECIPIENTS_MAX)
		return -1;
	if ((list->count & (list->count - 1)) != 0)
		return 0;
	item = realloc(list->item, (list->count == 0 ? 1 : 2 * (size_t)list->count) * sizeof(*item));
	if (item == NULL)
		return -1;
	list->item = item;
	return 0;
}

struct recipient *
recipients_add(struct recipient_list *list, const struct config *config, const char *address)
{
	struct mail_address parts = mail_address_of(address);
	struct recipient recipient = {
		.action = ACTION_ACCEPT, .policy = policy_of_recipient(config, &parts)};

	if (make_room(list) != 0)
		return NULL;
	recipient.domain = domain_copy(&parts);
	if (recipient.domain == NULL)
		return NULL;
	if (config->log_addresses == LOG_ADDRESSES_FULL)
		recipient.address = address_copy(&parts);
	list->item[list->count] = recipient;
	return &list->item[list->count++];
}

static bool
was_refused(const struct recipient *recipient)
{
	return recipient->action > ACTION_TAG;
}

static bool
all_refused(const struct recipient_list *list)
{
	for (unsigned i = 0; i < list->count; i++)
		if (!was_refused(&list->item[i]))
			return false;
	return true;
}

static void
decide_for(struct recipient *recipient, const struct config *config, enum action most,
	struct verdict *verdict)
{
	policy_apply(&recipient->policy, config, verdict);
	if (!was_refused(recipient)) {
		if (verdict->action > most)
			verdict->action = most;
		if (recipient->action < verdict->action)
			recipient->action = verdict->action;
	}
	verdict->action = recipient->action;
}

/* What is kept from one recipient's domain to the next. */
struct deciding {
	struct recipient_list *list;
	const struct config *config;
	enum action most;
	bool all_refused;          /* before anything is decided here */
	bool done[RECIPIENTS_MAX]; /* decided, or refused before and of no account */
	bool any;
	unsigned strictest_by; /* whose verdict `strictest` is */
	struct verdict strictest;
};

static void
decide_domain(struct deciding *deciding, unsigned first, const struct verdict *judged)
{
	struct recipient *items = deciding->list->item;

	for (unsigned i = first; i < deciding->list->count; i++) {
		struct verdict one = *judged;

		if (deciding->done[i] || strcmp(items[i].domain, items[first].domain) != 0)
			continue;
		deciding->done[i] = true;
		decide_for(&items[i], deciding->config, deciding->most, &one);
		if (deciding->any && !policy_is_stricter(&one, &deciding->strictest))
			continue;
		deciding->any = true;
		deciding->strictest = one;
		deciding->strictest_by = first;
	}
}

static struct dns_name
domain_of(const struct recipient *recipient)
{
	struct dns_name domain;

	dns_name_parse(&domain, recipient->domain);
	return domain;
}

void
recipients_decide(struct recipient_list *list, const struct config *config, enum action most,
	recipients_judge *judge, void *state, struct verdict *verdict)
{
	const struct policy top = policy_top(config);
	struct deciding deciding = {
		.list = list, .config = config, .most = most, .all_refused = all_refused(list)};
	struct dns_name domain = {0};
	unsigned judged_for = 0;

	for (unsigned i = 0; i < list->count; i++)
		deciding.done[i] = !deciding.all_refused && was_refused(&list->item[i]);
	for (unsigned i = 0; i < list->count; i++) {
		if (deciding.done[i])
			continue;
		domain = domain_of(&list->item[i]);
		judge(state, &domain, verdict);
		judged_for = i;
		decide_domain(&deciding, i, verdict);
	}
	if (!deciding.any) {
		judge(state, &domain, verdict);
		policy_apply(&top, config, verdict);
		return;
	}
	if (judged_for != deciding.strictest_by) {
		domain = domain_of(&list->item[deciding.strictest_by]);
		judge(state, &domain, verdict);
	}
	*verdict = deciding.strictest;
}

void
recipients_forget(struct recipient_list *list)
{
	for (unsigned i = 0; i < list->count; i++) {
		free(list->item[i].domain);
		free(list->item[i].address);
	}
	free(list->item);
	*list = (struct recipient_list){0};
}
