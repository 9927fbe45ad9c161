/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "rdns_words.h"

/* General words only, in the languages that name hosts: no provider, no product. */

enum {
	WORD_SIZE = 14,
	LETTER_WORDS = 24,
	ROW_MAX = 63,      /* letters in a label */
	COMPOUND_PART = 3, /* shorter words are found by accident in others */
};

struct entry {
	char text[WORD_SIZE];
	uint8_t length;
	uint8_t class;
};

#define WORD(text, class) \
	{ \
		text, sizeof(text) - 1, RDNS_WORD_##class \
	}

/* clang-format off */
static const struct entry known['z' - 'a' + 1][LETTER_WORDS] = {
	['a' - 'a'] = {
		WORD("abo", LINE), WORD("abonent", LINE), WORD("abonnes", LINE), WORD("access", LINE),
		WORD("adsl", LINE), WORD("antispam", MAIL), WORD("apn", POOL), WORD("assinante", LINE),
	},
	['b' - 'a'] = {
		WORD("bb", LINE), WORD("biz", STATIC), WORD("bng", POOL), WORD("bounce", MAIL),
		WORD("bounces", MAIL), WORD("bras", POOL), WORD("breitband", LINE), WORD("broadband", LINE),
		WORD("business", STATIC),
	},
	['c' - 'a'] = {
		WORD("cable", LINE), WORD("catv", LINE), WORD("cell", POOL), WORD("cellular", POOL),
		WORD("cgnat", POOL), WORD("client", LINE), WORD("cliente", LINE),
		WORD("clientes", LINE), WORD("clienti", LINE), WORD("clients", LINE), WORD("cloud", SERVER),
		WORD("colo", SERVER), WORD("corp", STATIC), WORD("correo", MAIL), WORD("cpe", LINE),
		WORD("cust", LINE), WORD("customer", LINE), WORD("customers", LINE),
	},
	['d' - 'a'] = {
		WORD("dedi", SERVER), WORD("dedicated", SERVER), WORD("dhcp", POOL), WORD("dial", POOL),
		WORD("dialin", POOL), WORD("dialup", POOL), WORD("dinamic", POOL), WORD("dinamico", POOL),
		WORD("dip", POOL), WORD("docsis", LINE), WORD("dorm", LINE), WORD("dsl", LINE),
		WORD("dyn", POOL), WORD("dynamic", POOL), WORD("dynamique", POOL),
	},
	['e' - 'a'] = {
		WORD("eduroam", POOL), WORD("email", MAIL), WORD("esmtp", MAIL), WORD("estatico", STATIC),
		WORD("exchange", MAIL),
	},
	['f' - 'a'] = {
		WORD("fallback", MAIL), WORD("fiber", LINE), WORD("fibra", LINE), WORD("fibre", LINE),
		WORD("fix", STATIC), WORD("fixed", STATIC), WORD("fixip", STATIC), WORD("fttb", LINE),
		WORD("fttc", LINE), WORD("ftth", LINE), WORD("fttp", LINE), WORD("fttx", LINE),
	},
	['g' - 'a'] = {
		WORD("gpon", LINE), WORD("gprs", POOL), WORD("gsm", POOL),
	},
	['h' - 'a'] = {
		WORD("hfc", LINE), WORD("home", LINE), WORD("hosting", SERVER), WORD("hotspot", POOL),
		WORD("hsd", LINE), WORD("hsi", LINE),
	},
	['i' - 'a'] = {
		WORD("inbound", MAIL), WORD("internet", LINE), WORD("isdn", POOL),
	},
	['k' - 'a'] = {
		WORD("kabel", LINE), WORD("klient", LINE), WORD("kunde", LINE), WORD("kunden", LINE),
	},
	['l' - 'a'] = {
		WORD("lan", LINE), WORD("list", MAIL), WORD("lists", MAIL), WORD("lte", POOL),
	},
	['m' - 'a'] = {
		WORD("mail", MAIL), WORD("mailer", MAIL), WORD("mailers", MAIL), WORD("mailgw", MAIL),
		WORD("mailhost", MAIL), WORD("mailhub", MAIL), WORD("mails", MAIL), WORD("mob", POOL),
		WORD("mobil", POOL), WORD("mobile", POOL), WORD("modem", LINE), WORD("mout", MAIL),
		WORD("movil", POOL), WORD("mta", MAIL), WORD("mx", MAIL), WORD("mxout", MAIL),
	},
	['n' - 'a'] = {
		WORD("nat", POOL), WORD("newsletter", MAIL),
	},
	['o' - 'a'] = {
		WORD("office", STATIC), WORD("out", MAIL), WORD("outbound", MAIL), WORD("outgoing", MAIL),
	},
	['p' - 'a'] = {
		WORD("pc", LINE), WORD("pon", LINE), WORD("pool", POOL), WORD("pools", POOL),
		WORD("posta", MAIL), WORD("poste", MAIL), WORD("postfix", MAIL), WORD("ppp", POOL),
		WORD("pppoe", POOL), WORD("pptp", POOL), WORD("priv", LINE), WORD("private", LINE),
	},
	['r' - 'a'] = {
		WORD("relay", MAIL), WORD("res", LINE), WORD("resi", LINE), WORD("residential", LINE),
		WORD("resnet", LINE), WORD("roam", POOL), WORD("roaming", POOL),
	},
	['s' - 'a'] = {
		WORD("sdsl", STATIC), WORD("sender", MAIL), WORD("server", SERVER), WORD("smtp", MAIL),
		WORD("smtps", MAIL), WORD("srv", SERVER), WORD("sta", STATIC), WORD("stat", STATIC),
		WORD("static", STATIC), WORD("statisch", STATIC), WORD("sub", LINE), WORD("subs", LINE),
		WORD("subscriber", LINE), WORD("surfer", LINE), WORD("sv", SERVER),
	},
	['t' - 'a'] = {
		WORD("tel", LINE), WORD("tv", LINE),
	},
	['u' - 'a'] = {
		WORD("umts", POOL), WORD("user", LINE), WORD("users", LINE), WORD("usr", LINE),
		WORD("utente", LINE),
	},
	['v' - 'a'] = {
		WORD("vdsl", LINE), WORD("vpn", POOL), WORD("vps", SERVER),
	},
	['w' - 'a'] = {
		WORD("wap", POOL), WORD("webmail", MAIL), WORD("wifi", POOL), WORD("wimax", POOL),
		WORD("wireless", POOL), WORD("wlan", POOL),
	},
	['x' - 'a'] = {
		WORD("xdsl", LINE),
	},
	['z' - 'a'] = {
		WORD("zimbra", MAIL),
	},
};
/* clang-format on */

