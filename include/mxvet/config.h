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
#include "mxvet/text_buffer.h"
#include "mxvet/value_list.h"

enum mode { MODE_OBSERVE, MODE_ENFORCE };
enum on_temperror { TEMPERROR_ACCEPT, TEMPERROR_DEFER };
enum log_addresses { LOG_ADDRESSES_DOMAIN, LOG_ADDRESSES_FULL };
enum log_level { LOG_LEVEL_ERROR, LOG_LEVEL_WARNING, LOG_LEVEL_INFO, LOG_LEVEL_DEBUG };

#define CONFIG_MEMBER_TEXT char *
#define CONFIG_MEMBER_FLAG bool
#define CONFIG_MEMBER_POINTS int
#define CONFIG_MEMBER_DURATION int64_t
#define CONFIG_MEMBER_SIZE int64_t
#define CONFIG_MEMBER_COUNT int64_t
#define CONFIG_MEMBER_OCTAL int64_t
#define CONFIG_MEMBER_MODE enum mode
#define CONFIG_MEMBER_TEMPERROR enum on_temperror
#define CONFIG_MEMBER_PREFERENCE int64_t
#define CONFIG_MEMBER_TEMPLATE char *
#define CONFIG_MEMBER_ADDRESSES enum log_addresses
#define CONFIG_MEMBER_LEVEL enum log_level
#define CONFIG_MEMBER_TEXTS struct text_list
#define CONFIG_MEMBER_NAMES struct name_list
#define CONFIG_MEMBER_NETWORKS struct network_list

#define CONFIG_NAME_top(key) key
#define CONFIG_NAME_dns(key) dns_##key
#define CONFIG_NAME_trust(key) trust_##key
#define CONFIG_NAME_own(key) own_##key
#define CONFIG_NAME_greylist(key) greylist_##key
#define CONFIG_NAME_reply(key) reply_##key
#define CONFIG_NAME_headers(key) headers_##key
#define CONFIG_NAME_log(key) log_##key

#define CONFIG_MEMBER(section, key, type, preset, low, high, text) \
	CONFIG_MEMBER_##type CONFIG_NAME_##section(key);

#define RECIPIENT_MEMBER(key, type, low, high, text) CONFIG_MEMBER_##type key;

/* The rules for some recipients: what a `recipient` section says, and the top level where it says nothing. */
struct recipient_rule {
	char *title;   /* as it stands in the file */
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
	CONFIG_LIST(CONFIG_MEMBER, CONFIG_MEMBER)
	struct recipient_rules recipients;
};

/* Receives one error at a time: "FILE:LINE: what is wrong", without a newline. */
typedef void config_complain(void *state, const char *message);

/* Reads a configuration; `path` NULL is the defaults. All errors are reported, then NULL is returned; also
 * when the file cannot be read. The caller owns one reference. One thread at a time (libconfuse's lexer is global). */
const struct config *config_open(const char *path, config_complain *complain, void *state);

/* As config_open, for the one who will serve: the folder of a unix socket, `user` and `socket_group` must be there. */
const struct config *config_open_to_serve(const char *path, config_complain *complain, void *state);

/* As config_open, from text; `name` stands for the file in messages. For tests. */
const struct config *config_of_text(
	const char *name, const char *text, config_complain *complain, void *state);

const struct config *config_share(const struct config *config);
void config_release(const struct config *config); /* bears NULL */

/* The commented default file, and what is in force as a file that config_open() reads to the same values. */
void config_write_defaults(struct text_buffer *buffer);
void config_write_effective(struct text_buffer *buffer, const struct config *config);

#endif
