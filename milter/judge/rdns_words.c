/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "rdns_words.h"

/*
 * General words only, in the languages that name hosts: no provider, no product. WHOLE words stand
 * alone between digits, dashes and dots; EDGE words may also begin or end a longer row of letters
 * (mailout, modemcable), which short words would do by accident (sendai, resort).
 */

enum { WORD_SIZE = 14, LETTER_WORDS = 20 };

enum reach { WHOLE, EDGE };

struct entry {
	char text[WORD_SIZE];
	uint8_t length;
	uint8_t class;
	uint8_t reach;
};

#define WORD(text, class, reach) \
	{ \
		text, sizeof(text) - 1, RDNS_WORD_##class, reach \
	}

/* clang-format off */
static const struct entry words['z' - 'a' + 1][LETTER_WORDS] = {
	['a' - 'a'] = {
		WORD("abo", LINE, WHOLE), WORD("abonent", LINE, EDGE), WORD("abonnes", LINE, EDGE),
		WORD("access", LINE, WHOLE), WORD("adsl", LINE, EDGE), WORD("antispam", MAIL, EDGE),
		WORD("apn", POOL, WHOLE), WORD("assinante", LINE, EDGE),
	},
	['b' - 'a'] = {
		WORD("bb", LINE, WHOLE), WORD("biz", STATIC, WHOLE), WORD("bng", POOL, WHOLE),
		WORD("bounce", MAIL, EDGE), WORD("bounces", MAIL, EDGE), WORD("bras", POOL, WHOLE),
		WORD("breitband", LINE, EDGE), WORD("broadband", LINE, EDGE),
		WORD("business", STATIC, EDGE),
	},
	['c' - 'a'] = {
		WORD("cable", LINE, EDGE), WORD("catv", LINE, EDGE), WORD("cell", POOL, WHOLE),
		WORD("cellular", POOL, EDGE), WORD("cgn", POOL, EDGE), WORD("cgnat", POOL, EDGE),
		WORD("client", LINE, EDGE), WORD("cliente", LINE, EDGE), WORD("clientes", LINE, EDGE),
		WORD("clienti", LINE, EDGE), WORD("clients", LINE, EDGE), WORD("cloud", SERVER, EDGE),
		WORD("colo", SERVER, WHOLE), WORD("corp", STATIC, WHOLE), WORD("correo", MAIL, EDGE),
		WORD("cpe", LINE, EDGE), WORD("cust", LINE, EDGE), WORD("customer", LINE, EDGE),
		WORD("customers", LINE, EDGE),
	},
	['d' - 'a'] = {
		WORD("dedi", SERVER, EDGE), WORD("dedicated", SERVER, EDGE), WORD("dhcp", POOL, EDGE),
		WORD("dial", POOL, EDGE), WORD("dialin", POOL, EDGE), WORD("dialup", POOL, EDGE),
		WORD("dinamic", POOL, EDGE), WORD("dinamico", POOL, EDGE), WORD("dip", POOL, WHOLE),
		WORD("docsis", LINE, EDGE), WORD("dorm", LINE, EDGE), WORD("dsl", LINE, EDGE),
		WORD("dyn", POOL, EDGE), WORD("dynamic", POOL, EDGE), WORD("dynamique", POOL, EDGE),
	},
	['e' - 'a'] = {
		WORD("email", MAIL, EDGE), WORD("esmtp", MAIL, EDGE), WORD("estatico", STATIC, EDGE),
		WORD("exchange", MAIL, EDGE),
	},
	['f' - 'a'] = {
		WORD("fallback", MAIL, WHOLE), WORD("fiber", LINE, EDGE), WORD("fibra", LINE, EDGE),
		WORD("fibre", LINE, EDGE), WORD("fix", STATIC, WHOLE), WORD("fixed", STATIC, EDGE),
		WORD("fixip", STATIC, EDGE), WORD("ftth", LINE, EDGE), WORD("fttb", LINE, EDGE),
		WORD("fttc", LINE, EDGE), WORD("fttp", LINE, EDGE), WORD("fttx", LINE, EDGE),
	},
	['g' - 'a'] = {
		WORD("gpon", LINE, EDGE), WORD("gprs", POOL, EDGE), WORD("gsm", POOL, EDGE),
	},
	['h' - 'a'] = {
		WORD("hfc", LINE, EDGE), WORD("home", LINE, EDGE), WORD("hosting", SERVER, EDGE),
		WORD("hotspot", POOL, EDGE), WORD("hsd", LINE, WHOLE),
	},
	['i' - 'a'] = {
		WORD("inbound", MAIL, EDGE), WORD("internet", LINE, WHOLE), WORD("isdn", POOL, EDGE),
	},
	['k' - 'a'] = {
		WORD("kabel", LINE, EDGE), WORD("klient", LINE, EDGE), WORD("kunde", LINE, EDGE),
		WORD("kunden", LINE, EDGE),
	},
	['l' - 'a'] = {
		WORD("lan", LINE, WHOLE), WORD("list", MAIL, WHOLE), WORD("lists", MAIL, WHOLE),
		WORD("lte", POOL, EDGE),
	},
	['m' - 'a'] = {
		WORD("mail", MAIL, EDGE), WORD("mailer", MAIL, EDGE), WORD("mob", POOL, WHOLE),
		WORD("mobil", POOL, EDGE), WORD("mobile", POOL, EDGE), WORD("modem", LINE, EDGE),
		WORD("mout", MAIL, EDGE), WORD("movil", POOL, EDGE), WORD("mta", MAIL, WHOLE),
		WORD("mx", MAIL, EDGE),
	},
	['n' - 'a'] = {
		WORD("nat", POOL, WHOLE), WORD("newsletter", MAIL, EDGE), WORD("node", LINE, WHOLE),
	},
	['o' - 'a'] = {
		WORD("office", STATIC, WHOLE), WORD("out", MAIL, EDGE), WORD("outbound", MAIL, EDGE),
		WORD("outgoing", MAIL, EDGE),
	},
	['p' - 'a'] = {
		WORD("pc", LINE, WHOLE), WORD("pon", LINE, WHOLE), WORD("pool", POOL, EDGE),
		WORD("pools", POOL, EDGE), WORD("posta", MAIL, EDGE), WORD("poste", MAIL, WHOLE),
		WORD("postfix", MAIL, EDGE), WORD("ppp", POOL, EDGE), WORD("pppoe", POOL, EDGE),
		WORD("pptp", POOL, EDGE), WORD("priv", LINE, WHOLE), WORD("private", LINE, WHOLE),
	},
	['r' - 'a'] = {
		WORD("relay", MAIL, EDGE), WORD("res", LINE, WHOLE), WORD("resi", LINE, WHOLE),
		WORD("residential", LINE, EDGE), WORD("resnet", LINE, EDGE), WORD("roam", POOL, EDGE),
		WORD("roaming", POOL, EDGE),
	},
	['s' - 'a'] = {
		WORD("sdsl", STATIC, WHOLE), WORD("sender", MAIL, EDGE), WORD("server", SERVER, EDGE),
		WORD("smtp", MAIL, EDGE),
		WORD("srv", SERVER, EDGE), WORD("sta", STATIC, WHOLE), WORD("stat", STATIC, WHOLE),
		WORD("static", STATIC, EDGE), WORD("statisch", STATIC, EDGE), WORD("sub", LINE, WHOLE),
		WORD("subs", LINE, EDGE), WORD("subscriber", LINE, EDGE), WORD("surfer", LINE, EDGE),
		WORD("sv", SERVER, WHOLE),
	},
	['t' - 'a'] = {
		WORD("tel", LINE, WHOLE), WORD("tv", LINE, WHOLE),
	},
	['u' - 'a'] = {
		WORD("umts", POOL, EDGE), WORD("user", LINE, EDGE), WORD("users", LINE, EDGE),
		WORD("usr", LINE, WHOLE), WORD("utente", LINE, EDGE),
	},
	['v' - 'a'] = {
		WORD("vdsl", LINE, EDGE), WORD("vpn", POOL, EDGE), WORD("vps", SERVER, EDGE),
	},
	['w' - 'a'] = {
		WORD("wap", POOL, WHOLE), WORD("webmail", MAIL, EDGE), WORD("wifi", POOL, EDGE),
		WORD("wimax", POOL, EDGE), WORD("wireless", POOL, EDGE), WORD("wlan", POOL, EDGE),
	},
	['x' - 'a'] = {
		WORD("xdsl", LINE, EDGE),
	},
	['z' - 'a'] = {
		WORD("zimbra", MAIL, EDGE),
	},
};
/* clang-format on */