/* A row of letters that is taken apart. */
struct row {
	const char *letters;
	size_t length;
	bool hopeless[ROW_MAX + 1]; /* from here on it cannot be taken apart */
};

static bool
fits(const struct entry *entry, const struct row *row, size_t at)
{
	const size_t left = row->length - at;

	if (entry->length > left || memcmp(entry->text, row->letters + at, entry->length) != 0)
		return false;
	return entry->length == row->length || entry->length >= COMPOUND_PART;
}

/* Takes the row apart from `at` on; of several words of a class the first stays. */
static bool
take_apart(struct rdns_words *words, struct row *row, size_t at)
{
	const struct entry *entry, *end;

	if (at == row->length)
		return true;
	if (row->hopeless[at])
		return false;
	entry = known[row->letters[at] - 'a'];
	end = entry + LETTER_WORDS;
	for (; entry < end && entry->length != 0; entry++)
		if (fits(entry, row, at) && take_apart(words, row, at + entry->length)) {
			words->of[entry->class] = entry->text;
			return true;
		}
	row->hopeless[at] = true;
	return false;
}

void
rdns_words_read(struct rdns_words *words, const char *letters, size_t length)
{
	struct row row = {.letters = letters, .length = length};
	struct rdns_words own = {0};

	if (length == 0 || length > ROW_MAX || !take_apart(&own, &row, 0))
		return;
	for (unsigned i = 0; i < RDNS_WORD_CLASSES; i++)
		if (words->of[i] == NULL)
			words->of[i] = own.of[i];
}
