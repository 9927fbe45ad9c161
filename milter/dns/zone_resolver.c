/* SPDX-License-Identifier: BSD-2-Clause */
/* Answers from a zone file, at once: the same rules and the same builder as for answers from the
 * network. */
#include <stdlib.h>
#include <string.h>

#include "dns_answer_build.h"
#include "mxvet/resolver.h"
#include "zone_file.h"

enum { ALIASES_MAX = 16 };

struct zone_resolver {
	struct resolver base;
	struct zone_file *zone;
};

/* Whose records answer for a name: its own, or those of a wildcard above it. */
struct zone_node {
	struct dns_name name;
	bool wildcard;
};

static bool
node_owns(const struct zone_node *node, const struct zone_record *record)
{
	return record->wildcard == node->wildcard && dns_name_equal(&record->name, &node->name);
}

/* A name exists when it, or anything under it, stands in the file (RFC 8020). */
static bool
name_exists(const struct zone_file *zone, const struct dns_name *name)
{
	for (size_t i = 0; i < zone->count; i++)
		if (dns_name_is_under(&zone->record[i].name, name))
			return true;
	return false;
}

static bool
node_exists(const struct zone_file *zone, const struct zone_node *node)
{
	for (size_t i = 0; i < zone->count; i++)
		if (node_owns(node, &zone->record[i]))
			return true;
	return false;
}

static bool
cut_first_label(struct dns_name *name)
{
	const char *dot = strchr(name->text, '.');
	size_t cut;

	if (dot == NULL || dot[1] == '\0')
		return false;
	cut = (size_t)(dot + 1 - name->text);
	memmove(name->text, dot + 1, name->length - cut + 1);
	name->length = (uint8_t)(name->length - cut);
	return true;
}

/* RFC 4592 3.3.1: only the closest encloser's wildcard can answer. */
static bool
find_node(const struct zone_file *zone, const struct dns_name *name, struct zone_node *node)
{
	*node = (struct zone_node){.name = *name};
	if (name_exists(zone, name))
		return true;
	node->wildcard = true;
	while (cut_first_label(&node->name))
		if (name_exists(zone, &node->name))
			return node_exists(zone, node);
	return false;
}

static const struct zone_record *
find_record(const struct zone_file *zone, const struct zone_node *node, unsigned type)
{
	for (size_t i = 0; i < zone->count; i++)
		if (zone->record[i].type == type && node_owns(node, &zone->record[i]))
			return &zone->record[i];
	return NULL;
}

static void
add_record(struct dns_answer_builder *builder, const struct zone_record *record)
{
	switch (builder->type) {
	case DNS_A:
	case DNS_AAAA:
		dns_answer_build_address(builder, &record->address);
		break;
	case DNS_PTR:
		dns_answer_build_name(builder, &record->target);
		break;
	case DNS_MX:
		dns_answer_build_exchange(builder, record->preference, &record->target);
		break;
	case DNS_TXT:
		dns_answer_build_text(builder, (const uint8_t *)record->text, record->text_length);
		break;
	}
}

static const struct dns_answer *
answer_of_node(const struct zone_file *zone, const struct zone_node *node,
	struct dns_answer_builder *builder)
{
	for (size_t i = 0; i < zone->count; i++)
		if (zone->record[i].type == (unsigned)builder->type &&
			node_owns(node, &zone->record[i]))
			add_record(builder, &zone->record[i]);
	return dns_answer_build_finish(builder, LOOKUP_NO_DATA);
}

static const struct dns_answer *
zone_answer(const struct zone_file *zone, const struct dns_name *name, enum dns_type type)
{
	struct dns_answer_builder builder;
	struct dns_name current = *name;

	dns_answer_build_init(&builder, type);
	for (int aliases = 0; aliases <= ALIASES_MAX; aliases++) {
		struct zone_node node;
		const struct zone_record *alias;
		const struct zone_record *record;

		if (!find_node(zone, &current, &node))
			return dns_answer_build_finish(&builder, LOOKUP_NO_NAME);
		record = find_record(zone, &node, (unsigned)type);
		if (record != NULL && record->lookup == LOOKUP_FAILED)
			return dns_answer_of_failure(record->failure);
		if (record != NULL && record->lookup == LOOKUP_NO_NAME)
			return dns_answer_build_finish(&builder, LOOKUP_NO_NAME);
		alias = find_record(zone, &node, ZONE_CNAME);
		if (alias == NULL)
			return answer_of_node(zone, &node, &builder);
		builder.alias = true;
		current = alias->target;
	}
	return dns_answer_of_failure(DNS_FAILURE_MALFORMED);
}

static const struct dns_answer *
zone_resolver_ask(struct resolver *resolver, const struct dns_name *name, enum dns_type type,
	struct asker *asker, unsigned slot, bool *cached)
{
	(void)asker;
	(void)slot;
	*cached = false; /* it stands for DNS, and is counted as that */
	return zone_answer(((struct zone_resolver *)resolver)->zone, name, type);
}

static void
zone_resolver_close(struct resolver *resolver)
{
	struct zone_resolver *ours = (struct zone_resolver *)resolver;

	zone_file_close(ours->zone);
	free(ours);
}

static const struct resolver_ops zone_resolver_ops = {
	.ask = zone_resolver_ask,
	.close = zone_resolver_close,
};

/* Takes the zone over; NULL passes through. */
static struct resolver *
zone_resolver_of(struct zone_file *zone, struct text_buffer *error)
{
	struct zone_resolver *resolver;

	if (zone == NULL)
		return NULL;
	resolver = malloc(sizeof(*resolver));
	if (resolver == NULL) {
		zone_file_close(zone);
		text_append(error, "no memory");
		return NULL;
	}
	*resolver = (struct zone_resolver){{&zone_resolver_ops, 1, NULL, NULL}, zone};
	return &resolver->base;
}

struct resolver *
zone_resolver_open(const char *path, struct text_buffer *error)
{
	return zone_resolver_of(zone_file_open(path, error), error);
}

struct resolver *
zone_resolver_of_text(const char *name, const char *text, struct text_buffer *error)
{
	return zone_resolver_of(zone_file_of_text(name, text, error), error);
}
