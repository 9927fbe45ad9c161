/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "rdns_words.h"

/*
 * General words only, in the languages that name hosts: no provider, no product. A word in capitals in the
 * second column stands alone; the others may also begin or end a longer row of letters (mailout,
 * modemcable), which short words would do by accident.
 */

enum { WORD_SIZE = 14, LETTER_WORDS = 24 };

enum reach {
	WHOLE, /* the whole row of letters */
	EDGE,  /* or its beginning or end */
};

struct entry {
	char text[WORD_SIZE];
	uint8_t length;
	uint8_t class;
	uint8_t reach;
};

#define W(text, class, reach) {text, sizeof(text) - 1, RDNS_WORD_##class, reach}

static const struct entry words['z' - 'a' + 1][LETTER_WORDS] = {
	['a' - 'a'] = {
		W("abo", CUSTOMER, WHOLE), W("abon", CUSTOMER, EDGE), W("abonent", CUSTOMER, EDGE),
		W("access", LINE, WHOLE), W("adsl", LINE, EDGE), W("adr", NUMBER, WHOLE),
		W("addr", NUMBER, EDGE), W("antispam", TRANSIT, EDGE), W("apartment", CUSTOMER, EDGE),
		W("api", SERVER, WHOLE), W("apn", MOBILE, WHOLE), W("app", SERVER, WHOLE),
	},
	['b' - 'a'] = {
		W("backup", SERVER, EDGE), W("bb", LINE, WHOLE), W("biz", STATIC, WHOLE),
		W("bng", POOL, WHOLE), W("bounce", TRANSIT, EDGE), W("bounces", TRANSIT, EDGE),
		W("box", SERVER, WHOLE), W("bras", POOL, WHOLE), W("breitband", LINE, EDGE),
		W("broadband", LINE, EDGE), W("business", STATIC, EDGE),
	},
	['c' - 'a'] = {
		W("cable", LINE, EDGE), W("cablemodem", LINE, EDGE), W("catv", LINE, EDGE),
		W("cell", MOBILE, WHOLE), W("cgn", POOL, EDGE), W("cgnat", POOL, EDGE),
		W("cli", CUSTOMER, WHOLE), W("client", CUSTOMER, EDGE), W("cliente", CUSTOMER, EDGE),
		W("clientes", CUSTOMER, EDGE), W("clienti", CUSTOMER, EDGE), W("clients", CUSTOMER, EDGE),
		W("cloud", SERVER, EDGE), W("cluster", SERVER, EDGE), W("cm", LINE, WHOLE),
		W("colo", SERVER, EDGE), W("corp", STATIC, WHOLE), W("correo", MAIL, EDGE),
		W("cpe", CUSTOMER, EDGE), W("cust", CUSTOMER, EDGE), W("customer", CUSTOMER, EDGE),
		W("customers", CUSTOMER, EDGE),
	},
	['d' - 'a'] = {
		W("ded", SERVER, WHOLE), W("dedi", SERVER, EDGE), W("dedicated", SERVER, EDGE),
		W("delivery", TRANSIT, EDGE), W("dhcp", POOL, EDGE), W("dial", LINE, EDGE),
		W("dialin", LINE, EDGE), W("dialup", LINE, EDGE), W("din", POOL, WHOLE),
		W("dip", POOL, WHOLE), W("dns", SERVER, EDGE), W("docsis", LINE, EDGE),
		W("dorm", CUSTOMER, EDGE), W("dsl", LINE, EDGE), W("dyn", POOL, EDGE),
		W("dynamic", POOL, EDGE), W("dynamique", POOL, EDGE), W("dynip", POOL, EDGE),
	},
	['e' - 'a'] = {
		W("edge", SERVER, EDGE), W("email", MAIL, EDGE), W("enterprise", STATIC, EDGE),
		W("esmtp", MAIL, EDGE), W("estatico", STATIC, EDGE), W("exchange", MAIL, EDGE),
		W("exim", MAIL, EDGE),
	},
	['f' - 'a'] = {
		W("fallback", TRANSIT, EDGE), W("fiber", LINE, EDGE), W("fibra", LINE, EDGE),
		W("fibre", LINE, EDGE), W("filter", TRANSIT, EDGE), W("firewall", SERVER, EDGE),
		W("fix", STATIC, WHOLE), W("fixed", STATIC, EDGE), W("fixip", STATIC, EDGE),
		W("forward", TRANSIT, EDGE), W("ftth", LINE, EDGE), W("fttb", LINE, EDGE),
		W("fttp", LINE, EDGE), W("fttx", LINE, EDGE), W("fwd", TRANSIT, EDGE),
	},
	['g' - 'a'] = {
		W("gate", TRANSIT, WHOLE), W("gateway", TRANSIT, EDGE), W("gpon", LINE, EDGE),
		W("gprs", MOBILE, EDGE), W("gsm", MOBILE, EDGE), W("gw", TRANSIT, WHOLE),
	},
	['h' - 'a'] = {
		W("hfc", LINE, EDGE), W("home", CUSTOMER, EDGE), W("host", NUMBER, WHOLE),
		W("hosted", SERVER, EDGE), W("hosting", SERVER, EDGE), W("hotspot", MOBILE, EDGE),
		W("hsd", LINE, WHOLE), W("hst", NUMBER, WHOLE),
	},
	['i' - 'a'] = {
		W("imap", MAIL, EDGE), W("in", TRANSIT, WHOLE), W("inbound", TRANSIT, EDGE),
		W("internet", LINE, WHOLE), W("ip", NUMBER, WHOLE), W("ipv", NUMBER, WHOLE),
		W("isdn", LINE, EDGE),
	},
	['k' - 'a'] = {
		W("kabel", LINE, EDGE), W("klient", CUSTOMER, EDGE), W("kund", CUSTOMER, EDGE),
		W("kunde", CUSTOMER, EDGE), W("kunden", CUSTOMER, EDGE),
	},
	['l' - 'a'] = {
		W("lan", LINE, WHOLE), W("line", LINE, WHOLE), W("list", MAIL, WHOLE),
		W("lists", MAIL, WHOLE), W("lte", MOBILE, EDGE),
	},
	['m' - 'a'] = {
		W("mail", MAIL, EDGE), W("mailer", MAIL, EDGE), W("mailgw", MAIL, EDGE),
		W("mailhost", MAIL, EDGE), W("mailing", MAIL, EDGE), W("mailout", MAIL, EDGE),
		W("mails", MAIL, EDGE), W("mob", MOBILE, WHOLE), W("mobil", MOBILE, EDGE),
		W("mobile", MOBILE, EDGE), W("modem", LINE, EDGE), W("mout", MAIL, EDGE),
		W("movil", MOBILE, EDGE), W("mta", MAIL, EDGE), W("mx", MAIL, EDGE),
	},
	['n' - 'a'] = {
		W("nat", POOL, WHOLE), W("newsletter", MAIL, EDGE), W("node", CUSTOMER, WHOLE),
		W("nomad", MOBILE, EDGE), W("ns", SERVER, WHOLE),
	},
	['o' - 'a'] = {
		W("office", STATIC, WHOLE), W("out", TRANSIT, EDGE), W("outbound", TRANSIT, EDGE),
		W("outgoing", TRANSIT, EDGE),
	},
	['p' - 'a'] = {
		W("pc", CUSTOMER, WHOLE), W("pon", LINE, WHOLE), W("pool", POOL, EDGE),
		W("pools", POOL, EDGE), W("pop", MAIL, WHOLE), W("post", MAIL, EDGE),
		W("posta", MAIL, EDGE), W("poste", MAIL, EDGE), W("postfix", MAIL, EDGE),
		W("ppp", POOL, EDGE), W("pppoe", POOL, EDGE), W("pptp", POOL, EDGE),
		W("proxy", SERVER, EDGE), W("ptr", NUMBER, WHOLE), W("public", NUMBER, WHOLE),
	},
	['r' - 'a'] = {
		W("range", NUMBER, WHOLE), W("relay", TRANSIT, EDGE), W("res", CUSTOMER, WHOLE),
		W("resi", CUSTOMER, WHOLE), W("residential", CUSTOMER, EDGE), W("resnet", CUSTOMER, EDGE),
		W("rev", NUMBER, EDGE), W("reverse", NUMBER, EDGE), W("roam", MOBILE, EDGE),
	},
	['s' - 'a'] = {
		W("sdsl", STATIC, EDGE), W("send", TRANSIT, EDGE), W("sender", TRANSIT, EDGE),
		W("server", SERVER, EDGE), W("servers", SERVER, EDGE), W("serv", SERVER, EDGE),
		W("smtp", MAIL, EDGE), W("spam", TRANSIT, EDGE), W("srv", SERVER, EDGE),
		W("sta", STATIC, WHOLE), W("stat", STATIC, WHOLE), W("static", STATIC, EDGE),
		W("statisch", STATIC, EDGE), W("sub", CUSTOMER, WHOLE), W("subs", CUSTOMER, EDGE),
		W("subscriber", CUSTOMER, EDGE), W("surf", CUSTOMER, EDGE),
	},
	['t' - 'a'] = {
		W("tel", LINE, WHOLE), W("tv", LINE, WHOLE),
	},
	['u' - 'a'] = {
		W("umts", MOBILE, EDGE), W("unassigned", NUMBER, EDGE), W("unknown", NUMBER, EDGE),
		W("user", CUSTOMER, EDGE), W("users", CUSTOMER, EDGE), W("usr", CUSTOMER, EDGE),
		W("utente", CUSTOMER, EDGE),
	},
	['v' - 'a'] = {
		W("vdsl", LINE, EDGE), W("vhost", SERVER, EDGE), W("vip", SERVER, WHOLE),
		W("vm", SERVER, WHOLE), W("vpn", POOL, EDGE), W("vps", SERVER, EDGE),
		W("vs", SERVER, WHOLE),
	},
	['w' - 'a'] = {
		W("wap", MOBILE, WHOLE), W("web", SERVER, EDGE), W("webmail", MAIL, EDGE),
		W("wifi", MOBILE, EDGE), W("wimax", MOBILE, EDGE), W("wireless", MOBILE, EDGE),
		W("wlan", MOBILE, EDGE), W("www", SERVER, EDGE),
	},
	['x' - 'a'] = {
		W("xdsl", LINE, EDGE),
	},
	['z' - 'a'] = {
		W("zimbra", MAIL, EDGE),
	},
};

/* The longest word with which `letters` begins, or which is all of it when `whole`. */
static const struct entry *
find_here(const char *letters, size_t length, bool whole, bool first)
{
	const struct entry *best = NULL;
	const struct entry *list = words[letters[0] - 'a'];
	for (size_t i = 0; i < LETTER_WORDS && list[i].length != 0; i++) {
		const struct entry *entry = &list[i];
		if (entry->length > length || (whole && entry->length != length))
			continue;
		if (entry->reach == WHOLE && !(first && entry->length == length))
			continue;
		if (memcmp(entry->text, letters, entry->length) == 0 &&
			(best == NULL || entry->length > best->length))
			best = entry;
	}
	return best;
}

struct rdns_word
rdns_word_find(const char *letters, size_t length)
{
	const struct entry *best = find_here(letters, length, false, true);
	for (size_t i = 1; i < length; i++) {
		const struct entry *entry = find_here(letters + i, length - i, true, false);
		if (entry != NULL && (best == NULL || entry->length > best->length))
			best = entry;
	}
	return best == NULL ? (struct rdns_word){0}
		: (struct rdns_word){best->text, (enum rdns_word_class)best->class};
}
