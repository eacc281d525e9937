/* Chooses the program to run: the newest signed image that a host has confirmed, or a newer one for a single trial. */
#ifndef LOADER_H
#define LOADER_H

#include "../core/image.h"

#define LOADER_KEY 32u

/* What to run; `slot` is NO_SLOT if no slot holds an image that this key has signed for this port. */
struct choice loader_choose(const struct flash *flash, const uint8_t key[LOADER_KEY], uint32_t port);

#endif
