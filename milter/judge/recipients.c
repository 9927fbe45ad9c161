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
recipients_add(struct recipient_list *list, const struct config *config,
	const struct mail_address *address, const struct policy *policy)
{
	struct recipient recipient = {.action = ACTION_ACCEPT, .policy = *policy};

	if (make_room(list) != 0)
		return NULL;
	recipient.domain = domain_copy(address);
	if (recipient.domain == NULL)
		return NULL;
	if (config->log_addresses == LOG_ADDRESSES_FULL)
		recipient.address = address_copy(address);
	list->item[list->count] = recipient;
	return &list->item[list->count++];
}

void
recipients_forget(struct recipient_list *list)
{
	for (unsigned i = 0; i < list->count; i++) {
		free(list->item[i].domain);
		free(list->item[i].address);
		free(list->item[i].reply);
	}
	free(list->item);
	*list = (struct recipient_list){0};
}

static bool
was_refused(const struct recipient *recipient)
{
	return action_is_refusal(recipient->action);
}

static bool
all_refused(const struct recipient_list *list)
{
	for (unsigned i = 0; i < list->count; i++)
		if (!was_refused(&list->item[i]))
			return false;
	return true;
}

struct recipients_fold
recipients_fold_of(struct recipient_list *list, const struct config *config, enum action most)
{
	struct recipients_fold fold = {
		.list = list, .config = config, .most = most, .all_refused = all_refused(list)};

	for (unsigned i = 0; i < list->count; i++)
		fold.decided[i] = !fold.all_refused && was_refused(&list->item[i]);
	fold.none_listed = list->count == 0;
	return fold;
}

bool
recipients_next_domain(struct recipients_fold *fold, struct dns_name *domain)
{
	*domain = (struct dns_name){0};
	while (fold->first < fold->list->count && fold->decided[fold->first])
		fold->first++;
	if (fold->first == fold->list->count)
		return fold->none_listed;
	dns_name_parse(domain, fold->list->item[fold->first].domain);
	return true;
}

static void
decide_for(struct recipient *recipient, const struct config *config, enum action most,
	struct verdict *verdict)
{
	policy_apply(&recipient->policy, config, verdict);
	if (!was_refused(recipient)) {
		if (action_is_refusal(verdict->action) && verdict->action > most)
			verdict->action = most;
		if (recipient->action < verdict->action)
			recipient->action = verdict->action;
	}
	verdict->action = recipient->action;
}

static bool
decide_by_top_level(
	struct recipients_fold *fold, struct verdict *verdict, const struct verdict *strictest)
{
	const struct policy top = policy_top(fold->config);

	fold->none_listed = false;
	policy_apply(&top, fold->config, verdict);
	return strictest == NULL;
}

bool
recipients_decide_domain(
	struct recipients_fold *fold, struct verdict *verdict, const struct verdict *strictest)
{
	struct recipient *items = fold->list->item;
	const struct verdict judged = *verdict;
	const char *domain;
	bool any = false;

	if (fold->none_listed)
		return decide_by_top_level(fold, verdict, strictest);
	domain = items[fold->first].domain;
	for (unsigned i = fold->first; i < fold->list->count; i++) {
		struct verdict one = judged;

		if (fold->decided[i] || strcmp(items[i].domain, domain) != 0)
			continue;
		fold->decided[i] = true;
		decide_for(&items[i], fold->config, fold->most, &one);
		if (strictest != NULL && !policy_is_stricter(&one, strictest))
			continue;
		any = true;
		*verdict = one;
		strictest = verdict;
	}
	return any;
}
