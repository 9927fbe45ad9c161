/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_CONFIG_TEXT_RULE_H
#define MXVET_CONFIG_TEXT_RULE_H

/* What a text must look like, by the path of its key. NULL, or what is wrong, to stand behind the text. */
const char *text_rule_check(const char *path, const char *text);

#endif
