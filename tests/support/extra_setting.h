/* SPDX-License-Identifier: BSD-2-Clause */
/* One more setting, in a section of its own, for tests/milter/extra_setting.py. */
#define CONFIG_LIST_EXTRA(TOP, IN) \
	IN(garden, gate, DURATION, VERDICT, "3m", 1000, 3600000, "how long the gate stays open") \
	IN(garden, wall, COUNT, RESTART, "2", 1, 9, "how high the wall is, in metres")
