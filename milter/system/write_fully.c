/* SPDX-License-Identifier: BSD-2-Clause */
#include "mxvet/write_fully.h"

#include <errno.h>
#include <unistd.h>

int
write_fully(int descriptor, const char *octets, size_t count, size_t *done)
{
	*done = 0;
	while (*done < count) {
		ssize_t written = write(descriptor, octets + *done, count - *done);

		if (written == -1 && errno == EINTR)
			continue;
		if (written <= 0)
			return written == 0 ? ENOSPC : errno;
		*done += (size_t)written;
	}
	return 0;
}
