/* SPDX-License-Identifier: BSD-2-Clause */
#include "reload.h"

#include <string.h>

#include "mxvet/command.h"
#include "mxvet/log.h"
#include "mxvet/metrics.h"
#include "mxvet/mta.h"

enum { ERROR_SIZE = 512 };

static void
complain_in_log(void *state, const char *message)
{
	(void)state;
	log_write(LOG_LEVEL_ERROR, "%s", message);
}

struct resolver *
reload_resolver(const struct config *config)
{
	char storage[ERROR_SIZE];
	struct text_buffer error;
	struct resolver *resolver;

	text_init(&error, storage, sizeof(storage));
	resolver = dns_resolver_open(config, &error);
	if (resolver == NULL)
		log_write(LOG_LEVEL_ERROR, "no DNS: %s", storage);
	return resolver;
}

#define SAME_TEXT(a, b) (strcmp(a, b) == 0)
#define SAME_OCTAL(a, b) ((a) == (b))
#define SAME_SIZE(a, b) ((a) == (b))
#define SAME_COUNT(a, b) ((a) == (b))

/* A key as it stands in the manual. */
#define KEY_top(key) #key
#define KEY_dns(key) "dns." #key
#define KEY_log(key) "log." #key
#define KEY_greylist(key) "greylist." #key

#define TELL_NOTHING(section, key, type, preset, low, high, text)
#define TELL_CHANGE(section, key, type, preset, low, high, text) \
	if (!SAME_##type(before->CONFIG_NAME_##section(key), after->CONFIG_NAME_##section(key))) \
		log_write(LOG_LEVEL_WARNING, \
			KEY_##section(key) " changed: it takes effect after a restart");

static void
tell_what_needs_a_restart(const struct config *before, const struct config *after)
{
	CONFIG_LIST(TELL_NOTHING, TELL_CHANGE)
}

static bool
same_texts(const struct text_list *a, const struct text_list *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++)
		if (strcmp(a->item[i], b->item[i]) != 0)
			return false;
	return true;
}

/* Whether the resolver, and with it everything its cache knows, can stay. */
static bool
resolver_suits(const struct config *before, const struct config *after)
{
	return same_texts(&before->resolvers, &after->resolvers) &&
		before->dns_timeout == after->dns_timeout && before->dns_tries == after->dns_tries &&
		before->dns_cache_min == after->dns_cache_min &&
		before->dns_cache_max == after->dns_cache_max &&
		before->dns_cache_negative_max == after->dns_cache_negative_max &&
		before->dns_cache_failure == after->dns_cache_failure &&
		before->dns_cache_timeout == after->dns_cache_timeout;
}

/* A reference to the resolver for the new configuration; NULL when there can be none. */
static struct resolver *
resolver_for(const struct running *running, const struct config *config)
{
	if (resolver_suits(running->config, config))
		return resolver_share(running->resolver);
	return reload_resolver(config);
}

/* Takes the configuration over. -1 when it cannot work with it. */
static int
adopt(struct running *running, const struct config *config)
{
	struct resolver *resolver = resolver_for(running, config);

	if (resolver == NULL)
		return -1;
	tell_what_needs_a_restart(running->config, config);
	mta_set_service(config, resolver);
	config_release(running->config);
	resolver_release(running->resolver);
	running->config = config;
	running->resolver = resolver;
	return 0;
}

void
reload(struct running *running)
{
	const struct config *config = command_config_to_serve(running->path, complain_in_log, NULL);

	if (config != NULL && adopt(running, config) == 0) {
		log_reload(config);
		metric_count(METRIC_reloads);
		log_write(LOG_LEVEL_INFO, "reloaded: configuration %08x, logs reopened",
			(unsigned)config->fingerprint);
		return;
	}
	config_release(config);
	log_reopen();
	metric_count(METRIC_reloads_refused);
	log_write(LOG_LEVEL_ERROR, "NOT RELOADED: the settings stay as they were; logs reopened");
}
