/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the classifier reads off each name of a table, for fit_card.py: its organisation, its label, whether a mail word
 * excuses it, and a 0 or 1 for each sign in the card's order.
 *
 *   rdns_signs TABLE
 */
#include <stdio.h>
#include <string.h>

#include "milter/judge/rdns_signs.h"

static void
print_names(void)
{
#define PRINT(name, points) printf(" " #name);
	printf("organisation label excused");
	RDNS_CARD(PRINT)
#undef PRINT
	putchar('\n');
}

static void
print_row(const char *line)
{
	char label[16], text[512], address[64];
	struct dns_name name, organisation;
	struct rdns_signs signs;
	struct ip_addr client;

	if (sscanf(line, "%15s %511s %63s", label, text, address) != 3 ||
		!dns_name_parse(&name, text) || !ip_addr_parse(&client, address))
		return;
	signs = rdns_signs_of(&name, &client, false);
	if (!dns_name_organisation(&organisation, &name))
		organisation = name;
	printf("%s %s %d", organisation.text, label,
		signs.first.of[RDNS_WORD_MAIL] != NULL || signs.inner.of[RDNS_WORD_MAIL] != NULL ||
			signs.organisation.of[RDNS_WORD_MAIL] != NULL);
	for (unsigned i = 0; i < RDNS_SIGN_COUNT; i++)
		printf(" %d", signs.has[i]);
	putchar('\n');
}

int
main(int argc, char **argv)
{
	char line[1024];
	FILE *table = argc == 2 ? fopen(argv[1], "r") : NULL;

	if (table == NULL) {
		fprintf(stderr, "usage: rdns_signs TABLE\n");
		return 64;
	}
	print_names();
	while (fgets(line, sizeof(line), table) != NULL)
		if (strncmp(line, "access\t", 7) == 0 || strncmp(line, "mta\t", 4) == 0)
			print_row(line);
	fclose(table);
	return 0;
}
