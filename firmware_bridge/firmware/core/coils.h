/* How warm the lock coils are. Full current heats a coil; without current it cools `coil_cooling` times as slowly.
 * The holding current, for which a coil is rated continuously, changes nothing.
 */
#ifndef COILS_H
#define COILS_H

#include "hal.h"

#define COIL_HEAT_MAX (PROTOCOL_COIL_BUDGET_MS * PROTOCOL_COIL_COOLING)

struct coils {
    uint32_t heat[PROTOCOL_MAX_DRAWERS]; /* milliseconds that the coil needs to cool */
};

/* Nobody knows how warm the coils were before a reset: each may pull once, and must cool for more. */
void coils_start(struct coils *coils, uint32_t pull_in_ms);

/* `elapsed` milliseconds went by; `pulling` is the drawer with full current, or 0; `held` has the holding current. */
void coils_tick(struct coils *coils, uint32_t elapsed, uint8_t pulling, uint8_t held);

/* The coil is cool enough for one more pull of so many milliseconds. */
bool coils_can_pull(const struct coils *coils, uint8_t drawer, uint32_t pull_in_ms);

#endif
