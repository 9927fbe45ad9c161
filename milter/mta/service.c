/* SPDX-License-Identifier: BSD-2-Clause */
#include "service.h"

void
service_set(struct service *service, const struct config *config, struct resolver *resolver)
{
	const struct config *former_config;
	struct resolver *former_resolver;

	if (config != NULL)
		config_share(config);
	if (resolver != NULL)
		resolver_share(resolver);
	pthread_mutex_lock(&service->lock);
	former_config = service->config;
	former_resolver = service->resolver;
	service->config = config;
	service->resolver = resolver;
	pthread_mutex_unlock(&service->lock);
	config_release(former_config);
	resolver_release(former_resolver); /* may wait for the resolver's thread to end */
}

void
service_pin(struct service *service, const struct config **config, struct resolver **resolver)
{
	pthread_mutex_lock(&service->lock);
	*config = config_share(service->config);
	*resolver = resolver_share(service->resolver);
	pthread_mutex_unlock(&service->lock);
}