/* Whether `entry` may stand at the beginning of `length` letters, which are the end of a row, or
 * the whole of it. */
static bool
fits(const struct entry *entry, size_t length, bool whole_row)
{
	if (entry->length == length)
		return whole_row || entry->reach == EDGE;
	return whole_row && entry->reach == EDGE && entry->length < length;
}

/* The longest word at the beginning of `letters`. */
static const struct entry *
find_word(const char *letters, size_t length, bool whole_row)
{
	const struct entry *best = NULL;
	const struct entry *entry = words[letters[0] - 'a'];
	const struct entry *end = entry + LETTER_WORDS;

	for (; entry < end && entry->length != 0; entry++)
		if (fits(entry, length, whole_row) &&
			(best == NULL || entry->length > best->length) &&
			memcmp(entry->text, letters, entry->length) == 0)
			best = entry;
	return best;
}

struct rdns_word
rdns_word_find(const char *letters, size_t length)
{
	const struct entry *best = length > 0 ? find_word(letters, length, true) : NULL;

	for (size_t i = 1; i < length; i++) {
		const struct entry *ending = find_word(letters + i, length - i, false);

		if (ending != NULL && (best == NULL || ending->length > best->length))
			best = ending;
	}
	if (best == NULL)
		return (struct rdns_word){0};
	return (struct rdns_word){best->text, (enum rdns_word_class)best->class};
}
