/* SPDX-License-Identifier: BSD-2-Clause */
#include "account.h"

#include <grp.h>
#include <pwd.h>
#include <unistd.h>

const char *
account_find(struct account *account, const char *user, const char *socket_group)
{
	*account = (struct account){.user = geteuid(), .group = getegid()};
	if (user[0] != '\0' && geteuid() == 0) {
		const struct passwd *entry = getpwnam(user);

		if (entry == NULL)
			return "there is no such user";
		account->changes = true;
		account->user = entry->pw_uid;
		account->group = entry->pw_gid;
	}
	account->socket_group = account->group;
	if (socket_group[0] != '\0') {
		const struct group *entry = getgrnam(socket_group);

		if (entry == NULL)
			return "there is no such group";
		account->socket_group = entry->gr_gid;
	}
	return NULL;
}

const char *
account_become(const struct account *account, const char *user)
{
	if (!account->changes)
		return NULL;
	if (initgroups(user, account->group) != 0)
		return "cannot take the user's groups";
	if (setgid(account->group) != 0)
		return "cannot become the user's group";
	if (setuid(account->user) != 0)
		return "cannot become the user";
	if (account->user != 0 && setuid(0) == 0)
		return "could become root again";
	return NULL;
}
