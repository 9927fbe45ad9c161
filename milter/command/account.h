/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_COMMAND_ACCOUNT_H
#define MXVET_COMMAND_ACCOUNT_H

#include <stdbool.h>
#include <sys/types.h>

/* Who the process is to be, and which group may use its unix socket. */
struct account {
	uid_t user;
	gid_t group;
	gid_t socket_group;
	bool changes; /* it is not who the process is now */
};

/* Looks both names up; "" stands for what the process has. Returns NULL, or what is wrong. Only
 * root can change its user: started as another user, the process keeps it. */
const char *account_find(struct account *account, const char *user, const char *socket_group);

/* Becomes that user for good, with the groups the user has. Returns NULL, or what is wrong. */
const char *account_become(const struct account *account, const char *user);

#endif
