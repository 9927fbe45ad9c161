/* SPDX-License-Identifier: BSD-2-Clause */
#include "fingerprint.h"

#include <inttypes.h>
#include <string.h>

#include "mxvet/judge.h"
#include "recipient_rule.h"
#include "setting.h"

/*
 * Each value that can change a verdict becomes a line of text; the lines' hashes are added up, so that the order in
 * which values stand, also those of one list, makes no difference.
 */

/* FNV-1a, 64 bits, and once more stirred: in FNV alone the last letter of any two lines weighs the same, and a sum
 * would let their changes cancel out. */
static uint64_t
hash_of(const char *text)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);

	for (; *text != '\0'; text++)
		hash = (hash ^ (unsigned char)*text) * UINT64_C(0x100000001b3);
	hash = (hash ^ (hash >> 33)) * UINT64_C(0xff51afd7ed558ccd);
	return hash ^ (hash >> 29);
}

static uint64_t
hash_of_setting(const struct setting *setting, const struct config *config)
{
	const size_t count = setting_items(setting, config);
	char storage[512], path[PATH_SIZE];
	struct text_buffer line;
	uint64_t sum = 0;

	for (size_t i = 0; i < count; i++) {
		text_init(&line, storage, sizeof(storage));
		text_append_format(&line, "%s=", setting_path(setting, path));
		setting_append_item(&line, setting, config, i);
		sum += hash_of(line.text);
	}
	return sum;
}

static uint64_t
hash_of_outcome(enum outcome outcome, int points)
{
	char storage[128];
	struct text_buffer line;

	text_init(&line, storage, sizeof(storage));
	text_append_format(&line, "points.%s.%s=%d", check_name(outcome_table[outcome].check),
		outcome_name(outcome), points);
	return hash_of(line.text);
}

/* Of the sections for recipients the first that matches holds, so their order counts. */
static uint64_t
hash_of_rule(const struct recipient_rule *rule, size_t index)
{
	char storage[RECIPIENT_PATTERN_SIZE + 128];
	struct text_buffer line;

	text_init(&line, storage, sizeof(storage));
	text_append_format(&line, "recipient %zu %s", index, rule->pattern);
	for (unsigned i = 0; i < RECIPIENT_KEY_COUNT; i++) {
		text_append_format(&line, " %s=", recipient_table[i].key);
		setting_append_item(&line, &recipient_table[i], rule, 0);
	}
	return hash_of(line.text);
}

static uint64_t
hash_of_trust_line(const struct trust_line *trusted)
{
	char storage[DNS_NAME_MAX + 128];
	struct text_buffer line;

	text_init(&line, storage, sizeof(storage));
	text_append_format(&line, "trust.file %u %s ", (unsigned)trusted->kind, trusted->name.text);
	text_append_address(&line, &trusted->network.address);
	text_append_format(&line, "/%u %" PRId64, trusted->network.prefix, trusted->until_ms);
	return hash_of(line.text);
}

uint32_t
fingerprint_of(const struct config *config)
{
	uint64_t sum = 0;

	for (unsigned i = 0; i < SETTING_COUNT; i++)
		if (setting_table[i].effect == EFFECT_VERDICT)
			sum += hash_of_setting(&setting_table[i], config);
	for (unsigned i = outcome_temperror + 1; i < OUTCOME_COUNT; i++)
		sum += hash_of_outcome((enum outcome)i, config->points[i]);
	for (unsigned check = 0; check < CHECK_COUNT; check++)
		if (!config->enabled[check])
			sum += ~hash_of(check_name((enum check)check));
	for (size_t i = 0; i < config->recipients.count; i++)
		sum += hash_of_rule(&config->recipients.item[i], i);
	for (size_t i = 0; i < config->trust_file.count; i++)
		sum += hash_of_trust_line(&config->trust_file.item[i]);
	return (uint32_t)(sum >> 32) ^ (uint32_t)sum;
}
