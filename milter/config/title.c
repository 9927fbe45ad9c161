/* SPDX-License-Identifier: BSD-2-Clause */
#include "title.h"

#include <stdlib.h>
#include <string.h>

/* Room for one more, by doubling; -1 without memory. */
static int
make_room(struct title_list *titles)
{
	struct title *item;

	if ((titles->count & (titles->count - 1)) != 0)
		return 0;
	item = realloc(
		titles->item, (titles->count == 0 ? 1 : 2 * (size_t)titles->count) * sizeof(*item));
	if (item == NULL)
		return -1;
	titles->item = item;
	return 0;
}

static char *
copy_of(const struct token *word)
{
	const bool quoted = *word->begin == '"' || *word->begin == '\'';
	const size_t length = (size_t)(word->end - word->begin);

	return quoted ? strndup(word->begin + 1, length - 2) : strndup(word->begin, length);
}

void
title_list_add(struct title_list *titles, const struct token *word, struct complaints *complaints)
{
	char *text;

	if (titles->count == TITLES_MAX) {
		complaint_add(
			complaints, word->line, "more than %d sections for recipients", TITLES_MAX);
		return;
	}
	text = make_room(titles) == 0 ? copy_of(word) : NULL;
	if (text == NULL)
		complaint_add(complaints, 0, "out of memory");
	else
		titles->item[titles->count++] = (struct title){word->line, text};
}

void
title_list_finish(struct title_list *titles)
{
	for (unsigned i = 0; i < titles->count; i++)
		free(titles->item[i].text);
	free(titles->item);
	*titles = (struct title_list){0};
}
