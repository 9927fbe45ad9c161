/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_METRICS_H
#define MXVET_METRICS_H

/* Counters of what happened since the start: atomics, counted by mta/, observe/ and command/ only. */

#include <stdint.h>

#define METRIC_LIST(METRIC) \
	METRIC(log_dropped, \
		"log lines that were not written: the queue was full or the disk did not take them") \
	METRIC(nudge_failed, "wake-up connections to our own socket that failed") \
	METRIC(wait_refused, "waits for DNS that were refused because too many were waiting") \
	METRIC(sessions, "sessions that began") \
	METRIC(messages, "transactions that had a recipient") \
	METRIC(reloads, "configurations taken over while running") \
	METRIC(reloads_refused, "configurations that were wrong, and left the old one in force")

#define METRIC_ENUM(name, text) METRIC_##name,
enum metric { METRIC_LIST(METRIC_ENUM) METRIC_COUNT };
#undef METRIC_ENUM

void metric_count(enum metric metric); /* one more */
void metric_add(enum metric metric, uint64_t number);
uint64_t metric_read(enum metric metric);

#endif
