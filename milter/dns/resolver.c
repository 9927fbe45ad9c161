/* SPDX-License-Identifier: BSD-2-Clause */
#include "mxvet/resolver.h"

void
resolver_close(struct resolver *resolver)
{
	if (resolver != NULL)
		resolver->ops->close(resolver);
}
