/* SPDX-License-Identifier: BSD-2-Clause */
#include "reload.h"

#include <stdbool.h>

#include "mxvet/command.h"
#include "mxvet/log.h"
#include "mxvet/metrics.h"
#include "mxvet/mta.h"

#include "dns_watch.h"

enum { ERROR_SIZE = 512 };

static void
complain_in_log(void *state, enum config_severity severity, const char *message)
{
	(void)state;
	log_write(severity == CONFIG_ERROR ? LOG_LEVEL_ERROR : LOG_LEVEL_WARNING, "%s", message);
}

struct resolver *
reload_resolver(const struct config *config)
{
	char storage[ERROR_SIZE];
	struct text_buffer error;
	struct resolver *resolver;

	text_init(&error, storage, sizeof(storage));
	resolver = dns_resolver_open(config, &error);
	if (resolver != NULL)
		dns_watch_begin(resolver, config);
	else
		log_write(LOG_LEVEL_ERROR, "no DNS: %s", storage);
	return resolver;
}

static void
warn_about_restart(void *state, const char *path)
{
	(void)state;
	log_write(LOG_LEVEL_WARNING, "%s changed: it takes effect after a restart", path);
}

static void
note_change(void *state, const char *path)
{
	(void)path;
	*(bool *)state = true;
}

/* The resolver, and with it everything its cache knows, stays where it can. A reference to the resolver for the new configuration; NULL when there can be none. */
static struct resolver *
resolver_for(const struct running *running, const struct config *config)
{
	bool changed = false;

	config_compare(running->config, config, CONFIG_CHANGE_RESOLVER, note_change, &changed);
	if (!changed) {
		dns_watch_ask(config);
		return resolver_share(running->resolver);
	}
	return reload_resolver(config);
}

/* Takes the configuration over. -1 when it cannot work with it. */
static int
adopt(struct running *running, const struct config *config)
{
	struct resolver *resolver = resolver_for(running, config);

	if (resolver == NULL)
		return -1;
	config_compare(running->config, config, CONFIG_CHANGE_RESTART, warn_about_restart, NULL);
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
