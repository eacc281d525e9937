/* What the loader leaves in RAM for the program. */
#ifndef HANDOVER_H
#define HANDOVER_H

#include "../../core/hal.h"

#define HANDOVER_AT 0x2003ffe0u

/* Leaves it. */
void handover_give(const struct choice *choice);

/* Takes it away, so that it counts once. Without a loader its slot is NO_SLOT. */
struct choice handover_take(void);

#endif
