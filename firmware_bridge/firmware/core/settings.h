/* Which drawers there are and how long things may take: from the store, else the board's defaults. */
#ifndef SETTINGS_H
#define SETTINGS_H

#include "store.h"

/* The stored settings if they are there and in range, else the board's. */
struct settings_reply settings_load(const struct store *store, const struct board *board);

/* Every value lies in its range; see the table in settings.c. */
bool settings_good(const struct settings_reply *settings, const struct board *board);

void settings_save(struct store *store, const struct settings_reply *settings);

#endif
