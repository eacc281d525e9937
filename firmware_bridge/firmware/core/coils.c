#include "coils.h"

void coils_start(struct coils *coils, uint32_t pull_in_ms)
{
    for (size_t i = 0; i < PROTOCOL_MAX_DRAWERS; i++)
        coils->heat[i] = COIL_HEAT_MAX - pull_in_ms * PROTOCOL_COIL_COOLING;
}

void coils_tick(struct coils *coils, uint32_t elapsed, uint8_t pulling, uint8_t held)
{
    for (uint8_t drawer = 1; drawer <= PROTOCOL_MAX_DRAWERS; drawer++) {
        uint32_t *heat = &coils->heat[drawer - 1];
        if (drawer == pulling)
            *heat += elapsed * PROTOCOL_COIL_COOLING;
        else if (drawer != held)
            *heat -= elapsed < *heat ? elapsed : *heat;
    }
}

bool coils_can_pull(const struct coils *coils, uint8_t drawer, uint32_t pull_in_ms)
{
    return coils->heat[drawer - 1] + pull_in_ms * PROTOCOL_COIL_COOLING <= COIL_HEAT_MAX;
}
