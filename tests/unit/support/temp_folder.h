/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MXVET_TEMP_FOLDER_H
#define MXVET_TEMP_FOLDER_H

/* A folder for one test, and the files in it. */

/* Makes a fresh folder. */
void temp_folder_open(void);
/* Removes it with the files in it. */
void temp_folder_close(void);

/* The path of a file in it; valid until the next call. "" is the folder itself. */
const char *temp_path(const char *name);

/* What a file holds; "" when it does not exist. Valid until the next call. */
const char *temp_file_text(const char *name);

#endif
