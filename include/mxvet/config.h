/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_CONFIG_H
#define MXVET_CONFIG_H

/*
 * The configuration: immutable once made, counted by references, pinned by a session at connect and by
 * a message's verdict, so that a reload never changes the rules of a message under way.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mxvet/check_list.h"
#include "mxvet/config_list.h"
#include "mxvet/dns_server.h"
#include "mxvet/listen_address.h"
#include "mxvet/text_buffer.h"
#include "mxvet/value_list.h"

enum mode { MODE_OBSERVE, MODE_ENFORCE };
enum on_temperror { TEMPERROR_ACCEPT, TEMPERROR_DEFER };
enum on_reject { ON_REJECT_REJECT, ON_REJECT_HOLD };
enum log_addresses { LOG_ADDRESSES_DOMAIN, LOG_ADDRESSES_FULL };
enum log_level { LOG_LEVEL_ERROR, LOG_LEVEL_WARNING, LOG_LEVEL_INFO, LOG_LEVEL_DEBUG };

/* Where the MTA reaches us: as written, and read. */
struct listen_setting {
	char *text;
	struct listen_address address;
};

/* The lines of trust.file: each trusts a network, a name or a domain, until it ends. */
enum trust_kind { TRUST_NETWORK, TRUST_NAME, TRUST_DOMAIN };
struct trust_line {
	enum trust_kind kind;
	struct ip_network network;
	struct dns_name name;
	unsigned line;    /* in the file */
	int64_t until_ms; /* wall clock, since 1970: it ends then; INT64_MAX: never */
};
struct trust_file {
	char *path; /* "": none */
	size_t count;
	struct trust_line *item;
};

/* config_FLAG is bool, and so on. */
#define CONFIG_TYPE(name, ctype, argument) typedef ctype config_##name;
CONFIG_TYPE_LIST(CONFIG_TYPE)
#undef CONFIG_TYPE

#define CONFIG_MEMBER_TOP(key, type, effect, preset, low, high, text) config_##type key;
#define CONFIG_MEMBER_IN(section, key, type, effect, preset, low, high, text) \
	config_##type section##_##key;

#define RECIPIENT_MEMBER(key, type, low, high, text) config_##type key;

/* The rules for some recipients: what a `recipient` section says, and the top level where it says nothing. */
struct recipient_rule {
	char *title;   /* one pattern of the section, as it stands in the file */
	char *pattern; /* for whole addresses in lower case; '*' is any text, '?' one character */
	RECIPIENT_LIST(RECIPIENT_MEMBER)
};

struct recipient_rules {
	size_t count; /* in the file's order */
	struct recipient_rule *item;
};

struct config {
	unsigned references; /* atomic, by config_share() and config_release() only */
	uint32_t fingerprint; /* of everything in force that can change a verdict: "config" in the log */
	bool enabled[CHECK_COUNT];
	int points[OUTCOME_COUNT]; /* hundredths; indexed by enum outcome */
	CONFIG_LIST(CONFIG_MEMBER_TOP, CONFIG_MEMBER_IN)
	struct recipient_rules recipients;
};

enum config_severity { CONFIG_WARNING, CONFIG_ERROR };

/* Receives one complaint at a time: "FILE:LINE: what is wrong", without a newline. */
typedef void config_complain(void *state, enum config_severity severity, const char *message);

/* Reads a configuration; `path` NULL is the defaults. Everything that is wrong is told, then NULL is returned; also
 * when the file cannot be read. Warnings are told, and change nothing. The caller owns one reference. */
const struct config *config_open(const char *path, config_complain *complain, void *state);

/* As config_open, for `mxvet run`: the folder of a unix socket, `user` and `socket_group` must be there. */
const struct config *config_open_to_serve(const char *path, config_complain *complain, void *state);

/* As config_open, from text; `name` stands for the file in messages. For tests. */
const struct config *config_of_text(
	const char *name, const char *text, config_complain *complain, void *state);

/* What a change of a setting means to the process: see config_list.h. */
enum config_change { CONFIG_CHANGE_RESOLVER, CONFIG_CHANGE_RESTART };

/* Tells the path of each setting of that kind in which the two differ. */
typedef void config_differs(void *state, const char *path);
void config_compare(const struct config *a, const struct config *b, enum config_change change,
	config_differs *tell, void *state);

const struct config *config_share(const struct config *config);
void config_release(const struct config *config); /* accepts NULL */

/* The commented default file, and what is in force as a file that config_open() reads to the same values. */
void config_write_defaults(struct text_buffer *buffer);
void config_write_effective(struct text_buffer *buffer, const struct config *config);

#endif
