/* SPDX-License-Identifier: BSD-2-Clause */
#include "mxvet/resolver.h"

struct resolver *
resolver_share(struct resolver *resolver)
{
	atomic_fetch_add_explicit(&resolver->references, 1, memory_order_relaxed);
	return resolver;
}

void
resolver_release(struct resolver *resolver)
{
	if (resolver != NULL &&
		atomic_fetch_sub_explicit(&resolver->references, 1, memory_order_acq_rel) == 1)
		resolver->ops->close(resolver);
}
